"""Who could learn what from a table with withheld cells: each primary cell, in both directions, asked by a stranger and by every contributor.

A cell is safe when the figures that fit with everything published reach p % above it and p % below it (or to what everybody knows,
such as 0). A contributor knows more: its own part of each cell, and the whole of a cell that it fills alone. What it wants is the
others' part, so for it the reach has to be p % of that part.

One table of shifts that fits (a witness) answers many of these questions at once: it is kept, and only what no witness shows is
put to the linear programme.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.disclosure.linked import Floats, Linked
from intarsia.disclosure.programme import Programme, Question
from intarsia.disclosure.sensitive import Bools

MARGIN = 1e-6  # more than the solver's own imprecision
BATCH = 20  # questions before looking again which are answered already


@dataclass(frozen=True)
class Threat:
    """A cell, upwards (1) or downwards (-1), and who asks: the number of a contributor, -1 for a stranger. need: how far it must reach."""

    cell: int
    sign: int
    who: int
    need: float


class Threats:
    """All threats to the primary cells of a table, and the witnesses that answer them.

    Asker 0 is the stranger; the others are contributors, by `askers`. Contributors with one figure in the same cells are as one leaf
    of the table: the largest two of them learn most (the largest of the others, the second of the largest), and only they are asked.
    """

    def __init__(self, cells: Linked, p: float) -> None:
        self.cells, self.p = cells, p / 100
        self.down = cells.total - cells.low
        self.up = cells.high - cells.total
        self.primary = np.flatnonzero(cells.primary)
        self.askers = [-1, *_telling(cells)]
        self._place = {who: at for at, who in enumerate(self.askers)}
        part = cells.own[self.askers[1:]].tocoo()
        keep = part.data != 0
        self._who, self._cell, self._own = part.row[keep] + 1, part.col[keep], part.data[keep]
        self._less, self._alone = self._known(self._cell, self._own)
        self.needs = self._needs()
        self.seen: list[Floats] = []
        self._shows: list[npt.NDArray[np.uint8]] = []  # which needs each of them meets, a bit each

    def _known(self, cell: npt.NDArray[np.int64], own: Floats) -> tuple[Floats, Bools]:
        """How far down cells may be for those who have this much of them, and which they fill alone."""
        left = np.where(self.cells.contributors[cell] <= 1, 0.0, self.cells.total[cell] - own)
        signed = ~np.isfinite(self.cells.low[cell])
        left = np.where(signed, left, np.maximum(left, 0.0))
        alone = np.abs(left) <= 1e-12 * np.abs(own)
        return np.where(alone, 0.0, np.where(signed, np.inf, left)), alone

    def limits(self, who: int) -> Mapping[int, tuple[float, float]]:
        """How far cells can be from what they are, as this contributor knows; a stranger (-1) knows nothing of its own."""
        if who < 0:
            return {}
        mine = slice(*self.cells.own.indptr[who : who + 2])
        at, own = self.cells.own.indices[mine], self.cells.own.data[mine]
        less, alone = self._known(at, own)
        return {int(i): (0.0, 0.0) if sole else (float(down), float(self.up[i])) for i, down, sole, x in zip(at, less, alone, own) if x}

    def _needs(self) -> Floats:
        """[down, up] by asker and primary cell: how far it must reach. 0 asks nothing: it is the asker's own."""
        sizes = np.abs(self.cells.total[self.cells.total != 0])
        least = self.p * float(np.median(sizes)) if len(sizes) else 1.0  # what a cell of 0 has to be able to be
        size = np.tile(np.abs(self.cells.total[self.primary]), (len(self.askers), 1))
        column = np.full(len(self.cells), -1)
        column[self.primary] = np.arange(len(self.primary))
        here = column[self._cell] >= 0
        rows, columns = self._who[here], column[self._cell[here]]
        size[rows, columns] = np.maximum(size[rows, columns] - np.abs(self._own[here]), 0.0)
        up = np.where(size > 0, self.p * size, least)
        down = np.minimum(self.p * size, self.down[self.primary])
        up[rows[self._alone[here]], columns[self._alone[here]]] = 0.0
        down[rows[self._alone[here]], columns[self._alone[here]]] = 0.0
        return np.stack([down, up]) * (1 + MARGIN)

    def unsafe(self, withheld: Bools, first: bool = False, askers: str = "all") -> list[Threat]:
        """Threats that a table with these cells withheld does not answer: those of strangers, or if there are none, some of contributors.

        None at all means that it is safe. first: one is enough to know. askers: "all", "strangers" or "contributors"; all failing
        threats of contributors are only told when they alone are asked for.
        """
        programme = Programme(self.cells.relations, self.down, self.up, withheld)
        away = ~withheld
        covered = np.zeros(-(-self.needs.size // 8), dtype=np.uint8)
        for shift, shows in zip(self.seen, self._shows):
            if not shift[away].any():
                covered |= shows
        failed: set[Threat] = set()
        for rows in {"all": (slice(0, 1), slice(1, None)), "strangers": (slice(0, 1),), "contributors": (slice(1, None),)}[askers]:
            while asked := self._open(covered, rows):
                for bit in map(self._bit, asked):
                    covered[bit // 8] |= 128 >> bit % 8  # asked once, whatever the answer
                for threat, answer in zip(asked, programme.ask([self.question(threat) for threat in asked])):
                    if answer.value < threat.need * (1 - MARGIN / 2):
                        failed.add(threat)
                        continue
                    shift = np.zeros(len(self.cells))
                    shift[answer.at] = answer.shift
                    self.keep(shift)
                    covered |= self._shows[-1]
                if failed and (first or (rows.start and askers == "all")):
                    break
            if failed:
                break
        return sorted(failed, key=lambda one: (one.who, -one.need, one.cell, one.sign))

    def question(self, threat: Threat) -> Question:
        """A threat as the linear programme answers it: no further than it needs, so that few cells move."""
        limits = dict(self.limits(threat.who))
        less, more = limits.get(threat.cell, (float(self.down[threat.cell]), float(self.up[threat.cell])))
        limits[threat.cell] = (min(less, threat.need), more) if threat.sign < 0 else (less, min(more, threat.need))
        return Question({threat.cell: float(threat.sign)}, threat.need, limits)

    def answered(self, threat: Threat) -> bool:
        """Does a witness that was kept answer it, whatever is withheld?"""
        bit = self._bit(threat)
        return any(shows[bit // 8] & (128 >> bit % 8) for shows in self._shows)

    def _bit(self, threat: Threat) -> int:
        """Its number among all needs."""
        place = (int(threat.sign > 0), self._place[threat.who], int(np.searchsorted(self.primary, threat.cell)))
        return int(np.ravel_multi_index(place, self.needs.shape))

    def _open(self, covered: npt.NDArray[np.uint8], askers: slice) -> list[Threat]:
        """Some threats of these askers that are not covered yet: of different cells and askers."""
        need = self.needs[:, askers]
        shown = np.unpackbits(covered, count=self.needs.size).reshape(self.needs.shape)[:, askers]
        ways, who, column = np.nonzero((need > 0) & (shown == 0))
        order = np.argsort((column * 7919 + who * 104729 + ways) % 10007, kind="stable")[:BATCH]
        ask = self.askers[askers]
        return [Threat(int(self.primary[column[n]]), 1 if ways[n] else -1, ask[int(who[n])], float(need[ways[n], who[n], column[n]])) for n in order]

    def keep(self, shift: Floats) -> None:
        """Keep a table of shifts that fits, with the needs that it meets, as it is or turned round, shrunk to what the asker knows."""
        shows = np.zeros(self.needs.shape, dtype=bool)
        here = shift[self.primary]
        rise, fall = np.flatnonzero(here > 0), np.flatnonzero(here < 0)
        for way, up, down in ((shift, rise, fall), (-shift, fall, rise)):
            room = self._fits(way)
            for at, column in ((1, up), (0, down)):
                if len(column):
                    shows[at][:, column] |= room[:, None] * np.abs(here[column]) >= self.needs[at][:, column] * (1 - MARGIN / 2)
        self.seen.append(shift)
        self._shows.append(np.packbits(shows))

    def _fits(self, shift: Floats) -> Floats:
        """How many times this shift fits with what each asker knows."""
        with np.errstate(divide="ignore", invalid="ignore"):
            bound = np.where(shift < 0, self.down / -shift, np.where(shift > 0, self.up / shift, np.inf))
            room = np.full(len(self.askers), bound.min(initial=np.inf))
            moved = shift[self._cell]
            mine = np.where(self._alone & (moved != 0), 0.0, np.where(moved < 0, self._less / -moved, np.inf))
        at = np.isfinite(mine)
        np.minimum.at(room, self._who[at], mine[at])
        fits: Floats = np.minimum(room, 1e3)
        return fits


def _telling(cells: Linked) -> list[int]:
    """The contributors to ask: of those with one figure in the same cells only the largest two."""
    kept: list[int] = []
    leaves: dict[bytes, list[tuple[float, int]]] = {}
    for who in range(len(cells.names)):
        mine = slice(*cells.own.indptr[who : who + 2])
        at, own = cells.own.indices[mine], cells.own.data[mine]
        if len(own) and (own == own[0]).all() and own[0] > 0:
            leaves.setdefault(np.sort(at).tobytes(), []).append((-float(own[0]), who))
        elif own.any():
            kept.append(who)
    return sorted([*kept, *(who for several in leaves.values() for _, who in sorted(several)[:2])])
