"""The share of forecasts that came true, with an interval for forecasts that depend: the same term again, and neighbouring origins whose futures overlap."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from intarsia.errors import Invalid
from intarsia.evidence import jeffreys


@dataclass(frozen=True)
class Share:
    """share of n forecasts that came true; low, high: its 95 % interval; effective: so many independent ones tell as much."""

    share: float
    low: float
    high: float
    n: int
    effective: float


def clustered(came: ArrayLike, term: Sequence[Hashable], origin: ArrayLike, *, overlap: int = 5, level: float = 0.95) -> Share:
    """The share of forecasts that came true. came, term, origin: of each forecast, whether, what it was about and when it was made. overlap: years that a future
    lasts: origins less than that apart share some of it.

    Forecasts about the same term, and those made less than `overlap` years apart, may come true together (S. Thompson, Simple formulas for standard errors that cluster by both firm and
    time, Journal of Financial Economics 99, 2011): the variance of the share is that of sums by term, and that of sums by origin with their covariances up to
    `overlap` - 1 years, less what both have counted, each times G / (G - 1) for its G terms or periods. It is what drawing terms and blocks of origins again and again tends to, without a
    draw. How much larger it is than that of independent forecasts, the design effect, is what n is divided by, and by (t / z)^2 for the degrees of freedom that
    so few terms and periods leave (F. Satterthwaite, Biometrics Bulletin 2, 1946); no more are counted than there are terms in periods of `overlap` years. The interval is
    Jeffreys' with so many (E. Korn and B. Graubard, Survey Methodology 24, 1998; C. Franco and others, Journal of Survey Statistics and Methodology 7, 2019): it stays
    honest where nothing came.

    Raises: Invalid for lists that do not fit, or none.
    """
    hit, year = np.asarray(came, dtype=float), np.asarray(origin, dtype=np.int64)
    if not hit.size or hit.shape != year.shape or hit.size != len(term) or overlap < 1:
        raise Invalid("there is no share of these forecasts", where="clusters", way_out="give at least one, each with its term and origin")
    place = {one: at for at, one in enumerate(dict.fromkeys(term))}
    rows, year = np.array([place[one] for one in term]), year - year.min()
    off = np.zeros((len(place), int(year.max()) + 1))
    np.add.at(off, (rows, year), hit - hit.mean())
    share, n = float(hit.mean()), hit.size
    cells = len(np.unique(rows * (year.max() + 1) + year // overlap))
    usual = n * share * (1 - share)
    effective = min(float(cells), n / max(1.0, _variance(off, overlap, level) / usual)) if usual else float(cells)
    low, high = jeffreys(share * effective, effective, level)
    return Share(share, low, high, n, effective)


def _variance(off: NDArray[np.float64], overlap: int, level: float) -> float:
    """The variance of the sum of all forecasts, widened for what so few terms and periods leave open. off: terms x years, what came less what was to be expected."""
    from scipy.special import stdtrit

    terms, years = off.shape
    periods = years / overlap
    same = float((off.sum(axis=1) ** 2).sum()) * terms / max(terms - 1, 1)
    near = _near(off.sum(axis=0, keepdims=True), overlap) - _near(off, overlap)
    together = max(near, 0.0) * (periods / (periods - 1) if periods >= 2 else 1.0)
    whole = same + together
    if not whole:
        return 0.0
    freedom = whole**2 / (same**2 / max(terms - 1, 1) + together**2 / max(periods - 1, 1.0))
    tail = (1 + level) / 2
    return float(whole * (stdtrit(freedom, tail) / stdtrit(np.inf, tail)) ** 2)


def _near(off: NDArray[np.float64], overlap: int) -> float:
    """Products of years less than `overlap` apart, summed."""
    return float((off * off).sum() + 2 * sum((off[:, lag:] * off[:, :-lag]).sum() for lag in range(1, min(overlap, off.shape[1]))))
