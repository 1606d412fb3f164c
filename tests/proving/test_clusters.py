"""Shares of forecasts that depend: the interval covers what it promises, where that of independent ones does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.evidence import jeffreys
from intarsia.proving.clusters import clustered

TRUTH, TERMS, YEARS, RUN = 0.2, 80, 25, 4


def made(seed: int, *, alike: float, eras: float) -> tuple[list[bool], list[int], list[int]]:
    """Terms that are flagged at four origins running; of `alike` of them all four come true or none; five years at a time are `eras` better or worse than others."""
    rng = np.random.default_rng(seed)
    start = rng.integers(0, YEARS - RUN + 1, TERMS)[:, None]
    origin = start + np.arange(RUN)
    chance = TRUTH * rng.uniform(1 - eras, 1 + eras, YEARS // 5)[np.arange(YEARS) // 5]
    whole = rng.random((TERMS, 1)) < alike
    came = np.where(whole, rng.random((TERMS, 1)), rng.random((TERMS, RUN))) < chance[np.where(whole, start, origin)]
    return came.ravel().tolist(), np.repeat(np.arange(TERMS), RUN).tolist(), origin.ravel().tolist()


@pytest.mark.parametrize(("alike", "eras"), [(0.5, 0.6), (1.0, 0.0)])
def test_the_interval_covers_where_that_of_independent_forecasts_does_not(alike: float, eras: float) -> None:
    ours = plain = 0
    for seed in range(150):
        came, term, origin = made(seed, alike=alike, eras=eras)
        found = clustered(came, term, origin)
        low, high = jeffreys(sum(came), len(came))
        ours, plain = ours + (found.low <= TRUTH <= found.high), plain + (low <= TRUTH <= high)
    assert ours >= 0.88 * 150 and plain <= 0.75 * 150


def test_forecasts_that_share_nothing_are_all_counted() -> None:
    rng = np.random.default_rng(3)
    came = (rng.random(400) < 0.3).tolist()
    found = clustered(came, list(range(400)), [2000] * 400)
    assert found.effective > 390 and np.allclose((found.low, found.high), jeffreys(sum(came), 400), atol=0.003)


def test_one_term_said_again_and_again_is_one_future() -> None:
    found = clustered([True] * 5, ["a"] * 5, [2000, 2001, 2002, 2003, 2004])
    assert found.effective == 1 and found.low < 0.2 and found.share == 1.0
    assert clustered([False] * 10, ["a"] * 5 + ["b"] * 5, [*range(2000, 2005)] * 2).high > 0.6  # nothing came, of two


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1990, 2010)), min_size=1, max_size=60))
def test_no_more_are_counted_than_there_are_and_the_share_lies_inside(rows: list[tuple[bool, int, int]]) -> None:
    found = clustered(*map(list, zip(*rows, strict=True)))  # type: ignore[arg-type]
    assert 0 < found.effective <= found.n == len(rows) and 0 <= found.low <= found.share <= found.high <= 1


def test_nothing_has_no_share() -> None:
    with pytest.raises(Invalid):
        clustered([], [], [])
