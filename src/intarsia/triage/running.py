"""Running: every rule looks at a delivery; what it found is put into words. A rule that fails is told as not checked."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import LINES, Delivery
from intarsia.triage.wording import filled, said

LOG = logging.getLogger("intarsia.triage")
LANGUAGES = ("en", "nl")
FAILED = {
    "en": "This rule could not be applied to this file, so what it looks for was not checked.",
    "nl": "Deze regel kon op dit bestand niet worden toegepast, dus waar hij naar zoekt, is niet gecontroleerd.",
}
TRY = {
    "en": "Look at it yourself and sign for it, or export the file in another format and check it again.",
    "nl": "Kijk er zelf naar en teken ervoor, of exporteer het bestand in een ander formaat en controleer het opnieuw.",
}


@dataclass(frozen=True)
class Ruled:
    """What a rule found, with its texts filled in one language. kind: of the finding, or else of the rule."""

    rule: str
    test: str
    kind: str
    title: str
    why: str
    way_out: str
    source: str
    found: Found

    @property
    def acts(self) -> bool:
        """Does it ask for something? A note and a pass never do."""
        return self.found.state in ("finding", "not checked") and self.found.verdict != "OPEN"


def run(delivery: Delivery, rules: Mapping[str, ModuleType], lang: str = "en") -> list[Ruled]:
    """What all rules find, in the order of their names; never raises for a rule that fails, for then nothing of the others would be known."""
    return [ruled(rule, found, lang) for name, rule in sorted(rules.items()) for found in _looked(name, rule, delivery)]


def _looked(name: str, rule: Any, delivery: Delivery) -> Iterable[Found]:
    try:
        return list(rule.look(delivery))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (rules are other people's code too)
        LOG.warning("the rule %s failed: %s", name, type(error).__name__)  # its text might hold a cell
        return [Found(state="not checked", verdict="OPEN AFTER", case="failed", parameters={"error": type(error).__name__})]


def ruled(rule: Any, found: Found, lang: str) -> Ruled:
    """A finding with the texts of its rule."""
    failed = found.case == "failed" and found.state == "not checked" and "error" in found.parameters
    says = {"count": found.count, "columns": ", ".join(found.columns), **found.parameters, **found.says}
    why = FAILED.get(lang, FAILED["en"]) if failed else filled(said(rule.WHY, lang, found.case), says, lang)
    way_out = TRY.get(lang, TRY["en"]) if failed else filled(said(rule.WAY_OUT, lang, found.case), says, lang)
    return Ruled(rule.NAME, rule.TEST, found.kind or rule.KIND, said(rule.TITLE, lang, ""), why, way_out, rule.SOURCE, _bounded(found))


def _bounded(found: Found) -> Found:
    """A finding with at most LINES lines, whatever the rule gave."""
    if len(found.lines) <= LINES:
        return found
    return Found(**{**{n: getattr(found, n) for n in Found.__dataclass_fields__}, "lines": found.lines[:LINES]})
