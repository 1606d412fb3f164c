"""An engine that holds the tables of one dataset, from rows given as dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.store import columnar
from intarsia.tables import TABLES

Rows = list[dict[str, Any]]


@cache
def empty() -> DuckDB:
    """A database with every table, and no row: making one for each example takes most of the time."""
    engine = DuckDB()
    for name, table in TABLES.items():
        engine.connection.register("__none", columnar.schema(table).empty_table())
        engine.connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM __none')
    return engine


def filled(tables: dict[str, Rows]) -> DuckDB:
    engine = empty().another()  # its tables stand before the empty ones
    for name, rows in tables.items():
        if rows:
            table = TABLES[name]
            engine.load(name, pa.Table.from_pylist([{c: row.get(c) for c in table.names} for row in rows], schema=columnar.schema(table)))
    return engine


@pytest.fixture
def engine_with() -> Callable[[dict[str, Rows]], DuckDB]:
    return filled
