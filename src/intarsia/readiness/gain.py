"""What a fix would bring: every instrument is computed again on the facts as they would be, and the difference is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intarsia.readiness.europeana import STEPS, tier
from intarsia.readiness.facts import Facts
from intarsia.readiness.fixes import Fix

if TYPE_CHECKING:
    from intarsia.readiness.measured import Measured


@dataclass(frozen=True)
class Tried:
    """A fix with its gain. rungs: from how many to how many. steps: instrument -> from, to, where that changes. moved: records that
    rise to another Europeana tier, by (from, to). met: requirements that are met then and were not. points: MQA points gained."""

    key: str
    count: int
    minutes: int
    rungs: tuple[int, int]
    steps: dict[str, tuple[str, str]]
    moved: dict[tuple[str, str], int]
    met: tuple[str, ...]
    points: int

    @property
    def brings(self) -> bool:
        """Does it change anything that is measured?"""
        return self.rungs[1] > self.rungs[0] or bool(self.steps or self.moved or self.met or self.points)

    @property
    def worth(self) -> tuple[int, bool, float]:
        """What sorts the fixes: rungs of the one ladder; does an instrument rise a step; what changes for each minute of work."""
        return self.rungs[1] - self.rungs[0], bool(self.steps), (sum(self.moved.values()) + len(self.met) + self.points) / self.minutes


def tried(about: Facts, before: Measured, fixes: Iterable[Fix], judged: Callable[[Facts, tuple[Facts, Measured]], Measured]) -> Iterator[Tried]:
    """Each fix that brings something, with its gain, the one that pays most first."""
    found = [_tried(about, before, fix, judged) for fix in fixes]
    yield from sorted((one for one in found if one.brings), key=lambda one: one.worth, reverse=True)


def _tried(about: Facts, before: Measured, fix: Fix, judged: Callable[[Facts, tuple[Facts, Measured]], Measured]) -> Tried:
    then = fix.after(about)
    after = judged(then, (about, before))
    steps = {name: (old.reached or "", new.reached or "") for name, old in before.ladders.items() if (new := after.ladders[name]).level > old.level and old.reached}
    moved: dict[tuple[str, str], int] = {}
    for (kind, count), (changed, _) in zip(about.kinds, then.kinds, strict=True):
        pair = tier(kind), tier(changed)
        if STEPS.index(pair[1]) > STEPS.index(pair[0]):
            moved[pair] = moved.get(pair, 0) + count
    failed = {one.key for ladder in before.ladders.values() for one in ladder.requirements if one.met is False}
    met = tuple(one.key for ladder in after.ladders.values() for one in ladder.requirements if one.met and one.key in failed)
    was, now = before.ladders["mqa"].points or (0, 0), after.ladders["mqa"].points or (0, 0)
    return Tried(fix.key, fix.count, fix.minutes, (before.reached, after.reached), steps, moved, met, now[0] - was[0])
