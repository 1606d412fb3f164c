"""Rankings with ties: what is measured never hangs on the order in which rows are given."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.proving import average_precision, chance, paired, precision_at


def by_hand(scores: list[int], positive: list[bool]) -> float:
    """Average precision over every order of equal scores, one by one."""
    orders = [order for order in permutations(range(len(scores))) if all(scores[a] >= scores[b] for a, b in pairwise(order))]
    found = []
    for order in orders:
        hits = [positive[at] for at in order]
        found.append(np.mean([sum(hits[: at + 1]) / (at + 1) for at, hit in enumerate(hits) if hit]))
    return float(np.mean(found))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.booleans()), min_size=1, max_size=6).filter(lambda rows: any(hit for _, hit in rows)))
def test_it_is_the_mean_over_all_orders_of_equal_scores(rows: list[tuple[int, bool]]) -> None:
    scores, positive = [score for score, _ in rows], [hit for _, hit in rows]
    assert average_precision(scores, positive) == pytest.approx(by_hand(scores, positive))


def test_a_constant_scorer_gets_what_chance_gets_wherever_the_positives_stand() -> None:
    first, last = np.arange(200) < 4, np.arange(200) >= 196
    for positive in (first, last):
        assert precision_at(np.zeros(200), positive, 20) == pytest.approx(0.02)  # once .77 for positives that were appended last
        assert average_precision(np.zeros(200), positive) == pytest.approx(chance(200, 4))
    rng = np.random.default_rng(3)
    drawn = [average_precision(rng.random(200), first) for _ in range(2000)]
    assert np.mean(drawn) == pytest.approx(chance(200, 4), abs=2 * np.std(drawn) / np.sqrt(2000))


def test_the_best_ranking_is_one_and_the_first_k_are_counted() -> None:
    assert average_precision([3, 2, 1, 0], [True, True, False, False]) == 1
    assert precision_at([3, 2, 1, 0], [True, False, True, False], 2) == 0.5
    assert np.isnan(average_precision([1, 2], [False, False]))


def test_what_is_no_ranking_is_refused() -> None:
    for scores, positive in (([1.0], [True, False]), ([float("nan")], [True])):
        with pytest.raises(Invalid):
            average_precision(scores, positive)
    with pytest.raises(Invalid):
        chance(3, 0)
    with pytest.raises(Invalid):
        precision_at([1.0], [True], 0)


def test_a_pair_holds_only_where_its_interval_leaves_out_zero() -> None:
    rng = np.random.default_rng(5)
    base = rng.random(60)
    better = paired(base + 0.1 + rng.normal(0, 0.05, 60), base)
    assert better.holds and better.low > 0 and better.wins > 0.9 and better.n == 60
    same = paired(base + rng.normal(0, 0.05, 60), base, block=5)
    assert not same.holds and same.low < 0 < same.high
    assert paired(base, base).wins == 0.5
    gap = paired([0.5, float("nan")], [0.4, 0.1])
    assert gap.n == 1 and gap.difference == pytest.approx(0.1)
    with pytest.raises(Invalid):
        paired([float("nan")], [1.0])
