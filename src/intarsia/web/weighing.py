"""What pages need of a draft's chosen remedies: the answer of the rules where it is there, and else somebody who asks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.contributing import Draft, choosing, jobs, look, weighing
from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.shelf.remedies import recipe as recipes
from intarsia.web.words import Words

PROBLEM = "weighing.json"


def weighed(pool: Pool, draft: Draft, report: dict[str, Any], language: str) -> tuple[dict[str, Any] | None, dict[str, str] | None]:
    """(what the rules say after the chosen remedies, why that cannot be said). Both None: they are looking now; the page looks again."""
    if (found := weighing.weighed(draft, report, language)) is not None:
        return found, None
    mark = weighing.mark(draft, report)
    kept = draft.kept(PROBLEM)
    if isinstance(kept, dict) and kept.get("mark") == mark:
        return None, kept["problem"]
    jobs.start(draft, lambda one: _weigh(pool, one, report, language, mark))
    return None, None


def _weigh(pool: Pool, draft: Draft, report: dict[str, Any], language: str, mark: str) -> None:
    """The work of a job; a remedy that cannot be applied is told, and the draft stays as it is."""
    try:
        weighing.weigh(pool, draft, report, language)
    except IntarsiaError as error:
        told = {name: jobs.plain(draft, getattr(error, name)) for name in ("what", "where", "way_out")}
        draft.keep(PROBLEM, {"mark": mark, "problem": told})


def read(pool: Pool, draft: Draft, language: str) -> dict[str, Any]:
    """The report of a draft in the visitor's language."""
    return look(pool, draft, language)


def begun(draft: Draft, report: Mapping[str, Any]) -> Draft:
    """A new delivery begins with what was chosen for the one before; any other draft with what the rules suggest."""
    if not draft.about.get("recipe") or draft.extra.get("as before"):
        return draft
    return draft.say(choices=choosing.as_before(report, recipes.parse(str(draft.about["recipe"]))), extra={"as before": True})


def selects(report: Mapping[str, Any], choices: Mapping[str, Any], _: Words) -> dict[str, dict[str, Any]]:
    """For each column by its full name: the name of its field, what is chosen, and the options (value, text, share of what the file tells that is kept)."""
    suggested = {choosing.full(column): column.get("suggested", "") for column in report["columns"]}
    touched = choosing.suggested_for(report)
    found = {}
    for number, column in enumerate(report["columns"]):
        name = choosing.full(column)
        suggests = name in touched
        options: list[tuple[str, str, float | None]] = [(choosing.AS_IS, _("Share as it is"), None)]
        if suggests:
            kept = next((one["kept"] for one in column.get("choices", ()) if one["words"] == suggested[name]), None)
            options.insert(0, (choosing.SUGGESTED, suggested[name] or _("As suggested"), kept))
        chosen = choosing.value(column, choices, suggests)
        for value, words, kept in choosing.options(column):
            if suggests and words == suggested[name]:
                continue  # the suggestion itself
            if value == choosing.LEAVE_OUT and suggests and _left_out(report, name):
                continue
            options.append((value, words or _("Leave out"), kept))
        if chosen == choosing.KEPT:
            options.insert(0, (choosing.KEPT, _("As in the delivery before"), None))
        known = {value for value, *_rest in options}
        found[name] = {"field": f"c{number}", "chosen": chosen if chosen in known else choosing.SUGGESTED if suggests else choosing.AS_IS, "options": options}
    return found


def _left_out(report: Mapping[str, Any], name: str) -> bool:
    return any(act["remedy"] == choosing.LEAVE_OUT and name in act["columns"] for act in report["suggested"])
