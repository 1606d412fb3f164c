"""Amounts as people write them: "1.234,56", "€ 12", "$1.3M". Is a column one of amounts, and how SQL reads it as a number.

Which mark is the decimal one is settled per column, by all its values together: "113.500" is thousands in a column where no value
has other than three digits after a point and some have a point only to group by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.delivery import Column

CURRENCY = r"(?:€|\$|£|¥|zł|zl|kr|EUR|USD|GBP|PLN|CHF|SEK|DKK|CZK|HUF|euro|euros|eur|pln|usd)\.?"
SCALE = r"(?:(?:k|K|m|M|bn|mln|mio|mrd|million|miljoen|millions|millones|milioni|tys)\.?)"
_AMOUNT = re.compile(rf"\(?\s*[-+−]?\s*(?:[A-Z]{{0,2}}{CURRENCY})?\s*[-+−]?\s*\d[\d.,'’\s\u00a0\u202f]*\s*{SCALE}?\s*(?:{CURRENCY}|%|,-)?\s*\)?")
_MONEY = re.compile(rf"(?:{CURRENCY})\s*-?\d|\d\s*{SCALE}?\s*(?:{CURRENCY})\s*\)?$")
#: share of the values that must be amounts; the rest may be "n/a", "x", "-"
ENOUGH = 0.8


def is_amount(column: Column) -> bool:
    """Does it hold numbers, written in any way? Dates, years and numbers of things (codes) may too: their names tell."""
    if column.looks_like in ("integer", "number"):
        return True
    return _share(column, _AMOUNT) >= ENOUGH


def is_money(column: Column) -> bool:
    """Do its values bear a currency?"""
    return _share(column, _MONEY, search=True) >= ENOUGH


def _share(column: Column, pattern: re.Pattern[str], search: bool = False) -> float:
    values = [v.strip() for v in column.values if v and v.strip()]
    if not values:
        return 0.0
    return sum(bool(pattern.search(v) if search else pattern.fullmatch(v)) for v in values) / len(values)


def decimal_comma(values: Iterable[str]) -> bool:
    """Is the comma the decimal mark in these values, and the point one that groups thousands?"""
    said = {mark for mark in map(_mark, values) if mark}
    if said & {"comma"} and not said & {"point"}:
        return True
    return said == {"grouped"}


def _mark(value: str) -> str:
    """What one value says: "comma" or "point" is decimal; "grouped" has points before three digits only, which is either."""
    digits = re.sub(r"[^\d.,]", "", value)
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        return "comma" if comma > point else "point"
    if digits.count(".") > 1:
        return "comma"
    if digits.count(",") > 1:
        return "point"
    mark = max(comma, point)
    if mark < 0:
        return ""
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", digits):
        return "point" if comma >= 0 else "grouped"
    return "comma" if comma >= 0 else "point"


def amount(column: Column) -> str:
    """SQL that gives a column's cells as DOUBLE; NULL where there is no number. "(5)" is -5, "1.3M" is 1,300,000.

    As numbers are text in a raw table, this is what a rule computes with.
    """
    c = identifier(column.name)
    bare = f"regexp_replace({c}, '[^0-9.,-]', '', 'g')"
    if decimal_comma(column.values):
        plain = f"replace(replace({bare}, '.', ''), ',', '.')"
    else:
        plain = f"replace({bare}, ',', '')"
    number = f"TRY_CAST(regexp_replace({plain}, '[.-]+$', '') AS DOUBLE)"
    if any(re.search(rf"\d\s*{SCALE}", v) for v in column.values):
        number = (f"{number} * CASE WHEN regexp_matches({c}, '[0-9] *(k|K|tys)') THEN 1000 WHEN regexp_matches({c}, '[0-9] *(mrd|bn)') THEN 1000000000 "
                  f"WHEN regexp_matches({c}, '[0-9] *(m|M)') THEN 1000000 ELSE 1 END")
    if any(v.strip().startswith("(") for v in column.values):
        number = f"{number} * CASE WHEN starts_with(trim({c}), '(') THEN -1 ELSE 1 END"
    return number
