"""Who works with whom: what is known at an origin, what is measured, what is shipped, and that a scorer that knows nothing gains nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.collaborating import SCORERS, Credits, came, candidates, fitted, gap, scored, seen, track
from intarsia.collaborating.made import corpus
from intarsia.collaborating.ranker import lesson
from intarsia.collaborating.scoring import Model
from intarsia.collaborating.track import DEFAULT, FITTED, shipped
from intarsia.errors import Invalid
from intarsia.proving import average_precision, backtest, chance
from tests.collaborating.corpora import credits, films, soloists

WORKS = st.lists(st.tuples(st.integers(2000, 2012), st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), st.sets(st.sampled_from("xyz"), max_size=2)), min_size=1, max_size=14)
ORIGIN = 2008


@given(WORKS)
def test_measures_are_those_of_the_books(works: list[tuple[int, set[str], set[str]]]) -> None:
    """Against sets of Python: partners, shared partners and their weights, works together against what sizes give."""
    made = credits(works)
    names: dict[str, int] = {}
    for _, people, _ in works:
        for one in sorted(people):
            names.setdefault(one, len(names))
    old = [(year, people) for year, people, _ in works if year <= ORIGIN]
    beside = {one: {other for _, people in old if one in people for other in people} - {one} for one in names}
    at = seen(made, ORIGIN)
    pairs = candidates(at, first=False)
    told = {number: name for name, number in names.items()}
    for place in range(len(pairs)):
        u, v = told[int(pairs.u[place])], told[int(pairs.v[place])]
        both = beside[u] & beside[v]
        weight = {one: sum(0.9 ** (ORIGIN - year) * (len(people) - 1) for year, people in old if one in people) for one in (u, v)}
        together = sum(1 for _, people in old if {u, v} <= people)
        sizes = [sum(1 for _, people in old if one in people) for one in (u, v)]
        measured = {name: float(values[place]) for name, values in pairs.measures.items()}
        assert measured["common"] == len(both)
        assert measured["attachment"] == pytest.approx(weight[u] * weight[v])
        assert measured["adamic-adar"] == pytest.approx(sum(1 / log(max(len(beside[one]), 2)) for one in both))
        assert measured["allocation"] == pytest.approx(sum(1 / len(beside[one]) for one in both))
        assert measured["gravity"] == pytest.approx(log((together + 0.5) / (sizes[0] * sizes[1] / len(old) + 0.5)))


@given(WORKS, st.integers(0, 5))
def test_an_origin_knows_nothing_of_later(works: list[tuple[int, set[str], set[str]]], swap: int) -> None:
    made = credits(works)
    later = replace(made, year=np.where(made.year > ORIGIN, made.year + swap, made.year))
    one, other = (candidates(seen(made_, ORIGIN)) for made_ in (made, later))
    assert np.array_equal(one.u, other.u) and all(np.allclose(one.measures[name], other.measures[name]) for name in one.measures)


@given(WORKS)
def test_candidates_are_all_pairs_without_a_tie(works: list[tuple[int, set[str], set[str]]]) -> None:
    made = credits(works)
    at = seen(made, ORIGIN)
    pairs = candidates(at)
    tied = {frozenset(pair) for row in range(made.year.size) if made.year[row] <= ORIGIN for pair in combinations(made.node[made.work == row].tolist(), 2)}
    busy = {int(node) for node in at.active}
    assert {frozenset(pair) for pair in zip(pairs.u.tolist(), pairs.v.tolist(), strict=True)} == {frozenset(pair) for pair in combinations(sorted(busy), 2)} - tied
    hits = came(made, pairs, ORIGIN, 3)
    soon = {frozenset(pair) for row in range(made.year.size) if ORIGIN < made.year[row] <= ORIGIN + 3 for pair in combinations(made.node[made.work == row].tolist(), 2)}
    assert [frozenset(pair) in soon for pair in zip(pairs.u.tolist(), pairs.v.tolist(), strict=True)] == hits.tolist()


def test_the_order_of_rows_tells_nothing() -> None:
    """Positives that stand last once made a constant scorer look good: here it gets chance, wherever they stand."""
    made = corpus(4)
    at = seen(made, 2000)
    pairs = candidates(at, busiest=80)
    hits = came(made, pairs, 2000, 3)
    order = np.argsort(hits, kind="stable")  # those that came true stand last
    assert average_precision(np.zeros(len(pairs)), hits[order]) == pytest.approx(chance(hits.size, int(hits.sum())))
    assert average_precision(pairs.measures["attachment"][order], hits[order]) == pytest.approx(average_precision(pairs.measures["attachment"], hits))


@pytest.mark.parametrize("name", ["partners-likely", "partners-unexplored"])
def test_what_knows_nothing_gains_nothing(name: str) -> None:
    assert all(backtest(name, run, seed).landed for run, seed in (("constant", 1), ("shuffled", 1), ("shuffled", 2)))
    if name == "partners-likely":
        method = backtest(name, "method", 2)
        assert method.score > 1.5 * method.base and not method.landed


def test_a_track_on_made_habits_and_without_any() -> None:
    told = track(corpus(2), ahead=3, busiest=80)
    assert told.told and told.better and told.mean("shipped") > 1.5 * np.mean(told.chance)
    assert told.mean(told.model.name) >= max(told.mean(name) for name in SCORERS) - 0.01
    assert all(later - earlier == 3 for earlier, later in zip(told.origins, told.origins[1:], strict=False)), "futures overlap"
    assert told.base == pytest.approx(sum(told.ties) / sum(told.pairs))
    assert sum(one.together for one in told.odds) == sum(told.ties) and sum(one.pairs for one in told.odds) == sum(told.pairs)
    chanced = track(corpus(3, habit=False), ahead=3, busiest=80)
    assert abs(np.mean(chanced.precision["shipped"]) - np.mean(chanced.chance)) < 0.01


def test_what_ships_is_decided_by_the_track() -> None:
    flat = {name: [0.1] * 8 for name in SCORERS}
    none = [float("nan")] * 8
    assert shipped({**flat, FITTED: none}) == (DEFAULT, "default")
    assert shipped({**flat, FITTED: [0.1, 0.2] * 4}) == (FITTED, "better")
    assert shipped({**flat, FITTED: [0.09, 0.112] * 4}) == (DEFAULT, "default"), "the interval of the gain holds zero"
    assert shipped({**flat, "common": [0.13] * 8, FITTED: none}) == ("common", "slack")
    assert shipped({**flat, "common": [0.105] * 8, FITTED: none}) == (DEFAULT, "default")
    assert shipped({name: values[:1] for name, values in {**flat, "common": [0.9] * 8, FITTED: none}.items()}) == (DEFAULT, "default"), "too few origins to choose"


def test_the_unexplored_are_alike_strangers() -> None:
    made = corpus(5)
    at = seen(made, 2019)
    pairs = candidates(at)
    told = gap(at, pairs)
    listed = told["score"] >= 0
    assert listed.any() and (pairs.measures["common"][listed] == 0).all() and (pairs.measures["theme"][listed] >= 0.2).all()
    likely = scored(Model(), pairs.measures)
    assert not set(np.argsort(-likely)[:20]) & set(np.flatnonzero(listed)[np.argsort(-told["score"][listed])][:20]), "the two lists mix"
    for one in np.flatnonzero(listed)[:50]:
        assert told["score"][one] == pytest.approx(np.mean([told[name][one] for name in ("apart", "alike", "other")]))


def test_a_ranker_needs_ties_and_credits_must_fit() -> None:
    made = corpus(6)
    pairs = candidates(seen(made, 2000), busiest=60)
    assert fitted([lesson(pairs.measures, np.zeros(len(pairs), bool))]) is None
    with pytest.raises(Invalid, match="do not fit"):
        Credits(np.array([0]), np.array([5]), np.array([2000]), 3)


@pytest.mark.parametrize("corpus_of", [films, soloists], ids=["films", "concerts"])
def test_first_ties_on_other_peoples_credits(corpus_of: Callable[[Path], Credits], real_data: Path) -> None:
    """A sample of what benchmarks/partners.py measures: fewer candidates and origins."""
    told = track(corpus_of(real_data), ahead=5, busiest=400)
    assert told.told and told.better
    assert told.mean("shipped") >= 1.5 * np.mean(told.chance), "first-time ties are found no better than by chance"
    assert told.mean(told.model.name) >= max(told.mean(name) for name in SCORERS) - 0.01, "what ships is worse than a plain measure"
    spread = 2 * np.std(np.array(told.shuffled) - np.array(told.chance), ddof=1) / np.sqrt(len(told.chance))
    assert abs(np.mean(told.shuffled) - np.mean(told.chance)) <= spread + 1e-9
