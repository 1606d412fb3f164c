"""Intervals of proportions, and of medians."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, overload

from intarsia.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

LEVEL = 0.95


def wilson(hits: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of hits out of n, as two shares.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212: those shares p
    that a normal test of size 1 - level does not reject, (h + z2/2 -+ z sqrt(h (n - h) / n + z2/4)) / (n + z2). It takes rows as
    independent of each other. L. D. Brown, T. T. Cai and A. DasGupta (Statistical Science 16, 2001) advise it for small n.

    Raises: Invalid when there is no such proportion.
    """
    if not 0 <= hits <= n or n == 0 or not 0 < level < 1:
        raise Invalid(f"there is no share of {hits} in {n}", where="interval", way_out="count at least one row, and no more hits than rows")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    middle = hits + z * z / 2
    reach = z * sqrt(hits * (n - hits) / n + z * z / 4)
    low = 0.0 if hits == 0 else (middle - reach) / (n + z * z)
    high = 1.0 if hits == n else (middle + reach) / (n + z * z)
    return max(0.0, low), min(1.0, high)


@overload
def jeffreys(hits: float, n: float, level: float = LEVEL) -> tuple[float, float]: ...


@overload
def jeffreys(hits: NDArray[Any], n: NDArray[Any], level: float = LEVEL) -> tuple[Numbers, Numbers]: ...


def jeffreys(hits: Any, n: Any, level: float = LEVEL) -> tuple[Any, Any]:
    """The equal-tailed interval of hits out of n with Jeffreys' prior, as two shares; numbers, or arrays of the same shape.

    The quantiles of Beta(hits + 1/2, n - hits + 1/2); 0 below where nothing was hit, 1 above where everything was. L. D. Brown,
    T. T. Cai and A. DasGupta, Interval estimation for a binomial proportion, Statistical Science 16 (2001), 101-133.

    Raises: Invalid when there is no such proportion.
    """
    import numpy as np  # these take a while to load, and most of what imports this module does not need them
    from scipy.stats import beta

    k, m = np.asarray(hits, dtype=float), np.asarray(n, dtype=float)
    if not (np.all(k >= 0) and np.all(k <= m) and np.all(m > 0) and 0 < level < 1):
        raise Invalid("there is no such share", where="interval", way_out="count at least one row, and no more hits than rows")
    tail = (1 - level) / 2
    low = np.where(k == 0, 0.0, beta.ppf(tail, k + 0.5, m - k + 0.5))
    high = np.where(k == m, 1.0, beta.ppf(1 - tail, k + 0.5, m - k + 0.5))
    return (float(low), float(high)) if low.ndim == 0 else (low, high)


def of_median(values: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """The interval of the median of sorted values: those whose places a fair coin leaves out with at most 1 - level (W. Conover, Practical Nonparametric Statistics,
    1999, 3.2). With few values it is all of them.

    Raises: Invalid without values.
    """
    n, below, place = len(values), 0.0, 0
    if not n:
        raise Invalid("there is no median of nothing", where="interval", way_out="give at least one value")
    while place < n // 2 and (below := below + comb(n, place) / 2**n) <= (1 - level) / 2:
        place += 1
    low = max(0, place - 1)
    return values[low], values[n - 1 - low]
