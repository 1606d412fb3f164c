"""Whether the last years of a series lie off where its earlier years would have left it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.trending.levels import plausible

Array = npt.NDArray[np.float64]
WINDOW = 5
LEVEL = 0.9
#: earlier years that tell how a series swings
LEAST = 10
#: no forecast is surer than this (of a logarithm): a series that never moved leaves only the error of floating-point numbers
SUREST = 1e-6


@dataclass(frozen=True)
class Turn:
    """ratio: mean of the last window over that of the one before. interval: of ratios that are compatible with it, as the series swings. usual: between
    which ratios it would have lain had nothing changed. p: of so large a departure, both ways. few: fewer than 10 years before the last window."""

    ratio: float
    interval: tuple[float, float]
    usual: tuple[float, float]
    p: float
    few: bool


def turn(values: Any, window: int = WINDOW, conf: float = LEVEL) -> Turn:
    """The mean of the last window against what a local level of all earlier years would have made of it, in logarithms.

    values: one a year, above 0, nan where there is none. The error of the forecast's mean has three parts: that of the level, that of its yearly
    movements, that of the noise; Student's t with as many degrees of freedom as there are earlier years less two, averaged over what the series allows.
    """
    from scipy.stats import t as student

    given = np.asarray(values, float)
    given = np.where(given > 0, given, np.nan)
    before, there = np.log(given[:-window]), np.flatnonzero(np.isfinite(given[-window:]))
    recent, n = given[-2 * window:-window], int(np.isfinite(before).sum())
    if not len(there) or not np.isfinite(recent).any() or n < LEAST:
        ratio = float(np.nanmean(given[-window:]) / np.nanmean(recent)) if len(there) and np.isfinite(recent).any() else 1.0
        return Turn(ratio, (0.0, float("inf")), (0.0, float("inf")), 1.0, True)
    ahead = there + 1
    shared = float(np.minimum.outer(ahead, ahead).mean())
    last, was = float(np.log(np.nanmean(given[-window:]))), float(np.log(np.nanmean(recent)))
    grid = plausible(before, LEAST)
    line = sum(weight * end for weight, end, _, _, _ in grid)
    errors = [(weight, max(SUREST, float(np.sqrt(error + shared * movement + noise / len(there))))) for weight, _, error, noise, movement in grid]
    p = sum(weight * float(2 * student.sf(abs(last - line) / error, n - 2)) for weight, error in errors)
    reach = float(student.ppf(0.5 + conf / 2, n - 2)) * float(np.sqrt(sum(weight * error * error for weight, error in errors)))
    return Turn(float(np.exp(last - was)), (float(np.exp(last - was - reach)), float(np.exp(last - was + reach))),
                (float(np.exp(line - was - reach)), float(np.exp(line - was + reach))), p, False)
