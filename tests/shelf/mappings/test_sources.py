"""One rule over several sources of one shape, concepts that several files speak of, and names of organisations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.model import Dataset
from intarsia.shelf.formats import jsonl
from intarsia.shelf.mappings import mapping as mappings
from intarsia.steps import map, profile, reconcile
from intarsia.tables import TABLES

WORDS: list[tuple[str, str, str, str | None]] = [("form", "book", "book", "publishing"), ("role", "author", "author", None)]
TWO = 'mapping = 1\n[[source]]\nname = ["a", "b"]\nrecord = "id"\n'
BOOKS = TWO + """
[[work]]
source = ["a", "b"]
form = "'book'"
title = "title"
[[work.contributions]]
name = "author"
role = "'author'"
[[work.observations]]
measure = "'editions'"
value = "editions"
unit = "'editions'"
period = "'2020'"
"""


def mapped(text: str, folder: Path, **given: list[dict[str, Any]]) -> tuple[dict[str, list[dict[str, Any]]], map.Mapped]:
    """Rows by table of a mapping over these sources."""
    mapping = mappings.parse(text, "m.toml")
    engine = DuckDB(threads=1)
    try:
        reconcile.load_words(engine, WORDS)
        sources = []
        for name, records in given.items():
            place = folder / name
            place.mkdir()
            (place / "d.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
            raw = profile.read(jsonl, place / "d.jsonl", {"lists": []}, place)
            sources.append(map.RawSource(name, {t: [place / p for p in parts] for t, parts in raw.parts.items()}, raw.columns, raw.rows_in, {}))
        found = map.map_dataset(engine, Dataset("set", {"en": "x"}, {"en": "x"}, "x", "publishing", "x"), mapping, "http://localhost:8000/", sources, strict=False)
        return {table: [dict(zip(TABLES[table].names, row, strict=True)) for row in engine.rows(sql)] for table, sql in found.queries.items() if table in TABLES}, found
    finally:
        engine.close()


def test_one_rule_reads_several_sources(tmp_path: Path) -> None:
    rows, found = mapped(BOOKS, tmp_path, a=[{"id": "1", "title": "A", "author": "Ada", "editions": "2"}], b=[{"id": "2", "title": "B", "author": "Bo", "editions": "3"}])
    assert [(w["title"], w["form"]) for w in rows["work"]] == [("A", "book"), ("B", "book")]
    assert sorted((c["record"], c["name_written"], c["role"]) for c in rows["contribution"]) == [("1", "Ada", "author"), ("2", "Bo", "author")]
    assert sorted((o["record"], o["value"]) for o in rows["observation"]) == [("1", 2.0), ("2", 3.0)]
    assert {name: (a.rows_in, a.rows_out) for name, a in found.accounts.items()} == {"a": (1, 1), "b": (1, 1)}


def test_a_column_that_one_of_them_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        mapped(BOOKS, tmp_path, a=[{"id": "1", "title": "A", "author": "Ada", "editions": "2"}], b=[{"id": "2", "title": "B", "author": "Bo"}])
    assert "editions" in caught.value.what and "'b'" in caught.value.what


@pytest.mark.parametrize("names", ["[]", '["a", "a"]', '["a", 3]', "3"])
def test_names_must_be_different_texts(names: str) -> None:
    with pytest.raises(Invalid) as caught:
        mappings.parse(f'mapping = 1\n[[source]]\nname = {names}\n[[work]]\nform = "\'book\'"\ntitle = "t"\n', "m.toml")
    assert "different names" in caught.value.what


def test_a_source_in_a_list_must_be_there() -> None:
    with pytest.raises(Invalid) as caught:
        mappings.parse(TWO + '[[work]]\nsource = ["a", "c"]\nform = "\'book\'"\ntitle = "t"\n', "m.toml")
    assert "'c'" in caught.value.what


def test_a_concept_has_what_each_file_knows_of_it(tmp_path: Path) -> None:
    text = TWO + """
[[concept]]
source = "a"
scheme = "'words'"
notation = "id"
broader = "up"
[[concept]]
source = "b"
scheme = "'words'"
notation = "id"
definition = "meaning"
label = "name"
language = "'nl'"
"""
    rows, _ = mapped(text, tmp_path, a=[{"id": "1", "up": "0"}], b=[{"id": "1", "meaning": "One.", "name": "een"}])
    assert [(c["id"], c["broader"], c["definition"]) for c in rows["concept"]] == [("words:1", "words:0", "One.")]
    assert [(label["language"], label["value"]) for label in rows["label"]] == [("nl", "een")]


def test_an_organisation_s_name_is_not_turned_round(tmp_path: Path) -> None:
    text = 'mapping = 1\n[[source]]\nname = "a"\nrecord = "id"\n[[agent]]\nname = "name"\nkind = "kind"\n'
    rows, _ = mapped(text, tmp_path, a=[{"id": "1", "name": "Nergens Glass, Sweden", "kind": "organisation"}, {"id": "2", "name": "Nergens, Ada", "kind": "person"}])
    assert sorted(a["name"] for a in rows["agent"]) == ["Ada Nergens", "Nergens Glass, Sweden"]
