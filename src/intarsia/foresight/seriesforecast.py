"""Seasonal forecasts of audience series, made from every period as it was then, and how far off each was.

Up to 24 periods a year: exponential smoothing with an additive level and season on log(1 + figure), ETS(A,N,A) of statsforecast (R. J. Hyndman,
A. B. Koehler, J. K. Ord, R. D. Snyder, Forecasting with Exponential Smoothing, 2008), its weights fitted anew once a year from what lay before.
More periods (weeks): the figure of a year before (SeasonalNaive), as that model has no season so long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intarsia.foresight.series import SEASONS, Stretch
from intarsia.proving.libraries import LOADING

LONGEST_SEASON = 24
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tries:
    """Forecasts tried: row n is made before period `at[n]` of stretch `of[n]`, for that period and the next ones (columns).

    forecast: log(1 + figure). off: what came minus the forecast, in units of `scale`, NaN beyond the end or where a period is not judged.
    scale: how much figures of that stretch differed from those a year before, on average, up to then. weight: the model's weight of the
    latest figure: how much of one period's surprise it carries into the next forecasts.
    """

    of: NDArray[np.int64]
    at: NDArray[np.int64]
    forecast: Floats
    off: Floats
    scale: Floats
    weight: Floats


def tried(stretches: Sequence[Stretch], ahead: int) -> Tries:
    """Every forecast that could have been made: from two whole seasons on, and one beyond the end for what comes next; none within a hole, whose end
    nobody knew. So those made up to a day are the same, whatever came after it."""
    rows: list[tuple[int, int, Floats, Floats, float, float]] = []
    for number, stretch in enumerate(stretches):
        size, least = len(stretch.logs), SEASONS * stretch.season
        forecasts, weight, begun, year = np.empty((0, ahead)), 0.0, 0, -1
        truth = np.r_[np.where(stretch.judged, stretch.logs, np.nan), np.full(ahead, np.nan)]
        for origin in range(least, size + 1):
            past = stretch.logs[:origin]
            scale = float(np.mean(np.abs(past[stretch.season:] - past[:-stretch.season])))
            if not stretch.counted[origin - 1] or scale <= 1e-9:  # a flat line: any change at all would look endless
                continue
            if (origin - least) // stretch.season != year:
                begun, year = origin, (origin - least) // stretch.season
                forecasts, weight = _made(stretch.logs, begun, least + (year + 1) * stretch.season, stretch.season, ahead)
            forecast = forecasts[origin - begun]
            rows.append((number, stretch.first + origin, forecast, (truth[origin:origin + ahead] - forecast) / scale, scale, weight))
    if not rows:
        none = np.empty((0, ahead))
        return Tries(np.empty(0, np.int64), np.empty(0, np.int64), none, none, np.empty(0), np.empty(0))
    columns = list(zip(*rows, strict=True))
    return Tries(np.array(columns[0], np.int64), np.array(columns[1], np.int64), np.vstack(columns[2]), np.vstack(columns[3]), np.array(columns[4]), np.array(columns[5]))


def _made(logs: Floats, origin: int, until: int, season: int, ahead: int) -> tuple[Floats, float]:
    """The forecasts made before periods `origin` to `until` - 1, a row each, with weights from what lay before the first of them; and the weight of the latest figure."""
    last = min(until, len(logs) + 1)
    if season > LONGEST_SEASON:  # SeasonalNaive in closed form, so that nothing need be imported
        places = np.arange(ahead) % season
        return np.array([logs[at - season:at][places] for at in range(origin, last)]), 0.0
    with LOADING:
        from statsforecast.ets import ets_f  # takes two seconds to import

    alpha, _, gamma, _, level, *seasons = (float(value) for value in ets_f(logs[:origin], season, model="ANA", damped=False)["par"])
    return states(logs[:last - 1], alpha, gamma, level, seasons, origin, ahead), alpha


def states(logs: Floats, alpha: float, gamma: float, level: float, seasons: Sequence[float], origin: int, ahead: int) -> Floats:
    """What ETS(A,N,A) forecasts before each period from `origin` to behind the last, a row each, in one pass over the figures.

    e_t = y_t - l_(t-1) - s_(t-m); l_t = l_(t-1) + alpha e_t; s_t = s_(t-m) + gamma e_t (Hyndman and others 2008, section 2.5). seasons: the m
    seasonal states, the latest first, as statsforecast gives them.
    """
    ring = list(seasons[::-1])  # the one that comes next stands at t modulo m
    m, rows = len(ring), []
    steps = np.arange(ahead)
    for t in range(len(logs) + 1):
        if t >= origin:
            rows.append(level + np.array(ring)[(t + steps) % m])
        if t < len(logs):
            error = float(logs[t]) - level - ring[t % m]
            level += alpha * error
            ring[t % m] += gamma * error
    return np.array(rows)
