"""Bands of yearly shares, wide enough for contributors that differ from each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LEVEL = 0.9


@dataclass(frozen=True)
class Band:
    """Shares by year with low and high; nan in a year without rows. spread: by how much contributors differ more than chance would, 1 for not at all."""

    share: Array
    low: Array
    high: Array
    spread: float


def dispersion(hits: Any, n: Any) -> float:
    """How many times more the whole of a year would vary, were its contributors drawn again, than if its rows had been drawn one by one; 1 at least.

    hits, n: years x contributors. The variance of the sum over contributors, from their differences to the year's share, over the binomial one, all years
    together: the design effect of L. Kish (Survey Sampling, 1965). 1 where no year has two contributors, as nothing is known then.
    """
    k, m = np.atleast_2d(np.asarray(hits, float)), np.atleast_2d(np.asarray(n, float))
    total, there = m.sum(1), (m > 0).sum(1)
    share = np.divide(k.sum(1), total, out=np.zeros_like(total), where=total > 0)
    told = (there > 1) & (share > 0) & (share < 1)
    if not told.any():
        return 1.0
    differing = ((k[told] - m[told] * share[told, None]) ** 2).sum(1) * there[told] / (there[told] - 1)
    return max(1.0, float(differing.sum() / (total[told] * share[told] * (1 - share[told])).sum()))


def band(hits: Any, n: Any, *, level: float = LEVEL, spread: float | None = None) -> Band:
    """The share of each year with its interval.

    hits, n: years x contributors, or years alone. Jeffreys' interval, Beta(k + 1/2, n - k + 1/2) (L. D. Brown, T. T. Cai, A. DasGupta, Statistical
    Science 16, 2001), with k and n divided by the spread between contributors.
    """
    from scipy.stats import beta

    k, m = _columns(hits), _columns(n)
    wide = dispersion(k, m) if spread is None else spread
    hit, all_ = k.sum(1) / wide, m.sum(1) / wide
    tail = (1 - level) / 2
    low, high = beta.ppf(tail, hit + 0.5, all_ - hit + 0.5), beta.ppf(1 - tail, hit + 0.5, all_ - hit + 0.5)
    some = all_ > 0
    return Band(np.where(some, np.divide(hit, all_, out=np.zeros_like(hit), where=some), np.nan), np.where(some, np.where(hit > 0, low, 0.0), np.nan),
                np.where(some, np.where(hit < all_, high, 1.0), np.nan), wide)


def predictive(hits: Any, n: Any, ahead: Any, *, level: float = LEVEL, spread: float | None = None) -> tuple[Array, Array]:
    """Between which shares `ahead` further rows of each year, by other contributors, would lie: what a hold-out is held against.

    The beta-binomial distribution that the interval of `band` implies, with the further rows too divided by the spread.
    """
    from scipy.stats import betabinom

    k, m = _columns(hits), _columns(n)
    wide = dispersion(k, m) if spread is None else spread
    hit, all_ = k.sum(1) / wide, m.sum(1) / wide
    more = np.maximum(1, np.round(np.asarray(ahead, float) / wide))
    tail = (1 - level) / 2
    low = betabinom.ppf(tail, more, hit + 0.5, all_ - hit + 0.5)
    high = betabinom.ppf(1 - tail, more, hit + 0.5, all_ - hit + 0.5)
    return low / more, high / more


def _columns(values: Any) -> Array:
    """Years x contributors."""
    found = np.asarray(values, float)
    return found[:, None] if found.ndim == 1 else found
