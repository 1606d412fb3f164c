"""Every remedy on the shelf: it says what it does and costs, keeps to its options, and loses no row unsaid."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import IntarsiaError, Invalid
from intarsia.shelf import loader

REMEDIES = loader.remedies()
WANTED = {
    "leave-out", "generalise-date", "generalise-postcode", "age-bands", "place-to-region", "round", "bands", "top-code", "aggregate", "suppress", "pool", "blur-plan", "delay", "redact-text",
}  # fmt: skip


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    made.load("raw", pa.table({"_row": pa.array([1, 2, 3]), "_line": pa.array([2, 3, 4]), "a": ["x", "y", None], "b": ["1", "2", "3"]}))
    yield made
    made.close()


def test_the_shelf_has_what_it_is_for() -> None:
    assert set(REMEDIES) >= WANTED


def test_hashing_is_no_remedy() -> None:
    assert not [name for name in REMEDIES if "hash" in name or "pseudonym" in name]


@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_a_remedy_says_what_it_is(name: str) -> None:
    remedy = REMEDIES[name]
    assert remedy.__name__.rpartition(".")[2].replace("_", "-") == name == remedy.NAME
    assert remedy.LEVEL in ("column", "table")
    for said in (remedy.TITLE, remedy.ABOUT):
        assert {"en", "nl"} <= set(said) and all(text.strip() for text in said.values())
    for option in remedy.OPTIONS.values():
        assert option.meaning.strip()


@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_a_remedy_refuses_what_it_does_not_know(name: str, engine: DuckDB) -> None:
    with pytest.raises(IntarsiaError) as refused:
        REMEDIES[name].apply(engine, '"raw"', ["a"], {"no such option": 1})
    assert refused.value.way_out
    if REMEDIES[name].LEVEL == "column":
        with pytest.raises(Invalid):
            REMEDIES[name].apply(engine, '"raw"', ["no such column"], {})


def test_what_is_left_out_does_not_exist(engine: DuckDB) -> None:
    safer = REMEDIES["leave-out"].apply(engine, '"raw"', ["a"], {})
    assert [row[0] for row in engine.rows(f"DESCRIBE {safer.sql}")] == ["_row", "_line", "b"]
