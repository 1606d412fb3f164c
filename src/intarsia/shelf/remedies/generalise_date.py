"""Dates become months, quarters, years or decades, written so that they are read as dates again (EDTF: "2026-07", "2026-Q3", "2026", "202X")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled, there

NAME = "generalise-date"
LEVEL = "column"
TITLE = {"en": "Coarser dates", "nl": "Grovere datums"}
ABOUT = {
    "en": "Days become months, quarters, years or decades. A date that is coarser already stays as it is; what cannot be read as a date becomes empty.",
    "nl": "Dagen worden maanden, kwartalen, jaren of decennia. Een datum die al grover is, blijft zo; wat niet als datum te lezen is, wordt leeg.",
}
UNITS = ("month", "quarter", "year", "decade")
ORDERS = ("", "day first", "month first")
OPTIONS = {
    "to": Option("month, quarter, year or decade", "month"),
    "order": Option("of 03/04/2026: 'day first' or 'month first'; '' reads it off the column", ""),
}
_MONTH = "(0[1-9]|1[0-2])"
_ISO = f"^[0-9]{{4}}-?{_MONTH}-?([0-3][0-9])?([T ].*)?$"
_SHORT = "^([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})"
_QUARTER = "^[0-9]{4}-?[Qq][1-4]$"
_WEEK = "^([0-9]{4})-?[Ww]([0-5][0-9])(-?[1-7])?$"


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with coarser dates."""
    asked = settled(NAME, options, OPTIONS)
    if asked["to"] not in UNITS or asked["order"] not in ORDERS:
        raise Invalid(f"'{NAME}' makes no '{asked['to']}' of dates {asked['order']}".rstrip(), where=NAME, way_out=f"to: {', '.join(UNITS)}; order: 'day first' or 'month first'")
    known = there(engine, relation, columns, NAME)
    # in three layers, so that each part of the work stands in the query once
    first = {name: asked["order"] or _order(engine, relation, name) for name in columns}
    rest = [f"t.{identifier(name)}" for name in known if name not in columns]
    column = {name: f"t.{identifier(name)}" for name in columns}
    layers = [
        {name: _short(f"regexp_replace(trim({column[name]}), '[T ,]+[0-9]{{1,2}}:[0-9]{{2}}.*$', '', 'g')", first[name]) for name in columns},
        {name: month_sql(column[name]) for name in columns},
        *([{name: unit_sql(column[name], asked["to"]) for name in columns}] if asked["to"] != "month" else []),
    ]
    sql = relation
    for layer in layers:
        sql = f"(SELECT {', '.join([*rest, *(f'{told} AS {identifier(name)}' for name, told in layer.items())])} FROM {sql} AS t)"
    return Safer(f"SELECT {', '.join(f't.{identifier(name)}' for name in known)} FROM {sql} AS t", tuple(known))


def _order(engine: DuckDB, relation: str, name: str) -> str:
    """Which part of 03/04/2026 is the day, as the other rows of the column tell; "" when they tell nothing, or both."""
    column = f"t.{identifier(name)}"
    parts = [f"max(CAST(nullif(regexp_extract({column}, '{_SHORT}', {n}), '') AS BIGINT))" for n in (1, 2)]
    one, two = engine.rows(f"SELECT {', '.join(parts)} FROM {relation} AS t")[0]
    if (one or 0) > 12 >= (two or 0):
        return "day first"
    return "month first" if (two or 0) > 12 >= (one or 0) else ""


def _short(text: str, order: str) -> str:
    """A date of day, month and year in digits as "YYYY-MM", where it is known which of them is the day; any other as it is."""
    if not order:
        return text
    day, month = (1, 2) if order == "day first" else (2, 1)
    parts = f"regexp_extract({text}, '{_SHORT}', {month})", f"regexp_extract({text}, '{_SHORT}', {day})"
    right = f"regexp_matches({parts[0]}, '^(0?[1-9]|1[0-2])$') AND regexp_matches({parts[1]}, '^(0?[1-9]|[12][0-9]|3[01])$')"
    return f"CASE WHEN {right} THEN concat(regexp_extract({text}, '{_SHORT}', 3), '-', right(concat('0', {parts[0]}), 2)) ELSE {text} END"


def month_sql(column: str) -> str:
    """A cell as "YYYY-MM", "YYYY" where no month is known, a quarter "YYYY-Qn" that it is already, or a span of years "YYYY/YYYY"."""
    text = f"trim({column})"
    date = f"edtf({text})"
    begin, end, year = f"struct_extract({date}, 'first')", f"struct_extract({date}, 'last')", f"struct_extract({date}, 'year_start')"
    return (f"CASE WHEN {column} IS NULL THEN NULL WHEN regexp_matches({text}, '{_ISO}') THEN concat(left({text}, 4), '-', regexp_extract({text}, '^[0-9]{{4}}-?{_MONTH}', 1)) "
            f"WHEN regexp_matches({text}, '^[0-9]{{4}}$') THEN {text} WHEN regexp_matches({text}, '{_QUARTER}') THEN concat(left({text}, 4), '-Q', right({text}, 1)) "
            f"WHEN regexp_matches({text}, '{_WEEK}') THEN {_of_week(text)} WHEN left({begin}, 7) = left({end}, 7) THEN left({begin}, 7) "
            f"WHEN left({begin}, 4) = left({end}, 4) THEN left({begin}, 4) WHEN {begin} IS NULL OR {end} IS NULL THEN NULL "
            f"ELSE concat(CAST({year} AS VARCHAR), '/', left({end}, 4)) END")


def _of_week(text: str) -> str:
    """The month in which the Thursday of an ISO week falls (ISO 8601: a week belongs to the year, and here the month, of its Thursday)."""
    year = f"CAST(left({text}, 4) AS BIGINT)"
    # 4 January is always in week 1. Its weekday, from the days that passed since Monday 1 January of year 1; the calendar repeats after 400 years
    early = f"(({year} + 399) % 400)"
    weekday = f"((365 * {early} + ({early} - {early} % 4) / 4 - ({early} - {early} % 100) / 100 + 3) % 7)"
    leap = f"(CASE WHEN {year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0) THEN 1 ELSE 0 END)"
    thursday = f"(7 * CAST(regexp_extract({text}, '{_WEEK}', 2) AS BIGINT) - {weekday})"
    # a February of 30 days makes months of days of the year (Reingold and Dershowitz, Calendrical Calculations, chapter 2)
    even = f"(12 * ({thursday} + CASE WHEN {thursday} > 59 + {leap} THEN 2 - {leap} ELSE 0 END) + 361)"
    return f"concat(left({text}, 4), '-', right(concat('0', CAST(CAST(({even} - {even} % 367) / 367 AS BIGINT) AS VARCHAR)), 2))"


def unit_sql(month: str, to: str) -> str:
    """A month as the unit that is asked for; what is coarser already stays."""
    if to == "month":
        return month
    whole = f"regexp_matches({month}, '^[0-9]{{4}}')"
    if to == "year":
        return f"CASE WHEN regexp_matches({month}, '/') THEN {month} WHEN {whole} THEN left({month}, 4) END"
    if to == "decade":
        ten = f"concat(left({month}, 3), 'X')"
        return f"CASE WHEN regexp_matches({month}, '/') THEN CASE WHEN left({month}, 3) = left(split_part({month}, '/', 2), 3) THEN {ten} ELSE {month} END WHEN {whole} THEN {ten} END"
    quarter = " ".join(f"WHEN '{n:02}' THEN 'Q{(n + 2) // 3}'" for n in range(1, 13))
    return f"CASE WHEN regexp_matches({month}, '^[0-9]{{4}}-[01]') THEN concat(left({month}, 5), CASE right({month}, 2) {quarter} END) ELSE {month} END"
