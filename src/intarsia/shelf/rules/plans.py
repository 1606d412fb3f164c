"""Is a table a plan of what is not out yet, and which of its rows has nobody announced? Computed once; three rules ask."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.engine.duckdb import identifier, quote
from intarsia.shelf.rules import words
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.periods import Period, month_of, span
from intarsia.text import fold, wordset

#: share of a column's rows that must name a phase of making
PHASES = 0.8
#: titles that the pool is asked for
ASKED = 600
#: a column names rows when nearly every row has another value
NAMES = 0.8
_DATES = wordset("date year jaar jahr fecha data rok ano annee anno")


@dataclass(frozen=True)
class Plan:
    """A plan. titles, keys: columns that tell which project a row is; dates: of release, with rows in the future; phases: how far it is;
    announced: columns that say when it was made public; future: rows of what is not out; hidden: of those, the ones that nothing says are announced;
    known: titles that the pool shows, and where; secret: something in the file says that it is a plan and no list of what was announced."""

    titles: tuple[Column, ...] = ()
    keys: tuple[Column, ...] = ()
    dates: tuple[Column, ...] = ()
    phases: tuple[Column, ...] = ()
    announced: tuple[Column, ...] = ()
    future: int = 0
    hidden: int = 0
    known: tuple[str, ...] = ()
    secret: bool = False
    condition: str = "FALSE"  #: SQL of the hidden rows


def plan(delivery: Delivery, table: str = "") -> Plan:
    """What a table plans; an empty Plan for a table of what is out."""
    found: Plan = delivery.once(f"plan:{table}", lambda: _plan(delivery, table))
    return found


def tables(delivery: Delivery) -> list[tuple[str, Plan]]:
    """The plans of all tables that have something hidden, or something of the future."""
    found = [(table, plan(delivery, table)) for table in sorted({c.table for c in delivery.columns})]
    return [(table, one) for table, one in found if one.future]


def _plan(delivery: Delivery, table: str) -> Plan:
    columns = [c for c in delivery.of(table) if c.filled or words.has(c, words.ANNOUNCED)]
    periods = span(delivery, table).periods
    now = month_of(delivery.context.as_of)
    announced = tuple(c for c in columns if words.exactly(c, words.ANNOUNCED) and not words.exactly(c, words.RELEASE - words.ANNOUNCED))
    phases = tuple(c for c in columns if _is_phase(c))
    mixed = () if phases else tuple(c for c in columns if _is_mixed(c))
    phases = phases or mixed
    dates = tuple(p.column for p in periods if p.last >= now and p.column not in announced and _is_release(p, bool(phases)))
    if not dates and not phases:
        return Plan()
    titles = tuple(c for c in columns if _is_title(c))
    keys = tuple(c for c in columns if c not in titles and words.begins(c, words.PROJECT) and c.looks_like != "date" and _names_rows(c))
    making = " OR ".join(_making(c) for c in phases)
    ahead = " OR ".join(_later(c, delivery.context.as_of) for c in dates) or making
    if mixed:  # beside works that are out, what is being made counts with or without a date, and what is said to be announced does not
        ahead = f"(({ahead}) OR ({making})) AND {' AND '.join(map(_not_announced, mixed))}"
    future = delivery.count(ahead, table)
    if not future:
        return Plan()
    working = any(words.exactly(c, words.WORKING) for c in titles)
    inside = [c for c in columns if words.exactly(c, words.BUDGET) or words.exactly(c, words.TERMS)]
    if mixed:  # a public register has such rows too; that they tell of money is what tells a plan from it
        told = " OR ".join(_filled(c) for c in inside)
        secret = bool(announced) or working or bool(told and delivery.count(f"({ahead}) AND ({told})", table))
    else:
        secret = bool(announced) or working or (bool(phases) and (bool(inside) or bool(keys)))
    hidden, known = _unannounced(announced), _known(delivery, table, titles)
    condition = f"({ahead}) AND ({hidden})"
    if known:
        shown = ", ".join(quote(title) for title, _ in known)
        condition += f" AND ({identifier(titles[0].name)} IS NULL OR {identifier(titles[0].name)} NOT IN ({shown}))"
    count = delivery.count(condition, table) if secret and (titles or keys) else 0
    return Plan(titles, keys, dates, phases, announced, future, count, tuple(sorted({where for _, where in known})), secret, condition)


def _is_phase(column: Column) -> bool:
    """Do its values, or most of them, name phases of making? A name alone says nothing: a status may be "released"."""
    if not column.values or column.different > 40:
        return False
    weight = sum(column.counts) or 1
    said = sum(n for v, n in zip(column.values, column.counts, strict=False) if _makes(v))
    return said >= PHASES * weight and (words.exactly(column, words.PHASE) or column.different > 1)


def _is_mixed(column: Column) -> bool:
    """Does a column called status, phase or the like name a phase of making for some rows, and something else for the others?"""
    return bool(column.values) and column.different <= 40 and words.exactly(column, words.PHASE) and any(map(_makes, column.values))


def _not_announced(column: Column) -> str:
    """SQL: does a status not say that the work was announced?"""
    said = [v for v in column.values if set(fold(v).split()) & words.ANNOUNCED]
    return f"coalesce({identifier(column.name)}, '') NOT IN ({', '.join(map(quote, said))})" if said else "TRUE"


def _filled(column: Column) -> str:
    """SQL: does something stand in a cell, other than nothing and zero?"""
    return f"regexp_matches(coalesce({identifier(column.name)}, ''), '[1-9A-Za-z]')"


def _makes(value: str) -> bool:
    """Does it name a phase of making?"""
    return fold(value).replace("-", " ").strip() in words.MAKING


def _is_release(period: Period, phased: bool) -> bool:
    name = period.column
    if words.begins(name, words.RELEASE):
        return True
    return phased and any(w in _DATES or w.endswith(("datum", "date")) for w in name.words)


def _is_title(column: Column) -> bool:
    called = words.exactly(column, words.WORKING) or column.becomes == "title" or {"title", "titel", "titre", "titulo", "titolo", "tytul"} & set(column.words)
    return bool(called) and not column.numeric and _names_rows(column)


def _names_rows(column: Column) -> bool:
    return column.different > 1 and column.different >= NAMES * min(column.filled, 40_000)


def _later(column: Column, day: str) -> str:
    """SQL: does the date in a column come after a day? Only the year of dates that are not written in digits counts."""
    c = f"trim({identifier(column.name)})"
    european = rf"regexp_replace({c}, '^([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{4}}).*$', '\3-0\2-0\1')"
    ordered = rf"regexp_replace({european}, '-0([0-9][0-9])', '-\1', 'g')"
    year = f"regexp_extract({c}, '((?:19|20)[0-9][0-9])', 1)"
    return f"CASE WHEN regexp_matches({ordered}, '^[0-9]{{4}}-[0-9]{{2}}') THEN left({ordered}, 10) > left({quote(day)}, length({ordered})) ELSE {year} > {quote(day[:4])} END"


def _making(column: Column) -> str:
    phases = [v for v in column.values if _makes(v)]
    return f"{identifier(column.name)} IN ({', '.join(map(quote, phases))})"


def _unannounced(announced: tuple[Column, ...]) -> str:
    """SQL: does no column say that it was announced? "no", "0" and "-" say that it was not."""
    nothing = "('', '-', '0', 'no', 'nee', 'nein', 'non', 'false', 'nie', 'n/a', 'tba', 'tbd')"
    return " AND ".join(f"(lower(trim(coalesce({identifier(c.name)}, ''))) IN {nothing})" for c in announced) or "TRUE"


def _known(delivery: Delivery, table: str, titles: tuple[Column, ...]) -> list[tuple[str, str]]:
    """Titles that the pool shows already, with where: those were announced."""
    known = delivery.context.known
    if known is None or not titles:
        return []
    return sorted(known("title", titles[0].values[:ASKED]).items())
