"""One way to look at what a format reads: rows per table with their filled columns, and the rejects."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from intarsia.shelf.formats.base import BATCH, Batch, Reject

Seen = tuple[dict[str, list[dict[str, Any]]], list[Reject]]
SYSTEM = {"": ("_row", "_line")}
CHILD = ("_row", "_id", "_parent", "_index")


def look(module: Any, path: Path, options: Mapping[str, Any] | None = None) -> Seen:
    tables: dict[str, list[dict[str, Any]]] = {}
    rejects: list[Reject] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for item in module.read(path, module.guess(path, options or {})):
            if isinstance(item, Reject):
                rejects.append(item)
                continue
            check_shape(item)
            rows = [{k: v for k, v in row.items() if v is not None} for row in item.rows.to_pylist()]
            tables.setdefault(item.table, []).extend(rows)
    return tables, rejects


def check_shape(batch: Batch) -> None:
    """What every batch promises."""
    schema = batch.rows.schema
    system = SYSTEM.get(batch.table, CHILD)
    assert 0 < batch.rows.num_rows <= BATCH
    assert tuple(schema.names[: len(system)]) == system
    assert len(set(schema.names)) == len(schema.names)
    for field in schema:
        assert field.type == (pa.int64() if field.name in system else pa.string()), field


@pytest.fixture(name="look")
def look_fixture() -> Callable[..., Seen]:
    return look
