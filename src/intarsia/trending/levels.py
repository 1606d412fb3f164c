"""A line through a series: the local level, smoothed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import Invalid

Array = npt.NDArray[np.float64]
LEAST = 12
NEVER, ALWAYS = -12.0, 12.0  # logarithm of the ratio of variances: a level that never moves, one that takes up every movement


@dataclass(frozen=True)
class Level:
    """The level of each year and its standard error; the variance of what is not level, and of its yearly movement."""

    line: Array
    error: Array
    noise: float
    movement: float


def level(values: Any, least: int = LEAST) -> Level:
    """y_t = mu_t + e_t, mu_t+1 = mu_t + h_t: J. Durbin and S. J. Koopman, Time Series Analysis by State Space Methods (2012), chapter 2.

    values: one a year, nan where there is none. The first level is diffuse; the ratio of variances is where the concentrated likelihood is
    highest, searched over its whole range. statsmodels' UnobservedComponents gives the same line (tests/trending), at ten times the cost.

    Raises: Invalid with fewer than `least` values.
    """
    y = np.asarray(values, float)
    if np.isfinite(y).sum() < least:
        raise Invalid(f"a line is drawn from {least} years on", where="level", way_out="show the points alone")
    if np.nanmax(y) == np.nanmin(y):
        return Level(np.full(len(y), float(np.nanmax(y))), np.zeros(len(y)), 0.0, 0.0)
    middle, reach = (NEVER + ALWAYS) / 2, (ALWAYS - NEVER) / 2
    for _ in range(4):  # each search is over a finer part of the one before, the last in steps of less than a hundred-thousandth
        grid = np.clip(middle + reach * np.linspace(-1, 1, 49), NEVER, ALWAYS)
        middle, reach = float(grid[int(np.argmax(_filtered(y, np.exp(grid))[0]))]), reach / 16
    ratio = np.exp(np.array([middle]))
    _, noise, mean, spread = _filtered(y, ratio)
    line, error = _smoothed(mean[:, 0], spread[:, 0], float(ratio[0]))
    return Level(line, np.sqrt(error * noise[0]), float(noise[0]), float(noise[0] * ratio[0]))


def plausible(values: Any, least: int = LEAST) -> list[tuple[float, ...]]:
    """What the series allows: for each ratio of variances that fits it, its weight, the level at its end, that level's variance, noise and movement.

    The weights are likelihoods, over ratios from 1 / 1,100 to 1,100 evenly in logarithms: one best ratio of a short series promises too much.

    Raises: Invalid with fewer than `least` values.
    """
    y = np.asarray(values, float)
    if np.isfinite(y).sum() < least:
        raise Invalid(f"{least} years are needed to see how a series swings", where="plausible", way_out="show the points alone")
    grid = np.exp(np.linspace(-7, 7, 29))
    logs, noise, mean, spread = _filtered(y, grid)
    likely = np.exp(logs - logs.max())
    return [tuple(map(float, one)) for one in zip(likely / likely.sum(), mean[-1], spread[-1] * noise, noise, noise * grid, strict=True)]


def _filtered(y: Array, ratios: Array) -> tuple[Array, Array, Array, Array]:
    """The Kalman filter with the variance of the noise concentrated out, for several ratios at once: log likelihood and noise of each, and by year (rows) the filtered
    level and its variance over the noise."""
    n, first = len(y), int(np.flatnonzero(np.isfinite(y))[0])
    mean, spread = np.full((n, len(ratios)), np.nan), np.full((n, len(ratios)), np.inf)
    m, p = np.full(len(ratios), float(y[first])), np.ones(len(ratios))
    squares, logs, seen = np.zeros(len(ratios)), np.zeros(len(ratios)), 0
    mean[first], spread[first] = m, p
    for t in range(first + 1, n):
        p = p + ratios
        if y[t] == y[t]:
            f, v = p + 1.0, y[t] - m
            squares, logs, seen = squares + v * v / f, logs + np.log(f), seen + 1
            m, p = m + p / f * v, p / f
        mean[t], spread[t] = m, p
    noise = np.maximum(squares / seen, 1e-300)
    return -0.5 * (seen * np.log(noise) + logs), noise, mean, spread


def _smoothed(mean: Array, spread: Array, ratio: float) -> tuple[Array, Array]:
    """The fixed-interval smoother; before the first value the level is that of the first value, with a growing error."""
    line, error = mean.copy(), spread.copy()
    first = int(np.flatnonzero(np.isfinite(mean))[0])
    for t in range(len(mean) - 2, first - 1, -1):
        gain = spread[t] / (spread[t] + ratio)
        line[t] = mean[t] + gain * (line[t + 1] - mean[t])
        error[t] = spread[t] + gain * gain * (error[t + 1] - spread[t] - ratio)
    for t in range(first - 1, -1, -1):
        line[t], error[t] = line[t + 1], error[t + 1] + ratio
    return line, error
