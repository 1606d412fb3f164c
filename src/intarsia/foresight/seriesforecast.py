"""Seasonal forecasts of audience series, made from every period as it was then, and how far off each was.

Up to 24 periods a year: exponential smoothing with an additive level and season on log(1 + figure), ETS(A,N,A) of statsforecast (R. J. Hyndman,
A. B. Koehler, J. K. Ord, R. D. Snyder, Forecasting with Exponential Smoothing, 2008), its weights fitted anew once a year from what lay before.
More periods (weeks): the figure of a year before (SeasonalNaive), as that model has no season so long.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intarsia.foresight.series import SEASONS, Stretch

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
    """Every forecast that could have been made: from two whole seasons on, and one beyond the end for what comes next."""
    rows: list[tuple[int, int, Floats, Floats, float, float]] = []
    for number, stretch in enumerate(stretches):
        size, least = len(stretch.logs), SEASONS * stretch.season
        model: tuple[Callable[[Floats], Floats], float] | None = None
        truth = np.r_[np.where(stretch.judged, stretch.logs, np.nan), np.full(ahead, np.nan)]
        for origin in range(least, size + 1):
            past = stretch.logs[:origin]
            scale = float(np.mean(np.abs(past[stretch.season:] - past[:-stretch.season])))
            if scale <= 1e-9:  # a flat line: any change at all would look endless
                continue
            if model is None or (origin - least) % stretch.season == 0:
                model = _fitted(past, stretch.season, ahead)
            forecast = model[0](past)
            rows.append((number, stretch.first + origin, forecast, (truth[origin:origin + ahead] - forecast) / scale, scale, model[1]))
    if not rows:
        none = np.empty((0, ahead))
        return Tries(np.empty(0, np.int64), np.empty(0, np.int64), none, none, np.empty(0), np.empty(0))
    columns = list(zip(*rows, strict=True))
    return Tries(np.array(columns[0], np.int64), np.array(columns[1], np.int64), np.vstack(columns[2]), np.vstack(columns[3]), np.array(columns[4]), np.array(columns[5]))


def _fitted(past: Floats, season: int, ahead: int) -> tuple[Callable[[Floats], Floats], float]:
    """A forecaster with weights from the past, and its weight of the latest figure."""
    if season > LONGEST_SEASON:
        return _naive(season, ahead), 0.0
    from statsforecast.models import AutoETS  # takes two seconds to import

    model: Any = AutoETS(season_length=season, model="ANA").fit(past)
    return lambda known: np.asarray(model.forward(known, h=ahead)["mean"], dtype=float), float(model.model_["par"][0])


def _naive(season: int, ahead: int) -> Callable[[Floats], Floats]:
    """The same period of the year before, over and over (SeasonalNaive in closed form, so that nothing need be imported)."""
    places = np.arange(ahead) % season
    return lambda known: known[-season:][places]
