"""Two figures a place: how far they go together, and in which third of each a place stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from statistics import NormalDist
from typing import Any

import numpy as np

#: draws of the permutation test, and its seed
DRAWS, SEED = 2000, 20261123
#: with fewer places a correlation says nothing
FEWEST = 8
Figures = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Overlay:
    """places: with both figures. rho: Spearman's rank correlation, ties at their mean rank; None with fewer than FEWEST places or where one figure is the same everywhere.
    interval: 95 %, by Fisher's z with the standard error of Bonett and Wright, sqrt((1 + rho^2 / 2) / (n - 3)) (Psychometrika 65, 2000).
    p: two-sided, by permutation. without: rho when each place in turn is left out, its smallest and largest."""

    places: tuple[str, ...]
    rho: float | None
    interval: tuple[float, float] | None
    p: float | None
    without: tuple[float, float] | None


def laid(first: Mapping[str, float], second: Mapping[str, float]) -> Overlay:
    """Two figures laid over each other; only places that have both."""
    places = tuple(sorted(set(first) & set(second)))
    n = len(places)
    a, b = np.array([first[p] for p in places], dtype=float), np.array([second[p] for p in places], dtype=float)
    if n < FEWEST or (a == a[0]).all() or (b == b[0]).all():
        return Overlay(places, None, None, None, None)
    x, y = _ranks(a), _ranks(b)
    rho = min(1.0, max(-1.0, _correlated(x, y)))
    reach = NormalDist().inv_cdf(0.975) * sqrt((1 + rho * rho / 2) / (n - 3))
    z = atanh(min(0.999999, max(-0.999999, rho)))
    order = np.random.default_rng(SEED).random((DRAWS, n)).argsort(axis=1)
    shuffled = (y[order] - y.mean()) @ (x - x.mean()) / sqrt(float(((x - x.mean()) ** 2).sum() * ((y - y.mean()) ** 2).sum()))
    p = (1 + int((np.abs(shuffled) >= abs(rho) - 1e-12).sum())) / (1 + DRAWS)
    left = _without_each(a, b, x, y)
    return Overlay(places, rho, (min(rho, tanh(z - reach)), max(rho, tanh(z + reach))), p, (float(left.min()), float(left.max())))


def _without_each(a: Figures, b: Figures, x: Figures, y: Figures) -> Figures:
    """The rank correlation when each place in turn is left out. a, b: figures; x, y: their ranks. Without place k, what lies above it comes one rank down, and its ties half of one."""
    found = []
    for start in range(0, len(a), 256):
        k = np.arange(start, min(start + 256, len(a)))
        ranks = [own[None, :] - (of[k][:, None] < of[None, :]) - 0.5 * (of[k][:, None] == of[None, :]) for of, own in ((a, x), (b, y))]
        there = np.ones((len(k), len(a)))
        there[np.arange(len(k)), k] = 0.0
        u, v = ((one - (one * there).sum(axis=1, keepdims=True) / (len(a) - 1)) * there for one in ranks)
        below = np.sqrt((u * u).sum(axis=1) * (v * v).sum(axis=1))
        found.append(np.divide((u * v).sum(axis=1), below, out=np.zeros(len(k)), where=below > 0))
    whole: Figures = np.concatenate(found)
    return whole


def outlying(first: Mapping[str, float], second: Mapping[str, float], places: Sequence[str], names: int = 10) -> tuple[str, ...]:
    """The places a reader looks for first: those whose ranks in both differ most (by a third of the places or more), the furthest first; then those with the largest figures."""
    if not places:
        return ()
    a, b = np.array([first[p] for p in places], dtype=float), np.array([second[p] for p in places], dtype=float)
    apart = np.abs(_ranks(a) - _ranks(b))
    far = sorted((n for n in range(len(places)) if apart[n] >= max(1.0, len(places) / 3)), key=lambda n: (-apart[n], places[n]))[:names - 2]
    return tuple(places[n] for n in dict.fromkeys((*far, int(a.argmax()), int(b.argmax()))))


def thirds(values: Sequence[float]) -> tuple[float, float]:
    """Where the second and the last third begin, by linear interpolation between the ordered values."""
    low, high = np.quantile(np.asarray(values, dtype=float), (1 / 3, 2 / 3))
    return float(low), float(high)


def classes(first: Mapping[str, float], second: Mapping[str, float], places: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The third (0 lowest to 2 highest) of each place in both figures, among the places with both."""
    if not places:
        return {}
    cuts = [thirds([values[place] for place in places]) for values in (first, second)]
    return {place: tuple(sum(values[place] >= cut for cut in own) for values, own in zip((first, second), cuts, strict=True)) for place in places}  # type: ignore[misc]


def _ranks(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]] = (ends - (counts - 1) / 2)[at]
    return ranks


def _correlated(x: np.ndarray[tuple[int], np.dtype[np.float64]], y: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    spread = sqrt(float(((x - x.mean()) ** 2).sum() * ((y - y.mean()) ** 2).sum()))
    return float(((x - x.mean()) * (y - y.mean())).sum() / spread) if spread else 0.0
