"""Conditions: the few words in which a decision says what it waits for, and the same as data."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.errors import Invalid
from intarsia.model import Condition

KINDS = ("share", "pledge", "after")
#: days between the build that finds a condition met and the first that may let the rows leave: time to undo
DAYS_TO_UNDO = 7
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_OTHERS = ("others", "other", "organisations", "organizations")
_FORMS = "'four others share visits', 'four others share this measure', 'three others pledge', 'after 2027-01-01'"
MOST = 1_000


def read(words: str, measures: Sequence[str] = ()) -> Condition:
    """The condition that a sentence states. measures: those of the dataset itself, which "this measure" stands for.

    Raises: Invalid for a word that is not known at its place, with those that are.
    """
    said = words.strip().rstrip(".").split()
    if not said:
        raise _unknown("", _FORMS)
    if said[0].lower() == "after":
        if len(said) != 2:
            raise _unknown(" ".join(said[2:]), "a day, such as 'after 2027-01-01'")
        return Condition("after", day=day(said[1], "--when"))
    others, rest = _number(said[0]), said[1:]
    if not rest or rest[0].lower() not in _OTHERS:
        raise _unknown(rest[0] if rest else "", "'others', as in " + _FORMS)
    while rest and rest[0].lower() in _OTHERS:
        rest = rest[1:]
    verb = rest[0].lower() if rest else ""
    if verb == "pledge":
        if rest[1:]:
            raise _unknown(rest[1], "nothing after 'pledge'")
        return Condition("pledge", others)
    if verb != "share":
        raise _unknown(verb, "'share' or 'pledge'")
    return Condition("share", others, _measure(rest[1:], measures))


def of(data: Any, where: str) -> Condition:
    """The condition that the table of a description gives.

    Raises: Invalid.
    """
    forms = 'condition = { share = "visits", others = 4 }, { pledge = true, others = 3 } or { after = "2027-01-01" }'
    if not isinstance(data, Mapping) or len(kinds := [kind for kind in KINDS if kind in data]) != 1 or set(data) - {kinds[0], "others"}:
        raise Invalid("condition is a table with share, pledge or after", where=where, way_out=forms)
    kind = kinds[0]
    if kind == "after":
        if "others" in data:
            raise Invalid("a condition with a day needs no others", where=where, way_out=forms)
        return Condition(kind, day=day(data["after"], where))
    others = data.get("others")
    if isinstance(others, bool) or not isinstance(others, int) or not 1 <= others <= MOST:
        raise Invalid("others of a condition must be a whole number, 1 or more", where=where, way_out=forms)
    given = data[kind]
    if (kind == "share" and (not isinstance(given, str) or not given)) or (kind == "pledge" and given is not True):
        raise Invalid(f"'{kind}' of a condition is not right", where=where, way_out=forms)
    return Condition(kind, others, given if kind == "share" else "")


def data_of(condition: Condition) -> dict[str, Any]:
    """The condition as `of` reads it."""
    if condition.kind == "after":
        return {"after": condition.day}
    return {condition.kind: condition.measure if condition.kind == "share" else True, "others": condition.others}


def in_words(condition: Condition) -> str:
    """The condition as `read` reads it."""
    if condition.kind == "after":
        return f"after {condition.day}"
    several = "others share" if condition.others > 1 else "other share"
    return f"{condition.others} {several} {condition.measure}" if condition.kind == "share" else f"{condition.others} others pledge"


def day(text: Any, where: str) -> str:
    """A day as ISO writes it.

    Raises: Invalid.
    """
    try:
        return datetime.date.fromisoformat(str(text)).isoformat()
    except ValueError:
        raise Invalid(f"'{str(text)[:40]}' is no day", where=where, way_out="year, month and day: 2027-01-31") from None


def later(start: str, days: int) -> str:
    """The day so many days after another."""
    return (datetime.date.fromisoformat(start) + datetime.timedelta(days=days)).isoformat()


def _number(word: str) -> int:
    number = int(word) if word.isascii() and word.isdigit() and len(word) < 5 else _NUMBERS.index(word.lower()) + 1 if word.lower() in _NUMBERS else 0
    if not 1 <= number <= MOST:
        raise _unknown(word, f"a number (1 to {MOST:,}, or {_NUMBERS[0]} to {_NUMBERS[-1]}), or 'after'")
    return number


def _measure(words: Sequence[str], measures: Sequence[str]) -> str:
    said = " ".join(words).strip("'\"")
    if said.lower() not in ("this measure", "it"):
        if not said:
            raise _unknown("", "a measure after 'share', or 'this measure'")
        return said
    if len(measures) != 1:
        known = f"its mapping gives {', '.join(measures)}" if measures else "its mapping names no measure"
        raise Invalid("'this measure' does not say which", where="--when", way_out=f"name it, as in 'four others share visits'; {known}")
    return measures[0]


def _unknown(word: str, known: str) -> Invalid:
    what = f"'{word[:40]}' is not known here" if word else "the condition stops too early"
    return Invalid(what, where="--when", way_out=f"known: {known}")
