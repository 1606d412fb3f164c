"""Small tables for tests of remedies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf import loader
from intarsia.shelf.remedies.base import Safer

RAW = '"raw"'


@contextmanager
def engine(columns: Mapping[str, Sequence[str | None]] | None = None) -> Iterator[DuckDB]:
    """An engine with these columns as `raw`."""
    made = DuckDB()
    try:
        if columns is not None:
            fill(made, columns)
        yield made
    finally:
        made.close()


def fill(made: DuckDB, columns: Mapping[str, Sequence[str | None]], name: str = "raw") -> None:
    rows = len(next(iter(columns.values())))
    system = {"_row": pa.array(range(1, rows + 1), pa.int64()), "_line": pa.array(range(2, rows + 2), pa.int64())}
    made.load(name, pa.table({**system, **{key: pa.array(list(values), pa.string()) for key, values in columns.items()}}))


def safer(made: DuckDB, remedy: str, columns: Sequence[str] = (), **options: Any) -> Safer:
    found: Safer = loader.remedies()[remedy].apply(made, RAW, list(columns), options)
    return found


def read(made: DuckDB, table: Safer) -> list[dict[str, Any]]:
    """The rows of a safer table, in order."""
    rows = made.rows(f"SELECT * FROM ({table.sql}) AS t ORDER BY _row")
    return [dict(zip(table.columns, row, strict=True)) for row in rows]


def one(remedy: str, values: Sequence[str | None], **options: Any) -> list[Any]:
    """A column after a remedy."""
    with engine({"a": values}) as made:
        return [row["a"] for row in read(made, safer(made, remedy, ["a"], **options))]
