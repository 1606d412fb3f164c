"""CSV in a zip: other readers get the same values back, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.feeds import csvzip
from intarsia.tables import TABLES

Engine = Callable[[dict[str, list[dict[str, Any]]]], DuckDB]


def unpacked(engine: DuckDB, dataset: str, folder: Path) -> zipfile.ZipFile:
    (path,) = csvzip.write(engine, dataset, "https://data.example.org/", folder)
    return zipfile.ZipFile(path)


def cells(packed: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(packed.read(name).decode(), newline="")))


@settings(max_examples=25)  # each writes a whole zip
@given(
    titles=st.lists(st.text(max_size=20) | st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", 'a"b', "a,b", "a\r\nb", "\x00", "'="]), min_size=1, max_size=20)
)
def test_values_come_back_and_formulas_do_not(titles: list[str], tmp_path_factory: pytest.TempPathFactory, engine_with: Engine) -> None:
    rows = [{"id": str(n), "dataset": "films", "title": title, "year_start": -n} for n, title in enumerate(titles)]
    packed = unpacked(engine_with({"work": rows}), "films", tmp_path_factory.mktemp("zip"))
    found = cells(packed, "work.csv")
    assert [row["title"].removeprefix("'") for row in found] == [title.removeprefix("'") for title in titles]
    assert not [row for row in found if row["title"][:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert [int(row["year_start"]) for row in found] == [-n for n in range(len(titles))]


def test_the_form_of_rfc_4180_with_null_apart_from_empty(tmp_path: Path, engine_with: Engine) -> None:
    engine = engine_with({"agent": [{"id": "a", "dataset": "films", "name": "", "kind": None, "year_start": 1950}]})
    text = unpacked(engine, "films", tmp_path).read("agent.csv")
    assert text == b'id,iri,dataset,record,kind,name,sort_name,year_start,year_end,country,notice\r\n"a",,"films",,,"",,1950,,,\r\n'


def test_only_tables_with_rows_and_only_the_datasets_own(tmp_path: Path, engine_with: Engine) -> None:
    tables = {
        "work": [{"id": "a", "dataset": "films"}, {"id": "b", "dataset": "books"}],
        "concept": [{"id": "genre:drama"}],
        "label": [{"entity": "films", "kind": "title", "value": "Films"}, {"entity": "genre:drama", "kind": "pref", "value": "drama"}],
    }
    packed = unpacked(engine_with(tables), "films", tmp_path)
    assert packed.namelist() == ["work.csv", "label.csv", "dictionary.csv", "metadata.json"]
    assert [row["id"] for row in cells(packed, "work.csv")] == ["a"]
    assert [row["entity"] for row in cells(packed, "label.csv")] == ["films"]
    assert unpacked(engine_with(tables), "_pool", tmp_path).namelist() == ["concept.csv", "label.csv", "dictionary.csv", "metadata.json"]


def test_dictionary_and_metadata_name_every_column(tmp_path: Path, engine_with: Engine) -> None:
    packed = unpacked(engine_with({"work": [{"id": "a", "dataset": "films"}]}), "films", tmp_path)
    named = [(row["table"], row["column"]) for row in cells(packed, "dictionary.csv") if row["column"]]
    assert named == [("work", column) for column in TABLES["work"].names]
    (table,) = json.loads(packed.read("metadata.json"))["tables"]
    assert [c["name"] for c in table["tableSchema"]["columns"]] == list(TABLES["work"].names)


def test_every_term_of_the_tables_has_a_namespace() -> None:
    assert all(csvzip.expanded(c.term).startswith("http") for t in TABLES.values() for c in t.columns if c.term)


def test_pieces_leave_before_the_end_and_the_bytes_are_the_same_twice(engine_with: Engine) -> None:
    rows = [{"work": f"{n:016x}", "value": f"Title {n * 7919}", "dataset": "films", "record": str(n)} for n in range(60_000)]
    engine = engine_with({"title": rows})
    pieces = list(csvzip.stream(engine, "films"))
    assert len(pieces) > 2
    assert b"".join(pieces) == b"".join(csvzip.stream(engine, "films"))
    assert len(cells(zipfile.ZipFile(io.BytesIO(b"".join(pieces))), "title.csv")) == 60_000


class Released:
    """A release as a door reads it."""

    def __init__(self, engine: DuckDB) -> None:
        self.engine = engine

    def batches(self, sql: str) -> Any:
        return self.engine.stream(sql)


def test_a_release_gives_the_same_zip_as_an_engine(engine_with: Engine) -> None:
    engine = engine_with({"work": [{"id": "a", "dataset": "films", "title": "T"}]})
    assert b"".join(csvzip.stream(Released(engine), "films")) == b"".join(csvzip.stream(engine, "films"))
