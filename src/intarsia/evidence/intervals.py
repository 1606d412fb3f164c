"""Intervals of proportions."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from intarsia.errors import Invalid

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
