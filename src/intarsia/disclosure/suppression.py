"""Complementary suppression: which other cells to withhold, so that nobody can work out a primary cell from totals and neighbours.

1. Each threat in turn (largest need first) is answered by the cheapest table of shifts that fits: a linear programme over all cells,
   in which a shift of a cell that is withheld already costs next to nothing (Kelly, Golden and Assad, Networks 22, 1992).
2. Cells that turn out not to be needed are published again, dearest first.
3. For tables of at most `Limits.cells` cells the least cost of all is sought: an integer programme over which cells to withhold, to
   which each attack that still succeeds adds an inequality, until none does (Fischetti and Salazar, Management Science 47, 2001).

What comes out is asked once more for every threat. Should one be left (it never was in tests), everything is withheld, and `note`
says so. Work is limited by rounds and nodes, not by a clock: the same table gives the same cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from intarsia.disclosure.linked import Floats, Linked
from intarsia.disclosure.programme import FAR, solve
from intarsia.disclosure.sensitive import USUAL, Bools, Options
from intarsia.disclosure.threats import Threat, Threats
from intarsia.errors import Invalid

COSTS = ("value", "count", "cells")


@dataclass(frozen=True)
class Limits:
    """rounds: of cutting, at most; cells: tables with more are not taken to the least cost; nodes: of each integer programme."""

    rounds: int = 40
    cells: int = 300
    nodes: int = 2000


@dataclass(frozen=True)
class Protected:
    """What to publish of `cells`. status: "published", "primary" or "secondary", a cell each. cost: of the secondary ones; bound: no
    safe choice costs less than this (0 when it was not sought); note: in words, when more was withheld than the method wanted."""

    cells: Linked
    withheld: Bools
    status: tuple[str, ...]
    cost: float
    bound: float
    note: str = ""

    @property
    def optimal(self) -> bool:
        """Is it proved that nothing cheaper is safe?"""
        return self.cost <= self.bound * (1 + 1e-6) + 1e-9

    def table(self) -> pa.Table:
        """The table to publish: a column a dimension (NULL is a total), value and contributors (NULL when withheld), status."""
        return self.cells.table(self.withheld, self.status)


def protect(cells: Linked, options: Options = USUAL, cost: str = "value", limits: Limits = Limits()) -> Protected:
    """The cells to withhold beside the primary ones, so that every threat is answered.

    cost: what a withheld cell costs: its "value", its "count" of contributors, or 1 ("cells").

    Raises: Invalid for a cost that is none of these.
    """
    if cost not in COSTS:
        raise Invalid("there is no such cost of withholding a cell", where=cost, way_out=f"one of {', '.join(COSTS)}")
    weight = {"value": np.abs(cells.total), "count": cells.contributors.astype(float), "cells": np.ones(len(cells))}[cost]
    weight = np.where(cells.primary, 0.0, np.maximum(weight, 1e-6 * max(1.0, float(weight.max(initial=0.0)))))
    threats = Threats(cells, options.p)
    withheld = _thinned(_answered(cells.primary, threats, weight), threats, weight)
    bound = 0.0
    if cells.primary.any() and len(cells) <= limits.cells:
        from intarsia.disclosure.cutting import cheapest

        better, bound = cheapest(threats, weight, withheld, limits.rounds, limits.nodes)
        if better is not None and weight[better].sum() < weight[withheld].sum():
            withheld = better
    note = ""
    if threats.unsafe(withheld):
        withheld = np.ones(len(cells), dtype=bool)
        note = "The method found no safe choice of cells within its limits, so every cell is withheld."
    status = tuple("primary" if first else "secondary" if away else "published" for first, away in zip(cells.primary, withheld))
    return Protected(cells, withheld, status, float(weight[withheld].sum()), bound, note)


def _answered(start: Bools, threats: Threats, weight: Floats) -> Bools:
    """Withheld cells with which every threat is answered."""
    withheld = start.copy()
    for _ in range(len(start) + 1):
        left = threats.unsafe(withheld)
        if not left:
            return withheld
        for threat in sorted(left, key=lambda one: (one.who >= 0, -one.need, one.cell, one.sign, one.who)):
            if threats.answered(threat):
                continue  # what was withheld for another answers this one
            shift = _route(threat, threats, np.where(withheld, 0.0, weight))
            threats.keep(shift)
            withheld |= shift != 0
    return np.ones_like(start)


def _route(threat: Threat, threats: Threats, weight: Floats) -> Floats:
    """The cheapest shifts that answer a threat, over all cells."""
    from scipy.sparse import hstack

    size, scale = len(weight), threat.need
    down, up = threats.down / scale, threats.up / scale
    for at, (less, more) in threats.limits(threat.who).items():
        down[at], up[at] = less / scale, more / scale
    low, high = np.zeros(2 * size), np.minimum(np.concatenate([up, down]), FAR)  # ways up, then ways down
    mine = threat.cell if threat.sign > 0 else threat.cell + size
    low[mine] = high[mine] = 1.0
    high[threat.cell + (0 if threat.sign < 0 else size)] = 0.0
    top = max(float(weight.max(initial=0.0)), 1e-9)
    price = weight / top + np.where(weight > 0, 1e-3, 1e-5)
    found, _ = solve(np.concatenate([price, price]), hstack([threats.cells.relations, -threats.cells.relations], format="csr"), low, high)
    shift = found[:size] - found[size:]
    return np.where(np.abs(shift) > 1e-9, shift * scale, 0.0)


def _thinned(withheld: Bools, threats: Threats, weight: Floats) -> Bools:
    """The same without cells that are not needed, dearest first."""
    kept = withheld.copy()
    secondary = np.flatnonzero(kept & ~threats.cells.primary)
    for at in sorted(secondary.tolist(), key=lambda i: (-weight[i], i)):
        kept[at] = False
        if threats.unsafe(kept, first=True):
            kept[at] = True
    return kept

