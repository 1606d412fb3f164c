"""Lines for the search index: what they hold, and that index and question fold alike."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.steps import search
from intarsia.store.searchindex import CARD, Filters, SearchIndex, _words, build, words
from intarsia.tables import TABLES
from intarsia.text import fold

WORDS = _words()
BLOCKS = ((0xA0, 0x250), (0x370, 0x400), (0x400, 0x530), (0x1E00, 0x2000), (0x2010, 0x2028), (0x2030, 0x205F))
LETTERS = [chr(code) for low, high in BLOCKS for code in range(low, high)]


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
    assert sorted(words(full["place"])) == ["nederland", "netherlands"]
    assert full["identifier"].split() == ["9789001", "isbn9789001"]
    assert sorted(words(full["maker"])) == sorted(["zoe", fold("Ωμέγα"), "bo", "cy", "di"])
    assert card["makers"] == [["ag3", "Di"], ["ag2", "Cy"], ["ag1", "Bo"]]
    assert card["title"] == 'Élan "vital"\\' and card["original"] == "Łódź Straße" and card["year"] == 1999


def test_what_is_absent_is_left_out(pool: DuckDB) -> None:
    bare = next(json.loads(line) for line in search.documents(pool, "a") if '"maker"' not in line)
    assert set(bare) == {"facet", "title", "card"} and bare["facet"] == "dataset:a" and [words(t) for t in bare["title"]] == [["bare"]]


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


def indexed(engine: DuckDB, texts: list[str]) -> list[list[str]]:
    """What the index keeps of texts: the step's SQL, then the index's analyser."""
    rows = engine.rows(f"SELECT {search._folded('x')} FROM (SELECT unnest($x) AS x) AS q", {"x": texts})
    return [list(_words().analyze(row[0])) for row in rows]


def test_every_european_letter_folds_as_in_a_question(engine: DuckDB) -> None:
    texts = [unicodedata.normalize("NFC", f"a{letter}b {letter}") for letter in LETTERS] + ["ł ø ß æ œ đ ı ς", "ŁØẞÆŒĐİΣ", "Ёлка Йод їжак", "Ὀδυσσεύς"]
    assert [(t, got) for t, got in zip(texts, indexed(engine, texts), strict=True) if got != words(t)] == []


@pytest.mark.parametrize(("written", "asked"), [("Łódź", "lodz"), ("Straße", "STRASSE"), ("Ærø", "aero"), ("Đorđe", "djordje"), ("İstanbul", "istanbul"), ("Ωμέγα", "ωμεγα"),
                                                ("Ὀδυσσεύς", "οδυσσευσ"), ("Ёлка", "елка"), ("Čeněk Žižka", "cenek zizka"), ("œuvre", "OEUVRE"), ("Þór", "thor"), ("naïve", "naive")])
def test_plain_letters_find_accented_ones(engine: DuckDB, written: str, asked: str) -> None:
    wanted = "dorde" if asked == "djordje" else asked
    assert indexed(engine, [written])[0] == words(wanted)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from(LETTERS + list("abcXYZ 09.'-")), max_size=20) | st.text(max_size=12), min_size=1, max_size=30))
def test_texts_fold_as_in_a_question(texts: list[str]) -> None:
    texts = [unicodedata.normalize("NFC", t.encode("utf-8", "ignore").decode().replace("\0", "")) for t in texts]
    for text, got in zip(texts, indexed(SHARED[0], texts), strict=True):
        assert got == words(text)


@pytest.mark.parametrize("form", [str.upper, str.lower])
def test_a_word_is_found_in_capitals_and_small(engine: DuckDB, form: Any) -> None:
    rng = random.Random(7)
    plain = [c for c in LETTERS if c.isalpha() and not 0x180 <= ord(c) < 0x250 and not 0x1EFA <= ord(c) < 0x1F00]
    letters = [c for c in plain if len(c.upper()) == 1 == len(c.lower()) and c.upper().lower() == c.lower()]
    texts = ["".join(rng.choices(letters, k=6)) for _ in range(300)]
    for text, got in zip(texts, indexed(engine, texts), strict=True):
        assert got == words(form(text)), text
