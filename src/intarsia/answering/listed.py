"""The questions of the shelf as a list: names, words and slots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.shelf.insights.base import Insight


def listed(shelf: Mapping[str, Insight], language: str) -> list[dict[str, Any]]:
    """Every question, by group and name."""
    return [described(one, language) for one in sorted(shelf.values(), key=lambda one: (one.GROUP, one.NAME))]


def described(one: Insight, language: str) -> dict[str, Any]:
    """A question: its sentence with {slots}, what it tells, how, what it cannot tell, and its slots."""
    texts = one.TEXTS.get(language, one.TEXTS["en"])
    return {
        "id": one.NAME, "group": one.GROUP, "question": texts["question"], "about": texts["about"], "method": texts["method"],
        "caveats": [line for line in texts["caveats"].split("\n") if line],
        "slots": [{"name": slot.name, "kind": slot.kind, "of": slot.of, "default": slot.default, "choices": list(slot.choices)} for slot in one.PARAMETERS],
        "tables": list(one.TABLES),
    }
