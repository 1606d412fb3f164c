"""Lines and series: the same line as statsmodels, and turns that are told only where the series does not swing that far by itself."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.errors import Invalid
from intarsia.trending import conversion, lag, level, turn


@pytest.mark.parametrize("seed", range(4))
def test_the_line_is_that_of_statsmodels(seed: int) -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    rng = np.random.default_rng(seed)
    values = np.cumsum(rng.normal(0, 0.5, 40)) + rng.normal(0, 1, 40)
    values[10:10 + seed] = np.nan
    found = level(values)
    model = UnobservedComponents(values, "llevel")
    same = model.smooth([found.noise, max(found.movement, 1e-12)])
    assert found.line == pytest.approx(same.level.smoothed, abs=1e-5)
    assert found.error == pytest.approx(np.sqrt(same.level.smoothed_cov), abs=1e-4)
    best = model.fit(disp=0, maxiter=200)
    assert model.loglike([found.noise, max(found.movement, 1e-12)]) >= best.llf - 0.01


def test_a_line_needs_twelve_years() -> None:
    with pytest.raises(Invalid, match="12 years"):
        level([1.0] * 11)
    assert level([3.0] * 12).line == pytest.approx([3.0] * 12)


def test_a_turn_is_measured_against_how_the_series_swings() -> None:
    rng = np.random.default_rng(2)
    quiet = 100 * np.exp(rng.normal(0, 0.02, 20))
    fallen = quiet * np.where(np.arange(20) >= 15, 0.7, 1)
    found = turn(fallen)
    assert found.p < 0.001 and found.ratio == pytest.approx(0.7, abs=0.03)
    assert found.interval[0] < found.ratio < found.interval[1] and found.usual[0] < 1 < found.usual[1]
    assert turn(quiet).p > 0.05
    assert turn(fallen[-14:]).few


def test_series_that_only_swing_are_told_at_most_one_time_in_ten() -> None:
    rng, told = np.random.default_rng(4), 0
    for at in range(120):
        walk, noise = np.cumsum(rng.normal(0, 0.1, 21)), rng.normal(0, 0.1, 21)
        told += turn(np.exp((walk, noise, walk + noise)[at % 3])).p <= 0.05
    assert told / 120 <= 0.1


def test_a_lag_is_found_and_none_where_there_is_none() -> None:
    rng = np.random.default_rng(1)
    walk = np.cumsum(rng.normal(size=45))
    found = lag(walk[4:], walk[:-4] + rng.normal(0, 0.4, 41))
    assert found.years == 4 and found.interval[0] <= 4 <= found.interval[1] and found.p < 0.01
    assert lag(walk[:-4] + rng.normal(0, 0.4, 41), walk[4:]).years == -4
    loose = [lag(np.cumsum(rng.normal(size=40)), np.cumsum(rng.normal(size=40)), draws=199).p for _ in range(20)]
    assert sum(p <= 0.1 for p in loose) <= 4
    assert lag(walk[:15], walk[:15]).few


def test_what_never_moves_has_no_turn_and_no_lag() -> None:
    still = np.full(20, 5.0)
    assert turn(still).p > 0.9 and turn(still).ratio == pytest.approx(1)
    walk, every_other = np.cumsum(np.random.default_rng(3).normal(size=40)), np.where(np.arange(40) % 2, np.nan, 1.0)
    for first, second in ((np.ones(40), walk), (walk, np.ones(40)), (every_other, every_other), (np.full(40, np.nan), walk)):
        assert lag(first, second).few


def test_announced_and_released() -> None:
    found = conversion(20, 15)
    assert found.share == 0.75 and found.interval is not None and found.interval[0] < 0.75 < found.interval[1]
    assert conversion(0, 0).share is None
    with pytest.raises(Invalid):
        conversion(3, 4)
