"""How well a ranking finds what came true: average precision and precision at k, with ties treated as ties."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from intarsia.errors import Invalid


def _groups(scores: ArrayLike, positive: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sizes of the groups of equal scores, best first, and how many positives each holds."""
    values, hits = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    if values.ndim != 1 or values.shape != hits.shape or np.isnan(values).any():
        raise Invalid("a ranking needs one score, and no NaN, for each thing that came true or not", where="ranking", way_out="give two lists of the same length")
    _, group = np.unique(-values, return_inverse=True)
    return np.bincount(group).astype(float), np.bincount(group, weights=hits).astype(float)


def average_precision(scores: ArrayLike, positive: ArrayLike) -> float:
    """The mean, over the positives, of the precision at the place of each: expected over all orders of equal scores.

    F. McSherry and M. Najork, Computing information retrieval performance measures efficiently in the presence of tied scores,
    ECIR 2008: in a group of t with q positives, after r things with p positives, the i-th place is a positive with chance q/t, and then
    p + (i - 1)(q - 1)/(t - 1) + 1 of the r + i so far are expected to be. So the order in which rows are given never matters.
    NaN where nothing is positive.

    Raises: Invalid for lists that do not fit each other.
    """
    size, hits = _groups(scores, positive)
    total = hits.sum()
    if total == 0:
        return float("nan")
    found = 0.0
    before, right = np.concatenate([[0.0], np.cumsum(size)[:-1]]), np.concatenate([[0.0], np.cumsum(hits)[:-1]])
    single = size == 1
    found += float(((right[single] + 1) / (before[single] + 1) * hits[single]).sum())
    for r, p, t, q in zip(before[~single], right[~single], size[~single], hits[~single], strict=True):
        place = np.arange(t)
        found += float((q / t * (p + place * (q - 1) / (t - 1) + 1) / (r + place + 1)).sum()) if q else 0.0
    return found / float(total)


def chance(n: int, positives: int) -> float:
    """The average precision of a random order of n things with so many positives: what a constant scorer gets. Where positives are few it is above
    the base rate positives/n, because a positive counts itself.

    Raises: Invalid for more positives than things, or none.
    """
    if not 0 < positives <= n:
        raise Invalid(f"there is no ranking of {positives} among {n}", where="ranking", way_out="count at least one, and no more than all")
    return average_precision(np.zeros(n), np.arange(n) < positives)


def precision_at(scores: ArrayLike, positive: ArrayLike, k: int) -> float:
    """The share of positives among the first k, expected over all orders of equal scores; of fewer than k, the share among all. A constant
    scorer gets the base rate exactly.

    Raises: Invalid for lists that do not fit each other, or k below 1.
    """
    size, hits = _groups(scores, positive)
    if k < 1 or not size.size:
        raise Invalid("there is no first among none", where="ranking", way_out="ask for at least one, among at least one")
    taken = np.clip(k - (np.cumsum(size) - size), 0, size)
    return float((hits * taken / size).sum() / taken.sum())
