"""One series against a few others, before and after a date: a Bayesian structural time series, by bsts-causalimpact.

K. H. Brodersen, F. Gallusser, J. Koehler, N. Remy and S. L. Scott, Inferring causal impact using Bayesian structural time-series
models, Annals of Applied Statistics 9 (2015), 247-274. With few units there are too few placebos to rank an effect among, so this
design suggests at best.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intarsia.impact.panel import Numbers

DRAWS, WARMUP, SEED = 4000, 1000, 20261123


@dataclass(frozen=True)
class Series:
    """effect, low, high: mean difference after, with its 95 % interval. p: tail area. gap: observed less expected; before, where the model
    is fitted, the distance from the mean of the others less its mean. reach: half the width of the 95 % band around each period after."""

    effect: float
    low: float
    high: float
    p: float
    gap: Numbers
    reach: Numbers

    @property
    def noise(self) -> float:
        """The standard deviation of the mean difference."""
        return (self.high - self.low) / (2 * 1.96)


def series(values: Numbers, treated: int, first: int) -> Series:
    """The difference between one row and what the other rows lead one to expect, from column `first` on."""
    from causal_impact import CausalImpact

    others = np.delete(values, treated, axis=0)
    data = np.column_stack([values[treated], others.T])
    model = CausalImpact(data, [0, first - 1], [first, len(data) - 1], model_args={"niter": DRAWS, "nwarmup": WARMUP, "seed": SEED})
    found, after = model.summary_stats, model.inferences
    shift = values[treated, :first] - others[:, :first].mean(axis=0)
    gap = np.concatenate([shift - shift.mean(), after["point_effect"].to_numpy(dtype=np.float64)])
    reach = (after["predicted_upper"] - after["predicted_lower"]).to_numpy(dtype=np.float64) / 2
    return Series(found["point_effect_mean"], found["ci_lower"], found["ci_upper"], found["p_value"], gap, reach)
