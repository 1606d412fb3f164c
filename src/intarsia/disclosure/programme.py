"""The attacker's linear programme: how far could an unknown figure be from what it is, with everything that was published still true?

Figures are asked as shifts d from the true figures. What adds up to something published has shifts that add up to 0: matrix @ d = 0.
Known bounds limit each shift: -down <= d <= up. Asked so, d = 0 always fits, and each question can be scaled by its own figure, so
that a cell of 10 beside a total of 10 million is answered as sharply as the total. Solver: HiGHS, through scipy.

Cells that one relation pins fall out first; the rest breaks up into parts that share no relation; and questions about the same part
go to the solver together, as blocks of one programme.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from intarsia.disclosure.linked import Floats
from intarsia.errors import Broken

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FAR = 1e5
"""A shift of this many times the figure itself is "any": bounds are cut there, which keeps the numbers within the solver's precision."""
BLOCK = 4000


@dataclass(frozen=True)
class Question:
    """The largest sum of goal[i] * d[i]. scale: a size of what is asked about, above 0. limits: (down, up) of some shifts instead of
    everybody's: what an insider knows better."""

    goal: Mapping[int, float]
    scale: float
    limits: Mapping[int, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """value: how far, at most FAR times the scale. at, shift: figures that show it (those that move). prices: what each relation is
    worth, by row of the matrix: with them anybody can check that no more is possible."""

    value: float
    at: npt.NDArray[np.int64]
    shift: Floats
    rows: npt.NDArray[np.int64]
    prices: Floats


class Programme:
    """The shifts that are possible where `free` figures are unknown and all others known."""

    def __init__(self, matrix: csr_matrix, down: Floats, up: Floats, free: npt.NDArray[np.bool_]) -> None:
        self.matrix, self.down, self.up = matrix.tocsr(), down, up
        self.free = self._unpinned(free)
        self.part = self._parts()

    def _unpinned(self, free: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """The unknowns less those that a relation gives away because it has no other."""
        free = free.copy()
        pattern = self.matrix.copy()
        pattern.data = np.ones_like(pattern.data)
        while True:
            counts = pattern @ free.astype(np.float64)
            pinned = free & ((pattern.T @ (counts == 1).astype(np.float64)) > 0)
            if not pinned.any():
                return free
            free &= ~pinned

    def _parts(self) -> npt.NDArray[np.int64]:
        """The number of its part for each unknown; -1 for what is known."""
        from scipy.sparse.csgraph import connected_components

        part = np.full(self.matrix.shape[1], -1, dtype=np.int64)
        at = np.flatnonzero(self.free)
        if len(at):
            inner = self.matrix[:, at]
            inner = inner[inner.getnnz(axis=1) > 0]
            touching = abs(inner).T @ abs(inner)
            part[at] = connected_components(touching, directed=False)[1]
        return part

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """An answer for each question, in order."""
        answers: list[Answer | None] = [None] * len(questions)
        groups: dict[tuple[int, ...], list[int]] = {}
        for number, question in enumerate(questions):
            parts = sorted({int(self.part[i]) for i in question.goal if self.part[i] >= 0})
            if parts:
                groups.setdefault(tuple(parts), []).append(number)
            else:
                nothing = np.zeros(0, dtype=np.int64)
                answers[number] = Answer(0.0, nothing, np.zeros(0), nothing, np.zeros(0))
        for some, numbers in groups.items():
            at = np.flatnonzero(np.isin(self.part, some))
            rows = np.flatnonzero(self.matrix[:, at].getnnz(axis=1) > 0)
            inner = self.matrix[rows][:, at]
            many = max(1, BLOCK // len(at))
            for start in range(0, len(numbers), many):
                batch = numbers[start : start + many]
                for number, answer in zip(batch, self._solve([questions[n] for n in batch], at, rows, inner)):
                    answers[number] = answer
        return [answer for answer in answers if answer is not None]

    def _solve(self, questions: Sequence[Question], at: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], inner: csr_matrix) -> list[Answer]:
        """Questions about one part, as blocks of one programme."""
        from scipy.sparse import identity, kron

        place = {int(i): n for n, i in enumerate(at)}
        size, count = len(at), len(questions)
        goal, down, up = np.zeros((count, size)), np.empty((count, size)), np.empty((count, size))
        for n, question in enumerate(questions):
            down[n], up[n] = self.down[at] / question.scale, self.up[at] / question.scale
            for i, (less, more) in question.limits.items():
                if i in place:
                    down[n, place[i]], up[n, place[i]] = less / question.scale, more / question.scale
            for i, weight in question.goal.items():
                if i in place:
                    goal[n, place[i]] = weight
        low, high = -np.minimum(down, FAR), np.minimum(up, FAR)
        found = solve(-goal.ravel(), kron(identity(count), inner, format="csr") if len(rows) else None, low.ravel(), high.ravel())
        shifts, prices = found[0].reshape(count, size), found[1].reshape(count, len(rows))
        answers = []
        for n, question in enumerate(questions):
            shift = np.where(np.abs(shifts[n]) > 1e-9, shifts[n], 0.0)
            moved = np.flatnonzero(shift)
            answers.append(Answer(float(goal[n] @ shift) * question.scale, at[moved], shift[moved] * question.scale, rows, prices[n]))
        return answers


def solve(cost: Floats, matrix: Any, low: Floats, high: Floats, right: Floats | None = None) -> tuple[Floats, Floats]:
    """Where cost @ d is least with matrix @ d = right (0), low <= d <= high, and the prices of the relations.

    Raises: Broken when the solver finds nothing, which the shift of 0 excludes for attackers.
    """
    from scipy.optimize import linprog

    rows = 0 if matrix is None else matrix.shape[0]
    found = linprog(cost, A_eq=matrix if rows else None, b_eq=(np.zeros(rows) if right is None else right) if rows else None,
                    bounds=np.column_stack([low, high]), method="highs-ds")  # fmt: skip
    if found.x is None or found.status != 0:
        raise Broken(f"the solver stopped without an answer (status {found.status})", where="disclosure control", way_out="withhold the table, and report this")
    return found.x, (found.eqlin.marginals if rows else np.zeros(0))
