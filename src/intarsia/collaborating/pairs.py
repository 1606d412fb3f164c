"""The pairs a list is drawn from: those among the busiest who have never worked together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intarsia.collaborating.credits import Credits, Numbers
from intarsia.collaborating.graph import Floats, Seen
from intarsia.collaborating.measures import measures

#: pairs are looked for among this many, the busiest; all their pairs are looked at, none is drawn by lot
BUSIEST = 500


@dataclass(frozen=True)
class Pairs:
    """Pairs (u, v) at an origin with each measure. Every pair of the candidates that has no tie yet is there: nothing is sampled."""

    u: Numbers
    v: Numbers
    measures: Mapping[str, Floats]

    def __len__(self) -> int:
        return int(self.u.size)


def candidates(seen: Seen, *, first: bool = True, busiest: int = BUSIEST, focus: int | None = None) -> Pairs:
    """The pairs among the busiest, or those of one node with the busiest and with the partners of its partners.

    first: without those that have worked together.
    """
    among = seen.active[:busiest]
    if focus is None:
        rows, columns = np.triu_indices(among.size, 1)
        found = measures(seen, among, among)
        u, v = among[rows], among[columns]
        taken: Mapping[str, Floats] = {name: matrix[rows, columns] for name, matrix in found.items()}
    else:
        near = np.unique(seen.ties[seen.ties[focus].indices].indices)
        near = near[np.isin(near, seen.active)]
        near = near[np.lexsort((near, -seen.activity[near]))][:busiest]
        v = np.setdiff1d(np.union1d(among, near), [focus])
        u = np.full(v.size, focus, np.int64)
        taken = {name: matrix[0] for name, matrix in measures(seen, np.array([focus]), v).items()}
    keep = taken["past"] == 0 if first else np.ones(u.size, bool)
    return Pairs(u[keep], v[keep], {name: values[keep] for name, values in taken.items()})


def came(credits: Credits, pairs: Pairs, origin: int, ahead: int) -> NDArray[np.bool_]:
    """Which of the pairs worked together in the years after the origin, as many as `ahead`."""
    from scipy.sparse import diags

    soon = ((credits.year > origin) & (credits.year <= origin + ahead)).astype(float)
    later = credits.incidence
    nodes, place = np.unique(np.concatenate([pairs.u, pairs.v]), return_inverse=True)
    part = (diags(soon) @ later)[:, nodes]
    together = (part.T @ part).toarray() > 0 if nodes.size else np.zeros((0, 0), bool)
    return np.asarray(together[place[: len(pairs)], place[len(pairs):]], dtype=bool)
