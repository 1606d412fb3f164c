"""identity: names of entities stay over releases, whatever becomes of their records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import iris
from intarsia.engine.duckdb import DuckDB
from intarsia.pool import Pool
from intarsia.steps.identity import identity
from intarsia.store import entities
from intarsia.tables import TABLES
from tests.small import BOOK_MAPPING, POOL, dataset

Clusters = Iterable[Iterable[str]]


@pytest.fixture(scope="module")
def engine() -> Any:
    with closing(DuckDB()) as one:
        yield one


def texts(names: Iterable[str], rows: list[tuple[Any, ...]]) -> pa.Table:
    return pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})


def run(engine: DuckDB, clusters: Clusters, known: pa.Table | None = None, alone: Iterable[str] = (), links: list[tuple[Any, ...]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """The step over these clusters of works; `alone`: works that are in no cluster."""
    groups = [sorted(group) for group in clusters]
    engine.load("entity", texts(("cluster", "member", "kind"), [(group[0], one, "work") for group in groups for one in group]))
    engine.load("work", texts(("id",), [(one,) for one in sorted({*alone, *(one for group in groups for one in group)})]))
    engine.run("agent", "SELECT CAST(NULL AS VARCHAR) AS id WHERE 1 = 0")
    engine.run("link", TABLES["link"].empty_select())
    for subject, other, method, probability in links or []:
        p = "NULL" if probability is None else str(probability)
        engine.rows(f"INSERT INTO link SELECT '{subject}{other}', '{subject}', 'same_as', '{other}', 'work', 'accepted', {p}, '{method}', NULL")
    engine.load("known", known if known is not None else entities.SCHEMA.empty_table())
    return {name: engine.stream(sql).read_all().to_pylist() for name, sql in identity(engine).items()}


def names(found: Mapping[str, list[dict[str, Any]]]) -> dict[str, frozenset[str]]:
    told: dict[str, set[str]] = {}
    for row in found["entity"]:
        told.setdefault(row["cluster"], set()).add(row["member"])
    return {name: frozenset(members) for name, members in told.items()}


def then(known: pa.Table | None, found: Mapping[str, list[dict[str, Any]]], release: str) -> pa.Table:
    now = texts(("cluster", "kind", "member"), [(row["cluster"], row["kind"], row["member"]) for row in found["entity"]])
    return entities.after(known if known is not None else entities.SCHEMA.empty_table(), now, release)


def moved(found: Mapping[str, list[dict[str, Any]]]) -> dict[str, tuple[str, set[str | None]]]:
    told: dict[str, tuple[str, set[str | None]]] = {}
    for row in found["redirect"]:
        told.setdefault(row["old"], (row["reason"], set()))[1].add(row["new"])
    return told


def test_a_new_entity_is_named_by_its_smallest_record(engine: DuckDB) -> None:
    found = run(engine, ["ba", "dc"])
    assert names(found) == {iris.mint("entity", "work", "a"): frozenset("ab"), iris.mint("entity", "work", "c"): frozenset("cd")}
    assert found["redirect"] == []


def test_a_name_stays_with_most_of_the_records(engine: DuckDB) -> None:
    first = run(engine, ["bcd"])
    known = then(None, first, "r1")
    name = next(iter(names(first)))
    grown = run(engine, ["abcde"], known)
    assert names(grown) == {name: frozenset("abcde")}  # by the smallest record alone it would be another
    assert grown["redirect"] == []
    split = run(engine, ["ab", "cde"], then(known, grown, "r2"))
    assert names(split)[name] == frozenset("cde")
    assert len(names(split)) == 2 and split["redirect"] == []


def test_a_merge_leads_on_and_a_split_names_all(engine: DuckDB) -> None:
    first = run(engine, ["abc", "de", "fg", "hi"])
    known = then(None, first, "r1")
    by = {members: name for name, members in names(first).items()}
    later = run(engine, ["abcde", "fx"], known, alone="gh")
    assert moved(later) == {by[frozenset("de")]: ("merged", {by[frozenset("abc")]}), by[frozenset("hi")]: ("alone", {"h"})}
    assert {row["since"] for row in later["redirect"]} == {"r1"}
    after = run(engine, ["axb", "dye"], then(known, later, "r2"), alone="ch")
    assert by[frozenset("abc")] in names(after) and by[frozenset("de")] in names(after), "a name comes back with its records"
    gone = run(engine, ["dz"], then(known, first, "r1"), alone="ab")
    assert moved(gone)[by[frozenset("abc")]] == ("split", {"a", "b"})
    assert moved(gone)[by[frozenset("fg")]] == ("withdrawn", {None})
    assert {row["target"] for row in gone["redirect"]} == {"record", None}


def test_a_name_is_never_given_to_something_else(engine: DuckDB) -> None:
    first = run(engine, ["abcd"])
    name = next(iter(names(first)))
    known = then(None, first, "r1")
    second = run(engine, ["bcd", "ax"], known)
    other = next(one for one, members in names(second).items() if members == frozenset("ax"))
    assert other != name and names(second)[name] == frozenset("bcd")
    known = then(known, second, "r2")
    known = then(known, run(engine, ["bcd"], known, alone="ax"), "r3")
    third = run(engine, ["ay", "bcd", "xz"], known)
    assert name in names(third) and len(names(third)) == 3


def test_a_record_says_what_ties_it(engine: DuckDB) -> None:
    links = [("a", "b", "identifier", None), ("b", "c", "model", 0.97), ("a", "c", "model", 0.99), ("c", "d", "model", 0.96), ("d", "e", "model", 0.98)]
    found = run(engine, ["abc", "de"], links=links)
    assert {row["member"]: (row["method"], row["probability"]) for row in found["entity"]} == {
        "a": ("identifier", None), "b": ("identifier", None), "c": ("model", 0.99), "d": ("model", 0.98), "e": ("model", 0.98)}


Partition = st.dictionaries(st.sampled_from("abcdefghij"), st.integers(0, 4), max_size=10)


def groups(partition: dict[str, int]) -> tuple[list[list[str]], list[str]]:
    found: dict[int, list[str]] = {}
    for one, number in partition.items():
        found.setdefault(number, []).append(one)
    return [group for group in found.values() if len(group) > 1], [group[0] for group in found.values() if len(group) == 1]


@settings(max_examples=25)
@given(st.lists(Partition, min_size=1, max_size=5))
def test_names_over_many_releases(engine: DuckDB, releases: list[dict[str, int]]) -> None:
    known: pa.Table = entities.SCHEMA.empty_table()
    ever: set[str] = set()
    before: dict[str, frozenset[str]] = {}
    for number, partition in enumerate(releases):
        clusters, alone = groups(partition)
        found = run(engine, clusters, known, alone)
        told = names(found)
        assert sorted(map(sorted, told.values())) == sorted(map(sorted, clusters)), "one name a cluster, and each record once"
        for name, members in before.items():
            assert members not in told.values() or told.get(name) == members, "what did not change keeps its name"
        ever |= set(told)
        led = moved(found)
        assert set(told) | set(led) == ever and not set(told) & set(led), "no name leads nowhere"
        assert {new for _, places in led.values() for new in places} <= {None, *told, *partition}
        known = then(known, found, f"r{number}")
        assert run(engine, list(reversed(clusters)), known, alone) == found, "a build after a build changes nothing"
        before = told


ISBNS = ("9780306406157", "9780140328721", "9783161484100", "9780262033848")


def books(rows: list[tuple[str, str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("id", "title", "year", "author", "genre", "country", "isbn"))
    writer.writerows((key, title, "1931", "", "novel", "NL", isbn) for key, title, isbn in rows)
    return out.getvalue()


MAPPED = BOOK_MAPPING + '\n[[work.identifiers]]\nscheme = "\'isbn\'"\nvalue = "isbn"\n'


def put(folder: Path, name: str, rows: list[tuple[str, str, str]], here: bool = False) -> None:
    made = dataset(folder, name, name.title(), "publishing", f"{name}.csv", "csv", books(rows), MAPPED.replace("books.csv", f"{name}.csv"), "ASK" if here else "OPEN")
    if here:
        described = made / "dataset.toml"
        described.write_text(described.read_text("utf-8").replace('why = "invented records"', 'why = "no licence"\nuse = "this machine"'), "utf-8")


def clusters(pool: Pool) -> dict[str, int]:
    return dict(pool.reader().rows("SELECT cluster, count(*) FROM entity WHERE kind = 'work' GROUP BY cluster"))


def test_names_are_kept_in_the_pool_and_not_told_of_this_machine(tmp_path: Path) -> None:
    folder = tmp_path / "pool"
    folder.mkdir()
    (folder / "pool.toml").write_text(POOL, "utf-8")
    put(folder, "north", [("n1", "The Lighthouse of Nowhere", ISBNS[0]), ("n2", "Under the Bridge", ISBNS[1])])
    put(folder, "south", [("s1", "The Lighthouse of Nowhere", ISBNS[0])])
    put(folder, "house", [("h1", "The Lighthouse of Nowhere", ISBNS[0]), ("h2", "Under the Bridge", ISBNS[1]),
                         ("h3", "Night Train to Lodz", ISBNS[2]), ("h4", "Night Train to Lodz", ISBNS[2])], here=True)
    pool = Pool(folder)
    pool.build()
    public, here = clusters(pool.public()), clusters(pool)
    assert sorted(public.values()) == [2] and sorted(here.values()) == [2, 2, 3]
    assert set(public) < set(here), "what both hold has one name"
    with closing(pool.ledger()) as ledger:
        known = entities.known(ledger).to_pylist()
    assert {row["entity"] for row in known} == set(public) and len(known) == 2
    seen = []
    pool.build(report=lambda event: seen.append((event["step"], event["state"])) if event["state"] not in ("fresh", "planned") else None)
    assert seen == [] and clusters(pool.public()) == public

    put(folder, "south", [("s1", "Seven Winters", ISBNS[3])])  # the two are no longer one
    pool = Pool(folder)
    pool.build()
    assert clusters(pool.public()) == {}
    assert [(row["old"], row["reason"]) for row in pool.public().reader().records("SELECT * FROM redirect")] == [(next(iter(public)), "split")] * 2
    assert set(public) <= set(clusters(pool)), "here it goes on: the house holds it still"
    put(folder, "south", [("s1", "The Lighthouse of Nowhere", ISBNS[0])])
    pool = Pool(folder)
    pool.build()
    assert clusters(pool.public()) == public and pool.verify() == []
