"""A measured dataset as plain data in a reader's language: what pages show, what JSON holds, what the command prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intarsia.readiness import mqa, words
from intarsia.readiness.gain import Tried
from intarsia.readiness.ladder import NEEDS, RUNGS, Rung
from intarsia.readiness.measured import INSTRUMENTS, Measured
from intarsia.readiness.requirement import Ladder, Requirement


def told(found: Measured, language: str) -> dict[str, Any]:
    """Everything of a dataset.

    Keys: dataset, organisation, sector, records; ladder (see `ladder`); first (requirement, says, share, of); fix and fixes (see `fix`);
    instruments (key, name, about, steps, reached, step, points, spread, first, requirements, parts); crosswalk (rung, name, asks).
    """
    first = found.first
    return {
        "dataset": found.dataset, "organisation": found.organisation, "sector": found.sector, "records": found.records,
        "ladder": ladder(found.rungs, language), "first": _requirement(first, language) if first else None,
        "fix": fix(found.fix, language) if found.fix else None, "fixes": [fix(one, language) for one in found.fixes],
        "instruments": [instrument(found.ladders[name], language) for name in INSTRUMENTS],
        "crosswalk": [{"rung": key, "name": words.rung(key, language), "asks": [_asked(name, found, language) for name in NEEDS[key]]} for key in RUNGS],
    }  # fmt: skip


def ladder(rungs: Iterable[Rung], language: str) -> dict[str, Any]:
    """The one ladder: rung (key of the highest that is reached, "" for none), name, reached, of, rungs (key, name, about, state, why).

    state: reached; next (the first that is not); met (what it asks for is there, it counts once the rungs below are reached); later.
    """
    listed = list(rungs)
    count = sum(one.reached for one in listed)
    return shown([one.met for one in listed], count, [words.requirement(one.failing[0].key, language) if one.failing else "" for one in listed], language)


def shown(met: list[bool], reached: int, why: list[str], language: str) -> dict[str, Any]:
    """The same from bare figures: which rungs are met, how many are reached, why each is not met."""
    states = ["reached" if n < reached else "next" if n == reached else "met" if met[n] else "later" for n in range(len(RUNGS))]
    return {"rung": RUNGS[reached - 1] if reached else "", "name": words.rung(RUNGS[reached - 1] if reached else "", language), "reached": reached, "of": len(RUNGS),
            "rungs": [{"key": key, "name": words.rung(key, language), "about": words.of(words.RUNGS[key][1], language), "state": state, "why": reason}
                      for key, state, reason in zip(RUNGS, states, why, strict=True)]}


def instrument(found: Ladder, language: str) -> dict[str, Any]:
    """One instrument with all its requirements."""
    first = found.first
    return {
        "key": found.name, "name": words.of(words.INSTRUMENTS[found.name][0], language), "about": words.of(words.INSTRUMENTS[found.name][1], language),
        "steps": [{"key": key, "name": words.step(found.name, key, language), "reached": found.reached is not None and n <= found.level} for n, key in enumerate(found.steps)],
        "reached": found.reached, "step": words.step(found.name, found.reached, language) if found.reached else words.of(words.NOT_MEASURED, language),
        "points": list(found.points) if found.points else None, "spread": found.spread or None, "first": _requirement(first, language) if first else None,
        "requirements": [_requirement(one, language) for one in found.requirements], "parts": _parts(found, language),
    }  # fmt: skip


def _parts(found: Ladder, language: str) -> list[dict[str, Any]]:
    """The four letters with their tests, the five dimensions with their points; nothing for an instrument without parts. `of` counts what is measured."""
    if found.name == "fair":
        by_part = {letter: [(one, 1) for one in found.requirements if one.key.startswith(f"fair.{letter}")] for letter in "FAIR"}
    elif found.name == "mqa":
        by_part = {name: [(one, mqa.POINTS[one.key][1]) for one in found.requirements if mqa.POINTS[one.key][0] == name] for name in mqa.DIMENSIONS}
    else:
        return []
    return [{"key": key, "name": words.of(words.PARTS[key], language), "got": sum(worth for one, worth in some if one.met), "of": sum(worth for one, worth in some if one.met is not None),
             "not_measured": sum(worth for one, worth in some if one.met is None)} for key, some in by_part.items()]


def _requirement(one: Requirement, language: str) -> dict[str, Any]:
    """met is None where it was not measured. share is of `of` things; points (MQA) are what the requirement is worth."""
    points = int(one.figure) if one.key.startswith("mqa.") and one.figure else None
    return {"key": one.key, "step": one.step, "says": words.requirement(one.key, language), "met": one.met,
            "share": None if points is not None or one.figure is None else round(one.figure, 4), "of": one.of, "points": points}


def _asked(name: str, found: Measured, language: str) -> dict[str, Any]:
    by_key = {one.key: one.met for each in found.ladders.values() for one in each.requirements}
    instrument, colon, step = name.partition(":")
    rung = next(one for one in found.rungs if name in NEEDS[one.key])
    met = found.ladders[instrument].has(step) if colon else by_key.get(name, name not in {one.key for one in rung.failing})
    return {"key": name, "says": words.requirement(name, language), "met": met}


def fix(one: Tried, language: str) -> dict[str, Any]:
    """What to do, by whom, how long it takes in words, and what it would bring."""
    says = words.fix(one.key, one.count, language)
    gains = list(_gains(one, language))
    unsure = one.key in words.UNSURE
    return {"key": one.key, "says": says, "count": one.count, "who": "operator" if one.key in words.OPERATORS else "steward", "minutes": one.minutes,
            "effort": words.effort(one.minutes, language), "gains": gains, "unsure": unsure, "rungs": list(one.rungs),
            "steps": {name: list(pair) for name, pair in one.steps.items()}, "moved": sum(one.moved.values()), "met": list(one.met), "points": one.points}


def _gains(one: Tried, language: str) -> Iterable[str]:
    def say(key: str, **values: str) -> str:
        return words.of(words.GAIN[key], language).format(**values)

    if one.rungs[1] > one.rungs[0]:
        was, now = (words.rung(RUNGS[n - 1] if n else "", language) for n in one.rungs)
        yield say("rungs", was=was, now=now)
    for name, (was, now) in one.steps.items():
        yield say("step", instrument=words.of(words.INSTRUMENTS[name][0], language), was=words.step(name, was, language), now=words.step(name, now, language))
    for (was, now), count in sorted(one.moved.items()):
        yield say("moved one" if count == 1 else "moved", n=words.number(count, language), was=was, now=now)
    if one.points > 0:
        yield say("points", n=words.number(one.points, language))
    if one.met and one.rungs[0] == one.rungs[1] and not one.steps and not one.moved and not one.points:
        yield say("met one" if len(one.met) == 1 else "met", n=words.number(len(one.met), language))
