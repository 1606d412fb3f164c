"""The status of an estimate, decided by rule from what the design found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: p at which a difference is suggested, and at which it may be supported
SUGGESTED, SUPPORTED = 0.10, 0.05
#: a design that could only have seen more than this (percent) cannot say that there was nothing
VISIBLE = 30.0
#: how far a comparison may go its own way before: against placebos, and in absolute terms (log points, or shares of the mean before)
TIMES, MISS = 2.0, 0.10

Reason = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """What the design found. effect, mde_up, mde_down: in percent. miss, typical: of the comparison before, on the scale of the values; typical is the placebos' median.
    keeps_sign: whichever unit is left out. earlier: (date, effect in percent) of an earlier date that gave as much. others: their own interventions.
    own: further interventions of the treated unit. ranked: placed among placebos, and not by a model alone."""

    effect: float
    p: float
    best_p: float
    compared: int
    miss: float
    size: float
    typical: float
    mde_up: float
    mde_down: float
    keeps_sign: bool
    without: tuple[float, float] | None
    earlier: tuple[str, float] | None
    direction: str
    others: Sequence[dict[str, str]]
    own: Sequence[dict[str, str]]
    ranked: bool = True


def verdict(found: Found) -> tuple[str, tuple[Reason, ...]]:
    """The status, and the reasons for it: the one that decided comes first, what else a reader should know follows.

    CONTAMINATED before all else, as no number can mend it. POOR FIT: the comparison went its own way before, more than twice as far as
    placebos do, or further than .10 while the effect is not three times as large. SUPPORTED: p <= .05 among placebos, the expected direction, the
    same sign whoever is left out, and no earlier date that gives as much. SUGGESTIVE: p <= .10, or a design sharp enough to have seen 30 % that saw nothing.
    UNDERPOWERED: nothing was found, and less than 30 % could not have been.
    """
    spoiled: list[Reason] = [("contaminated", {"n": len({one["unit"] for one in found.others}), **found.others[0]})] if found.others else []
    spoiled += [("own", dict(found.own[0]))] if found.own else []
    poor: list[Reason] = []
    if found.miss > TIMES * found.typical or (found.miss > MISS and found.size < 3 * found.miss):
        poor = [("poor-fit", {"miss": 100 * found.miss, "typical": 100 * found.typical})]
    doubts: list[Reason] = []
    if found.direction in ("up", "down") and (found.effect > 0) != (found.direction == "up"):
        doubts.append(("against", {"direction": found.direction}))
    if not found.keeps_sign and found.without:
        doubts.append(("flips", {"low": found.without[0], "high": found.without[1]}))
    if found.earlier:
        doubts.append(("earlier", {"date": found.earlier[0], "effect": found.earlier[1]}))
    if not found.ranked:
        doubts.append(("few", {"n": found.compared, "best": found.best_p}))
    unseen: list[Reason] = [("underpowered", {"up": found.mde_up, "down": found.mde_down, "best": found.best_p})]
    seen: list[Reason] = [("found", {"p": found.p, "n": found.compared})]
    blunt = min(found.mde_up, found.mde_down) > VISIBLE if found.direction not in ("up", "down") else (found.mde_up if found.direction == "up" else found.mde_down) > VISIBLE
    if spoiled:
        return "CONTAMINATED", (*spoiled, *poor, *doubts)
    if poor:
        return "POOR FIT", (*poor, *doubts)
    if found.p <= SUPPORTED and not doubts:
        return "SUPPORTED", tuple(seen)
    if found.p <= SUGGESTED:
        return "SUGGESTIVE", (*(doubts or [("only", {"p": found.p, "n": found.compared})]), *seen)
    if blunt:
        return "UNDERPOWERED", (*unseen, *doubts)
    return "SUGGESTIVE", (("nothing", {"up": found.mde_up, "down": found.mde_down}), *doubts)
