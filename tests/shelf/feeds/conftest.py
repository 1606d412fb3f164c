"""An engine that holds the tables of one dataset, from rows given as dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.store import columnar
from intarsia.tables import TABLES

Rows = list[dict[str, Any]]


def filled(tables: dict[str, Rows]) -> DuckDB:
    engine = DuckDB()
    for name, table in TABLES.items():
        rows = [{c: row.get(c) for c in table.names} for row in tables.get(name, [])]
        engine.load(name, pa.Table.from_pylist(rows, schema=columnar.schema(table)))
    return engine


@pytest.fixture
def engine_with() -> Callable[[dict[str, Rows]], DuckDB]:
    return filled
