"""Who is credited on which work, as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intarsia.errors import Invalid

Numbers = NDArray[np.int64]
#: a sparse matrix of scipy, which has no types of its own
Sparse = Any
#: a work that credits more than this many is a list, and says little about who works with whom
WIDEST = 200


@dataclass(frozen=True)
class Credits:
    """Credits i say that work `work[i]` names `node[i]`, both counted from 0.

    year: of each work. nodes: how many there are. theme: pairs (work, term), genres and subjects of works. role: of each credit, -1 where unknown.
    ends: the last year of a node (a death, a closure), a large number where none is known. widest: works that credit more are left out.

    Raises: Invalid for parts that do not fit each other.
    """

    work: Numbers
    node: Numbers
    year: Numbers
    nodes: int
    theme: tuple[Numbers, Numbers] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
    role: Numbers | None = None
    ends: Numbers | None = None
    widest: int = WIDEST

    def __post_init__(self) -> None:
        wrong = self.work.shape != self.node.shape or (self.role is not None and self.role.shape != self.node.shape)
        wrong = wrong or bool(self.work.size and (self.work.max() >= self.year.size or self.node.max() >= self.nodes or min(self.work.min(), self.node.min()) < 0))
        if wrong or (self.ends is not None and self.ends.size != self.nodes) or self.theme[0].shape != self.theme[1].shape:
            raise Invalid("these credits do not fit each other", where="credits", way_out="number works and nodes from 0, and give one year a work")

    @cached_property
    def incidence(self) -> Sparse:
        """Works by nodes, 1 where a work credits a node; works that credit too many are left empty."""
        from scipy.sparse import csr_matrix, diags

        found = csr_matrix((np.ones(self.work.size), (self.work, self.node)), shape=(self.year.size, self.nodes))
        found.sum_duplicates()
        found.data[:] = 1.0
        wide = np.asarray(found.sum(axis=1)).ravel() > self.widest
        return (diags((~wide).astype(float)) @ found).tocsr() if wide.any() else found

    @cached_property
    def themes(self) -> Sparse:
        """Works by terms."""
        from scipy.sparse import csr_matrix

        terms = int(self.theme[1].max()) + 1 if self.theme[1].size else 1
        found = csr_matrix((np.ones(self.theme[0].size), self.theme), shape=(self.year.size, terms))
        found.sum_duplicates()
        found.data[:] = 1.0
        return found

    @property
    def years(self) -> tuple[int, int]:
        """The first and last year of a work that credits anybody; (0, -1) where there is none."""
        told = self.year[np.unique(self.work)]
        return (int(told.min()), int(told.max())) if told.size else (0, -1)
