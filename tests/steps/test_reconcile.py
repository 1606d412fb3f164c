"""The reconcile step: every word gets one state, what people say goes first, and the counts add up."""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import judging
from intarsia.engine.duckdb import DuckDB
from intarsia.judging import linkset
from intarsia.matching import Context, Labels, candidates
from intarsia.pool import Pool
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps import reconcile
from intarsia.steps.reconcile.outside import CANDIDATE, FAILED
from intarsia.text import fold
from tests.small import small_pool
from tests.web.dirty import ODD, dirty_pool

GENRE = next(vocabulary.load(path) for path in vocabulary.builtin() if path.stem == "genre")
LABELS = Labels.of(GENRE.names.rename_columns(["notation", "kind", "language", "label"]))
EXACT = [label.value for label in GENRE.labels[:400:7]]
DIRT = ["dramma film", "Science-Fictions", "horrror", "poetry (modern)", "drama/comedy", "zzyzx", "....", "Ω", "drama" * 40, "12", "western;"]
STATES = ("matched", "proposed", "no_match", "failed", "rejected")


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    found = DuckDB(threads=1)
    yield found
    found.close()


def mapped(engine: DuckDB, words: list[tuple[str, str]]) -> None:
    """`term` and `word` as the mapping leaves them."""
    engine.load("out_term", pa.table({"work": [w for w, _ in words], "facet": ["genre"] * len(words), "value": [v for _, v in words], "_vocabulary": ["genre"] * len(words),
                                      "dataset": ["d"] * len(words), "record": [w for w, _ in words]}, schema=pa.schema([(n, pa.string()) for n in (
                                          "work", "facet", "value", "_vocabulary", "dataset", "record")])))
    engine.drop(["term", "word"])
    reconcile.load_words(engine, vocabulary.word_table(GENRE))
    engine.run("term", reconcile.reconcile(engine))
    sql = reconcile.used_words(engine, "d")
    assert sql is not None
    engine.run("word", sql)


def settled(engine: DuckDB, judgements: list[reconcile.Judged], outside: reconcile.Outside = reconcile.Outside(), crosswalks: pa.Table | None = None) -> dict[str, list[dict[str, Any]]]:  # noqa: B008
    found = reconcile.settle(engine, "d", {"genre": LABELS}, judgements, Context("en", "film-tv"), crosswalks, outside)
    return {name: engine.connection.sql(sql).to_arrow_table().to_pylist() for name, sql in found.queries.items()}


WORD = st.sampled_from([*EXACT, *DIRT]) | st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
USED = st.lists(st.tuples(st.sampled_from([f"w{n}" for n in range(6)]), WORD), min_size=1, max_size=12, unique=True)
SAID = st.dictionaries(WORD, st.sampled_from(["matched", "rejected", "no_match", "new"]), max_size=4)


@settings(max_examples=25)
@given(words=USED, said=SAID, lost=st.sets(WORD, max_size=3))
def test_counts_add_up_and_exact_labels_stay(engine: DuckDB, words: list[tuple[str, str]], said: dict[str, str], lost: set[str]) -> None:
    mapped(engine, words)
    before = {row[0]: (row[1], row[2]) for row in engine.rows("SELECT value, concept, uses FROM word")}
    raw = sorted(engine.rows("SELECT work, value FROM term"))
    judged = list({fold(value): reconcile.Judged("genre", "genre", fold(value), state, "drama" if state == "matched" else "") for value, state in said.items() if fold(value)}.values())
    failed = pa.table({"facet": ["genre"] * len(lost), "vocabulary": ["genre"] * len(lost), "value": sorted(lost)}, schema=FAILED)
    found = settled(engine, judged, reconcile.Outside(failed=failed))
    rows = {row["value"]: row for row in found["word"]}
    assert {value: row["uses"] for value, row in rows.items()} == {value: uses for value, (_, uses) in before.items()}
    assert sum(Counter(row["state"] for row in found["word"]).values()) == len(before) and {row["state"] for row in found["word"]} <= set(STATES)
    assert sorted((row["work"], row["value"]) for row in found["term"]) == raw
    by_word = {one.folded: one.state for one in judged}
    for value, row in rows.items():
        state = by_word.get(fold(value))
        assert (row["concept"] is not None) == (row["state"] == "matched")
        if state and not (state == "new" and before[value][0] is not None):
            assert row["method"] == "person" and row["state"] == {"matched": "matched", "rejected": "rejected"}.get(state, "no_match")
        elif before[value][0] is not None:
            assert (row["state"], row["concept"], row["method"]) == ("matched", before[value][0], "label")
        elif value in lost:
            assert row["state"] in ("matched", "proposed", "failed")
    assert {(row["value"], row["state"], row["concept"]) for row in found["term"]} == {(v, r["state"], r["concept"]) for v, r in rows.items()}
    for value in {row["value"] for row in found["candidate"]}:
        assert sum(row["probability"] for row in found["candidate"] if row["value"] == value) <= 1.0001


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_has_candidates_in_order_or_none(texts: list[str]) -> None:
    for found in candidates(texts, LABELS):
        chances = [one.probability for one in found]
        assert chances == sorted(chances, reverse=True) and sum(chances) <= 1.001 and len({one.concept for one in found}) == len(found) <= 9


@pytest.mark.parametrize(("word", "concept"), [("Science-Fictions", "science-fiction"), ("horrror", "horror"), ("DRAMA (tv)", "drama"), ("the western", "western")])
def test_dirt_is_seen_through(word: str, concept: str) -> None:
    best = candidates([word], LABELS)[0][0]
    assert best.concept == concept and best.probability >= 0.5 and best.reasons


@pytest.mark.parametrize("word", ["zzyzx", "", "   ", "…", "qwrtp lorem"])
def test_what_means_nothing_is_not_matched(word: str) -> None:
    assert all(one.probability < 0.5 for one in candidates([word], LABELS)[0])


def test_digits_that_differ_are_another_thing() -> None:
    ages = Labels(("a", "b"), ("ages 9 to 12", "ages 9 to 13"), ("pref", "pref"), ("en", "en"))
    assert [one.concept for one in candidates(["ages 9 to 13 years", "ages 9-12"], ages)[1]] in ([], ["a"])
    assert all(one.concept != "a" or one.probability < 0.5 for one in candidates(["Ages 9 to 13s"], ages)[0])


def test_a_service_that_failed_is_no_lack_of_a_match(engine: DuckDB) -> None:
    mapped(engine, [("w1", "zzyzx"), ("w2", "qwrtp")])
    failed = pa.table({"facet": ["genre"], "vocabulary": ["genre"], "value": ["zzyzx"]}, schema=FAILED)
    rows = {row["value"]: row["state"] for row in settled(engine, [], reconcile.Outside(failed=failed))["word"]}
    assert rows == {"zzyzx": "failed", "qwrtp": "no_match"}


def test_a_service_adds_candidates_that_a_person_may_take(engine: DuckDB) -> None:
    mapped(engine, [("w1", "zzyzx")])
    row = {"facet": "genre", "vocabulary": "genre", "value": "zzyzx", "rank": 1, "concept": "drama", "label": "drama", "probability": 0.7, "source": "elsewhere", "reason": "{}"}
    found = settled(engine, [], reconcile.Outside(pa.Table.from_pylist([row], schema=CANDIDATE)))
    assert found["word"][0]["state"] == "proposed" and found["candidate"][0]["source"] == "elsewhere"


@pytest.mark.parametrize(("rows", "concept"), [
    ([("exact", "genre:drama"), ("broad", "genre:comedy")], "drama"), ([("close", "genre:drama"), ("close", "genre:comedy")], "x1"), ([("narrow", "genre:drama")], "x1"),
    ([("exact", "form:film")], "x1"),
])
def test_a_crosswalk_leads_a_word_of_another_vocabulary(engine: DuckDB, rows: list[tuple[str, str]], concept: str) -> None:
    mapped(engine, [("w1", "zzyzx")])
    engine.run("word", "SELECT dataset, facet, 'theirs' AS vocabulary, value, uses, record, 'x1' AS concept, 'matched' AS state, 'label' AS method, 1.0 AS probability FROM word")
    engine.run("term", "SELECT work, facet, value, 'x1' AS concept, 'matched' AS state, score, dataset, record FROM term")
    walk = pa.table({"source": ["theirs:x1"] * len(rows), "relation": [r for r, _ in rows], "target": [t for _, t in rows]})
    found = settled(engine, [], crosswalks=walk)
    assert found["word"][0]["concept"] == found["term"][0]["concept"] == concept
    assert found["word"][0]["method"] == ("crosswalk" if concept == "drama" else "label")


def test_the_next_build_uses_what_people_said(tmp_path: Path) -> None:
    folder = dirty_pool(tmp_path / "pool", ODD[5:8], ODD[5:6])
    pool = Pool(folder)
    first = pool.reader()
    ledger = pool.ledger()
    try:
        judging.judge(ledger, first, "owner", "genre", "genre", ODD[5].upper(), "matched", "horror")
        judging.judge(ledger, first, "owner", "genre", "genre", ODD[5], "rejected", dataset="more")
        taken_back = judging.judge(ledger, first, "owner", "genre", "genre", ODD[6], "matched", "drama")
        judging.undo(ledger, "owner", taken_back)
        assert judging.waiting(first, judging.standing(ledger)) == 2
        assert [word.value for word in judging.queue(judging.open_words(first), judging.standing(ledger)).words] == [ODD[6], ODD[7]]
        text = linkset.as_turtle(linkset.rows(judging.standing(ledger), first, "http://localhost:8000/", "A small pool"), "http://localhost:8000/")
        events: list[dict[str, Any]] = []
        pool.build(report=events.append)
        second = pool.reader()
        assert not [one for one in events if one["step"] == "map" and one["state"] != "fresh"]  # a judgement on a genre costs no mapping
        assert second.rows("SELECT dataset, state, concept, method FROM word WHERE value = ? ORDER BY 1", [ODD[5]]) == [
            ("books", "matched", "horror", "person"), ("more", "rejected", None, "person")]
        assert second.rows("SELECT dataset, concept, state FROM term WHERE value = ? ORDER BY 1", [ODD[5]]) == [("books", "horror", "matched"), ("more", None, "rejected")]
        assert judging.waiting(second, judging.standing(ledger)) == 0
        judging.undo(ledger, "owner")
        assert judging.waiting(second, judging.standing(ledger)) == 1
    finally:
        ledger.close()
    other = Pool(small_pool(tmp_path / "other"))
    other.build()
    ledger = other.ledger()
    try:
        own = judging.judge(ledger, other.reader(), "owner", "genre", "genre", ODD[5], "no_match")
        found = linkset.take(ledger, other.reader(), "owner", linkset.read(text.encode(), "judged.ttl"))
        assert (found.rows, found.taken, found.kept, len(found.refused)) == (2, 0, 1, 1)  # its own word stays, and it has no such dataset
        judging.undo(ledger, "owner", own)
        found = linkset.take(ledger, other.reader(), "owner", linkset.read(text.encode(), "judged.ttl"))
        assert (found.taken, [one.source for one in judging.standing(ledger)]) == (1, ["A small pool"])
    finally:
        ledger.close()


def test_a_role_that_a_person_matched_is_read_by_the_mapping(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    games = folder / "datasets" / "games" / "games.jsonl"
    games.write_text(games.read_text("utf-8").replace('"developer"', '"zzyzx"'), "utf-8")
    pool = Pool(folder)
    pool.build()
    assert pool.reader().rows("SELECT role FROM contribution WHERE role_written = 'zzyzx'") == [(None,)]
    ledger = pool.ledger()
    try:
        judging.judge(ledger, pool.reader(), "owner", "role", "role", "zzyzx", "matched", "developer")
    finally:
        ledger.close()
    pool.build()
    assert pool.reader().rows("SELECT role FROM contribution WHERE role_written = 'zzyzx'") == [("developer",)]
    assert pool.reader().rows("SELECT state, method FROM word WHERE facet = 'role' AND value = 'zzyzx'") == [("matched", "person")]


class Service(BaseHTTPRequestHandler):
    """A reconciliation service that knows one word, and fails when it is told to."""

    fails = False

    def do_POST(self) -> None:
        asked = json.loads(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["queries"][0])
        known = {"vvvv wwww": [{"id": "Q1", "name": "horror", "score": 99, "match": True}], "zzyzx": [{"id": "Q2", "name": "Zzyzx Road", "score": 50, "match": False}]}
        body = json.dumps({name: {"result": known.get(query["query"], [])} for name, query in asked.items()}).encode()
        self.send_response(500 if Service.fails else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_services_elsewhere_are_asked_before_the_step_and_a_failure_is_told(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        folder = dirty_pool(tmp_path / "pool", ODD[5:8], ())
        text = (folder / "pool.toml").read_text("utf-8") + 'allow_hosts = ["127.0.0.1"]\n'
        (folder / "pool.toml").write_text(f'{text}\n[[reconciliation]]\nname = "elsewhere"\nurl = "http://127.0.0.1:{server.server_port}/"\nfacet = "genre"\nper_second = 50\n', "utf-8")
        pool = Pool(folder)
        pool.build()
        states = "SELECT value, state, method, probability FROM word WHERE value IN (?, ?, ?) ORDER BY value"
        found = pool.reader().rows(states, list(ODD[5:8]))
        assert found[:2] == [("qwrtp lorem", "no_match", None, None), ("vvvv wwww", "proposed", "model", 0.9)] and found[2][1] == "no_match" and 0 < found[2][3] < 0.5
        assert pool.reader().rows("SELECT value, concept, source FROM candidate WHERE source = 'elsewhere' ORDER BY value") == [
            ("vvvv wwww", "horror", "elsewhere"), ("zzyzx", "elsewhere:Q2", "elsewhere")]
        steps: list[dict[str, Any]] = []
        before = pool.current()
        pool.build(report=steps.append)
        assert pool.current() == before and {one["state"] for one in steps if one["step"] == "reconcile"} == {"fresh"}
        ledger = pool.ledger()
        try:
            judging.judge(ledger, pool.reader(), "owner", "genre", "genre", "zzyzx", "matched", "elsewhere:Q2")
        finally:
            ledger.close()
        Service.fails = True
        books = folder / "datasets" / "books" / "books.csv"
        books.write_text(books.read_text("utf-8").replace("qwrtp lorem", "never asked"), "utf-8")
        pool = Pool(folder)
        pool.build()
        assert dict(pool.reader().rows("SELECT value, state FROM word WHERE value IN ('zzyzx', 'never asked')")) == {"never asked": "failed", "zzyzx": "matched"}
    finally:
        Service.fails = False
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.mark.parametrize("column", ["official_name_en", "official_name_fr", "official_name_es"])
def test_published_names_are_led_rightly(real_data: Path, column: str) -> None:
    sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
    try:
        from reconcile_calibration import led, published
    finally:
        sys.path.pop(0)
    pairs, labels = next((pairs, labels) for what, pairs, labels in published(real_data) if what.endswith(column))
    found = led(pairs, labels)
    assert found["precision"] >= 0.95 and found["coverage"] >= 0.8
