"""Clusters hold no contradiction, whatever the links: two numbers of one scheme, two births, a person's no."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.steps.link import clusters
from tests.steps.invented import agent, found, linked, work

NODES = [f"n{i:02}" for i in range(9)]
IDS = st.dictionaries(st.sampled_from(NODES), st.sampled_from(["Q1", "Q2", "Q3"]))
BIRTHS = st.dictionaries(st.sampled_from(NODES), st.sampled_from([1900, 1901, 1902, 1904, 1950]))
EDGES = st.dictionaries(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] < e[1]), st.sampled_from([0.95, 0.96, 0.99, 3.0, 4.0]), max_size=14)
APART = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda e: e[0] < e[1]), max_size=2)


def texts(rows: list[tuple[Any, ...]], *names: str) -> pa.Table:
    return pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})


@pytest.fixture(scope="module")
def engine() -> Any:
    engine = DuckDB()
    yield engine
    engine.close()


@given(IDS, BIRTHS, EDGES, APART)
def test_no_cluster_contradicts_itself_unless_a_person_joined_it(engine: DuckDB, ids: dict[str, str], births: dict[str, int],
                                                                edges: dict[tuple[str, str], float], apart: set[tuple[str, str]]) -> None:
    edges = {pair: strength for pair, strength in edges.items() if pair not in apart}
    engine.load("same_edge", texts([(a, b, "agent") for a, b in edges], "subject", "object", "kind").append_column("strength", pa.array(list(edges.values()), pa.float64())))
    engine.load("global_identifier", texts([(node, "wikidata", value, "agent") for node, value in ids.items()], "entity", "scheme", "value", "kind"))
    engine.load("single", texts([("agent", "wikidata")], "kind", "scheme"))
    years = pa.array([births.get(node) for node in NODES], pa.int64())
    engine.load("agent", pa.table({"id": pa.array(NODES, pa.string()), "kind": pa.array(["person"] * len(NODES), pa.string()), "year_start": years}))
    engine.load("work", texts([], "id", "dataset"))
    engine.load("title_key", texts([], "work", "key").append_column("rank", pa.array([], pa.int64())))
    engine.load("judged", texts([(a, b, "same_as", "rejected") for a, b in sorted(apart)], "subject", "object", "predicate", "state"))
    clusters.load_clusters(engine)
    members = engine.rows("SELECT cluster, member FROM member ORDER BY cluster, member")
    refused = {(a, b) for a, b, _ in engine.rows("SELECT subject, object, conflict FROM refused")}
    of = {member: cluster for cluster, member in members}
    assert len(of) == len(members)
    assert all(min(m for m, c in of.items() if c == cluster) == cluster for cluster in set(of.values()))
    for pair, strength in edges.items():  # an edge joins, or is refused; a person's is never refused
        assert (of.get(pair[0]) is not None and of.get(pair[0]) == of.get(pair[1])) != (pair in refused)
        assert pair not in refused or strength < clusters.BY_PERSON
    if clusters.BY_PERSON not in edges.values():
        for cluster in set(of.values()):
            inside = {member for member, c in of.items() if c == cluster}
            assert len({ids[m] for m in inside if m in ids}) <= 1
            born = [births[m] for m in inside if m in births]
            assert not born or max(born) - min(born) <= clusters.TOLERANCE
            assert not any(a in inside and b in inside for a, b in apart)


def test_a_group_is_split_at_its_weakest_link_and_told() -> None:
    rows = [work("a", "one", "film", "Molen", 1990, ids=["imdb:tt1", "eidr:1"]),
            work("b", "two", "film", "Haven", 1950, ids=["imdb:tt1"]), work("c", "three", "film", "Brug", 1970, ids=["filmid:7"]),
            work("d", "four", "film", "Toren", 2010, ids=["filmid:7", "eidr:2"])]
    tables = linked(*rows, judged=[("b|same_as|c", "accepted")])
    assert {row["cluster"] for row in tables["entity"]} == {"a"}
    links = found(tables)
    assert links["b", "same_as", "c"]["state"] == "accepted"
    weak = [key for key, row in links.items() if row["method"] == "identifier" and row["state"] == "proposed"]
    assert len(weak) == 1 and len(tables["entity"]) == 3
    assert {row["rule"] for row in tables["finding"]} == {"link-refused"}


def test_a_person_who_joins_a_contradiction_is_obeyed_and_it_is_told() -> None:
    one, other = agent("a", "museum", "Joost Bedacht", 1891), agent("b", "gallery", "Joost Bedacht", 1969)
    tables = linked(one, other, judged=[("a|same_as|b", "accepted")])
    assert [(row["cluster"], row["member"]) for row in tables["entity"]] == [("a", "a"), ("a", "b")]
    assert {(row["dataset"], row["rule"]) for row in tables["finding"]} == {("museum", "cluster-conflict"), ("gallery", "cluster-conflict")}


def test_two_works_of_one_dataset_with_different_titles_are_not_one() -> None:
    rows = [work("a1", "one", "song", "Molen", 1990, ids=["isrc:1"]), work("b", "two", "song", "Molen", 1990, ids=["isrc:1", "song:2"]),
            work("a2", "one", "song", "Haven", 1990, ids=["song:2"])]
    tables = linked(*rows)
    assert len(tables["entity"]) == 2 and {row["rule"] for row in tables["finding"]} >= {"link-refused"}
