"""Which of two yearly series moves first: association, never cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
LEAST = 20
MOST = 10  # years that one series may be ahead of the other
DRAWS = 999
LEVEL = 0.9


@dataclass(frozen=True)
class Lag:
    """years: by how many years the second series follows the first (below 0: it leads). interval: of those years. correlation: at that lag, with its
    interval. p: of so large a correlation at any lag between series that do not know each other. n: pairs of years. few: fewer than 20 years in common, or one of the two never moves."""

    years: int
    interval: tuple[int, int]
    correlation: float
    reach: tuple[float, float]
    p: float
    n: int
    few: bool


def lag(first: Any, second: Any, *, most: int = MOST, seed: int = 1, draws: int = DRAWS, conf: float = LEVEL) -> Lag:
    """The lag at which two series go together most.

    first, second: one value a year over the same years, nan where there is none. Both are differenced, which takes trends out, and filtered by the first
    one's autoregression of order 1 (G. E. P. Box and G. M. Jenkins, Time Series Analysis, 1970, on prewhitening): else two slow series go together
    at every lag. Intervals: blocks of years are drawn again, 999 times (H. R. Kuensch, Annals of Statistics 17, 1989); p: blocks of each
    series are drawn by themselves, so that nothing ties them, and the largest correlation over all lags is taken each time.
    """
    x, y = _whitened(first, second)
    both = np.isfinite(x) & np.isfinite(y)
    n = int(both.sum())
    if n + 2 < LEAST:
        return Lag(0, (0, 0), 0.0, (-1.0, 1.0), 1.0, n, True)
    lags = np.arange(-most, most + 1)
    rows = _embedded(x, y, lags)
    found = _correlations(rows)
    if not np.isfinite(found).any():  # one of the two never moves
        return Lag(0, (0, 0), 0.0, (-1.0, 1.0), 1.0, n, True)
    at = int(np.nanargmax(np.abs(found)))
    rng, block = np.random.default_rng(seed), max(2, round(n ** (1 / 3)))
    picked = _blocks(rng, len(x), block, draws)
    again = _correlations((rows[0][picked], rows[1][picked]))
    best = lags[np.nanargmax(np.abs(np.nan_to_num(again)), axis=1)]
    tail = (1 - conf) / 2
    apart = _blocks(rng, len(x), block, draws)
    loose = _correlations(_embedded(x[picked], y[apart], lags))
    p = float((1 + (np.nanmax(np.abs(np.nan_to_num(loose)), axis=1) >= abs(found[at])).sum()) / (draws + 1))
    ends = np.quantile(best, [tail, 1 - tail], method="nearest")
    reach = np.nanquantile(again[:, at], [tail, 1 - tail])
    years, own = int(lags[at]), float(found[at])
    return Lag(years, (min(years, int(ends[0])), max(years, int(ends[1]))), own, (min(own, float(reach[0])), max(own, float(reach[1]))), p, n, False)


def _whitened(first: Any, second: Any) -> tuple[Array, Array]:
    """Differences of both, filtered by the autoregression of the first."""
    x, y = np.diff(np.asarray(first, float)), np.diff(np.asarray(second, float))
    pairs = np.isfinite(x[1:]) & np.isfinite(x[:-1])
    if not pairs.any():
        return x[1:], y[1:]
    before, after = x[:-1][pairs] - np.nanmean(x), x[1:][pairs] - np.nanmean(x)
    below = float((before * before).sum())
    phi = float(np.clip((before * after).sum() / below, -0.95, 0.95)) if below else 0.0
    return x[1:] - phi * x[:-1], y[1:] - phi * y[:-1]


def _embedded(x: Array, y: Array, lags: npt.NDArray[np.int64]) -> tuple[Array, Array]:
    """x by year, and y so many years later, a column for each lag; both may be several draws, a row each."""
    n = x.shape[-1]
    at = np.arange(n)[:, None] + lags[None, :]
    return x, np.where((at >= 0) & (at < n), y[..., np.clip(at, 0, n - 1)], np.nan)


def _correlations(rows: tuple[Array, Array]) -> Array:
    """Pearson's correlation of x with each column, over the years in which both are there; nan under ten of them."""
    x, later = rows
    there = np.isfinite(x)[..., None] & np.isfinite(later)
    n = there.sum(-2)
    a, b = np.where(there, x[..., None], 0.0), np.where(there, later, 0.0)
    safe = np.maximum(n, 1)[..., None, :]
    a, b = np.where(there, a - a.sum(-2, keepdims=True) / safe, 0.0), np.where(there, b - b.sum(-2, keepdims=True) / safe, 0.0)
    below = np.sqrt((a * a).sum(-2) * (b * b).sum(-2))
    return np.where((n >= 10) & (below > 0), np.divide((a * b).sum(-2), below, out=np.zeros(n.shape), where=below > 0), np.nan)


def _blocks(rng: np.random.Generator, n: int, length: int, draws: int) -> npt.NDArray[np.int64]:
    """Numbers of years, block after block, going round at the end: draws x n."""
    count = -(-n // length)
    starts = rng.integers(0, n, (draws, count))
    return ((starts[:, :, None] + np.arange(length)) % n).reshape(draws, -1)[:, :n]
