"""What changed between two windows of years, and whether that is more than who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
WINDOW = 5
FEW = 30
LEVEL = 0.9
#: where so little of a change is left without one contributor, that contributor is the change
HALF = 0.5


@dataclass(frozen=True)
class Change:
    """The later window against the earlier.

    hits, n: (earlier, later). ratio: of the two rates, with its interval; guarded: over contributors with rows in both windows, each held
    against itself (None where there is none). p: the larger of both tests. explained: the guarded ratio lies on the other side of 1, or
    tells nothing: who joined or left the pool explains the change. alone: numbers of the contributors without whom half of it is gone
    or its sign turns. few: too few rows to say anything.
    """

    hits: tuple[int, int]
    n: tuple[int, int]
    ratio: float
    interval: tuple[float, float]
    guarded: float | None
    p: float
    explained: bool
    alone: tuple[int, ...]
    few: bool

    @property
    def up(self) -> bool:
        """More than before?"""
        return bool(self.ratio > 1)

    @property
    def shares(self) -> tuple[float, float]:
        """Of the earlier and the later window."""
        return self.hits[0] / max(1, self.n[0]), self.hits[1] / max(1, self.n[1])


def windows(last: int, length: int = WINDOW) -> tuple[tuple[int, int], tuple[int, int]]:
    """The years (first, last) of the earlier and the later window, the later one ending with `last`."""
    return (last - 2 * length + 1, last - length), (last - length + 1, last)


def change(hits: Any, n: Any, *, level: float = LEVEL) -> Change:
    """The last half of the years against the first half.

    hits, n: years x contributors, an even number of years. Given both counts together, the later one is binomial with the later window's part
    of all rows, if nothing changed: the exact conditional test (J. Przyborowski and H. Wilenski, Biometrika 31, 1940), and the interval of the ratio from
    Clopper and Pearson's. Counts are divided by how much more than chance the years within a window differ, so that restless years need more, and
    the tail is then that of Student's t.
    The guard is the ratio of N. Mantel and W. Haenszel (JNCI 22, 1959) for rates: only a contributor with rows in both windows has a part in it.
    """
    k, m = np.asarray(hits, float), np.asarray(n, float)
    half = len(k) // 2
    k0, k1, m0, m1 = k[:half].sum(0), k[half:].sum(0), m[:half].sum(0), m[half:].sum(0)
    restless, freedom = _restless(k.sum(1), m.sum(1), half)
    few = bool(min(m0.sum(), m1.sum()) < FEW or k.sum() == 0)
    whole = (int(k0.sum()), int(k1.sum())), (int(m0.sum()), int(m1.sum()))
    if few:
        return Change(*whole, 1.0, (0.0, float("inf")), None, 1.0, False, (), True)
    ratio, interval, p = _tested(k0.sum(), k1.sum(), m0.sum(), m1.sum(), restless, 1 - _lighter(1 - level, restless, freedom))
    guarded, guarded_p = _guarded(k0, k1, m0, m1, restless)
    explained = guarded is not None and ratio != 1 and ((guarded - 1) * (ratio - 1) <= 0 or (guarded_p > 1 - level and p <= 1 - level))
    return Change(*whole, ratio, interval, guarded, _heavier(max(p, guarded_p), restless, freedom), bool(explained), _alone(k0, k1, m0, m1, ratio), False)


def _tested(k0: float, k1: float, m0: float, m1: float, restless: float, level: float) -> tuple[float, tuple[float, float], float]:
    """The ratio of the later rate to the earlier, its interval, and the p value of the exact test."""
    from scipy.stats import beta, binomtest

    part, odds = m1 / (m0 + m1), m0 / m1
    a, b = round(k1 / restless), round(k0 / restless)
    p = float(binomtest(a, a + b, part).pvalue) if a + b else 1.0
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, a, b + 1)) if a else 0.0
    high = float(beta.ppf(1 - tail, a + 1, b)) if b else 1.0
    ends = (low / (1 - low) * odds, high / (1 - high) * odds if high < 1 else float("inf"))
    ratio = float((k1 / m1) / (k0 / m0)) if k0 else float("inf")
    return ratio, (min(ends[0], ratio), max(ends[1], ratio)), p


def _guarded(k0: Array, k1: Array, m0: Array, m1: Array, restless: float) -> tuple[float | None, float]:
    """Mantel and Haenszel's ratio over contributors in both windows and the p value of the sum of their later counts; none: no guard, p 1."""
    from scipy.stats import norm

    both = (m0 > 0) & (m1 > 0)
    if not both.any():
        return None, 1.0
    ratio = _mantel_haenszel(k0[both], k1[both], m0[both], m1[both])
    together, part = k0[both] + k1[both], m1[both] / (m0[both] + m1[both])
    spread = float(np.sqrt(restless * (together * part * (1 - part)).sum()))
    away = abs(float((k1[both] - together * part).sum())) - 0.5  # corrected for counts that move in steps of one
    return ratio, float(2 * norm.sf(max(0.0, away) / spread)) if spread else 1.0


def _mantel_haenszel(k0: Array, k1: Array, m0: Array, m1: Array) -> float:
    rows = m0 + m1
    rows = np.where(rows > 0, rows, 1.0)
    above, below = float((k1 * m0 / rows).sum()), float((k0 * m1 / rows).sum())
    return above / below if below else float("inf") if above else 1.0


def _alone(k0: Array, k1: Array, m0: Array, m1: Array, ratio: float) -> tuple[int, ...]:
    """The contributors without whom less than half of the change is left, or its sign turns; none where there is one alone."""
    if len(k0) < 2 or ratio in (0.0, 1.0, float("inf")):
        return ()
    rows = np.where(m0 + m1 > 0, m0 + m1, 1.0)
    above, below = k1 * m0 / rows, k0 * m1 / rows
    over, under = above.sum() - above, below.sum() - below  # Mantel and Haenszel's sums without each contributor in turn
    both = (m0 > 0) & (m1 > 0)
    told = (both.sum() - both > 0) & (over > 0) & (under > 0)
    left = np.divide(np.log(np.where(told, over, 1.0) / np.where(told, under, 1.0)), np.log(ratio))
    return tuple(int(one) for one in np.flatnonzero((m0 + m1 > 0) & (~told | (left < HALF))))


def _restless(hits: Array, n: Array, half: int) -> tuple[float, int]:
    """How much more than chance the years within each window differ from their window, 1 at least, and of how many degrees of freedom that is."""
    squared, freedom = 0.0, 0
    for part in (slice(None, half), slice(half, None)):
        k, m = hits[part], n[part]
        share = k.sum() / m.sum() if m.sum() else 0.0
        if 0 < share < 1:
            told = m > 0
            squared += float((((k - m * share)[told]) ** 2 / (m * share * (1 - share))[told]).sum())
            freedom += int(told.sum()) - 1
    return (max(1.0, squared / freedom), freedom) if freedom > 0 else (1.0, 0)


def _heavier(p: float, restless: float, freedom: int) -> float:
    """The p value with the tail of Student's t, where the years are more restless than chance would make them: by how much was estimated from ten years."""
    from scipy.stats import norm, t

    if restless <= 1:
        return p
    return float(2 * t.sf(norm.isf(p / 2), freedom))


def _lighter(p: float, restless: float, freedom: int) -> float:
    """The p value of which `_heavier` makes this one: so that an interval leaves out 1 where its test says so."""
    from scipy.stats import norm, t

    if restless <= 1:
        return p
    return float(2 * norm.sf(t.isf(p / 2, freedom)))
