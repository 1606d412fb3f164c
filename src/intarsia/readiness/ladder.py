"""The one ladder of every page: Known, Described, Structured, Linked, Open; and how the steps of the instruments lie beside it.

A rung asks for requirements and steps of the instruments, which measure (`NEEDS`, the crosswalk). It is reached when all it asks for is
met, and the rungs below are reached: the minimum rule. What was not measured does not hold a dataset back. Instruments are never averaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intarsia.readiness.requirement import Ladder, Requirement

RUNGS = ("known", "described", "structured", "linked", "open")
#: rung -> what it asks for: a requirement by its key, or "instrument:step"
NEEDS: dict[str, tuple[str, ...]] = {
    "known": ("own.title", "own.publisher", "fair.F1-01MD"),
    "described": ("own.description", "nde.licence", "nde:required", "mqa:sufficient"),
    "structured": ("stars.structured", "stars.free-format", "europeana:A"),
    "linked": ("stars.addresses", "stars.linked", "europeana:B", "fair.I2-01M", "fair.I3-01M"),
    "open": ("stars.licence", "fair.A1-01M", "fair.R1.1-01M"),
}


@dataclass(frozen=True)
class Rung:
    """One rung. met: everything it asks for is met. reached: and so are the rungs below. failing: what is not met, in the order of `NEEDS`."""

    key: str
    met: bool
    reached: bool
    failing: tuple[Requirement, ...]


def rungs(ladders: Mapping[str, Ladder], own: tuple[Requirement, ...]) -> tuple[Rung, ...]:
    """The rungs of a dataset, from the lowest."""
    by_key = {one.key: one for ladder in ladders.values() for one in ladder.requirements} | {one.key: one for one in own}
    found: list[Rung] = []
    for key in RUNGS:
        failing = tuple(one for name in NEEDS[key] if (one := _asked(name, ladders, by_key)).met is False)
        found.append(Rung(key, not failing, not failing and all(one.reached for one in found), failing))
    return tuple(found)


def _asked(name: str, ladders: Mapping[str, Ladder], by_key: Mapping[str, Requirement]) -> Requirement:
    """A requirement, or the step of an instrument: then its first requirement that fails up to that step, or the step itself."""
    instrument, colon, step = name.partition(":")
    if not colon:
        return by_key[name]
    ladder = ladders[instrument]
    met = ladder.has(step)
    if met is False and (first := ladder.first) is not None and ladder.steps.index(first.step) <= ladder.steps.index(step):
        return first
    return Requirement(name, step, met)


def reached(found: tuple[Rung, ...]) -> int:
    """How many rungs are reached."""
    return sum(one.reached for one in found)
