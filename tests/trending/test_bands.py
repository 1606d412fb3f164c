"""Bands of shares: wide enough for contributors that differ, as narrow as Jeffreys' where they do not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.trending import band, dispersion, predictive


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12))
def test_every_share_lies_within_its_band(cells: list[tuple[int, int]]) -> None:
    hits, n = np.array([min(cell) for cell in cells]), np.array([max(cell) for cell in cells])
    found = band(hits, n)
    there = n > 0
    assert (np.isnan(found.share) == ~there).all()
    assert (found.low[there] <= found.share[there]).all() and (found.share[there] <= found.high[there]).all()
    assert (found.low[there] >= 0).all() and (found.high[there] <= 1).all()


def test_one_contributor_has_the_interval_of_jeffreys() -> None:
    from scipy.stats import beta

    found = band([7], [50], level=0.9)
    assert (found.low[0], found.high[0]) == pytest.approx(tuple(beta.ppf([0.05, 0.95], 7.5, 43.5)))
    assert band([0], [50]).low[0] == 0 and band([50], [50]).high[0] == 1


def test_contributors_that_differ_widen_the_band() -> None:
    n = np.full((20, 4), 50)
    alike, apart = np.full((20, 4), 10), np.tile([0, 0, 15, 25], (20, 1))
    assert dispersion(alike, n) == 1
    assert dispersion(apart, n) > 5
    assert band(apart, n).high[0] - band(apart, n).low[0] > 2 * (band(alike, n).high[0] - band(alike, n).low[0])


def test_bands_cover_what_other_contributors_bring() -> None:
    """A seeded sample of the hold-outs of benchmarks/trends.py: 90 % bands, contributors that differ, half of them kept back."""
    rng, inside, all_ = np.random.default_rng(3), 0, 0
    for _ in range(30):
        own = rng.beta(2, 14, 60)
        n = rng.integers(0, 12, (12, 60))
        hits = rng.binomial(n, own)
        low, high = predictive(hits[:, :30], n[:, :30], n[:, 30:].sum(1))
        share = hits[:, 30:].sum(1) / n[:, 30:].sum(1)
        inside, all_ = inside + int(((share >= low) & (share <= high)).sum()), all_ + len(share)
    assert 0.85 <= inside / all_ <= 0.95
