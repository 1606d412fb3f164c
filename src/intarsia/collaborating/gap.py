"""List B: pairs for whom much speaks and who have kept apart. A measure of what is unexplored, not of what is likely."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from intarsia.collaborating.graph import Floats, Seen
from intarsia.collaborating.pairs import Pairs

#: pairs alike in less than this in genre, theme and audience have nothing to meet about
ALIKE = 0.2


def gap(seen: Seen, pairs: Pairs, *, strangers: bool = True) -> Mapping[str, Floats]:
    """For each pair: `score`, and the three parts it is the mean of, each as a place among the pairs from 0 to 1.

    apart: worked together less than their sizes would give (the gravity measure, turned round). alike: the same genres, subjects and audiences. other: the roles they
    are credited in differ (1 - cosine), so that one has what the other lacks; left out where no role is known. `score` is -1 for pairs that are hardly alike,
    and, where strangers are asked for, for those who share a partner: these meet anyway.
    """
    alike = np.asarray(pairs.measures["theme"], float)
    parts = {"apart": _place(-np.asarray(pairs.measures["gravity"], float)), "alike": _place(alike)}
    other = roles(seen, pairs)
    if other is not None:
        parts["other"] = _place(other)
    score = np.mean(np.stack(list(parts.values())), axis=0) if len(pairs) else np.zeros(0)
    fit = (alike >= ALIKE) & (np.asarray(pairs.measures["gravity"]) < 0)
    if strangers:
        fit &= np.asarray(pairs.measures["common"]) == 0
    return {"score": np.where(fit, score, -1.0), **parts}


def roles(seen: Seen, pairs: Pairs) -> Floats | None:
    """How much the roles of two differ, 0 to 1; None where no role is known."""
    from scipy.sparse import csr_matrix, diags

    role = seen.credits.role
    if role is None or not (role >= 0).any():
        return None
    known = (role >= 0) & (seen.credits.year[seen.credits.work] <= seen.origin)
    shape = (seen.credits.nodes, int(role.max()) + 1)
    found = csr_matrix((np.ones(int(known.sum())), (seen.credits.node[known], role[known])), shape=shape)
    length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    unit = (diags(1 / np.where(length > 0, length, 1)) @ found).tocsr()
    nodes, place = np.unique(np.concatenate([pairs.u, pairs.v]), return_inverse=True)
    same = (unit[nodes] @ unit[nodes].T).toarray()
    return np.asarray(np.clip(1 - same[place[: len(pairs)], place[len(pairs):]], 0.0, 1.0), dtype=float)


def _place(values: Floats) -> Floats:
    """The share of pairs that have less, those that have the same counted half."""
    if not values.size:
        return values
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    return np.asarray((below + counts / 2)[where] / values.size, dtype=float)
