"""Where one stands among its peers: the same period beside the same period, month by month, never a sum over different months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from intarsia.peers.groups import LEAST, Group
from intarsia.peers.marks import marks
from intarsia.peers.panel import Panel
from intarsia.peers.views import seen

#: of the periods compared, this share must tell the same before it is said of the year, and there must be so many
SAME, FEW = 0.75, {"month": 6}


@dataclass(frozen=True)
class Row:
    """One period. own: None without a figure; flag: why, or what it was. peers: with a figure. quarter, median, three_quarters, low, high: of
    theirs, by linear interpolation between the ordered figures; None where the period is not told of. below: how many of them lie below the own
    figure. before, median_before: the same period of the year before."""

    period: str
    own: float | None
    flag: str
    peers: int
    low: float | None
    quarter: float | None
    median: float | None
    three_quarters: float | None
    high: float | None
    below: int | None
    before: float | None
    median_before: float | None


@dataclass(frozen=True)
class Standing:
    """ratio: the median over the periods of own figure / peers' median, periods in which the median is 0 left out; None without any. reach: its
    smallest and largest value when each peer in turn is left out. compared: periods in it. where: "above", "below" or "between" the quartiles
    in at least three of four periods, "" otherwise. holds: that is so whichever peer is left out. peers: most in a period. n: figures in all."""

    rows: tuple[Row, ...]
    ratio: float | None
    reach: tuple[float, float] | None
    compared: int
    where: str
    times: int
    holds: bool
    peers: int
    n: int
    suppressed: int


def stand(panel: Panel, all_groups: Sequence[Group], group: Group, span: tuple[int, int], own: Mapping[str, tuple[float | None, str]], *, me: str = "", scale: Any = None) -> Standing:
    """One beside a group in the periods that begin in the years of a span, first and last.

    own: figure (None for none) and flag by first day of a period. me: the id of who that is, where it is a member: the group is the same for each of its members, so it
    stays in, but is not left out in turn. scale: what to multiply a figure of a member with, an array of organisations by periods (1,000 / inhabitants); the
    own figures are scaled already.
    """
    members = [n for n in group.members]
    values = panel.values[members] * (1.0 if scale is None else scale[members])
    told = seen(panel, all_groups, group) & ((~np.isnan(values)).sum(axis=0) >= LEAST)  # some may have nothing to be divided by
    at = {period: n for n, period in enumerate(panel.periods)}
    columns = [n for n, period in enumerate(panel.periods) if span[0] <= int(period[:4]) <= span[1]]
    rows = tuple(_row(panel.periods[n], _seen_values(values, told, n), own, _before(values, told, at, panel.periods[n])) for n in columns)
    own_values = np.array([own.get(panel.periods[n], (None, ""))[0] for n in columns], dtype=float)
    table = np.array([np.where(told[n], values[:, n], np.nan) for n in columns], dtype=float).reshape(len(columns), len(members)).T
    first = _summary(table, own_values, group.kind.every)
    others = [n for n, member in enumerate(members) if panel.who[member] != me]
    without = [_summary(np.delete(table, n, axis=0), own_values, group.kind.every) for n in others] if first[0] is not None else []
    ratios = [one[0] for one in without if one[0] is not None]
    held = bool(first[1]) and all(one[1] == first[1] for one in without)
    return Standing(rows, first[0], (min(ratios), max(ratios)) if ratios else None, first[2], first[1], first[3], held, int(max((row.peers for row in rows), default=0)),
                    int((~np.isnan(table)).sum()), int((panel.flags[np.ix_(members, columns)] == "suppressed").sum()) if columns else 0)


def _seen_values(values: Any, told: Any, n: int) -> Any:
    some = values[:, n]
    some = some[~np.isnan(some)]
    return some if told[n] and len(some) >= LEAST else some[:0]


def _before(values: Any, told: Any, at: Mapping[str, int], period: str) -> tuple[str, float | None]:
    """The same period of the year before, and the peers' median then."""
    earlier = f"{int(period[:4]) - 1:04d}{period[4:]}"
    some = _seen_values(values, told, at[earlier]) if earlier in at else np.empty(0)
    return earlier, float(np.median(some)) if len(some) else None


def _row(period: str, some: Any, own: Mapping[str, tuple[float | None, str]], before: tuple[str, float | None]) -> Row:
    mine, flag = own.get(period, (None, ""))
    low, quarter, median, three, high = marks(some) if len(some) else (None,) * 5
    below = int((some < mine).sum()) if len(some) and mine is not None else None
    return Row(period, mine, flag, len(some), low, quarter, median, three, high, below, own.get(before[0], (None, ""))[0], before[1])


def _summary(table: Any, own: Any, every: str) -> tuple[float | None, str, int, int]:
    """Ratio to the median, where it lies, periods compared, and in how many of them it lies there. table: members by periods."""
    there = (~np.isnan(table)).sum(axis=0)
    at = np.flatnonzero((there > 0) & ~np.isnan(own))
    if not len(at):
        return None, "", 0, 0
    quarter, median, three = np.nanquantile(table[:, at], (0.25, 0.5, 0.75), axis=0)
    apart = median > 0
    if not apart.any():
        return None, "", 0, 0
    quarter, median, three, mine = quarter[apart], median[apart], three[apart], own[at][apart]
    counts = {"above": int((mine > three).sum()), "below": int((mine < quarter).sum())}
    counts["between"] = len(mine) - sum(counts.values())
    where = max(counts, key=lambda key: counts[key])
    enough = len(mine) >= FEW.get(every, 3) and counts[where] >= SAME * len(mine)
    return float(np.median(mine / median)), where if enough else "", len(mine), counts[where]
