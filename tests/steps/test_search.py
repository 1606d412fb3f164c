"""Lines for the search index: what they hold, and that index and question fold alike."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from intarsia.engine.duckdb import DuckDB
from intarsia.steps import search
from intarsia.store.searchindex import CARD, Filters, SearchIndex, build
from intarsia.tables import TABLES
from intarsia.text import fold

WORDS = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(250)).build()
LETTERS = [chr(code) for low, high in search._BLOCKS for code in range(low, high)]


def fill(engine: DuckDB, table: str, rows: list[dict[str, Any]]) -> None:
    engine.connection.execute(f'CREATE OR REPLACE TABLE "{table}" AS {TABLES[table].empty_select()}')
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        engine.connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', list(row.values()))


SHARED: list[DuckDB] = []


@pytest.fixture(scope="module", autouse=True)
def engine() -> Iterator[DuckDB]:
    engine = DuckDB()
    SHARED[:] = [engine]  # hypothesis runs one test many times and takes no fixture
    yield engine
    engine.close()


@pytest.fixture
def pool(engine: DuckDB) -> DuckDB:
    d = {"dataset": "a"}
    fill(
        engine,
        "work",
        [
            {
                "id": "a-1",
                "form": "film",
                "sector": "film-tv",
                "title": 'Élan "vital"\\',
                "date": "1999",
                "year_start": 1999,
                "status": "in production",
                "description": "Een FILM",
                **d,
            },
            {"id": "a-2", "title": "Bare", **d},
            {"id": "b-1", "title": "Elsewhere", "dataset": "b"},
        ],
    )
    fill(
        engine,
        "title",
        [
            {"work": "a-1", "value": 'Élan "vital"\\', "kind": "main", **d},
            {"work": "a-1", "value": 'Élan "vital"\\', "kind": "alternative", **d},
            {"work": "a-1", "value": "Łódź Straße", "kind": "original", **d},
            {"work": "b-1", "value": "Elsewhere", "kind": "main", "dataset": "b"},
        ],
    )
    fill(engine, "agent", [{"id": f"ag{n}", "name": name, **d} for n, name in enumerate(["Zoë Ωμέγα", "Bo", "Cy", "Di"])])
    fill(
        engine,
        "contribution",
        [{"work": "a-1", "agent": f"ag{n}", "position": 4 - n, **d} for n in range(4)] + [{"work": "a-1", "agent": "ag3", "position": 9, **d}],
    )
    fill(engine, "identifier", [{"entity": "a-1", "scheme": "isbn", "value": "978-90-01", **d}])
    fill(
        engine,
        "term",
        [
            {"work": "a-1", "facet": facet, "value": str(n), "concept": concept, "state": state, **d}
            for n, (facet, concept, state) in enumerate(
                [
                    ("genre", "drama", "matched"),
                    ("genre", "drama", "matched"),
                    ("genre", "comedy", "proposed"),
                    ("country", "NL", "matched"),
                    ("subject", "x", "matched"),
                ]
            )
        ],
    )
    fill(
        engine,
        "label",
        [{"entity": "NL", "kind": "pref", "language": "en", "value": "Netherlands"}, {"entity": "NL", "kind": "pref", "language": "nl", "value": "Nederland"}],
    )
    return engine


def test_a_line_holds_what_the_tables_say(pool: DuckDB) -> None:
    lines = [json.loads(line) for line in search.documents(pool, "a")]
    assert len(lines) == 2
    full = next(line for line in lines if line["year"] == 1999) if "year" in lines[0] else lines[1]
    card = dict(zip(CARD, json.loads(full["card"]), strict=True))
    assert sorted(full["facet"].split(" ")) == ["country:NL", "dataset:a", "form:film", "genre:drama", "sector:film-tv", "status:in\x1fproduction"]
    assert sorted(WORDS.analyze(" ".join(full["title"]))) == ["elan", "lodz", "strasse", "vital"]
    assert sorted(full["place"].split()) == ["nederland", "netherlands"]
    assert full["identifier"].split() == ["9789001", "isbn9789001"]
    assert sorted(full["maker"].split()) == sorted(["zoe", fold("Ωμέγα"), "bo", "cy", "di"])
    assert card["makers"] == [["ag3", "Di"], ["ag2", "Cy"], ["ag1", "Bo"]]
    assert card["title"] == 'Élan "vital"\\' and card["original"] == "Łódź Straße" and card["year"] == 1999


def test_what_is_absent_is_left_out(pool: DuckDB) -> None:
    bare = next(json.loads(line) for line in search.documents(pool, "a") if '"maker"' not in line)
    assert set(bare) == {"facet", "title", "card"} and bare["facet"] == "dataset:a" and bare["title"] == ["bare"]


def test_ranges_cover_every_work_once(pool: DuckDB, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sorted(json.loads(line)["card"] for line in search.documents(pool, "a"))
    monkeypatch.setattr(search, "CHUNK", 1)
    assert sorted(json.loads(line)["card"] for line in search.documents(pool, "a")) == whole


def test_lines_can_be_indexed_and_found(pool: DuckDB, tmp_path: Path) -> None:
    assert build(tmp_path, [(name, lambda name=name: search.documents(pool, name)) for name in ("a", "b")]) == 3
    index = SearchIndex.open(tmp_path)
    for text in (
        "STRASSE",
        '"Łódź Strasse"',
        "nederland",
        "place:Netherlands",
        "id:978-9001",
        "978-90-01",
        "isbn978*",
        "maker:ωμεγα",
        "year:1999",
        "élan -elsewhere",
    ):
        assert [card["id"] for card in index.search(text).cards] == ["a-1"], text
    for text in ('"vital lodz"', '"strasse elan"'):  # no phrase runs from one title into the next
        assert not index.search(text).total, text
    assert index.search(filters=Filters(facets={"status": ("in production",)})).facets["status"] == {"in production": 1}


def folded(engine: DuckDB, texts: list[str]) -> list[str]:
    tables = search._tables(engine)
    return [row[0] for row in engine.rows(f"SELECT {search._folded('x', tables)} FROM (SELECT unnest($x) AS x) AS q", {"x": texts})]


def test_every_european_letter_folds_as_in_a_question(engine: DuckDB) -> None:
    texts = [f"a{letter}b {letter}" for letter in LETTERS] + ["ł ø ß æ œ đ ı ς", "ŁØẞÆŒĐİΣ", "Ёлка Йод їжак", "Ὀδυσσεύς"]
    wrong = [(t, s) for t, s in zip(texts, folded(engine, texts), strict=True) if WORDS.analyze(s) != WORDS.analyze(fold(t))]
    assert not wrong


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from(LETTERS + list("abcXYZ 09.'-")), max_size=20) | st.text(max_size=12), min_size=1, max_size=30))
def test_texts_fold_as_in_a_question(texts: list[str]) -> None:
    texts = [t.encode("utf-8", "ignore").decode().replace("\0", "") for t in texts]
    for text, sql in zip(texts, folded(SHARED[0], texts), strict=True):
        assert WORDS.analyze(sql) == WORDS.analyze(fold(text))


@pytest.mark.parametrize("form", [str, str.upper, fold])
def test_a_word_is_found_in_every_form(engine: DuckDB, form: Any) -> None:
    rng = random.Random(7)
    letters = [c for c in LETTERS if c.isalpha() and fold(c)]
    words = ["".join(rng.choices(letters, k=6)) for _ in range(300)]
    for word, indexed in zip(words, folded(engine, words), strict=True):
        if fold(word.upper()) == fold(word):
            assert WORDS.analyze(indexed) == WORDS.analyze(fold(form(word)))
