"""How a group is told: five marks, and how many lie below."""

from __future__ import annotations

from typing import Any

import numpy as np


def marks(values: Any) -> tuple[float, float, float, float, float]:
    """Least, first quartile, median, third quartile and most of some figures, between the ordered ones by linear interpolation (type 7 of R. J. Hyndman and Y. Fan,
    The American Statistician 50, 1996)."""
    low, quarter, median, three, high = (float(value) for value in np.quantile(np.asarray(values, dtype=float), (0, 0.25, 0.5, 0.75, 1)))
    return low, quarter, median, three, high
