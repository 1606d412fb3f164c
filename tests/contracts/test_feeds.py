"""What every feed promises, whoever wrote it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf import loader
from intarsia.store import columnar
from intarsia.tables import TABLES, TEXT

FEEDS = loader._modules("feeds", None)
BASE = "https://data.example.org/"


def engine(rows: int) -> DuckDB:
    """Every table with some rows of plain values, of the dataset `films`."""
    made = DuckDB()
    for name, table in TABLES.items():
        def value(column: Any, n: int) -> Any:
            return ("films" if column.name == "dataset" or (name, column.name) == ("dataset", "id") else f"{column.name} {n}") if column.type == TEXT else n
        content = [{c.name: None if n % 3 == 1 and c.name not in table.key else value(c, n) for c in table.columns} for n in range(rows)]
        plain = [{c.name: bool(r[c.name]) if c.type == "BOOLEAN" and r[c.name] is not None else r[c.name] for c in table.columns} for r in content]
        made.load(name, pa.Table.from_pylist(plain, schema=columnar.schema(table)))
    return made


@pytest.fixture(params=sorted(FEEDS))
def feed(request: pytest.FixtureRequest) -> ModuleType:
    return FEEDS[request.param]


def test_a_feed_says_what_it_is(feed: ModuleType) -> None:
    assert feed.__name__.rpartition(".")[2] == feed.NAME
    assert feed.ABOUT
    assert "\n" not in feed.ABOUT
    assert "/" in feed.MEDIA_TYPE


@pytest.mark.parametrize("dataset", ["films", "_pool"])
@pytest.mark.parametrize("rows", [0, 1, 10])
def test_a_feed_writes_files_named_after_the_dataset(feed: ModuleType, tmp_path: Path, dataset: str, rows: int) -> None:
    paths = feed.write(engine(rows), dataset, BASE, tmp_path)
    assert paths
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert all(path.name.startswith(dataset) for path in paths)


def test_the_same_tables_give_the_same_bytes(feed: ModuleType, tmp_path: Path) -> None:
    def written(name: str) -> list[str]:
        folder = tmp_path / name
        folder.mkdir()
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in feed.write(engine(10), "films", BASE, folder)]

    assert written("one") == written("two")


def test_a_feed_leaves_the_engine_as_it_was(feed: ModuleType, tmp_path: Path) -> None:
    made = engine(3)
    before = made.rows("SELECT table_name FROM information_schema.tables ORDER BY 1")
    feed.write(made, "films", BASE, tmp_path)
    assert made.rows("SELECT table_name FROM information_schema.tables ORDER BY 1") == before
