"""Changes: told where they are, not told where who takes part explains them or one contributor is all of them."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.evidence import benjamini_hochberg
from intarsia.trending import change, windows

FALSE = 0.1


def test_windows_are_the_last_five_years_and_the_five_before() -> None:
    assert windows(2025) == ((2016, 2020), (2021, 2025))


def test_a_rise_is_found_with_its_interval() -> None:
    n = np.full((10, 3), 100)
    hits = np.vstack([np.full((5, 3), 5), np.full((5, 3), 10)])
    found = change(hits, n)
    assert found.up and found.p < 0.001 and not found.explained and not found.alone and not found.few
    assert found.ratio == pytest.approx(2) and found.interval[0] < 2 < found.interval[1] and found.interval[0] > 1.4
    assert found.shares == (0.05, 0.1)


def test_who_joined_explains_a_rise() -> None:
    """Two contributors who never change; a third, with another taste, joins in the later years."""
    n = np.array([[50, 50, 0]] * 5 + [[50, 50, 50]] * 5)
    hits = np.array([[5, 5, 0]] * 5 + [[5, 5, 40]] * 5)
    found = change(hits, n)
    assert found.ratio > 2 and found.explained
    assert found.guarded == pytest.approx(1)


def test_a_change_that_turns_round_among_those_who_stay_is_explained() -> None:
    n = np.array([[50, 50, 0]] * 5 + [[50, 50, 200]] * 5)
    hits = np.array([[10, 10, 0]] * 5 + [[6, 6, 120]] * 5)
    found = change(hits, n)
    assert found.up and found.guarded is not None and found.guarded < 1 and found.explained


def test_a_change_of_one_contributor_is_marked_as_its_own() -> None:
    n = np.full((10, 4), 50)
    hits = np.array([[5, 5, 5, 5]] * 5 + [[5, 5, 5, 40]] * 5)
    assert change(hits, n).alone == (3,)


@pytest.mark.parametrize("later", range(8, 17))
def test_the_interval_of_restless_years_leaves_out_no_change_where_their_test_does(later: int) -> None:
    """One contributor, so that the guard holds it against itself; years that swing more than chance would make them."""
    swing = np.array([-6, 6, -5, 5, 0])
    found = change(np.concatenate([8 + swing, later + swing])[:, None], np.full((10, 1), 100))
    assert not (found.p <= FALSE and found.interval[0] <= 1)


def test_few_rows_say_nothing() -> None:
    assert change(np.ones((10, 1)), np.full((10, 1), 5)).few


def test_an_odd_contributor_turns_no_sentence_round() -> None:
    """A seeded sample of benchmarks/trends.py: whoever joins, with only one genre, in the last years or in all, no rise becomes a fall."""
    rng, stood, turned, made_up = np.random.default_rng(5), 0, 0, 0
    for _ in range(40):
        n = rng.integers(10, 40, (10, 4))
        hits = rng.binomial(n, np.clip(0.15 * np.where(np.arange(10) >= 5, rng.choice([0.5, 1, 2]), 1)[:, None], 0, 1))
        before = change(hits, n)
        for size in (5, 20, 60):
            joined = np.array([[0]] * 5 + [[size]] * 5)
            after = change(np.hstack([hits, joined]), np.hstack([n, joined]))
            told = [one.p <= FALSE and not one.explained and not one.alone for one in (before, after)]
            stood += told[0]
            turned += all(told) and before.up != after.up
            made_up += told[1] and not told[0]
    assert stood > 25 and turned == 0 and made_up == 0


def test_where_nothing_changed_families_rarely_tell_anything() -> None:
    """At most one family in ten: 30 concepts, contributors that differ, years that are restless for everybody."""
    rng, told, families = np.random.default_rng(11), 0, 20
    for _ in range(families):
        n = rng.integers(20, 60, (10, 5))
        rates = rng.uniform(0.02, 0.3, (30, 1, 1)) * np.exp(rng.normal(0, 0.3, (30, 1, 5))) * np.exp(rng.normal(0, 0.15, (30, 10, 1)))
        found = [change(hits, n) for hits in rng.binomial(n, np.clip(rates, 0, 1))]
        left = benjamini_hochberg([one.p for one in found])
        told += any(q <= FALSE and not one.explained and not one.alone for q, one in zip(left, found, strict=True))
    assert told / families <= 0.1
