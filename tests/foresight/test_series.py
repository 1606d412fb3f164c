"""Audience series: where a stretch begins and ends, what a departure is, and that a closure is none."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.foresight.series import SEASONS, Series, stretches
from intarsia.foresight.seriesbands import Judged, judged
from intarsia.foresight.seriesforecast import states, tried

WEEKS = 52


def series(key: str, values: list[float | None], closed: set[int] = frozenset(), season: int = 12, first: int = 0) -> Series:  # type: ignore[assignment]
    return Series(key, season, first, np.array([np.nan if one is None else one for one in values], float), np.array([place in closed for place in range(len(values))], bool))


def test_a_closure_ends_a_stretch_and_its_neighbours_are_not_judged() -> None:
    values: list[float | None] = [100.0] * 70
    found = stretches(series("a", values, {30, 31}))
    assert [(one.first, len(one.logs)) for one in found] == [(0, 30), (32, 38)]
    assert not found[0].judged[-1] and found[0].judged[:-1].all()  # half of the month in which doors shut is not the month
    assert not found[1].judged[0] and found[1].judged[1:].all()


def test_a_short_hole_is_bridged_and_not_judged_a_long_one_is_not() -> None:
    bridged = stretches(series("a", [*[100.0] * 20, None, None, *[100.0] * 20]))
    assert [len(one.logs) for one in bridged] == [42] and not bridged[0].judged[20:22].any() and np.allclose(bridged[0].logs, np.log1p(100))
    assert [len(one.logs) for one in stretches(series("a", [*[100.0] * 30, None, None, None, *[100.0] * 30]))] == [30, 30]
    assert stretches(series("a", [100.0] * 23)) == []  # a month less than two years


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e7)), max_size=60), st.sets(st.integers(0, 59), max_size=4))
def test_stretches_hold_no_closure_and_only_what_was_counted(values: list[float | None], closed: set[int]) -> None:
    whole = series("a", values, closed)
    for one in stretches(whole):
        span = slice(one.first, one.first + len(one.logs))
        assert len(one.logs) >= SEASONS * 12 and not whole.closed[span].any()
        assert (~np.isnan(whole.values[span])[one.judged]).all() and np.isfinite(one.logs).all()


def weekly(lift: int | None = None, closed: set[int] = frozenset(), seed: int = 3) -> Judged:  # type: ignore[assignment]
    """Thirty series of 220 weeks; from week `lift` on the first of them has twice its public for five weeks."""
    random, parts = np.random.default_rng(seed), []
    for number in range(30):
        values = np.exp(7 + 0.4 * np.sin(2 * np.pi * np.arange(220) / WEEKS) + random.normal(0, 0.1, 220))
        if lift is not None and number == 0:
            values[lift:lift + 5] *= 2
        shut = closed if number == 0 else set()
        if shut:
            values[sorted(shut)] = 0
        parts += stretches(series(f"series {number:02}", values.tolist(), shut, WEEKS))
    return judged(parts, tried(parts, 26))


def test_a_planted_rise_departs_and_nothing_else_more_than_chance() -> None:
    found = weekly(lift=180)
    first = [one for one in found.departures if one.key == "series 00"]
    assert len(first) == 1 and first[0].above and 178 <= first[0].first <= 181 and first[0].q <= 0.1
    assert 1.6 <= first[0].counted / first[0].expected <= 2.4
    quiet = weekly()
    assert quiet.alarms <= quiet.interval[1] and abs(quiet.covered - 0.95) < 0.02


def test_a_closure_is_neither_zero_nor_a_departure() -> None:
    found = weekly(closed=set(range(150, 160)))
    assert [one for one in found.departures if one.key == "series 00"] == []


def cut(whole: list[Series], at: int) -> list[Series]:
    return [Series(one.key, one.season, one.first, one.values[:at], one.closed[:at]) for one in whole]


def the_same(whole: list[Series], at: int) -> int:
    """What was forecast up to a day, with its bands, is what the figures up to that day give; how many forecasts that are."""
    early, late = ([part for one in some for part in stretches(one)] for some in (cut(whole, at), whole))
    tries, later = tried(early, 4), tried(late, 4)
    upto = later.at <= at
    assert [(early[of].key, early[of].first) for of in tries.of] == [(late[of].key, late[of].first) for of in later.of[upto]]
    assert np.array_equal(tries.at, later.at[upto]) and np.array_equal(tries.forecast, later.forecast[upto]) and np.array_equal(tries.scale, later.scale[upto])
    assert np.array_equal(judged(early, tries).reach, judged(late, later).reach[upto], equal_nan=True) if len(tries.of) else not upto.any()
    return int(upto.sum())


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sets(st.integers(0, 109), max_size=8), st.sets(st.integers(60, 109), max_size=2), st.integers(50, 110))
def test_holes_and_closures_to_come_change_nothing_that_was_said(seed: int, holes: set[int], closed: set[int], at: int) -> None:
    random = np.random.default_rng(seed)
    made = [np.exp(7 + random.normal(0, 0.3, 110)).tolist() for _ in range(6)]  # six times the latest twelve errors are enough for a band
    whole = [series(f"{number}", [None if number < 2 and place in holes else value for place, value in enumerate(values)], closed if number else set(), 25)
             for number, values in enumerate(made)]
    for day in {at, *closed}:  # on the day that doors shut, too
        the_same(whole, day)


def test_a_forecast_by_months_is_the_same_on_the_day_before_a_hole_ends() -> None:
    random = np.random.default_rng(8)
    values: list[float | None] = list(np.exp(7 + 0.4 * np.sin(np.arange(48) * np.pi / 6) + random.normal(0, 0.1, 48)))
    values[30] = values[36] = values[37] = None  # the second begins where weights are fitted anew
    for at in (31, 32, 37, 38, 40):
        assert the_same([series("a", values)], at) == at - 23 - (at >= 31) - (at >= 37) - (at >= 38)


def test_one_pass_gives_what_the_library_gives_from_each_period() -> None:
    from statsforecast.models import AutoETS

    random = np.random.default_rng(4)
    logs = 7 + 0.4 * np.sin(np.arange(40) * np.pi / 6) + random.normal(0, 0.1, 40)
    model = AutoETS(season_length=12, model="ANA").fit(logs[:24])
    alpha, _, gamma, _, level, *seasons = model.model_["par"]
    found = states(logs, alpha, gamma, level, seasons, 24, 20)
    assert all(np.allclose(row, model.forward(logs[:24 + at], h=20)["mean"], rtol=1e-12) for at, row in enumerate(found)) and len(found) == 17


def test_bands_know_nothing_of_what_comes_after() -> None:
    random = np.random.default_rng(5)
    values = [np.exp(7 + random.normal(0, 0.1, 200)).tolist() for _ in range(20)]
    short = [part for number, one in enumerate(values) for part in stretches(series(f"{number}", one[:180], season=WEEKS))]
    long = [part for number, one in enumerate(values) for part in stretches(series(f"{number}", one, season=WEEKS))]
    early, late = tried(short, 4), tried(long, 4)
    a, b = judged(short, early), judged(long, late)
    rows = [int(np.flatnonzero((late.of == of) & (late.at == at))[0]) for of, at in zip(early.of, early.at, strict=True)]
    assert np.array_equal(early.forecast, late.forecast[rows]) and np.allclose(a.reach, b.reach[rows], equal_nan=True)
