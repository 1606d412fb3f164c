"""What was known in a year: who had worked with whom, how much and how long ago."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from intarsia.collaborating.credits import Credits, Numbers, Sparse

#: what a work counts for after a year, as against a new one
DECAY = 0.9
#: somebody without a credit for so long is no candidate
RECENT = 10

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Seen:
    """The graph at the end of `origin`, made of works up to then and of nothing later.

    incidence: those works by nodes. weight: of each work, .9 to the power of its age. works: per node. activity: the same, weighted. ties: nodes by nodes,
    in how many works both are credited. last: year of the last credit, -1 for none. themes: nodes by terms, rows of length 1.
    """

    credits: Credits
    origin: int
    incidence: Sparse
    weight: Floats
    works: Floats
    activity: Floats
    last: Numbers

    @property
    def total(self) -> int:
        """How many works with credits there were."""
        return int((np.diff(self.incidence.indptr) > 0).sum())

    @cached_property
    def active(self) -> Numbers:
        """Those with a credit in the last ten years who had not ended, the busiest first (equal ones by number)."""
        chosen = np.flatnonzero(self.last > self.origin - RECENT)
        if self.credits.ends is not None:
            chosen = chosen[self.credits.ends[chosen] > self.origin]
        return chosen[np.lexsort((chosen, -self.activity[chosen]))]

    @cached_property
    def ties(self) -> Sparse:
        """In how many works two nodes are credited together; nothing on the diagonal."""
        found = (self.incidence.T @ self.incidence).tocsr()
        found.setdiag(0)
        found.eliminate_zeros()
        return found

    @cached_property
    def by_node(self) -> Sparse:
        """The incidence, quick to take nodes from."""
        return self.incidence.tocsc()

    @cached_property
    def partners(self) -> Floats:
        """With how many others a node was credited, counted once a work and weighted by its age."""
        others = np.maximum(np.diff(self.incidence.indptr) - 1, 0)
        return np.asarray(self.incidence.T @ (self.weight * others), dtype=float)

    @cached_property
    def degree(self) -> Floats:
        """With how many others a node has worked."""
        return np.asarray(np.diff(self.ties.indptr), dtype=float)

    @cached_property
    def themes(self) -> Sparse:
        """How often each node's works have each term, recent works more and rare terms more (log(1 + works / works with it)), scaled to length 1."""
        from scipy.sparse import diags

        old = (self.weight > 0).astype(float)
        rare = np.log1p(max(old.sum(), 1) / np.maximum(np.asarray(self.credits.themes.T @ old).ravel(), 1))
        found = (self.incidence.T @ diags(self.weight) @ self.credits.themes @ diags(rare)).tocsr()
        length = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
        return (diags(1 / np.where(length > 0, length, 1)) @ found).tocsr()


def seen(credits: Credits, origin: int, decay: float = DECAY) -> Seen:
    """The graph as it was known at the end of a year."""
    from scipy.sparse import diags

    old = credits.year <= origin
    incidence = (diags(old.astype(float)) @ credits.incidence).tocsr()
    incidence.eliminate_zeros()
    weight = np.where(old, decay ** np.clip(origin - credits.year, 0, 1000).astype(float), 0.0)
    works = np.asarray(incidence.sum(axis=0)).ravel()
    last = np.full(credits.nodes, -1, np.int64)
    pairs = incidence.tocoo()
    np.maximum.at(last, pairs.col, credits.year[pairs.row])
    return Seen(credits, origin, incidence, weight, works, np.asarray(incidence.T @ weight).ravel(), last)

