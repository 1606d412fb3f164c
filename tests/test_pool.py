"""The main job through the public door: build, staleness, decisions, failing sources, releases, rollback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from intarsia.errors import Broken, Conflict, Invalid, NotFound, Refused
from intarsia.pool import Pool, new
from intarsia.web.difference import compared
from tests.small import BOOK_MAPPING, BOOKS, dataset, small_pool


def build(folder: Path, **options: Any) -> tuple[Pool, str, list[dict[str, Any]]]:
    events: list[dict[str, Any]] = []
    pool = Pool(folder)
    return pool, pool.build(report=events.append, **options), events


def ran(events: list[dict[str, Any]], step: str) -> set[str]:
    return {e["subject"] for e in events if e["step"] == step and e["state"] == "done"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_pool(tmp_path_factory.mktemp("pool") / "small", fresh=True)
    build(folder)
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "pool")
    return tmp_path / "pool"


def test_a_build_maps_what_contributors_wrote(built: Path) -> None:
    reader = Pool(built).reader()
    works = {r["record"]: r for r in reader.records("SELECT * FROM work")}
    assert {k: (w["title"], w["form"], w["sector"], w["date"], w["year_start"]) for k, w in works.items()} == {
        "b1": ("The Lighthouse of Nowhere", "book", "publishing", "1931", 1931),
        "b2": ("Onder de brug", "book", "publishing", "1950~", 1950),
        "b3": ("Łódź by Night", "book", "publishing", "2031", 2031),
        "g1": ("Lighthouse of Nowhere: The Game", "game", "games", "2004", 2004),
        "g2": ("Brug & Berg", "game", "games", "2027-36", 2027),
    }
    assert ("An Voorbeeld", "author", "Voorbeeld, An") in reader.rows("SELECT a.name, c.role, c.name_written FROM contribution c JOIN agent a ON a.id = c.agent")
    assert reader.rows("SELECT concept FROM term t JOIN work w ON w.id = t.work WHERE facet = 'country' AND w.record = 'b2'") == [("BE",)]
    assert reader.rows("SELECT name FROM place ORDER BY id") == [("Belgium",), ("Germany",), ("Netherlands",), ("Poland",)]


def test_a_stated_relation_finds_its_work_in_another_dataset(built: Path) -> None:
    rows = Pool(built).reader().records(
        "SELECT s.record AS game, o.record AS book, l.predicate, l.state, l.method, l.probability, l.evidence FROM link l JOIN work s ON s.id = l.subject JOIN work o ON o.id = l.object")
    assert [(r["game"], r["book"], r["predicate"], r["state"], r["method"], r["probability"]) for r in rows] == [("g1", "b1", "based_on", "accepted", "stated", None)]
    assert json.loads(rows[0]["evidence"])["maker"] == "credited"


def test_the_same_input_gives_the_same_release_anywhere(built: Path, tmp_path: Path) -> None:
    other = small_pool(tmp_path / "elsewhere", fresh=True)
    assert build(other)[1] == Pool(built).current()


def test_nothing_stale_runs_nothing(copy: Path) -> None:
    before = Pool(copy).current()
    _, identity, events = build(copy)
    assert identity == before
    assert not [e for e in events if e["state"] in ("running", "done")]


def test_a_changed_dataset_rebuilds_only_its_branch(copy: Path) -> None:
    before = str(Pool(copy).current())
    path = copy / "datasets" / "books" / "books.csv"
    path.write_text(path.read_text("utf-8").replace("Onder de brug", "Onder de oude brug") + "b4,Brand New,2020,An Voorbeeld,essay,NL\n", "utf-8")
    pool, after, events = build(copy)
    assert after != before
    assert ran(events, "map") == {"books"}
    assert ran(events, "profile") == {"books/books.csv"}
    why = next(e["why"] for e in events if e["step"] == "map" and e["state"] == "running")
    assert why == "changed: content"
    changes = {(c["table"], c["dataset"]): (c["added"], c["changed"], c["withdrawn"]) for c in pool.diff(before, after)}
    assert changes["work", "books"] == (1, 1, 0)
    assert ("work", "games") not in changes
    assert pool.releases()[0]["previous"] == before


def test_a_release_from_before_a_column_of_the_key_is_compared(copy: Path) -> None:
    """A version may add a column to the key of a table: what is the same otherwise has not changed."""
    path = copy / "datasets" / "books" / "dataset.toml"
    frame = '\n[[frame]]\nmeasure = "books"\nof = "book"\nsize = {}\nsource = "the contributor"\n'
    described = path.read_text("utf-8")
    made = []
    for size in (4, 5):
        path.write_text(described.replace("\n[decision]", frame.format(size) + "\n[decision]"), "utf-8")
        made.append(build(copy)[1])
    pool = Pool(copy)
    told = {"table": "frame", "dataset": "books", "added": 0, "changed": 1, "withdrawn": 0}
    assert told in pool.diff(*made)
    file = pool.layout.releases / made[0] / "tables" / "frame" / "books.parquet"
    older = pq.read_table(file).drop_columns(["of"])
    file.unlink()
    pq.write_table(older, file)
    assert told in pool.diff(*made)
    assert next(one["examples"]["changed"] for one in compared(pool, *made).parts if one["table"] == "frame")[0]["columns"] == [{"column": "size", "before": 4, "after": 5}]


def test_releases_of_one_second_stand_in_the_order_they_were_made(copy: Path) -> None:
    path, made = copy / "datasets" / "books" / "books.csv", [str(Pool(copy).current())]
    for year in ("1961", "1962", "1963"):
        path.write_text(path.read_text("utf-8") + f"b{year},A Book of {year},{year},An Voorbeeld,novel,NL\n", "utf-8")
        made.append(build(copy)[1])
    pool = Pool(copy)
    for identity in made:
        manifest = pool.layout.releases / identity / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"issued": "2026-11-23T12:00:00+00:00"}), "utf-8")
    assert [one["id"] for one in pool.releases()] == made[::-1]


def test_a_changed_mapping_says_so(copy: Path) -> None:
    path = copy / "datasets" / "books" / "mapping.toml"
    path.write_text(path.read_text("utf-8").replace("'book'", "'edition'"), "utf-8")
    _, _, events = build(copy)
    assert ran(events, "profile") == set()
    assert next(e["why"] for e in events if e["step"] == "map" and e["state"] == "running") == "changed: mapping"


def test_without_a_decision_nothing_is_released(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool", verdict=None)
    with pytest.raises(Refused) as caught:
        build(folder)
    assert "games" in caught.value.what
    assert "[decision]" in caught.value.way_out
    assert caught.value.exit_code == 1
    assert Pool(folder).current() is None


@pytest.mark.parametrize("verdict", ["OPEN AFTER", "POOLED ONLY", "ASK", "DESCRIBE ONLY"])
def test_rows_that_are_not_open_stay_out_everywhere(tmp_path: Path, verdict: str) -> None:
    folder = small_pool(tmp_path / "pool", verdict=verdict)
    pool, identity, _ = build(folder)
    reader = pool.reader()
    assert reader.rows("SELECT count(*) FROM work WHERE dataset = 'games'") == [(0,)]
    assert reader.rows("SELECT verdict, title FROM dataset WHERE id = 'games'") == [(verdict, "Games")]
    assert reader.search("lighthouse").total == 1
    canary = b"Nonesuch Studio"
    for path in (pool.layout.releases / identity).rglob("*"):
        if path.is_file():
            assert canary not in path.read_bytes()
    assert "games" not in {d for t, e in reader.manifest["tables"].items() if t in ("work", "profile", "finding", "rejected") for d in e["parts"]}


def test_every_record_is_accounted_for(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    bad = BOOKS + "b3,Double,1999,X Y,novel,NL\n,No key,1999,X Y,novel,NL\nb9,,1999,X Y,novel,NL\n"
    dataset(folder, "books", "Books", "publishing", "books.csv", "csv", bad, BOOK_MAPPING)
    pool, _, _ = build(folder)
    row = next(r for r in pool.status() if r["dataset"] == "books")
    assert (row["rows_in"], row["rows_out"], row["rows_rejected"]) == (6, 3, 3)
    reasons = pool.reader().rows("SELECT \"row\", reason FROM rejected WHERE dataset = 'books' ORDER BY 1")
    assert reasons == [(4, "same record key as an earlier record"), (5, "no record key"), (6, "no title")]


def test_a_failing_source_keeps_its_last_good_delivery(copy: Path) -> None:
    description = copy / "datasets" / "books" / "dataset.toml"
    text = description.read_text("utf-8")
    (copy / "datasets" / "books" / "books.csv").unlink()
    with pytest.raises(NotFound):
        build(copy)
    assert Pool(copy).reader().rows("SELECT count(*) FROM work WHERE dataset = 'books'") == [(3,)]
    description.write_text(text.replace('path = "books.csv"', 'url = "http://127.0.0.1:9/books.csv"'), "utf-8")
    pool, _, events = build(copy)
    kept = next(e for e in events if e["state"] == "kept")
    assert "last good delivery" in kept["why"]
    assert pool.reader().rows("SELECT state FROM distribution WHERE dataset = 'books'") == [("kept",)]
    assert pool.reader().rows("SELECT count(*) FROM work WHERE dataset = 'books'") == [(3,)]


def test_rollback_is_judged_and_remembered(copy: Path) -> None:
    first = str(Pool(copy).current())
    path = copy / "datasets" / "books" / "books.csv"
    path.write_text(path.read_text("utf-8").replace("1931", "1932"), "utf-8")
    pool, second, _ = build(copy)
    assert pool.rollback(first[:6], "operator", "wrong delivery") == first
    assert pool.current() == first
    ledger = pool.ledger()
    assert [(j["actor"], j["kind"], j["subject"], j["body"]) for j in ledger.judgements()] == [("operator", "rollback", first, {"from": second, "why": "wrong delivery"})]
    ledger.close()
    with pytest.raises(Conflict):
        pool.rollback(first, "operator", "again")


def test_verify_sees_what_was_touched(copy: Path) -> None:
    pool = Pool(copy)
    assert pool.verify() == []
    folder = pool.layout.releases / str(pool.current())
    (folder / "wanted.json").write_text("{}", "utf-8")  # made after the release, like its graph
    (folder / "stray.txt").write_text("?", "utf-8")
    assert pool.verify() == ["stray.txt does not belong here"]
    (folder / "stray.txt").unlink()
    victim = folder / "tables" / "title" / "books.parquet"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.unlink()
    victim.write_bytes(data)
    assert pool.verify() == ["tables/title/books.parquet was changed"]
    with pytest.raises(Broken):
        _rolled_back_to_damaged(copy)


def _rolled_back_to_damaged(folder: Path) -> None:
    damaged = str(Pool(folder).current())
    path = folder / "datasets" / "books" / "books.csv"
    path.write_text(path.read_text("utf-8").replace("1931", "1933"), "utf-8")
    pool, _, _ = build(folder)
    pool.rollback(damaged, "operator", "should not work")


HOLD = """
import sys, time
from pathlib import Path
from intarsia.store.lock import only_one
with only_one(Path(sys.argv[1]), "build"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_builds_at_once_one_refuses_cleanly(copy: Path) -> None:
    before = Pool(copy).current()
    with subprocess.Popen([sys.executable, "-c", HOLD, str(Pool(copy).layout.lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Conflict) as caught:
            build(copy)
        assert "another build" in caught.value.what
        other.communicate("")
    assert build(copy)[1] == before


def test_a_new_pool_and_an_empty_one(tmp_path: Path) -> None:
    pool = new(tmp_path / "p", "Ours", "http://localhost:8000/", "Us")
    assert pool.current() is None
    with pytest.raises(NotFound):
        pool.reader()
    with pytest.raises(Conflict):
        new(tmp_path / "p", "Ours", "http://localhost:8000/", "Us")
    with pytest.raises(NotFound):
        Pool(tmp_path / "none")


@pytest.mark.parametrize(("old", "new_text", "place", "hint"), [
    ('title = "title"', 'title = "titel"', "line 9, column 9", "'title'"),
    ('date = "year"', 'date = "edft(year)"', "line 10", "edtf"),
    ('split = ";"', 'splitt = ";"', "line 19", "split"),
    ('title = "title"', 'title = "title ||"', "line 9", "docs/mapping.md"),
    ('name = "books.csv"', 'name = "bocks.csv"', "line 4", "books.csv"),
    ('title = "title"', 'title = "(SELECT 1)"', "line 9", ""),
])
def test_mapping_errors_name_place_and_closest_name(tmp_path: Path, old: str, new_text: str, place: str, hint: str) -> None:
    folder = small_pool(tmp_path / "pool")
    path = folder / "datasets" / "books" / "mapping.toml"
    path.write_text(path.read_text("utf-8").replace(old, new_text), "utf-8")
    with pytest.raises(Invalid) as caught:
        build(folder)
    assert "mapping.toml" in caught.value.where
    assert place in caught.value.where
    assert hint in caught.value.way_out


def test_unused_columns_must_be_listed(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    path = folder / "datasets" / "books" / "mapping.toml"
    short = BOOK_MAPPING.split("[[work.contributions]]")[0]
    path.write_text(short, "utf-8")
    with pytest.raises(Invalid) as caught:
        build(folder)
    assert "author" in caught.value.what
    path.write_text(short + '[unused]\nauthor = "not needed"\ngenre = "not needed"\ncountry = "not needed"\n', "utf-8")
    pool, _, _ = build(folder)
    assert ("author", "left out: not needed") in pool.reader().rows("SELECT \"column\", message FROM finding WHERE rule = 'unused-column'")


def test_an_example_that_fails_says_what_came(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    path = folder / "datasets" / "books" / "mapping.toml"
    good = BOOK_MAPPING + '\n[[example]]\ngiven = { id = "x", title = "Iets", year = "1900" }\nexpect.work = [{ title = "Iets", year_start = 1900 }]\n'
    path.write_text(good, "utf-8")
    build(folder)
    path.write_text(good.replace("year_start = 1900", "year_start = 1901"), "utf-8")
    with pytest.raises(Invalid) as caught:
        build(folder)
    assert "example[1]" in caught.value.where
    assert '"year_start": 1900' in caught.value.way_out


def test_equal_record_keys_of_two_files_are_two_records(tmp_path: Path) -> None:
    """A record number of one file says nothing of the same number in another (found when accounts were by key alone)."""
    folder = small_pool(tmp_path / "pool")
    books = folder / "datasets" / "books"
    (books / "more.csv").write_text("title\nA second file\n\"\"\nA third title\n", "utf-8")
    description = books / "dataset.toml"
    description.write_text(description.read_text("utf-8").replace("[decision]", '[[distribution]]\nname = "more.csv"\nformat = "csv"\npath = "more.csv"\n\n[decision]'), "utf-8")
    second = '\n[[source]]\nname = "more.csv"\n\n[[work]]\nsource = "more.csv"\nkey = "\'more-\' || _record"\nform = "\'book\'"\ntitle = "title"\n'
    mapping = BOOK_MAPPING.replace('record = "id"\n', "") + second + '\n[unused]\nid = "numbers are enough here"\n'
    (books / "mapping.toml").write_text(mapping.replace('[[work]]\nform', '[[work]]\nsource = "books.csv"\nform'), "utf-8")
    pool, _, _ = build(folder)
    accounts = pool.reader().rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'books' ORDER BY name")
    assert accounts == [("books.csv", 3, 3, 0), ("more.csv", 3, 2, 1)]
