"""Series of audience figures with a season, and the stretches of them that a forecast may be made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: whole seasons that must lie before a forecast: a stretch that has them is of use from then on, whatever follows
SEASONS = 2
#: a hole of so many periods is bridged; a longer one ends the stretch
BRIDGED = 2


@dataclass(frozen=True)
class Series:
    """Figures at equal distances, the first of period number `first` (months or weeks counted from a day that all series of a family share).

    season: periods a year. values: NaN where nothing was counted. closed: periods in which the doors were shut; their figures are
    neither zero nor a departure.
    """

    key: str
    season: int
    first: int
    values: NDArray[np.float64]
    closed: NDArray[np.bool_]


@dataclass(frozen=True)
class Stretch:
    """Part of a series without a closure or a long hole. first: number of its first period. logs: log(1 + figure), short holes
    bridged by a straight line. counted: periods that have a figure; what stands in a hole is known once the hole is over, so no
    forecast is made from within one. judged: periods whose figure was counted and that do not border on a closure: a month in which the doors
    shut or open again is only half a month, which is known a period later."""

    key: str
    season: int
    first: int
    logs: NDArray[np.float64]
    counted: NDArray[np.bool_]
    judged: NDArray[np.bool_]


def stretches(series: Series) -> list[Stretch]:
    """The stretches of a series that are long enough: two whole seasons."""
    known = ~np.isnan(series.values) & ~series.closed
    beside = series.closed.copy()
    beside[1:] |= series.closed[:-1]
    beside[:-1] |= series.closed[1:]
    found = []
    for start, stop in _runs(known, series.closed):
        if stop - start < SEASONS * series.season:
            continue
        here, have = np.arange(start, stop), known[start:stop]
        logs = np.interp(here, here[have], np.log1p(np.maximum(series.values[start:stop][have], 0.0)))
        found.append(Stretch(series.key, series.season, series.first + start, logs, have, have & ~beside[start:stop]))
    return found


def _runs(known: NDArray[np.bool_], closed: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """From the first to behind the last known period of each stretch: a closure ends it, and so does a hole that is too long."""
    places = np.flatnonzero(known)
    if not len(places):
        return []
    shut = np.cumsum(closed)
    cuts = np.flatnonzero((np.diff(places) > BRIDGED + 1) | (np.diff(shut[places]) > 0))
    starts, stops = np.r_[places[0], places[cuts + 1]], np.r_[places[cuts], places[-1]] + 1
    return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]
