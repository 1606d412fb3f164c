"""pooling: figures that stay in the vault become tables over all who give them: rows with dimensions in, protected cells out.

A table is described in `pooled/<id>/pooled.toml`. Its cells are made, protected and compared with what was issued before in blocks: a
block is the longest period that any table of the measure has (a year, where one is by month and one by year), so that a
correction of March leaves the other years as they were issued.
"""

from __future__ import annotations

import calendar
import datetime
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia import conditions
from intarsia.engine.duckdb import quote
from intarsia.errors import Invalid, NotFound
from intarsia.model import MINING, Dataset, Decision, PoolConfig
from intarsia.store import columnar
from intarsia.tables import TABLES

NAME = "pooled.toml"
#: dimension -> what it is of an observation `o`; w.genre and w.form are those of the work it is about
DIMENSIONS = {
    "place": "coalesce(o.place, '')",
    "country": "CASE WHEN regexp_matches(o.place, '^[A-Z]{2}([^A-Za-z]|$)') THEN substr(o.place, 1, 2) ELSE '' END",
    "genre": "coalesce(w.genre, '')", "form": "coalesce(w.form, '')", "segment": "coalesce(o.segment, '')", "sector": "o.sector", "group": "''",
}  # fmt: skip
PERIODS = ("year", "quarter", "month")  # the longest first
_QUARTER = ("substr({d}, 1, 4) || CASE WHEN substr({d}, 6, 2) <= '03' THEN '-Q1' WHEN substr({d}, 6, 2) <= '06' THEN '-Q2' "
            "WHEN substr({d}, 6, 2) <= '09' THEN '-Q3' ELSE '-Q4' END")
_PARTS = {"year": "substr({d}, 1, 4)", "quarter": _QUARTER, "month": "substr({d}, 1, 7)"}
LEAST = 5  # organisations behind a table and each of its cells; a table may ask for more
NOT_STATED = "not stated"
_KEYS = {"title", "description", "measure", "unit", "sector", "dimensions", "minimum", "p", "licence", "contact", "language", "mining", "holdings", "group", "decision"}


@dataclass(frozen=True)
class PooledTable:
    """A table of the pool. dimensions: those of DIMENSIONS and at most one of PERIODS. p, minimum: of the rules (docs/disclosure.md).
    holdings: names of contributors that belong to one organisation. groups: dataset -> the peer group it is in."""

    dataset: Dataset
    measure: str
    unit: str
    dimensions: tuple[str, ...]
    minimum: int = LEAST
    p: float = 10.0
    holdings: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """The period it is by, "" for a table over all time."""
        return next((one for one in PERIODS if one in self.dimensions), "")

    @property
    def method(self) -> str:
        """How its figures were made, in a sentence."""
        return (f"sum over at least {self.minimum} organisations; withheld where one of them could be worked out within {self.p:g} % (p % rule, complementary suppression, "
                "compared with every earlier issue)")


def tables(folder: Path, config: PoolConfig) -> list[PooledTable]:
    """The pooled tables of a pool, in order of id.

    Raises: Invalid.
    """
    return [table(path.parent, config) for path in sorted(folder.glob(f"*/{NAME}"))]


def table(folder: Path, config: PoolConfig) -> PooledTable:
    """One pooled table.

    Raises: NotFound; Invalid, with what is wrong and the way out.
    """
    path = folder / NAME
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(f"there is no {NAME}", where=str(path), way_out="see docs/pooled.md") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"this is not valid TOML: {error}", where=str(path), way_out="mend the line named above") from None
    if extra := sorted(set(data) - _KEYS):
        raise Invalid(f"'{extra[0]}' is not known here", where=str(path), way_out="one of: " + ", ".join(sorted(_KEYS)))
    texts: dict[str, dict[str, str]] = {}
    for key in ("title", "description"):
        given = data.get(key)
        given = {"en": given} if isinstance(given, str) else given
        if not isinstance(given, dict) or not given or not all(isinstance(said, str) for said in given.values()):
            raise Invalid(f"a pooled table needs '{key}'", where=str(path), way_out=f'{key} = {{ en = "..." }}')
        texts[key] = given
    for key in ("measure", "unit", "sector", "licence"):
        if not isinstance(data.get(key), str) or not data[key]:
            raise Invalid(f"a pooled table needs '{key}'", where=str(path), way_out=f'{key} = "..."; see docs/pooled.md')
    if data["measure"] == "rank":
        raise Invalid("ranks are not added up", where=f"{path}: measure", way_out="pool what is counted: visits, admissions, loans")
    if (mining := data.get("mining", "ask")) not in MINING:
        raise Invalid(f"mining is '{mining}'", where=str(path), way_out="one of: " + ", ".join(MINING))
    dimensions = _dimensions(data.get("dimensions", []), path)
    minimum, p = data.get("minimum", LEAST), data.get("p", 10.0)
    if isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < LEAST:
        raise Invalid(f"minimum must be a whole number, {LEAST} or more", where=str(path), way_out=f"minimum = {LEAST}")
    if isinstance(p, bool) or not isinstance(p, (int, float)) or not 10 <= p <= 100:
        raise Invalid("p must be a number from 10 to 100", where=str(path), way_out="p = 10")
    described = Dataset(folder.name, texts["title"], texts["description"], config.publisher, data["sector"], data["licence"], selection="own output", mining=mining,
                        language=data.get("language", ""), contact=data.get("contact", config.contact), decision=_decision(data.get("decision"), path))
    return PooledTable(described, data["measure"], data["unit"], dimensions, minimum, float(p), _holdings(data.get("holdings", {}), path), _groups(data.get("group", []), path))


def _dimensions(given: Any, path: Path) -> tuple[str, ...]:
    known = (*DIMENSIONS, *PERIODS)
    if not isinstance(given, list) or not set(given) <= set(known) or len(set(given)) < len(given):
        raise Invalid("dimensions is a list of different words", where=str(path), way_out="of: " + ", ".join(known))
    if sum(one in PERIODS for one in given) > 1:
        raise Invalid("a table is by one period", where=str(path), way_out="make a table of its own for the other: both are protected together")
    return tuple(sorted(given, key=known.index))


def _decision(data: Any, path: Path) -> Decision:
    if not isinstance(data, dict) or any(not isinstance(data.get(key), str) or not data[key] for key in ("who", "when", "why")) or set(data) != {"who", "when", "why"}:
        raise Invalid("a pooled table is released by somebody's decision", where=str(path), way_out='[decision] who = "role", when = "date", why = "reason"')
    return Decision("OPEN", data["who"], conditions.day(data["when"], f"{path}: when under [decision]"), data["why"])


def _holdings(data: Any, path: Path) -> dict[str, str]:
    if not isinstance(data, dict) or not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in data.values()):
        raise Invalid("holdings is a table of organisations, each with the names it goes by", where=str(path), way_out='[holdings] "Parent" = ["One name", "Another"]')
    return {name: parent for parent, names in data.items() for name in names}


def _groups(data: Any, path: Path) -> dict[str, str]:
    """dataset -> group. Groups that overlap would tell of the one member by which they differ."""
    found: dict[str, str] = {}
    for one in data if isinstance(data, list) else [None]:
        if not isinstance(one, dict) or set(one) != {"name", "datasets"} or not isinstance(one["name"], str) or not isinstance(one["datasets"], list):
            raise Invalid("a peer group has a name and datasets", where=str(path), way_out='[[group]] name = "small venues", datasets = ["one", "two"]')
        for dataset in one["datasets"]:
            if dataset in found:
                raise Invalid(f"'{dataset}' is in two peer groups, which together tell of it alone", where=str(path), way_out="let every dataset be in one group at most")
            found[dataset] = one["name"]
    return found


def together(described: Sequence[PooledTable]) -> list[list[PooledTable]]:
    """The tables that are protected together: those of one measure and unit, which are made of the same figures."""
    found: dict[tuple[str, str], list[PooledTable]] = {}
    for one in described:
        found.setdefault((one.measure, one.unit), []).append(one)
    return [found[key] for key in sorted(found)]


def block_of(linked: Sequence[PooledTable]) -> str:
    """The period of a block: the longest that any of the tables has, "" where one is over all time."""
    periods = [one.period for one in linked]
    return "" if "" in periods else min(periods, key=PERIODS.index)


def rows_sql(source: str, works: str, linked: Sequence[PooledTable], contributor: str, sector: str, group: str) -> str:
    """One contributor's figures as rows of (contributor, value, block, the dimensions of the tables).

    source, works: relations of its observations, and of (id, genre, form) of its works. Rows in another unit, without a figure, over a
    longer period than the tables have, or of a segment where no table is by segment, give nothing.
    """
    first = linked[0]
    wanted = tuple(dict.fromkeys(name for one in linked for name in one.dimensions))
    block = block_of(linked)
    where = [f"o.measure = {quote(first.measure)}", f"o.unit = {quote(first.unit)}", "o.value IS NOT NULL"]
    if "segment" not in wanted:
        where.append("o.segment IS NULL")
    periods = [one for one in PERIODS if one in wanted]
    where += [f"{_PARTS[one].format(d='o.period_start')} = {_PARTS[one].format(d='o.period_end')}" for one in periods]
    fields = [f"{DIMENSIONS[name]} AS {name}" for name in wanted if name in DIMENSIONS and name != "group"]
    fields += [f"{quote(group)} AS \"group\""] if "group" in wanted else []
    fields += [f"{_PARTS[one].format(d='o.period_start')} AS {one}" for one in periods]
    told = f"{_PARTS[block].format(d='o.period_start')} AS block" if block else "'' AS block"
    return (f"SELECT {quote(contributor)} AS contributor, o.value AS value, {', '.join([told, *fields])} FROM (SELECT *, {quote(sector)} AS sector FROM {source}) AS o "
            f"LEFT JOIN {works} AS w ON w.id = o.about WHERE {' AND '.join(where)}")


def observations(described: PooledTable, block_name: str, cells: Iterable[tuple[str, Mapping[str, str], float | None]]) -> list[dict[str, Any]]:
    """The rows of the table `observation` for cells of (block, members by dimension, figure or None where it is withheld)."""
    found = []
    for block, members, value in cells:
        period = members.get(described.period, "") or (block if described.period == block_name else "")
        start, end = span(period)
        place = members.get("place") or members.get("country") or None
        rest = {name: member for name, member in members.items() if name not in (*PERIODS, "place", "country") or (name in ("place", "country") and not member)}
        segment = "; ".join((member or NOT_STATED) if name == "segment" else f"{name}: {member or NOT_STATED}" for name, member in rest.items())
        record = " | ".join([period, *(f"{name}={member}" for name, member in members.items() if name not in PERIODS)])
        found.append({"measure": described.measure, "value": value, "unit": described.unit, "about": place or described.dataset.sector, "about_kind": "place" if place else "sector",
                      "place": place, "period_start": start, "period_end": end, "segment": segment or None, "flag": "suppressed" if value is None else None,
                      "method": described.method, "dataset": described.dataset.id, "record": record})
    return found


def observation_table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as the table `observation`, in key order."""
    shape = TABLES["observation"]
    ordered = sorted(rows, key=lambda row: tuple((row[k] is not None, row[k] or "") for k in shape.key))
    return pa.Table.from_pylist([{name: row.get(name) for name in shape.names} for row in ordered], schema=columnar.schema(shape))


def span(period: str) -> tuple[str | None, str | None]:
    """First and last day of a year, quarter or month; none of nothing."""
    if not period:
        return None, None
    year = int(period[:4])
    first, last = (1, 12) if len(period) == 4 else (3 * int(period[6]) - 2, 3 * int(period[6])) if "Q" in period else (int(period[5:7]),) * 2
    return datetime.date(year, first, 1).isoformat(), datetime.date(year, last, calendar.monthrange(year, last)[1]).isoformat()
