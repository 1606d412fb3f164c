"""Bands round forecasts of a family of series, taken from how far earlier forecasts were off, and the departures from them.

Split conformal prediction over time (V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World, 2005): the band for a period reaches as
far as the ceil((n + 1) 0.95)-th smallest of the n errors, in units of each series' own yearly change, that were known before the forecast was
made. A departure: three periods in a row outside, on one side, by a forecast made before the first of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from intarsia.evidence import benjamini_hochberg
from intarsia.foresight.series import Stretch
from intarsia.foresight.seriesforecast import Floats, Tries

LEVEL, IN_A_ROW = 0.95, 3
#: errors without which no band is drawn, and the latest periods that they are taken from
LEAST_ERRORS, LATEST = 39, 12
DRAWS, SEED = 200, 20260
FALSE_RATE = 0.10


@dataclass(frozen=True)
class Departure:
    """Periods of one series outside the band. key: the series. first, last: numbers of its first and last period. above: more than expected. counted, expected: sums
    over the three periods that decided. p: how often so odd a stretch or an odder one comes by chance among all that were looked at in that series; q: over all series."""

    key: str
    first: int
    last: int
    above: bool
    counted: float
    expected: float
    p: float
    q: float


@dataclass(frozen=True)
class Judged:
    """What a family of series gave. tried: three-period stretches looked at. alarms: those outside. expected: how many of them chance gives, with a 95 % interval.
    covered: share of periods inside their band; periods: how many were looked at. reach: per try and step the half-width of the band in units of scale (NaN: none)."""

    departures: tuple[Departure, ...]
    tried: int
    alarms: int
    expected: float
    interval: tuple[float, float]
    covered: float
    periods: int
    reach: Floats


def reaches(tries: Tries) -> Floats:
    """How far each band reaches: from errors of all series known before that forecast was made, step by step; of the latest periods alone, as forecasts get better with
    what they know. The period before the forecast is not among them: whether a closure cuts it short is not known yet."""
    reach = np.full(tries.off.shape, np.nan)
    sizes = np.abs(tries.off)
    for step in range(tries.off.shape[1]):
        known, of = ~np.isnan(sizes[:, step]), tries.at + step
        times = np.unique(of[known])
        for origin in np.unique(tries.at):
            latest = times[times < origin - 1][-LATEST:]
            past = sizes[known & (of < origin - 1) & (of >= latest[0]), step] if len(latest) else sizes[:0, step]
            rank = ceil((len(past) + 1) * LEVEL)
            if len(past) >= LEAST_ERRORS:
                reach[tries.at == origin, step] = np.partition(past, rank - 1)[rank - 1]
    return reach


def judged(stretches: Sequence[Stretch], tries: Tries, *, seed: int = SEED) -> Judged:
    """The departures of a family of series, how many chance would give, and how often the bands held what came."""
    reach = reaches(tries)
    ratio = tries.off[:, :IN_A_ROW] / reach[:, :IN_A_ROW]
    seen = ~np.isnan(ratio)
    whole: NDArray[np.bool_] = np.asarray(seen.all(axis=1))
    odd = _odd(ratio)
    outside = whole & (odd > 1)
    null = _by_chance(tries, reach, whole, seed)
    rates = (null > 1).mean(axis=1)
    per_draw = _together(null, tries.of[whole])
    covered = float((np.abs(ratio[seen]) <= 1).mean()) if seen.any() else float("nan")
    low, high = (float(v) for v in np.quantile(per_draw, [0.025, 0.975])) if len(per_draw) else (0.0, 0.0)
    found = _departures(stretches, tries, outside, odd, np.sort(null.ravel()), whole)
    return Judged(found, int(whole.sum()), len(found), float(per_draw.mean()) if len(per_draw) else float(rates.sum()), (low, high), covered, int(seen.sum()), reach)


def _odd(ratio: Floats) -> Floats:
    """How far the nearest of three periods lies outside, in half-widths of the band; 0 where they are not on one side."""
    with np.errstate(invalid="ignore"):
        one_side = np.abs(np.sign(ratio).sum(axis=1)) == ratio.shape[1]
        return np.where(one_side, np.nan_to_num(np.abs(ratio).min(axis=1)), 0.0)


def _by_chance(tries: Tries, reach: Floats, whole: NDArray[np.bool_], seed: int) -> Floats:
    """The same stretches with surprises drawn afresh, each period on its own: nothing lasts but what the model itself carries on.

    Row: a stretch that was looked at; column: a draw. An error of step k is its own surprise and the weighted ones before it:
    e_1 = s_1, e_k = s_k + w (s_1 + ... + s_k-1), as ETS(A,N,A) has it within one season.
    """
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(whole)
    null = np.zeros((len(rows), DRAWS))
    for number in np.unique(tries.of[rows]):
        here = tries.of[rows] == number
        own = tries.off[tries.of == number, 0]
        own = own[~np.isnan(own)]
        drawn = random.choice(own, size=(int(here.sum()), DRAWS, IN_A_ROW)) * random.choice([-1.0, 1.0], size=(int(here.sum()), DRAWS, IN_A_ROW))
        before = np.cumsum(drawn, axis=2) - drawn
        errors = drawn + tries.weight[rows[here]][:, None, None] * before
        null[here] = _odd((errors / reach[rows[here], None, :IN_A_ROW]).reshape(-1, IN_A_ROW)).reshape(-1, DRAWS)
    return null


def _together(null: Floats, of: NDArray[np.int64]) -> Floats:
    """Departures a draw gives over all series: stretches that follow on one another are one."""
    if not len(null):
        return np.empty(0)
    out = null > 1
    begins = out.copy()
    begins[1:] &= ~(out[:-1] & (of[1:] == of[:-1])[:, None])
    return np.asarray(begins.sum(axis=0), dtype=float)


def _departures(stretches: Sequence[Stretch], tries: Tries, outside: NDArray[np.bool_], odd: Floats, null: Floats, whole: NDArray[np.bool_]) -> tuple[Departure, ...]:
    """Stretches outside, those that overlap as one, the oddest of each series tested: one test a series."""
    groups: list[list[int]] = []
    for row in np.flatnonzero(outside):
        last = groups[-1][-1] if groups else -1
        same = last >= 0 and tries.of[last] == tries.of[row] and tries.at[row] - tries.at[last] <= IN_A_ROW and np.sign(tries.off[last, 0]) == np.sign(tries.off[row, 0])
        (groups[-1].append if same else lambda one: groups.append([one]))(int(row))
    looked = {key: int(sum(whole[tries.of == n].sum() for n, s in enumerate(stretches) if s.key == key)) for key in {stretches[int(tries.of[g[0]])].key for g in groups}}
    found = []
    for group in groups:
        best = max(group, key=lambda row: odd[row])
        stretch = stretches[int(tries.of[best])]
        rarer = (1 + len(null) - np.searchsorted(null, odd[best])) / (1 + len(null))
        p = float(min(1.0, 1 - (1 - rarer) ** looked[stretch.key]))
        place = int(tries.at[best]) - stretch.first
        expected = float(np.expm1(tries.forecast[best, :IN_A_ROW]).sum())
        counted = float(np.expm1(stretch.logs[place:place + IN_A_ROW]).sum())
        found.append(Departure(stretch.key, int(tries.at[group[0]]), int(tries.at[group[-1]]) + IN_A_ROW - 1, bool(tries.off[best, 0] > 0), counted, expected, p, 1.0))
    keys = sorted({one.key for one in found})
    rest = sorted({stretch.key for n, stretch in enumerate(stretches) if whole[tries.of == n].any()} - set(keys))
    least = [min(one.p for one in found if one.key == key) for key in keys] + [1.0] * len(rest)
    q = dict(zip(keys + rest, benjamini_hochberg(least), strict=True)) if least else {}
    return tuple(replace(one, q=float(q[one.key])) for one in found)
