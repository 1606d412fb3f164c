"""Is one method better than another? Compared origin by origin, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from intarsia.errors import Invalid


@dataclass(frozen=True)
class Paired:
    """ours minus theirs: the mean over n origins with its interval, and the share of origins that ours wins (a draw is half a win)."""

    difference: float
    low: float
    high: float
    wins: float
    n: int

    @property
    def holds(self) -> bool:
        """Does the interval leave out zero?"""
        return self.low > 0 or self.high < 0


def paired(ours: ArrayLike, theirs: ArrayLike, *, seed: int = 1, draws: int = 2000, level: float = 0.95, block: int = 1) -> Paired:
    """The mean difference of two methods measured on the same origins, with a percentile bootstrap interval.

    block: so many neighbouring origins are drawn together (a moving block bootstrap; H. Kuensch, Annals of Statistics 17, 1989), because those whose
    futures overlap tell nearly the same. Origins where either is NaN (nothing came true) are left out.

    Raises: Invalid when the lists do not fit, or no origin is left.
    """
    a, b = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    if a.shape != b.shape or a.ndim != 1:
        raise Invalid("two methods are compared on the same origins", where="paired", way_out="give two lists of the same length")
    gain = (a - b)[~(np.isnan(a) | np.isnan(b))]
    if not gain.size or block < 1:
        raise Invalid("there is no origin on which both were measured", where="paired", way_out="give at least one")
    n, width = gain.size, min(block, gain.size)
    rng = np.random.default_rng(seed)
    starts = rng.integers(0, n - width + 1, size=(draws, -(-n // width)))
    means = gain[(starts[:, :, None] + np.arange(width)).reshape(draws, -1)[:, :n]].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Paired(float(gain.mean()), float(min(low, gain.mean())), float(max(high, gain.mean())), float((gain > 0).mean() + (gain == 0).mean() / 2), n)
