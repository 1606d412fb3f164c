"""A dataset's rows as a reader sees them first: a hundred of them, and per column how far it is filled and how its values spread.

All of it is computed in a few queries over the dataset's own table file, once per release."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from intarsia.engine.duckdb import quote
from intarsia.reader import Reader
from intarsia.tables import BOOL, FLOAT, INT, TABLES, TEXT, Column

ROWS = 100
BINS = 16
FEW = 40  # a column of so few different texts is told by how often each occurs
EXACT = 300_000  # in longer tables different values are estimated
LONGEST = 160
#: the tables that a dataset's rows can stand in, the one that is shown first first
MAIN = ("work", "observation", "intervention", "concept", "agent", "place", "label")
#: tables about the dataset itself, which other tabs of its page tell
BOOKS = ("dataset", "decision", "distribution", "frame", "profile", "finding", "rejected")
HIDDEN = {"iri", "dataset"}
DATES = {"date", "period_start", "period_end", "start", "end"}


@dataclass(frozen=True)
class Field:
    """One column of the rows: filled rows, different values, and bars: counts per bin of numbers or years, or per value."""

    name: str
    meaning: str
    unit: str
    filled: int
    different: int
    about: bool
    kind: str
    bars: list[int] = field(default_factory=list)
    low: Any = None
    high: Any = None
    most: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """The main table of a dataset: all its rows counted, the columns that hold something, and the first rows."""

    table: str
    meaning: str
    rows: int
    fields: list[Field]
    sample: list[dict[str, Any]]

    @property
    def data(self) -> dict[str, Any]:
        """The same as JSON says it."""
        told = [{"column": one.name, "meaning": one.meaning, "unit": one.unit or None, "filled": one.filled, "different": one.different, "estimated": one.about, "kind": one.kind,
                 "bars": one.bars, "low": one.low, "high": one.high, "most": [{"value": value, "rows": count} for value, count in one.most]} for one in self.fields]
        return {"table": self.table, "rows": self.rows, "columns": told, "sample": self.sample}


def tables(reader: Reader, dataset: str) -> dict[str, int]:
    """The tables in which the dataset's rows stand, with their number; the one that is shown first comes first."""
    found = {table: rows_of(reader, table, dataset) for table in (*MAIN, *(one for one in TABLES if one not in (*MAIN, *BOOKS)))}
    return {table: rows for table, rows in found.items() if rows}


def rows_of(reader: Reader, table: str, dataset: str) -> int:
    """How many rows of a table come from a dataset."""
    return int(reader.manifest["tables"].get(table, {}).get("parts", {}).get(dataset, {}).get("rows", 0))


def source(reader: Reader, table: str, dataset: str) -> str:
    """A dataset's rows of a table, as what stands after FROM."""
    return f"read_parquet({quote(str(reader.path / 'tables' / table / f'{dataset}.parquet'))})"


def preview(reader: Reader, dataset: str, table: str) -> Preview:
    """The rows that a dataset has in a table, one of `tables`."""
    rows, rel = rows_of(reader, table, dataset), source(reader, table, dataset)
    there = {row[0] for row in reader.rows(f"DESCRIBE SELECT * FROM {rel}")}
    columns = [one for one in TABLES[table].columns if one.name in there and one.name not in HIDDEN]
    fields = told(reader, rel, columns, rows)
    names = ", ".join(f'"{one.name}"' for one in fields)
    return Preview(table, TABLES[table].meaning, rows, fields, reader.records(f"SELECT {names} FROM {rel} LIMIT {ROWS}"))


def told(reader: Reader, rel: str, columns: list[Column], rows: int) -> list[Field]:
    """The columns that hold something."""
    about = rows > EXACT
    different = "approx_count_distinct({0})" if about else "count(DISTINCT {0})"
    asked = [part for one in columns for part in (f'count("{one.name}")', different.format(f'"{one.name}"'), *_ends(one))]
    answer = reader.rows(f"SELECT {', '.join(asked)} FROM {rel}")[0]
    counted = [(one, *answer[4 * n:4 * n + 4]) for n, one in enumerate(columns)]
    known = [(one, filled, apart, low, high) for one, filled, apart, low, high in counted if filled]
    numbers = {one.name: (_number(one), float(low), float(high)) for one, _filled, _apart, low, high in known if low is not None and high is not None and high > low}
    bins = _bins(reader, rel, numbers)
    few = [one.name for one, _filled, apart, _low, _high in known if one.type in (TEXT, BOOL) and one.name not in numbers and apart <= FEW]
    values = _values(reader, rel, few)
    found = []
    for one, filled, apart, low, high in known:
        kind = "numbers" if one.name in bins else "values" if one.name in values else "texts"
        most = values.get(one.name, [])
        bars = bins.get(one.name) or [count for _value, count in most[:BINS]]
        found.append(Field(one.name, one.meaning, one.unit, filled, int(apart), about, kind, bars, low if kind == "numbers" else None, high if kind == "numbers" else None, most[:5]))
    return found


def _number(column: Column) -> str:
    """A column as numbers in SQL: dates by their year."""
    return f"TRY_CAST(regexp_extract(\"{column.name}\", '^-?[0-9]{{4}}') AS INTEGER)" if column.type == TEXT else f'"{column.name}"'


def _ends(column: Column) -> tuple[str, str]:
    if column.type in (INT, FLOAT) or column.name in DATES:
        return f"min({_number(column)})", f"max({_number(column)})"
    return "NULL", "NULL"


def _bins(reader: Reader, rel: str, numbers: dict[str, tuple[str, float, float]]) -> dict[str, list[int]]:
    """Rows per bin of equal width."""
    if not numbers:
        return {}
    parts = [f"SELECT {quote(name)} AS name, least(CAST(floor(({sql} - {low!r}) / {high - low!r} * {BINS}) AS INTEGER), {BINS - 1}) AS bin, count(*) AS n "
             f"FROM {rel} WHERE {sql} IS NOT NULL GROUP BY 2" for name, (sql, low, high) in numbers.items()]
    found = {name: [0] * BINS for name in numbers}
    for name, place, count in reader.rows(" UNION ALL ".join(parts)):
        found[name][place] = count
    return found


def _values(reader: Reader, rel: str, names: list[str]) -> dict[str, list[tuple[str, int]]]:
    """Values with the rows that have them, the most frequent first."""
    if not names:
        return {}
    parts = [f'SELECT {quote(name)} AS name, CAST("{name}" AS VARCHAR) AS value, count(*) AS n FROM {rel} WHERE "{name}" IS NOT NULL GROUP BY 2' for name in names]
    found: dict[str, list[tuple[str, int]]] = {}
    for name, value, count in reader.rows(f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS q ORDER BY name, n DESC, value"):
        found.setdefault(name, []).append((value, count))
    return found
