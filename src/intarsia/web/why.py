"""Why two works are linked, or were not: the evidence of a link in sentences a reader can check."""

from __future__ import annotations

import json
from typing import Any

from intarsia.web.words import Words

#: accepted ties, those a person has yet to judge, look-alikes that were refused, and statements that led nowhere
GROUPS = ("accepted", "proposed", "rejected", "no_match", "failed")


def read(evidence: str | None) -> dict[str, Any]:
    """The evidence of a link as fields; a text that is no JSON is a note."""
    try:
        found = json.loads(evidence) if evidence else {}
    except ValueError:
        found = evidence
    return found if isinstance(found, dict) else {"note": found}


def because(link: dict[str, Any], _: Words) -> str:
    """What the link rests on, in one sentence."""
    told: dict[str, str] = {
        "identifier": _("Both records carry the same identifier."),
        "stated": _("A contributor states this relation."),
        "model": _("A model compared the two records."),
        "person": _("A person looked at both and judged."),
    }
    sentence = told.get(link["method"] or "", _("How this was found is not stated."))
    rivals = str(link["evidence"].get("candidates", ""))
    if link["state"] == "proposed" and rivals.isdigit() and int(rivals) > 1:
        return sentence + " " + _.many("%(n)s work fits equally well; a person has to choose.", "%(n)s works fit equally well; a person has to choose.", int(rivals))
    if link["state"] == "proposed" and link["evidence"].get("maker") == "not stated":
        return sentence + " " + _("It names no maker, so an equal title alone is not enough to accept it.")
    return sentence


def fields(link: dict[str, Any], _: Words) -> list[dict[str, str]]:
    """The evidence, field by field: what was compared and what came of it."""
    names = {"title": _("title"), "maker": _("maker"), "candidates": _("works that fit"), "identifier": _("identifier"), "note": _("note"), "date": _("date"), "form": _("form")}
    found = {"equal": _("equal"), "not stated": _("not stated"), "stated, not found": _("stated, not found"), "own record named": _("own record named"),
             "different": _("different")}
    return [{"field": names.get(field, field.replace("_", " ")), "found": _shown(value, found)} for field, value in link["evidence"].items()]


def _shown(value: Any, found: dict[str, str]) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')}: {_shown(one, found)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(one, found) for one in value)
    return found.get(str(value), str(value))


def groups(links: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Links by state, accepted ones first; a state without links is left out."""
    return [(state, members) for state in GROUPS if (members := [link for link in links if link["state"] == state])]
