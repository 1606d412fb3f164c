"""How early a signal comes: the years between the first flag and the year by which its share had doubled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np

from intarsia.foresight.counts import AHEAD, Counts, Ints
from intarsia.foresight.emergence import emerged


@dataclass(frozen=True)
class Lead:
    """Years from the first flag to the doubling, over n things that doubled: the median and the quartiles."""

    n: int
    low: float
    median: float
    high: float


def doubled_after(counts: Counts, ahead: int = AHEAD) -> Ints:
    """Terms x years: the fewest years, up to `ahead`, in which its rate had doubled as `emerged` has it; 0 where it did not, or where that is not known."""
    found = np.zeros(counts.counts.shape, dtype=np.int64)
    for years in range(ahead, 0, -1):
        came, _known = emerged(counts, years)
        found[came] = years
    return found


def lead(flags: Iterable[tuple[Hashable, int, int | None]], gap: int = AHEAD) -> Lead | None:
    """The lead time of hits; None where nothing that was flagged doubled.

    flags: of each time something was flagged: what, the origin, and the year by which it had doubled (None for a miss). Flags of one thing that are at most `gap` years apart are
    one alarm: its lead runs from the first of them, missed or not, to the doubling that the first hit among them speaks of. An alarm without a hit has none.
    """
    alarms: dict[Hashable, list[list[tuple[int, int | None]]]] = {}
    for what, origin, doubled in sorted(flags, key=lambda one: (repr(one[0]), one[1])):
        mine = alarms.setdefault(what, [])
        if not mine or origin - mine[-1][-1][0] > gap:
            mine.append([])
        mine[-1].append((origin, doubled))
    years = [first - alarm[0][0] for mine in alarms.values() for alarm in mine if (first := next((doubled for _, doubled in alarm if doubled is not None), None)) is not None]
    if not years:
        return None
    low, median, high = (float(one) for one in np.quantile(years, [0.25, 0.5, 0.75]))
    return Lead(len(years), low, median, high)
