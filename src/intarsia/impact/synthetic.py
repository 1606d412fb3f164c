"""One treated unit against a weighted mean of others: synthetic difference-in-differences, by diff-diff.

D. Arkhangelsky, S. Athey, D. A. Hirshberg, G. W. Imbens and S. Wager, Synthetic difference-in-differences, American Economic Review
111 (2021), 4088-4118. Weights of units are not shown anywhere: they turn with donors that hardly matter.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from intarsia.impact.panel import Numbers


@dataclass(frozen=True)
class Fit:
    """effect: on the scale of the values. gap: treated less comparison, period by period, less their weighted distance before.
    miss: root mean square of the gap before around its mean (how far the comparison went its own way)."""

    effect: float
    gap: Numbers
    miss: float


def fit(values: Numbers, treated: int, first: int) -> Fit:
    """The effect on one unit (row) from one period (column) on, compared with all the others. values: complete.

    The library also estimates a variance; with one treated unit it has none by jackknife, which is the quickest way to leave it out.
    """
    import pandas
    from diff_diff import SyntheticDiD

    units, periods = values.shape
    frame = pandas.DataFrame({"unit": np.repeat(np.arange(units), periods), "period": np.tile(np.arange(periods), units), "value": values.ravel()})
    frame["treated"] = (frame["unit"] == treated).astype(int)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Jackknife variance requires")
        warnings.filterwarnings("ignore", message="Pre-treatment fit is poor")  # `verdict` looks at the fit itself, against that of placebos
        warnings.filterwarnings("ignore", message=".*did not converge.*")
        found = SyntheticDiD(variance_method="jackknife", seed=0).fit(frame, "value", "treated", "unit", "period", post_periods=list(range(first, periods)))
    gap = values[treated] - np.concatenate([found.synthetic_pre_trajectory, found.synthetic_post_trajectory])
    before = gap[:first]
    gap = gap - float(before @ np.asarray(found.time_weights_array))
    return Fit(float(found.att), gap, float(np.sqrt(((before - before.mean()) ** 2).mean())))
