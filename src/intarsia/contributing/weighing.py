"""Weighing: what is left to do, and what would leave, once the chosen remedies are applied; found by a child process and kept beside the draft."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.checking import sentences
from intarsia.checking.report import release_of
from intarsia.contributing import choosing
from intarsia.contributing.draft import Draft
from intarsia.errors import Invalid
from intarsia.model import VERDICTS

if TYPE_CHECKING:
    from intarsia.pool import Pool

NICE = 15
ABOUT = ("as_of", "sector", "licence", "public_at", "contributor", "object_rights", "period")


def mark(draft: Draft, report: dict[str, Any]) -> str:
    """What an answer is of: the file as it is read, the remedies, and what is known beside it."""
    told = [draft.name, report["format"], report["options"], report["rows"], choosing.acts(report, draft.choices), draft.columns, [draft.about.get(name, "") for name in ABOUT]]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:16]


def weighed(draft: Draft, report: dict[str, Any], language: str) -> dict[str, Any] | None:
    """What was found for the remedies that are chosen now; None while nobody looked."""
    found = draft.kept(_name(language))
    return found if isinstance(found, dict) and found.get("mark") == mark(draft, report) else None


def weigh(pool: Pool, draft: Draft, report: dict[str, Any], language: str, patience: float | None = None) -> dict[str, Any]:
    """Apply the chosen remedies in a child process, let the rules look again, and keep what they say. Blocks.

    Keys: verdict, words, left (rules that still ask for something), findings, acts, rows_in, rows_out, columns, gone, rival, recipe, mark. No cell.
    Raises: Invalid for a remedy that cannot be applied, and as `checking.report.report`.
    """
    if (there := weighed(draft, report, language)) is not None:
        return there
    size = draft.file.stat().st_size if draft.file.is_file() else 0
    limits = sandbox.Limits.reading(size, pool.config.reading, NICE)
    about = {"as_of": str(report["as_of"]), **{name: str(draft.about[name]) for name in ABOUT if draft.about.get(name)}}
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        asked = {"path": str(draft.file.absolute()), "format_name": str(report["format"]), "options": dict(draft.about.get("options") or {}), "folder": scratch,
                 "own": str(pool.layout.shelf.absolute()), "memory": limits.memory // 2, "lang": sentences.language(language), "about": about, "pool": release_of(pool),
                 "acts": choosing.acts(report, draft.choices), "columns": dict(draft.columns)}
        told = sandbox.call("intarsia.checking.weighing:in_child", asked, limits, where=draft.name, folder=Path(scratch), patience=patience)
    try:
        found = {**_believed(told), "mark": mark(draft, report)}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Invalid("the reader of this file gave an answer that cannot be understood", where=draft.name, way_out="send the file again, in another format if need be") from None
    draft.keep(_name(language), found)
    return found


def _name(language: str) -> str:
    return f"weighed.{sentences.language(language)}.json"


def _believed(told: dict[str, Any]) -> dict[str, Any]:
    """The child's answer, looked at field by field."""
    from intarsia.checking import believing

    if told["verdict"] not in VERDICTS:
        raise ValueError("an unknown word")
    return {
        "verdict": told["verdict"], "words": str(told["words"]), "left": [str(rule) for rule in told["left"]], "findings": [believing.finding(one) for one in told["findings"]],
        "acts": [believing.act(one) for one in told["acts"]], "rows_in": int(told["rows_in"]), "rows_out": int(told["rows_out"]), "columns": [str(one) for one in told["columns"]],
        "gone": [str(one) for one in told["gone"]], "rival": believing.plain(told["rival"]), "recipe": str(told["recipe"]),
    }  # fmt: skip
