"""Before and after: plain means of the treated unit and of the others, which claim nothing."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from intarsia.impact.panel import SEASONS, Numbers, Panel, split
from intarsia.impact.result import BeforeAfter


def before_after(found: Panel, treated: str, start: str, without: Collection[str] = ()) -> tuple[BeforeAfter, ...]:
    """The mean per period before and after, of the treated unit, then of the others together (the mean of those with a figure in every period compared).

    Seasons are kept like with like: of months and quarters, whole years before are compared with whole years after where both have
    one; else what there is. A figure that is withheld or missing is left out of the mean, never counted as zero.
    """
    begun, first = split(found, start)
    length = SEASONS[found.frequency]
    before, after = begun, len(found.periods) - first
    if before >= length and after >= length:
        before, after = before // length * length, after // length * length
    cut, rest = slice(begun - before, begun), slice(first, first + after)
    rows = [_row(treated, found.values[found.units.index(treated)], cut, rest)]
    both = np.concatenate([found.values[:, cut], found.values[:, rest]], axis=1)
    others = [n for n, unit in enumerate(found.units) if unit != treated and unit not in without and not np.isnan(both[n]).any()]
    if others and before and after:
        rows.append(_row("", found.values[others].mean(axis=0), cut, rest))
    return tuple(rows)


def _row(unit: str, values: Numbers, cut: slice, rest: slice) -> BeforeAfter:
    earlier, later = values[cut][~np.isnan(values[cut])], values[rest][~np.isnan(values[rest])]
    was, now = (float(one.mean()) if len(one) else None for one in (earlier, later))
    change = 100 * (now / was - 1) if was and now is not None else None
    return BeforeAfter(unit, was, now, change, len(earlier), len(later))
