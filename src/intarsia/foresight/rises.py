"""Rises in yearly series, and how often they came with events elsewhere: counted against events on random dates.

What rises is decided before any event is looked at. A rank rises when a place from the middle of a list becomes a third of its number or less
within a year; a count, when it becomes half as much again within a year and higher than ever. Both need a few figures so far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SO_FAR = 5
#: the part of a list that a rise may start from, as shares of its length: 300 to 1,200 of 2,000 places
MIDDLE = (0.15, 0.60)
#: a rank falls to this part of its number, a count grows to this multiple
RANK, COUNT = 3.0, 1.5
DRAWS, SEED = 4000, 20261

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Steps:
    """Steps from one year to the next that were looked at: the series, the year that it leads to, both figures, and whether it is a rise."""

    series: Ints
    year: Ints
    before: Floats
    after: Floats
    rose: Flags


@dataclass(frozen=True)
class Against:
    """Rises held against events. near: per rise-or-not step, the events near it (numbers of events). judged: events with a step in their window;
    came: those among them with a rise there. chance: how many would have one on random dates of the same series, interval: 95 % of the draws, p: how often a draw
    has as many."""

    judged: Flags
    came: Flags
    chance: float
    interval: tuple[float, float]
    p: float


def steps(series: Ints, year: Ints, value: Floats, *, length: Floats | None = None, times: float | None = None) -> Steps:
    """All steps of yearly series that could have been a rise. The rows stand by series and year, one row each.

    length: of the list that each figure is a place in (1 is the highest); None for counts, of which more is more.
    times: how much better a figure has to become; RANK or COUNT where none is given.
    """
    if not len(series):
        return Steps(series, year, value, value, np.zeros(0, bool))
    begins = np.r_[True, series[1:] != series[:-1]]
    number = np.arange(len(series))
    so_far = number - np.maximum.accumulate(np.where(begins, number, 0)) + 1
    follows = np.r_[(series[1:] == series[:-1]) & (year[1:] == year[:-1] + 1), False]
    after = np.r_[value[1:], np.nan]
    may = follows & (so_far >= SO_FAR) & ~np.isnan(value) & ~np.isnan(after)
    if length is not None:
        may &= (value >= MIDDLE[0] * length) & (value <= MIDDLE[1] * length)
        rose = after * (times or RANK) <= value
    else:
        may &= value > 0
        rose = (after >= (times or COUNT) * value) & (after > _highest(value, begins))
    places = np.flatnonzero(may)
    return Steps(series[places], year[places] + 1, value[places], after[places], rose[places])


def _highest(value: Floats, begins: Flags) -> Floats:
    """The highest figure of each series so far."""
    parts = np.split(np.nan_to_num(value, nan=-np.inf), np.flatnonzero(begins)[1:])
    return np.concatenate([np.maximum.accumulate(part) for part in parts])


def near(found: Steps, series: Ints, year: Ints, within: int) -> list[Ints]:
    """Per step, the events of the same series in its year or up to `within` years before."""
    order = np.lexsort((year, series))
    span = int(max(year.max(initial=0), found.year.max(initial=0))) + within + 2
    keys = series[order] * span + year[order]
    low = np.searchsorted(keys, found.series * span + found.year - within, side="left")
    high = np.searchsorted(keys, found.series * span + found.year, side="right")
    return [order[a:b] for a, b in zip(low, high, strict=True)]


def against(found: Steps, series: Ints, year: Ints, within: int, *, seed: int = SEED) -> Against:
    """Which events came with a rise, and how many would have on random dates.

    A random date is any year of the same series in whose window a step was looked at; each event draws its own.
    """
    judged, came, odds = np.zeros(len(series), bool), np.zeros(len(series), bool), np.zeros(len(series))
    for one in np.unique(series):
        mine, events = found.series == one, np.flatnonzero(series == one)
        if not mine.any():
            continue
        years, rose = found.year[mine], found.rose[mine]
        reach = np.arange(years.min() - within, years.max() + 1)
        ahead = years[None, :] - reach[:, None]
        seen = (ahead >= 0) & (ahead <= within)
        possible, hit = seen.any(axis=1), (seen & rose[None, :]).any(axis=1)
        place = year[events] - reach[0]
        inside = (place >= 0) & (place < len(reach))
        judged[events[inside]] = possible[place[inside]]
        came[events[inside]] = hit[place[inside]]
        odds[events] = hit[possible].mean()
    draws = np.random.default_rng(seed).random((DRAWS, int(judged.sum()))) < odds[judged]
    counts = draws.sum(axis=1)
    low, high = (float(v) for v in np.quantile(counts, [0.025, 0.975]))
    return Against(judged, came & judged, float(odds[judged].sum()), (low, high), float((1 + (counts >= (came & judged).sum()).sum()) / (1 + DRAWS)))
