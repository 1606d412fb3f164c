"""What can be worked out from a published table with withheld cells: the interval in which each withheld figure must lie.

Everything published holds exactly, nobody is below the known bounds, and a contributor knows its own part. The two ends of the
interval are two linear programmes (`programme`). This is the test of `suppression`, and what "show me what a rival learns" shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from intarsia.disclosure.linked import Linked
from intarsia.disclosure.programme import FAR, Programme, Question
from intarsia.disclosure.sensitive import Bools
from intarsia.disclosure.threats import Threats
from intarsia.errors import Invalid


@dataclass(frozen=True)
class Interval:
    """Where a figure must lie for somebody; high is inf where nothing bounds it."""

    low: float
    high: float

    def within(self, value: float, p: float = 10.0) -> bool:
        """Does it tell the figure within p % at both sides?"""
        near = p / 100 * abs(value) * (1 + 1e-9)
        return value - self.low <= near and self.high - value <= near


def intervals(cells: Linked, withheld: Bools, who: str | None = None, only: Bools | None = None) -> dict[int, Interval]:
    """The interval of each withheld cell for a stranger, or for a contributor by name, by number of the cell. only: those of these.

    Raises: Invalid for a contributor that has no part in the table.
    """
    threats = Threats(cells, 10.0)
    if who is not None and who not in cells.names:
        raise Invalid("nobody of that name contributes to this table", way_out="ask for one of its contributors, or for a stranger")
    limits = threats.limits(-1 if who is None else cells.names.index(who))
    programme = Programme(cells.relations, threats.down, threats.up, withheld)
    at = np.flatnonzero(withheld if only is None else withheld & only)
    scale = np.maximum(np.abs(cells.total), _least(cells))
    questions = [Question({int(i): sign}, float(scale[i]), limits) for i in at for sign in (-1.0, 1.0)]
    reach = [answer.value for answer in programme.ask(questions)]
    found = {}
    for number, i in enumerate(at):
        less, more, far = reach[2 * number], reach[2 * number + 1], FAR * scale[i] * (1 - 1e-6)
        found[int(i)] = Interval(float(cells.total[i] - less) if less < far else -np.inf, float(cells.total[i] + more) if more < far else np.inf)
    return found


def attack(cells: Linked, withheld: Bools, p: float = 10.0, insiders: bool = True) -> pa.Table:
    """Each withheld cell as a stranger can bound it, and then, with insiders, each primary cell that a contributor bounds too closely.

    Columns: cell (its number), primary, value, low, high, insider (the contributor's name; NULL is a stranger), recovered (the
    interval lies within p % of the value), safe (it reaches p % at both sides, or to a bound that all know).
    """
    rows: list[tuple[int, Interval, str | None]] = [(cell, interval, None) for cell, interval in intervals(cells, withheld).items()]
    if insiders:
        for one in sorted({cells.names[threat.who] for threat in Threats(cells, p).unsafe(withheld, askers="contributors")}):
            rows += [(cell, interval, one) for cell, interval in intervals(cells, withheld, one).items() if cells.primary[cell]]
    own = {one: cells.own[cells.names.index(one)].toarray().ravel() for one in {who for _, _, who in rows if who is not None}}
    said = []
    for cell, interval, name in rows:
        value = float(cells.total[cell] - (own[name][cell] if name is not None else 0.0))
        at = Interval(interval.low - (cells.total[cell] - value), interval.high - (cells.total[cell] - value))
        enough = p / 100 * abs(value) * (1 - 1e-6)
        safe = at.high - value >= enough and (value - at.low >= enough or at.low <= cells.low[cell])
        if name is None or (not safe and abs(value) > 0):
            said.append((cell, bool(cells.primary[cell]), float(cells.total[cell]), interval.low, interval.high, name, at.within(value, p), safe))
    names = ("cell", "primary", "value", "low", "high", "insider", "recovered", "safe")
    types = (pa.int64(), pa.bool_(), pa.float64(), pa.float64(), pa.float64(), pa.string(), pa.bool_(), pa.bool_())
    return pa.table({name: pa.array([row[at] for row in said], kind) for at, (name, kind) in enumerate(zip(names, types))})


def rival(contributions: Mapping[str, float], mine: str) -> Interval:
    """What the best-placed other contributor learns of my figure when only the sum is published; figures of 0 and more.

    The largest of the others subtracts its own figure: mine is at most what is left. With one other it is exactly what is left, and
    alone my figure is the sum.

    Raises: Invalid when mine is not among the contributions, or a figure is below 0.
    """
    if mine not in contributions or min(contributions.values()) < 0:
        raise Invalid("a rival's view needs your own figure, and figures of 0 and more", way_out="give your figure with those of the others")
    others = [value for name, value in contributions.items() if name != mine and value > 0]
    total = contributions[mine] + sum(others)
    if len(others) <= 1:
        return Interval(contributions[mine], contributions[mine])
    return Interval(0.0, total - max(others))


def _least(cells: Linked) -> float:
    """A size for cells of 0."""
    sizes = np.abs(cells.total[cells.total != 0])
    return float(np.median(sizes)) if len(sizes) else 1.0
