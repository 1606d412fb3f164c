from __future__ import annotations

import datetime
import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intarsia.errors import Invalid
from intarsia.shelf.formats import parquet


def test_plain_columns_as_text(tmp_path, look):
    columns = {
        "n": [1, None],
        "x": [1.5, 2.0],
        "b": [True, False],
        "d": [datetime.date(2024, 5, 1), None],
        "s": ["", "é"],
        "y": [b"\xff", b"abc"],
        "_row": ["7", "8"],
    }
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({**columns, "k": pa.array(["x", "y"]).dictionary_encode()}), path)
    tables, rejects = look(parquet, path)
    assert rejects == []
    assert len(tables[""]) == 2
    first, second = tables[""]
    assert first == {
        "_row": 1,
        "n": "1",
        "x": "1.5",
        "b": "true",
        "d": "2024-05-01",
        "y": "/w==",
        "_row_2": "7",
        "k": "x",
    }
    assert (second["s"], second["y"], second["b"]) == ("é", "abc", "false")


def test_lists_and_structs(tmp_path, look):
    path = tmp_path / "a.parquet"
    makers = [[{"name": "An", "year": 1970}, {"name": "Bo", "year": None}], []]
    pq.write_table(pa.table({"id": [1, 2], "makers": makers}), path)
    path.write_bytes(gzip.compress(path.read_bytes()))
    tables, _ = look(parquet, path)
    assert tables[""] == [
        {"_row": 1, "id": "1", "makers.name": "An", "makers.year": "1970"},
        {"_row": 2, "id": "2"},
    ]
    assert [row["name"] for row in tables["makers"]] == ["An", "Bo"]


def test_many_rows_keep_their_number(tmp_path, look):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": range(120_000)}), path, row_group_size=70_000)
    assert all(int(row["n"]) == row["_row"] - 1 for row in look(parquet, path)[0][""])


def test_errors_are_sentences(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"a,b\n1,2\n")
    with pytest.raises(Invalid, match="not Parquet"):
        parquet.guess(path, {})
    pq.write_table(pa.table({"n": range(10_000)}), path)
    with pytest.raises(Invalid, match="unpacks to more"):
        parquet.guess(path, {"max_bytes": 1000})
