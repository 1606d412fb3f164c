"""What several releases, or several tables over overlapping groups, tell together about one contributor.

A month later somebody joined, left or corrected: the difference of two tables is exactly their figures. So every figure ever
published goes into one system (`atoms`), and what is sensitive in it by p % or by the number of contributors must not be bounded
within p % by a stranger or by any contributor: the same threats and the same linear programme as for withheld cells. A total and its
table, a facet count and a dump, two tables that share a group are the same question.

Names and figures in here belong to the vault: a reader is told that a table was not issued again, never why in names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from intarsia.disclosure.atoms import Atom as Atom
from intarsia.disclosure.atoms import Figure as Figure
from intarsia.disclosure.atoms import Published as Published
from intarsia.disclosure.atoms import System
from intarsia.disclosure.attack import Interval, intervals
from intarsia.disclosure.programme import FAR, Programme, Question
from intarsia.disclosure.sensitive import USUAL, Bools, Options, shares
from intarsia.disclosure.suppression import Protected
from intarsia.disclosure.threats import Threats
from intarsia.errors import Invalid


@dataclass(frozen=True)
class Problem:
    """A figure that would follow.

    contributors: whose, without the attacker. what: "part" (of some cells), "few" (a published figure of too few), "all" (that one
    contributor has), "alone" (that it alone has) or "correction". low, high: where it must lie; value: what it is; attacker: the
    contributor who could work it out, "" for anybody; figures: the published figures it is part of.
    """

    contributors: tuple[str, ...]
    what: str
    low: float
    high: float
    value: float
    attacker: str
    figures: tuple[str, ...]


def differs_safely(earlier: Sequence[Published], new: Published, options: Options = USUAL) -> list[Problem]:
    """What follows about single contributors from a new issue together with all earlier ones; nothing means that it may be issued.

    Without earlier issues the new one is judged by itself. Told are what strangers could learn, and only if that is nothing, some of
    what contributors could. An earlier issue that told too much makes every later one a problem.

    Raises: Invalid when a figure is not the sum of its atoms within its rounding, or an atom has no value.
    """
    system = System([*earlier, new], options)
    cells = system.linked()
    withheld = _unknown(system)
    found: list[Problem] = []
    bounds: dict[str, dict[int, Interval]] = {}
    for threat in Threats(cells, options.p).unsafe(withheld):
        who = cells.names[threat.who] if threat.who >= 0 else ""
        if who not in bounds:
            bounds[who] = intervals(cells, withheld, who or None, only=cells.primary)
        one, at = system.cells[threat.cell], bounds[who][threat.cell]
        groups = set(one.groups)
        problem = Problem(tuple(sorted(name for name in one.own if name != who)), one.what, at.low, at.high, one.total, who,
                          tuple(name for _, name, parts in system.figures if groups & parts))  # fmt: skip
        if problem not in found:
            found.append(problem)
    return found


def learns(published: Sequence[Published], contributor: str, rival: str | None = None) -> Interval:
    """Where all that a contributor has in the last of these issues must lie, for a stranger or a rival, given all of them.

    Raises: Invalid as `differs_safely`, and when the contributor or the rival has no part in them.
    """
    system = System(published, USUAL)
    cells = system.linked()
    last = set().union(*system.parts[-1].values()) if system.parts and system.parts[-1] else set()
    own = {at: system.cells[at].own for at in sorted(last) if system.cells[at].own.get(contributor)}
    if not own or (rival is not None and rival not in cells.names):
        raise Invalid("nobody of that name contributes to these tables", way_out="ask for one of their contributors")
    threats, who = Threats(cells, USUAL.p), cells.names.index(rival) if rival is not None else -1
    left = {at: system.cells[at].total - own[at].get(rival or "", 0.0) for at in own}
    sure = {at: -1.0 for at in own if all(not x or name in (contributor, rival) for name, x in own[at].items())}
    scale, limits = max(abs(sum(parts[contributor] for parts in own.values())), 1e-9), threats.limits(who)
    ways = [Question({at: 1.0 for at in own}, scale, limits), Question(sure, scale, limits)]
    more, less = Programme(cells.relations, threats.down, threats.up, _unknown(system)).ask(ways)
    high = sum(left.values()) + more.value if more.value < FAR * scale * (1 - 1e-6) else np.inf
    signed = any(x < 0 for parts in own.values() for x in parts.values())
    return Interval(-np.inf if signed and len(sure) < len(own) else sum(left[at] for at in sure) - less.value, high)


def published(name: str, engine: Any, relation: str, by: Sequence[str], contributor: str, value: str, protected: Protected,
              hierarchies: Mapping[str, Mapping[str, str]] | None = None, holdings: Mapping[str, str] | None = None) -> Published:  # fmt: skip
    """A protected table as an issue, with the rows it was made of.

    by: the columns that name an atom beside the contributor, all dimensions of the table among them. Two issues can only be compared
    when they have the same. The arguments are those the table was made with.

    Raises: Invalid when a dimension of the table is not in `by`.
    """
    cells = protected.cells
    if missing := sorted(set(cells.dimensions) - set(by)):
        raise Invalid("a dimension of the table is not among the columns of its atoms", where=", ".join(missing), way_out="give every dimension")
    text = ", ".join(f'coalesce(CAST(r."{column}" AS VARCHAR), \'\') AS "{column}"' for column in (c.replace('"', '""') for c in by))
    kept = ", ".join('r."' + column.replace('"', '""') + '"' for column in (contributor, value))
    atoms = shares(engine, f"(SELECT {text + ', ' if text else ''}{kept} FROM {relation} r)", by, contributor, value, holdings).to_pylist()
    values: dict[Atom, float] = {}
    members: dict[int, set[Atom]] = {}
    at = {frozenset(key): number for number, key in enumerate(cells.keys)}
    for row in atoms:
        atom = (row["__who"], *(row[column] for column in by))
        values[atom] = row["__x"]
        for key in _cells_of(row, cells.dimensions, hierarchies or {}):
            if key in at and not protected.withheld[at[key]]:
                members.setdefault(at[key], set()).add(atom)
    figures = [Figure(" / ".join(f"{d} {m}" for d, m in cells.keys[number]) or "all", frozenset(some), float(cells.total[number])) for number, some in sorted(members.items())]
    return Published(name, tuple(figures), values)


def _cells_of(row: Mapping[str, Any], dimensions: Sequence[str], hierarchies: Mapping[str, Mapping[str, str]]) -> list[frozenset[tuple[str, str]]]:
    """All keys of cells that a row could be part of."""
    keys: list[frozenset[tuple[str, str]]] = [frozenset()]
    for size in range(1, len(dimensions) + 1):
        for chosen in combinations(dimensions, size):
            made: list[frozenset[tuple[str, str]]] = [frozenset()]
            for dimension in chosen:
                chain: list[str] = [row[dimension]]
                while (above := hierarchies.get(dimension, {}).get(chain[-1])) is not None:
                    chain.append(above)
                made = [key | {(dimension, member)} for key in made for member in chain]
            keys += made
    return keys


def _unknown(system: System) -> Bools:
    """Which cells of a system nobody was told."""
    return np.array([bool(cell.what) for cell in system.cells], dtype=bool)

