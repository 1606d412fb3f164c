"""The declared instrument: what an organisation says of itself, kept in the ledger, and the profile of what holds it back.

Answers are levels from 1 to 5. A theme stands on the level of its lowest answer: the minimum rule. A theme on 1 or 2 is a barrier. The declared
is shown beside the measured and never averaged with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid
from intarsia.readiness.questions import KEYS, LEVELS, QUESTIONS, THEMES
from intarsia.store.ledger import Ledger

KIND = "readiness"
HERE = "this machine"  # the organisation of a machine without accounts
BARRIER = 2  # a theme on this level or below holds an organisation back


@dataclass(frozen=True)
class Declared:
    """What an organisation says: the level of each question, its sector, who said so and when."""

    organisation: str
    sector: str
    answers: dict[str, int]
    by: str
    at: str

    @property
    def themes(self) -> dict[str, int]:
        """The level of each theme: its lowest answer."""
        return {theme: min(self.answers[one.key] for one in QUESTIONS if one.theme == theme) for theme in THEMES}

    @property
    def barriers(self) -> tuple[str, ...]:
        """The themes that hold it back, the lowest first."""
        found = self.themes
        return tuple(sorted((theme for theme, level in found.items() if level <= BARRIER), key=lambda theme: (found[theme], list(THEMES).index(theme))))

    @property
    def first(self) -> str:
        """The question to begin with: the first of the lowest answers."""
        return min(KEYS, key=lambda key: (self.answers[key], KEYS.index(key)))


def checked(answers: Mapping[str, Any]) -> dict[str, int]:
    """Answers to every question, as levels.

    Raises: Invalid for a question that is not answered or is none, and for what is no level.
    """
    if missing := [key for key in KEYS if answers.get(key) in (None, "")]:
        raise Invalid(f"{len(missing)} of {len(KEYS)} questions have no answer yet: {', '.join(missing)}", where=missing[0], way_out="choose one answer for each question")
    if unknown := sorted(set(answers) - set(KEYS)):
        raise Invalid(f"there is no question '{unknown[0][:40]}'", where="answers", way_out=f"the questions: {', '.join(KEYS)}")
    found: dict[str, int] = {}
    for key in KEYS:
        level = answers[key]
        if isinstance(level, bool) or not str(level).isascii() or not str(level).isdigit() or not 1 <= int(level) <= LEVELS:
            raise Invalid(f"the answer to '{key}' is no level from 1 to {LEVELS}", where=key, way_out="choose one of the five answers")
        found[key] = int(level)
    return found


def save(ledger: Ledger, organisation: str, sector: str, answers: Mapping[str, Any], actor: str) -> int:
    """Keep what an organisation says; the answers before stay in the ledger, the newest count. Returns the number of the judgement.

    Raises: as `checked`; Invalid without an organisation.
    """
    if not organisation.strip():
        raise Invalid("there is no organisation that these answers are about", where="organisation", way_out="say whose answers they are")
    return ledger.record(actor, KIND, organisation, {"answers": checked(answers), "sector": sector})


def all_of(ledger: Ledger) -> dict[str, Declared]:
    """What each organisation says now."""
    found: dict[str, Declared] = {}
    for row in ledger.judgements(KIND, standing=True):
        answers = {key: int(level) for key, level in row["body"].get("answers", {}).items() if key in KEYS}
        if set(answers) == set(KEYS):  # a questionnaire of another version counts again when it is filled in again
            found[row["subject"]] = Declared(row["subject"], str(row["body"].get("sector", "")), answers, row["actor"], row["at"])
    return found


def read(path: Path) -> dict[str, Any]:
    """Answers from a JSON file: {"organisation", "sector", "answers": {question: level}}.

    Raises: Invalid for a file that cannot be read or is not such an object.
    """
    try:
        body = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid("the answers cannot be read: no such file, or no JSON in UTF-8", where=str(path), way_out='write {"organisation": "...", "sector": "...", "answers": {...}}') from error
    if not isinstance(body, dict) or not isinstance(body.get("answers"), dict):
        raise Invalid("the file holds no answers", where=str(path), way_out='write {"organisation": "...", "sector": "...", "answers": {...}}')
    return {"organisation": str(body.get("organisation", "")), "sector": str(body.get("sector", "")), "answers": checked(body["answers"])}
