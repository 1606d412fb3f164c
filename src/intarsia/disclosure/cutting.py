"""The least cost of protection: an integer programme that grows by one inequality for each attack that succeeds.

With y = 1 for a withheld cell, an attacker's programme "as far as possible from the figure" has a dual: prices of the relations. Any
prices give what no safe choice may violate,

    sum over cells of  up_i max(0, r_i) y_i + down_i max(0, -r_i) y_i  >=  need,      r = goal - prices @ relations

(Fischetti and Salazar, Management Science 47, 2001, section 3). Coefficients above what is still needed are cut down to it, which
holds for whole y and is much sharper.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from intarsia.disclosure.linked import Floats
from intarsia.disclosure.programme import FAR, solve
from intarsia.disclosure.sensitive import Bools
from intarsia.disclosure.threats import Threat, Threats


def cheapest(threats: Threats, weight: Floats, known: Bools, rounds: int, nodes: int) -> tuple[Bools | None, float]:
    """The cheapest safe choice if it was found within the rounds (else None), and a cost below which no choice is safe.

    known: a safe choice; once the bound reaches its cost, nothing better is there.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix, vstack

    size, cells = len(weight), threats.cells
    cuts, bound, goal = _pairs(threats), 0.0, float(weight[known].sum())
    for _ in range(rounds):
        matrix = vstack([csr_matrix(row) for row in cuts], format="csr") if cuts else csr_matrix((0, size))
        found = milp(weight, integrality=np.ones(size), bounds=Bounds(cells.primary.astype(float), np.ones(size)),
                     constraints=[LinearConstraint(matrix, lb=1.0)] if cuts else [], options={"node_limit": nodes, "mip_rel_gap": 1e-6})  # fmt: skip
        if found.x is None:
            return None, bound
        bound = max(bound, float(found.mip_dual_bound if found.mip_dual_bound is not None else 0.0))
        if bound >= goal * (1 - 1e-6):
            return known, goal
        chosen = found.x > 0.5
        left = threats.unsafe(chosen)
        if not left:
            return chosen, bound
        first = left[0].who
        for threat in left:
            if threat.who == first:  # strangers first: contributors are asked when no stranger succeeds
                cuts.append(_cut(threat, threats, chosen))
    return None, bound


def _pairs(threats: Threats) -> list[Any]:
    """A relation with a primary cell has another withheld one."""
    rows = []
    relations = threats.cells.relations
    for at in range(relations.shape[0]):
        part = relations.indices[relations.indptr[at] : relations.indptr[at + 1]]
        if threats.cells.primary[part].sum() == 1:
            row = np.zeros(len(threats.cells))
            row[part[~threats.cells.primary[part]]] = 1.0
            rows.append(row)
    return rows


def _cut(threat: Threat, threats: Threats, chosen: Bools) -> Floats:
    """The inequality that an unanswered threat gives, as a row that must come to 1."""
    relations = threats.cells.relations
    down, up = np.minimum(threats.down / threat.need, FAR), np.minimum(threats.up / threat.need, FAR)
    for at, (less, more) in threats.limits(threat.who).items():
        down[at], up[at] = min(less / threat.need, FAR), min(more / threat.need, FAR)
    goal = np.zeros(len(chosen))
    goal[threat.cell] = float(threat.sign)
    _, prices = solve(-goal, relations, np.where(chosen, -down, 0.0), np.where(chosen, up, 0.0))
    left = goal + relations.T @ prices  # scipy's prices are those of the least of -goal
    row: Floats = np.where(left > 1e-9, left * up, np.where(left < -1e-9, -left * down, 0.0))
    fixed = threats.cells.primary
    needed = 1.0 - float(row[fixed].sum())
    row = np.where(fixed, 0.0, row)
    if needed <= 1e-7:  # too near to tell: something else has to be withheld
        row, needed = np.where(chosen, 0.0, 1.0), 1.0
    return np.minimum(row / needed, 1.0)
