"""Many units, each with a date of its own: staggered adoption, by diff-diff.

B. Callaway and P. H. C. Sant'Anna, Difference-in-differences with multiple time periods, Journal of Econometrics 225 (2021), 200-230. Two-way fixed
effects are not used: with dates that differ they weigh units already treated against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from intarsia.errors import Invalid
from intarsia.impact.panel import Panel, split

#: units that got it, and units that never did, below which there is nothing to average
TREATED, NEVER = 5, 5


@dataclass(frozen=True)
class Staggered:
    """effect, low, high: mean difference after, with its 95 % interval, on the scale of the values. treated, never: how many units."""

    effect: float
    low: float
    high: float
    p: float
    treated: int
    never: int


def staggered(found: Panel, starts: Mapping[str, str]) -> Staggered:
    """The mean difference after adoption over units with dates of their own. starts: unit -> first day (ISO), for those that adopted. The values
    are taken as they are: give logarithms for a difference in proportion.

    Raises: Invalid for a panel with empty cells, or with too few units on either side.
    """
    import pandas
    from diff_diff import CallawaySantAnna

    never = sum(unit not in starts for unit in found.units)
    if not found.complete().all() or len(found.units) - never < TREATED or never < NEVER:
        raise Invalid(f"{len(found.units) - never} units adopted it and {never} did not", where="staggered", way_out=f"at least {TREATED} and {NEVER}, each with a figure in every period")
    periods = len(found.periods)
    first = [split(found, starts[unit])[1] + 1 if unit in starts else 0 for unit in found.units]  # 0: never; periods are numbered from 1
    frame = pandas.DataFrame({"unit": np.repeat(np.arange(len(found.units)), periods), "period": np.tile(np.arange(1, periods + 1), len(found.units)),
                              "value": found.values.ravel(), "first": np.repeat(first, periods)})
    told = CallawaySantAnna(control_group="never_treated").fit(frame, outcome="value", unit="unit", time="period", first_treat="first")
    low, high = told.overall_conf_int
    return Staggered(float(told.overall_att), float(low), float(high), float(told.overall_p_value), len(found.units) - never, never)
