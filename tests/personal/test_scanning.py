"""A whole table is scanned as its texts are one by one, and the answer never holds a text."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pytest

from benchmarks.personal import corpus
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.personal import KINDS, prefilter, scan, spans
from tests.personal.test_spans import FOUND


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def _load(engine: DuckDB, texts: list[str], name: str = "text") -> None:
    rows = range(1, len(texts) + 1)
    engine.load("raw", pa.table({"_row": pa.array(rows, pa.int64()), "_line": pa.array([row + 1 for row in rows], pa.int64()), name: pa.array(texts, pa.string())}))


def test_sql_leaves_out_nothing_that_is_found_one_by_one(engine: DuckDB) -> None:
    texts = [*(one.text for one in corpus(600, 4)), *(text for text, _, _ in FOUND)]
    texts += [f"{text}. {'A long text about nothing at all, ' * 6}" for text, _, _ in FOUND]  # long texts take another way
    _load(engine, texts)
    table = scan(engine, '"raw"', ["text"])
    expected = sorted((row, span.kind, span.start, span.end) for row, text in enumerate(texts, 1) for span in spans(text))
    assert sorted(zip(*(table.column(c).to_pylist() for c in ("record", "kind", "start", "end")), strict=True)) == expected
    assert table.column_names == ["record", "line", "column", "kind", "start", "end"]
    assert [line - record for record, line in zip(table.column("record").to_pylist(), table.column("line").to_pylist(), strict=True)] == [1] * table.num_rows


def test_each_kind_has_a_test_in_sql_that_holds_where_it_is_found(engine: DuckDB) -> None:
    for text in [*(one.text for one in corpus(150, 5)), *(text for text, _, _ in FOUND)]:
        for kind in {span.kind for span in spans(text)}:
            assert engine.rows(f"SELECT {prefilter(kind, 'x')} FROM (SELECT ?::VARCHAR AS x)", [text])[0][0], kind
    with pytest.raises(Invalid):
        prefilter("shoe size")
    assert all(prefilter(kind) for kind in KINDS)


def test_the_name_of_a_column_counts_in_a_scan(engine: DuckDB) -> None:
    _load(engine, ["5551234567", "5559876543"], "phone")
    assert scan(engine, '"raw"', ["phone"]).column("kind").to_pylist() == ["phone", "phone"]
    _load(engine, ["5551234567", "5559876543"], "visitors")
    assert scan(engine, '"raw"', ["visitors"]).num_rows == 0
