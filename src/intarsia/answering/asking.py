"""A question of the shelf, asked of a release with checked values; the same question of the same release is computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from intarsia.answering import saved
from intarsia.answering.release import Release
from intarsia.errors import Invalid, NotFound
from intarsia.evidence import ENGLISH, Speaker
from intarsia.shelf import loader
from intarsia.shelf.insights.base import Answer, Insight, Parameter

LONGEST = 200
#: kinds of slots that take a number
NUMBERS = ("year", "number")
#: years that a question may be about, where its slot says no other: those of four digits
YEARS = (-9999.0, 9999.0)


def insights(own: Path | None = None) -> dict[str, Insight]:
    """Every question by name: those of the pool's own shelf, of installed packages and built in."""
    return cast("dict[str, Insight]", loader.insights(own))


def answer(release: Release, name: str, chosen: Mapping[str, str] | None = None, say: Speaker = ENGLISH) -> Answer:
    """What the insight of that name says of the release, for the values chosen; slots that are not chosen have their default.

    name: of an insight, or of a saved question of the pool.

    Raises: NotFound when there is no such insight; Invalid for a slot it has not, or a value that this release has not.
    """
    shelf = insights(release.own)
    if name not in shelf and (kept := saved.questions(release.own).get(name)):
        name, chosen = kept.insight, {**kept.slots, **(chosen or {})}
    if name not in shelf:
        raise NotFound(f"there is no question named '{name[:60]}'", where="insights", way_out="one of: " + ", ".join(sorted(shelf)))
    insight = shelf[name]
    filled = checked(release, insight, chosen or {})
    key = f"answer {name} {say.language} {sorted(filled.items())}"
    return release.once(key, lambda: _told(insight, insight.answer(release, filled, say), say))


def _told(insight: Insight, found: Answer, say: Speaker) -> Answer:
    """The answer with its method in words of the reader's language, where it only has the name of it, which is for the harness."""
    if found.evidence.method != insight.METHOD:
        return found
    return replace(found, evidence=replace(found.evidence, method=insight.TEXTS.get(say.language, insight.TEXTS["en"])["method"]))


def checked(release: Release, insight: Insight, chosen: Mapping[str, str]) -> dict[str, str]:
    """Every slot of the question with its value: the one chosen, when the release has it, else its default.

    Raises: Invalid with what would do instead.
    """
    slots = {parameter.name: parameter for parameter in insight.PARAMETERS}
    if strange := sorted(set(chosen) - set(slots)):
        raise Invalid(f"'{insight.NAME}' has no slot '{strange[0][:60]}'", where=insight.NAME, way_out="its slots: " + (", ".join(slots) or "none"))
    return {name: _value(release, insight, parameter, str(chosen.get(name) or "").strip() or parameter.default) for name, parameter in slots.items()}


def _value(release: Release, insight: Insight, parameter: Parameter, text: str) -> str:
    """One value, looked up in the release.

    Raises: Invalid.
    """
    if not text:
        return ""
    where = f"{insight.NAME}, {parameter.name}"
    if len(text) > LONGEST:
        raise Invalid(f"the value of '{parameter.name}' is too long", where=where, way_out=f"at most {LONGEST} characters")
    if parameter.kind in NUMBERS:
        return _number(parameter, text, where)
    if parameter.kind == "choice":
        if text not in parameter.choices:
            raise Invalid(f"'{text[:60]}' is no choice for '{parameter.name}'", where=where, way_out="one of: " + ", ".join(one for one in parameter.choices if one))
        return text
    if text == parameter.default or text in parameter.choices or release.has(parameter.kind, parameter.of, text):
        return text
    few = list(release.values(parameter.kind, parameter.of, "en"))[:12]
    raise Invalid(f"this release has no {parameter.of or parameter.kind} '{text[:60]}'", where=where, way_out=("one of: " + ", ".join(few) + (" ..." if len(few) == 12 else ""))
                  if few else "leave it out")


def _number(parameter: Parameter, text: str, where: str) -> str:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or abs(value) == float("inf") or (parameter.kind == "year" and value != int(value)):
        raise Invalid(f"'{text[:60]}' is no {parameter.kind}", where=where, way_out="write it in digits")
    least, most = YEARS if parameter.kind == "year" else (None, None)
    least, most = (own if own is not None else usual for own, usual in ((parameter.least, least), (parameter.most, most)))
    if (least is not None and value < least) or (most is not None and value > most):
        raise Invalid(f"'{parameter.name}' is out of range", where=where, way_out=f"from {f'{least:g}' if least is not None else '...'} to {f'{most:g}' if most is not None else '...'}")
    return str(int(value)) if value == int(value) else repr(value)
