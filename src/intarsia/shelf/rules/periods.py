"""Of which days, weeks, months or years the rows are: which columns say so, how fine, and the newest and oldest they name.

Months are counted from year 0 (2026-03 is 12 x 2026 + 2), so that ages are differences. A year, or a date of which only the year can be read,
counts as its December: a figure is never taken to be older than it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules import words
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.text import fold, wordset

GRAINS = ("day", "week", "month", "quarter", "year")
MOST = 50_000  # different dates that are read
ENOUGH = 0.8
#: dates in the life of a person or a thing, not of a figure
LIFE = wordset("birth born geboren geburt naissance nacimiento nascita urodzenia dob death died overleden begin birthdate geboortedatum geburtsdatum beginyear")
#: words of a part of a date, by how fine it is
_PARTS = {
    "day": wordset("day dag tag jour dia giorno dzien"),
    "week": wordset("week weeknr woche semaine semana settimana tydzien"),
    "month": wordset("month maand monat mois mes mese miesiac"),
    "quarter": wordset("quarter kwartaal quartal trimestre kwartal"),
}
NAMED = wordset(
    "date year period time datum jaar jaartal tijdvak jahr zeitraum annee exercice periode ano fecha periodo data anno rok okres"
).union(*_PARTS.values())
_YEAR = r"(?:1[5-9]|20)\d\d"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("day", re.compile(rf"(?P<y>{_YEAR})[-/.](?P<m>\d{{1,2}})[-/.]\d{{1,2}}(?:[T ].*)?")),
    ("day", re.compile(rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<y>{_YEAR})(?:[T ,].*)?")),
    ("day", re.compile(r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<yy>\d\d)(?:[T ,].*)?")),
    ("day", re.compile(rf"(?P<y>{_YEAR})(?P<m>0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")),
    ("week", re.compile(rf"(?P<y>{_YEAR})\s?[-/ ]?\s?(?:w|wk|week|kw|s|sem|t)\.?\s?(?P<w>\d{{1,2}})", re.I)),
    ("week", re.compile(rf"(?:w|wk|week|kw|semaine|semana|settimana|tydzien)\.?\s?(?P<w>\d{{1,2}})[-/ ,]+\s?(?P<y>{_YEAR})", re.I)),
    ("quarter", re.compile(rf"(?P<y>{_YEAR})\s?[-/ ]?\s?[qkt](?P<q>[1-4])", re.I)),
    ("quarter", re.compile(rf"[qkt](?P<q>[1-4])[-/ ]+(?P<y>{_YEAR})", re.I)),
    ("year", re.compile(rf"{_YEAR}/(?P<end>\d\d)")),
    ("month", re.compile(rf"(?P<y>{_YEAR})[-/](?P<m>0?[1-9]|1[0-2])")),
    ("month", re.compile(rf"(?P<m>0?[1-9]|1[0-2])[-/](?P<y>{_YEAR})")),
    ("year", re.compile(rf"{_YEAR}\s?[-/]\s?(?P<end>\d\d|{_YEAR})")),
    ("year", re.compile(rf"(?P<y>{_YEAR})(?:\.0)?")),
    ("day", re.compile(rf"(?:\w+,?\s)?(?:\w+\.? \d{{1,2}},?|\d{{1,2}}\.? \w+\.?) (?P<y>{_YEAR})")),
    ("month", re.compile(rf"[^\W\d]+\.?[ -](?P<y>{_YEAR})")),
)
_MONTHS = tuple(sorted(wordset("jan feb mar mrt mae apr avr abr kwi may mei mai maj jun jui cze jul lip aug ago aou sie sep set wrz oct okt ott paz nov lis dec dez dic gru")))


@dataclass(frozen=True)
class Period:
    """A column of periods: how fine, its oldest and newest month, and how many different periods were read."""

    column: Column
    grain: str
    first: int
    last: int
    different: int


@dataclass(frozen=True)
class Span:
    """Of when the rows are. grain: the finest that a column gives ("" for none); newest: the last month not after the day of looking."""

    periods: tuple[Period, ...]
    grain: str
    newest: int | None
    oldest: int | None


def month_of(day: str) -> int:
    """The month of an ISO day, as a number."""
    return 12 * int(day[:4]) + int(day[5:7]) - 1


def written(month: int) -> str:
    """A month as people write it: 2026-03."""
    return f"{month // 12}-{month % 12 + 1:02d}"


def span(delivery: Delivery, table: str = "") -> Span:
    """Of when the rows of a table are; computed once a delivery."""
    found: Span = delivery.once(f"periods:{table}", lambda: _span(delivery, table))
    return found


def _span(delivery: Delivery, table: str) -> Span:
    now = month_of(delivery.context.as_of)
    found = [period for column in delivery.of(table) if (period := _period(delivery, column, now)) is not None]
    grains = {p.grain for p in found if p.first <= now} | set(_split(delivery, table, found))
    headers = [12 * int(c.name) + 11 for c in delivery.of(table) if re.fullmatch(_YEAR, c.name)]
    past = [min(p.last, now) for p in found if p.first <= now] + [min(h, now) for h in headers]
    grain = next((g for g in GRAINS if g in grains), "year" if headers else "")
    newest = max(past) if past else None
    if newest is None and delivery.context.period:
        years = re.findall(_YEAR, delivery.context.period)
        newest = min(now, 12 * max(map(int, years)) + 11) if years else None
    return Span(tuple(found), grain, newest, min((p.first for p in found if p.first <= now), default=newest))


def _split(delivery: Delivery, table: str, found: list[Period]) -> list[str]:
    """Grains that a date in parts gives: a column of years beside one of months, weeks or days."""
    if not any(p.grain == "year" for p in found):
        return []
    parts = []
    for column in delivery.of(table):
        for grain, names in _PARTS.items():
            if set(column.words) & names and column.different > 1 and not any(p.column is column for p in found):
                parts.append(grain)
    return parts


def _period(delivery: Delivery, column: Column, now: int) -> Period | None:
    """What a column says of when, if it says so."""
    if column.filled == 0 or set(column.words) & LIFE:
        return None
    plain = column.looks_like in ("year", "integer", "number")
    if plain and not (set(column.words) & NAMED or any(w.endswith(("jaar", "jahr", "datum", "date", "year")) for w in column.words) or words.begins(column, words.RELEASE)):
        return None
    readings = [_read(v, now) for v in column.values]
    good = [r for r in readings if r]
    if len(good) < ENOUGH * len(readings) or not good:
        return None
    if not column.whole:
        length = 10 if column.longest <= 10 or re.match(rf"{_YEAR}-\d\d-\d\d", column.values[0]) else 24
        c = identifier(column.name)
        sql = f"SELECT DISTINCT substr(trim({c}), 1, {length}) FROM {delivery.relation(column.table)} WHERE {c} IS NOT NULL LIMIT {MOST}"
        good = [r for row in delivery.engine.rows(sql) if (r := _read(str(row[0]), now))]
    grains = [grain for grain, _ in good]
    grain = max(set(grains), key=lambda g: (grains.count(g), -GRAINS.index(g)))
    months = [month for _, month in good]
    return Period(column, grain, min(months), max(months), len(set(months)))


def _read(value: str, now: int) -> tuple[str, int] | None:
    """The grain and month of one written period."""
    text = value.strip()
    for grain, form in _FORMS:
        m = form.fullmatch(text)
        if m is None:
            continue
        part = {k: v for k, v in m.groupdict().items() if v}
        if grain == "week" and not 1 <= int(part["w"]) <= 53:
            continue
        if "end" in part:
            begin, end = int(text[:4]), part["end"]
            year = int(end) if len(end) == 4 else begin // 100 * 100 + int(end)
            if year not in (begin, begin + 1) and end != "00":
                continue
            return "year", 12 * max(begin, year) + 11
        year = int(part["y"]) if "y" in part else _century(int(part["yy"]), now)
        month = _month(part)
        if month is None:
            if grain in ("day", "month") and "a" not in part and not _names_a_month(text):
                continue
            month = 12
        return (grain, 12 * year + month - 1) if 1 <= month <= 12 else None
    return None


def _month(part: dict[str, str]) -> int | None:
    if "m" in part:
        return int(part["m"])
    if "a" in part:
        return int(part["b"]) if int(part["b"]) <= 12 else int(part["a"])
    if "w" in part:
        return min(12, (int(part["w"]) * 7 - 1) // 31 + 1)
    return 3 * int(part["q"]) if "q" in part else None


def _century(two: int, now: int) -> int:
    """The year that two digits mean: not more than ten years from now."""
    return 2000 + two if 2000 + two <= now // 12 + 10 else 1900 + two


def _names_a_month(text: str) -> bool:
    return any(word.startswith(_MONTHS) for word in re.findall(r"[^\W\d]+", fold(text)))
