"""Kleinberg's bursts, for many terms at once."""

from __future__ import annotations

import numpy as np

from intarsia.foresight.counts import Floats


def burst(past: Floats, exposure: Floats, faster: float = 2.0) -> Floats:
    """How strong a burst is that still runs in the last year; 0 where none does.

    J. Kleinberg, Bursty and hierarchical structure in streams (KDD 2002), the enumerated form with two states: the rate of the
    whole window, and twice that. A state costs minus the log of the binomial chance of the year's count, going up costs ln n; the cheapest path is
    found for all rows at once (Viterbi), and the burst's weight is what the upper state saved over its last run. past, exposure: rows x years.
    """
    rows, years = past.shape
    total = exposure.sum(axis=1)
    p0 = np.clip(past.sum(axis=1) / np.maximum(total, 1e-12), 1e-12, 0.49)
    p1 = np.minimum(p0 * faster, 0.9999)
    rest = np.maximum(exposure - past, 0.0)
    low = -(past * np.log(p0)[:, None] + rest * np.log1p(-p0)[:, None])
    high = -(past * np.log(p1)[:, None] + rest * np.log1p(-p1)[:, None])
    live = np.maximum((exposure > 0).sum(axis=1), 2)
    up = np.log(live)
    cost_low, cost_high = np.zeros(rows), np.full(rows, np.inf)
    weight = np.zeros(rows)  # what the upper state saved since the path that is now in it went up
    for year in range(years):
        rises = cost_low + up < cost_high
        weight = np.where(rises, 0.0, weight) + (low - high)[:, year]
        cost_low, cost_high = np.minimum(cost_low, cost_high) + low[:, year], np.where(rises, cost_low + up, cost_high) + high[:, year]
    found: Floats = np.where(cost_high < cost_low, np.maximum(weight, 0.0), 0.0)
    return found
