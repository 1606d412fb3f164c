"""Study: what is asked of an intervention, written down before the answer is shown. One TOML file of the pool: `studies/<id>.toml`."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia import tomltext
from intarsia.errors import Invalid
from intarsia.impact.panel import SEASONS

ABOUT = ("agent", "place", "work", "sector")
DIRECTIONS = ("up", "down", "unknown")
_ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_KEYS = {"": {"title", "question", "who", "registered", "seen", "intervention", "outcome", "window", "without"}, "intervention": {"dataset", "record", "records"},
         "outcome": {"dataset", "measure", "about", "unit", "frequency", "segment", "method", "measured_in", "per", "per_dataset", "per_segment", "direction"}, "window": {"since", "until"}}


@dataclass(frozen=True)
class Study:
    """title, question: by language. who: the role that asks. registered: the day. seen: were the figures already public, or known to who asks?
    dataset, record: of the intervention; records: all of them, where it is one thing done at several places, each on its own day; record is then the first.
    outcome_dataset, measure, about (kind of unit: agent, place, ...), unit (the treated one, as written or its id; "" for the place or institution of the
    intervention), frequency, segment, method, measured_in (unit of the figures; "" for any of these two: impact/counted.py then keeps to one): which figures.
    per: a measure of the units' places to divide by ("population"), "" for none; per_dataset, per_segment: whose, and of which part of it, where the study names
    them. direction: expected. since, until: the window. without: units not to compare with, each with the reason.
    """

    id: str
    title: Mapping[str, str]
    question: Mapping[str, str]
    who: str
    registered: str
    dataset: str
    record: str
    outcome_dataset: str
    measure: str
    about: str
    direction: str
    unit: str = ""
    frequency: str = "year"
    segment: str = ""
    method: str = ""
    measured_in: str = ""
    per: str = ""
    per_dataset: str = ""
    per_segment: str = ""
    since: str = ""
    until: str = ""
    seen: bool = False
    records: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """What was registered, as the file holds it."""
        outcome = {"dataset": self.outcome_dataset, "measure": self.measure, "about": self.about, "unit": self.unit, "frequency": self.frequency, "segment": self.segment,
                   "method": self.method, "measured_in": self.measured_in, "per": self.per, "per_dataset": self.per_dataset, "per_segment": self.per_segment, "direction": self.direction}
        return {
            "title": dict(self.title), "question": dict(self.question), "who": self.who, "registered": self.registered, "seen": self.seen,
            "intervention": {"dataset": self.dataset, **({"records": list(self.records)} if self.records else {"record": self.record})},
            "outcome": {name: value for name, value in outcome.items() if value},
            "window": {name: value for name, value in (("since", self.since), ("until", self.until)) if value}, "without": dict(self.without),
        }

    @property
    def hash(self) -> str:
        """SHA-256 over what was registered: another question has another hash."""
        return hashed(self.content())

    def toml(self) -> str:
        """The file."""
        found = self.content()
        lines = [f"{name} = {tomltext.value(found[name])}" for name in ("title", "question", "who", "registered", "seen")]
        for part in ("intervention", "outcome", "window", "without"):
            if found[part]:
                lines += ["", f"[{part}]", *(f"{tomltext.key(name)} = {tomltext.value(value)}" for name, value in found[part].items())]
        return "\n".join(lines) + "\n"


def hashed(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content of a registration, written as JSON with its keys in order."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[list[str]]:
    """What differs between two registrations: the key (part.key), what it was and what it is; "" where it is not said."""
    before, after = ({f"{part}.{key}" if inner else part: json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value
                      for part, whole in one.items() for key, value, inner in ([(key, value, True) for key, value in whole.items()] if isinstance(whole, Mapping) else [("", whole, False)])}
                     for one in (was, now))
    return [[key, before.get(key, ""), after.get(key, "")] for key in sorted({*before, *after}) if before.get(key) != after.get(key)]


def read(folder: Path) -> list[Study]:
    """The studies registered in a folder, in order of id.

    Raises: Invalid for a file that is not one.
    """
    return [parsed(path.stem, _loaded(path), str(path)) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else []


def parsed(identity: str, given: Mapping[str, Any], where: str) -> Study:
    """A study from what its file says.

    Raises: Invalid.
    """
    if not _ID.fullmatch(identity):
        raise Invalid(f"'{identity[:80]}' cannot be the name of a study", where=where, way_out="small letters, digits and hyphens, at most 64")
    for part, keys in _KEYS.items():
        found = given.get(part, {}) if part else given
        if not isinstance(found, Mapping) or (more := set(found) - keys):
            raise Invalid(f"a study has no {', '.join(sorted(more)) if isinstance(found, Mapping) else 'such ' + part}", where=where, way_out=f"what it has: {', '.join(sorted(keys))}")
    done, outcome, window = given.get("intervention", {}), given.get("outcome", {}), given.get("window", {})
    records = _records(done, where)
    study = Study(
        identity, _languages(given, "title", where), _languages(given, "question", where), _text(given, "who", where), _text(given, "registered", where),
        _text(done, "dataset", where), records[0], _text(outcome, "dataset", where), _text(outcome, "measure", where), _text(outcome, "about", where),
        _text(outcome, "direction", where), unit=str(outcome.get("unit", "")), frequency=str(outcome.get("frequency", "year")), segment=str(outcome.get("segment", "")),
        method=str(outcome.get("method", "")), measured_in=str(outcome.get("measured_in", "")), per=str(outcome.get("per", "")), per_dataset=str(outcome.get("per_dataset", "")),
        per_segment=str(outcome.get("per_segment", "")), since=str(window.get("since", "")), until=str(window.get("until", "")),
        seen=given.get("seen", False) is True, records=records if "records" in done else (), without={str(name): str(why) for name, why in given.get("without", {}).items()},
    )
    for name, value, allowed in (("about", study.about, ABOUT), ("direction", study.direction, DIRECTIONS), ("frequency", study.frequency, tuple(SEASONS))):
        if value not in allowed:
            raise Invalid(f"{name} cannot be '{str(value)[:80]}'", where=where, way_out=f"one of: {', '.join(allowed)}")
    for name, value in (("registered", study.registered), ("since", study.since), ("until", study.until)):
        if value and not _DAY.fullmatch(value):
            raise Invalid(f"{name} is no day: '{value[:40]}'", where=where, way_out="a day, month or year, as 2014-01-31, 2014-01 or 2014")
    return study


def _loaded(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"this is not TOML: {error}", where=str(path), way_out="write it with: intarsia impact register") from None


def _text(given: Mapping[str, Any], name: str, where: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 2000:
        raise Invalid(f"a study says its {name}", where=where, way_out=f'{name} = "..." (at most 2000 characters)')
    return value.strip()


def _records(done: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """The record of the intervention, or all of them where it was done at several places."""
    if "records" not in done:
        return (_text(done, "record", where),)
    found = done["records"]
    listed = isinstance(found, list) and all(isinstance(one, str) and one.strip() for one in found)
    if "record" in done or not listed or not 2 <= len(set(found)) == len(found):
        raise Invalid("a study of several interventions lists each of them once", where=where, way_out='records = ["iv-1", "iv-2"], or record = "iv-1" for a single one')
    return tuple(one.strip() for one in found)


def _languages(given: Mapping[str, Any], name: str, where: str) -> dict[str, str]:
    value = given.get(name)
    if isinstance(value, str):
        value = {"en": value}
    if not isinstance(value, Mapping) or not value or not all(isinstance(one, str) and one.strip() for one in value.values()):
        raise Invalid(f"a study has a {name}", where=where, way_out=f'{name} = {{ en = "..." }}')
    return {str(language): text.strip() for language, text in value.items()}
