"""All figures ever published, as one system over what single contributors have.

An *atom* is what one contributor has in one finest cell, in one version: a corrected figure is another atom. Atoms that are part of
exactly the same figures cannot be told apart and make one unknown, a *group*. The system is a `Linked`: the figures are known, the
groups are withheld, and so are sums of groups that must not be learned: all that one contributor has, all that it alone has, the
figures of too few, and what corrections changed. `differencing` puts the threats to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from intarsia.disclosure.linked import Linked
from intarsia.disclosure.sensitive import Options, dominance, p_percent, threshold
from intarsia.errors import Invalid

Atom = tuple[str, ...]
"""A contributor's name, then the members of the finest cell."""


@dataclass(frozen=True)
class Figure:
    """One published number. members: the atoms it is the sum of; rounding: how far it may be from their sum, at most."""

    name: str
    members: frozenset[Atom]
    value: float
    rounding: float = 0.0


@dataclass(frozen=True)
class Published:
    """One issue of one or more tables: only what was published stands in `figures`. values: of every atom behind them, at that time."""

    name: str
    figures: tuple[Figure, ...]
    values: Mapping[Atom, float]


@dataclass
class Unknown:
    """A cell of the system. what: "part" (a group), "all", "alone", "few", "correction", or "" for what is known. groups: it is the sum
    of these, with signs. own: each contributor's part, those of 0 too."""

    what: str
    groups: Mapping[int, float] = field(default_factory=dict)
    own: dict[str, float] = field(default_factory=dict)
    total: float = 0.0
    low: float = 0.0
    high: float = np.inf


class System:
    """The cells of the system: groups first, then what is made of them. `linked` is what threats are put to.

    Raises: Invalid when a figure is not the sum of its atoms within its rounding, or an atom has no value.
    """

    def __init__(self, issues: Sequence[Published], options: Options) -> None:
        self.options = options
        self.cells: list[Unknown] = []
        self.rows: list[dict[int, float]] = []
        self.parts: list[dict[int, set[int]]] = []  # of each issue, the groups of each figure
        self.figures: list[tuple[int, str, frozenset[int]]] = []  # cell, name, groups
        self._grouped(issues)
        groups = len(self.cells)
        for number, issue in enumerate(issues):
            for at, figure in enumerate(issue.figures):
                self._figure(issue, figure, self.parts[number][at])
        for number in range(len(issues)):
            self._of_contributors(set().union(*self.parts[number].values()) if self.parts[number] else set())
        self._corrections()
        self.groups = groups

    def _grouped(self, issues: Sequence[Published]) -> None:
        """Atoms that cannot be told apart, as groups."""
        found: dict[tuple[Atom, float], set[tuple[int, int]]] = {}
        for number, issue in enumerate(issues):
            for at, figure in enumerate(issue.figures):
                for atom in figure.members:
                    if atom not in issue.values:
                        raise Invalid("a figure counts what has no value", where=f"{issue.name}, {figure.name}", way_out="give the value of every atom of a figure")
                    found.setdefault((atom, float(issue.values[atom])), set()).add((number, at))
        versions: dict[Atom, list[tuple[float, tuple[tuple[int, int], ...]]]] = {}
        for (atom, value), seen in found.items():
            versions.setdefault(atom, []).append((value, tuple(sorted(seen))))
        named: dict[tuple[object, int], int] = {}
        self.versions: dict[tuple[int, ...], None] = {}
        self.parts = [{at: set() for at in range(len(issue.figures))} for issue in issues]
        for atom in sorted(versions):
            ordered = sorted(versions[atom], key=lambda one: one[1])
            history = tuple(places for _, places in ordered)
            made: list[int] = []
            for number, (value, places) in enumerate(ordered):
                if (history, number) not in named:
                    named[history, number] = len(self.cells)
                    self.cells.append(Unknown("part", {len(self.cells): 1.0}))
                group = self.cells[named[history, number]]
                group.own[atom[0]] = group.own.get(atom[0], 0.0) + value
                group.total += value
                made.append(named[history, number])
                for where, which in places:
                    self.parts[where][which].add(made[-1])
            if len(made) > 1:
                self.versions[tuple(made)] = None
        for group in self.cells:
            group.low = -np.inf if min(group.own.values()) < 0 else 0.0

    def _figure(self, issue: Published, figure: Figure, groups: set[int]) -> None:
        """A known number, what it is the sum of, and whether that alone is too much."""
        true = sum(self.cells[at].total for at in sorted(groups))
        off = figure.value - true
        if abs(off) > figure.rounding + 1e-9 * max(1.0, abs(true)):
            raise Invalid("a figure is not the sum of what it counts", where=f"{issue.name}, {figure.name}", way_out="publish the sum, or say how it is rounded")
        row = {at: -1.0 for at in groups}
        row[len(self.cells)] = 1.0
        self.figures.append((len(self.cells), f"{issue.name}: {figure.name}", frozenset(groups)))
        self.cells.append(Unknown("", total=figure.value))
        if figure.rounding:
            row[len(self.cells)] = -1.0
            self.cells.append(Unknown("rounding", total=off, low=-figure.rounding, high=figure.rounding))
        self.rows.append(row)
        self._sum("few", groups)

    def _of_contributors(self, groups: set[int]) -> None:
        """All that each contributor has in an issue, with whoever it cannot be told apart from; and what it alone has."""
        having: dict[str, set[int]] = {}
        for at in sorted(groups):
            for name, x in self.cells[at].own.items():
                if x:
                    having.setdefault(name, set()).add(at)
        for name in sorted(having):
            alone = {at for at in having[name] if sum(x != 0 for x in self.cells[at].own.values()) == 1}
            for what, some in (("all", having[name]), ("alone", alone)):
                if len(some) > 1:
                    self._sum(what, some)

    def _corrections(self) -> None:
        """What a correction changed, once for those who corrected in the same places."""
        for at in self.versions:
            for old, new in combinations(at, 2):
                self._sum("correction", {new, old}, {new: 1.0, old: -1.0})

    def _sum(self, what: str, groups: Iterable[int], signs: Mapping[int, float] | None = None) -> None:
        """A sum of groups, if it is one that nobody must learn."""
        signed = dict(sorted((signs or {at: 1.0 for at in groups}).items()))
        own: dict[str, float] = {}
        for at, sign in signed.items():
            for name, x in self.cells[at].own.items():
                own[name] = own.get(name, 0.0) + sign * x
        if not self.sensitive(own) or (what == "correction" and not any(own.values())):
            return
        low = -np.inf if what == "correction" or any(np.isinf(self.cells[at].low) for at in signed) else 0.0
        self.rows.append({len(self.cells): 1.0, **{at: -sign for at, sign in signed.items()}})
        self.cells.append(Unknown(what, signed, own, sum(sign * self.cells[at].total for at, sign in signed.items()), low))

    def sensitive(self, own: Mapping[str, float]) -> bool:
        """Do the rules call a cell with these parts sensitive?"""
        sizes = sorted((abs(x) for x in own.values() if x), reverse=True)
        if not sizes:
            return self.options.zeros and bool(own)
        said = {"p_percent": p_percent(sizes[0], sum(sizes[1 : 1 + self.options.coalition]), sum(sizes), self.options.p),
                "threshold": threshold(len(sizes), self.options.minimum), "dominance": dominance(sum(sizes[: self.options.n]), sum(sizes), self.options.k)}  # fmt: skip
        return any(bool(said[rule]) for rule in self.options.rules)

    def linked(self) -> Linked:
        """The system as cells with relations: `what` is "" for those that are known."""
        from scipy.sparse import csr_matrix

        names = tuple(sorted({name for cell in self.cells for name in cell.own}))
        row = {name: number for number, name in enumerate(names)}
        own = [(row[name], at, x) for at, cell in enumerate(self.cells) for name, x in cell.own.items() if x]
        total = np.array([cell.total for cell in self.cells], dtype=np.float64)
        matrix = csr_matrix(([x for one in self.rows for x in one.values()], ([n for n, one in enumerate(self.rows) for _ in one], [at for one in self.rows for at in one])),
                            shape=(len(self.rows), len(self.cells)))  # fmt: skip
        return Linked(
            (), tuple(((cell.what, str(at)),) for at, cell in enumerate(self.cells)), total,
            np.array([sum(x != 0 for x in cell.own.values()) for cell in self.cells], dtype=np.int64),
            np.array([cell.what not in ("", "rounding") and self.sensitive(cell.own) for cell in self.cells], dtype=bool), ("",) * len(self.cells), matrix, names,
            csr_matrix(([x for *_, x in own], ([n for n, *_ in own], [at for _, at, _ in own])), shape=(len(names), len(self.cells))),
            np.array([cell.low for cell in self.cells]), np.array([cell.high for cell in self.cells]),
        )  # fmt: skip
