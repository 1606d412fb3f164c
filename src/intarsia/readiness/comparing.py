"""Sectors compared: how many organisations stand where, from five organisations up, with intervals, and without cells that tell who.

A cell is a share of the organisations of a sector. It stands only where at least five organisations are counted, and where at least three are on
each side, or none on the side that is asked for: fewer would say something about each of them. Intervals are Wilson's (`evidence.intervals`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intarsia.evidence.intervals import wilson
from intarsia.readiness.declared import BARRIER, Declared
from intarsia.readiness.ladder import RUNGS
from intarsia.readiness.measured import Measured
from intarsia.readiness.questions import THEMES

LEAST = 5  #: organisations
SIDE = 3


@dataclass(frozen=True)
class Cell:
    """A share of organisations with its interval; everything None where it is hidden. state: shown, few (under five) or hidden."""

    state: str
    n: int | None = None
    hits: int | None = None
    low: float | None = None
    high: float | None = None

    @property
    def share(self) -> float | None:
        return None if self.hits is None or not self.n else self.hits / self.n

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {"state": self.state, "organisations": self.n, "hits": self.hits, "share": self.share, "low": self.low, "high": self.high}


def cell(hits: int, n: int) -> Cell:
    """The cell of so many of n organisations."""
    if n < LEAST:
        return Cell("few")
    if (0 < hits < SIDE) or n - hits < SIDE:
        return Cell("hidden", n)
    return Cell("shown", n, hits, *wilson(hits, n))


def declared(answers: Iterable[Declared]) -> dict[str, dict[str, Cell]]:
    """Sector -> theme -> how many of its organisations it holds back (a level of 1 or 2)."""
    by_sector: dict[str, list[Declared]] = {}
    for one in answers:
        by_sector.setdefault(one.sector, []).append(one)
    return {sector: {theme: cell(sum(one.themes[theme] <= BARRIER for one in some), len(some)) for theme in THEMES} for sector, some in sorted(by_sector.items()) if sector}


def measured(found: Mapping[str, Measured]) -> dict[str, dict[str, Cell]]:
    """Sector -> rung -> how many of its organisations have a dataset that reaches it."""
    best: dict[str, dict[str, int]] = {}
    for one in found.values():
        if one.sector and one.organisation:
            some = best.setdefault(one.sector, {})
            some[one.organisation] = max(some.get(one.organisation, 0), one.reached)
    return {sector: {rung: cell(sum(level > n for level in some.values()), len(some)) for n, rung in enumerate(RUNGS)} for sector, some in sorted(best.items())}
