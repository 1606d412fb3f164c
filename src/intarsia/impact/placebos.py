"""Placebos: the same design where nothing was done: in every other unit, and at earlier dates. They say what chance alone gives.

An effect is ranked by its size over its own noise, not by its size: effect / sqrt(miss^2 + m^2), where `miss` is how far the
comparison went its own way before and m the median of that over all units. Raw effects would mark small, restless units only;
a bare ratio marks those whose comparison fits by luck. The sum with the median is the idea of V. G. Tusher, R. Tibshirani and
G. Chu (PNAS 98, 2001, 5116-5121) for the same trouble with t statistics. Measured: docs/impact.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from intarsia.impact.panel import Numbers
from intarsia.impact.synthetic import Fit, fit

#: how sure a design must be to say it found something, and how often it should find what is there
LEVEL, POWER = 0.05, 0.80
#: a placebo needs as many periods before its date
LEAST_BEFORE = 4


class Ranked(NamedTuple):
    """Where an effect stands among placebos. p: share of all, itself included, at least as large. score: of the effect. larger: placebos at least as large."""

    p: float
    score: float
    scores: Numbers
    noise: float
    larger: int


@dataclass(frozen=True)
class Placebos:
    """Fits of all units but the treated one, in the order of `units`."""

    units: tuple[int, ...]
    fits: tuple[Fit, ...]

    def rank(self, found: Fit) -> Ranked:
        """The effect among the placebos: p = (1 + number at least as large) / (1 + number)."""
        misses = np.array([one.miss for one in (found, *self.fits)])
        floor = float(np.median(misses))
        noise = np.sqrt(misses**2 + floor**2)
        scores = np.abs([one.effect for one in (found, *self.fits)]) / np.maximum(noise, np.finfo(float).tiny)
        larger = int((scores[1:] >= scores[0]).sum())
        return Ranked((1 + larger) / (1 + len(self.fits)), float(scores[0]), scores[1:], float(noise[0]), larger)

    def noises(self, found: Fit) -> Numbers:
        """The noise by which each placebo's effect is divided."""
        misses = np.array([one.miss for one in (found, *self.fits)])
        return np.asarray(np.sqrt(misses**2 + np.median(misses) ** 2)[1:], dtype=np.float64)


def in_space(values: Numbers, treated: int, first: int, fitted: Callable[[Numbers, int, int], Fit] = fit) -> Placebos:
    """Every other unit in the treated one's place, compared with the rest; the treated one is nobody's comparison."""
    units = tuple(n for n in range(len(values)) if n != treated)
    others = values[list(units)]
    return Placebos(units, tuple(fitted(others, n, first) for n in range(len(units))))


def in_time(values: Numbers, treated: int, first: int, most: int = 3) -> list[tuple[int, Fit]]:
    """The treated unit at up to `most` dates before the real one, on the periods before alone: (position of the date, fit).

    As many periods follow each such date as follow the real one, where there are as many; dates stand as far apart as they can.
    """
    after = min(values.shape[1] - first, max(1, first // 3))
    last = first - after
    if last < LEAST_BEFORE:
        return []
    dates = sorted({round(float(one)) for one in np.linspace(LEAST_BEFORE, last, min(most, last - LEAST_BEFORE + 1))})
    return [(date, fit(values[:, :date + after], treated, date)) for date in dates]


def without_each(values: Numbers, treated: int, first: int) -> Numbers:
    """The effect again, each time without one of the others."""
    left = [n for n in range(len(values)) if n != treated]
    return np.array([fit(np.delete(values, n, axis=0), treated - (n < treated), first).effect for n in left])


def critical(scores: Numbers, level: float = LEVEL) -> tuple[float, float]:
    """The score from which on p is at most `level`, and the p that it has; infinity and the smallest p there can be where no score will do."""
    many = len(scores)
    allowed = int(np.floor(level * (1 + many) + 1e-9)) - 1  # placebos that may be as large
    if allowed < 0:
        return float("inf"), 1 / (1 + many)
    ranked = np.sort(scores)[::-1]
    return (float(np.nextafter(ranked[allowed], np.inf)) if allowed < many else 0.0), (1 + allowed) / (1 + many)


def detectable(placebos: Placebos, found: Fit, level: float = LEVEL, power: float = POWER) -> tuple[float, float]:
    """The smallest change upwards and downwards that this design would find in `power` of the units where nothing was done.

    A change d planted in a unit moves its effect by d, as weights are fitted on what came before. So unit j shows it when
    |effect_j + d| / noise_j reaches the critical score; the answer is the `power` quantile of the d that each needs. (infinity, infinity) where no change would do.
    """
    scores = placebos.rank(found).scores
    need, _ = critical(scores, level)
    if not np.isfinite(need):
        return float("inf"), float("inf")
    reach, effects = need * placebos.noises(found), np.array([one.effect for one in placebos.fits])
    up = np.maximum(0.0, reach - effects)
    down = np.maximum(0.0, reach + effects)
    return float(np.quantile(up, power, method="higher")), float(np.quantile(down, power, method="higher"))
