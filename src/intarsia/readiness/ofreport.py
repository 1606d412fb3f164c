"""On which rung a file would stand that is not shared yet: from the report of its check, what its owner says of it, and the mapping.

The same ladder by the same rungs, from what is known before anything is released: Linked is what the forecast of links says, where there is one,
and stands open otherwise. Nothing is counted that the release would not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.licences import licence
from intarsia.readiness import telling, words
from intarsia.readiness.fixes import RECKONED
from intarsia.readiness.ladder import RUNGS
from intarsia.readiness.stars import HALF

#: what to do next for each reason, in words, with the kind of work that it is (see `fixes.RECKONED`)
REASONS: dict[str, tuple[words.Both, str]] = {
    "name": (("give it a title and say who shares it", "geef het een titel en zeg wie het deelt"), "line"),
    "describe": (("say in a few sentences what it is, and under which licence", "zeg in een paar zinnen wat het is, en onder welke licentie"), "text"),
    "licence": (("state a licence", "vermeld een licentie"), "line"),
    "map": (("say what at least one column means, so that records become works or figures", "zeg van minstens één kolom wat die betekent, zodat records werken of cijfers worden"), "text"),
    "rows": (("share rows: now nothing but the description would leave", "deel rijen: nu zou alleen de beschrijving naar buiten gaan"), "decision"),
    "link": (("let half of the records lead to others: map names, identifiers and genres, and judge the links that are proposed",
              "laat de helft van de records naar anderen leiden: koppel namen, nummers en genres, en beoordeel de voorgestelde links"), "move"),
    "open": (("choose an open licence, such as CC0", "kies een open licentie, zoals CC0"), "decision"),
}  # fmt: skip
SENTENCE: words.Both = ("Shared like this it would stand on {name}, {reached} of {of}.", "Zo gedeeld zou het op {name} staan, {reached} van {of}.")
BELOW: words.Both = ("Shared like this it would not stand on the ladder yet.", "Zo gedeeld zou het nog niet op de ladder staan.")
NEXT: words.Both = ("To reach {name}: {what}. That takes {effort}, an estimate.", "Om {name} te bereiken: {what}. Dat kost naar schatting {effort}.")
SHARED = ("OPEN", "OPEN AFTER")


def of_report(report: Mapping[str, Any], language: str = "en", about: Mapping[str, Any] | None = None, mapped: Mapping[str, Any] | None = None,
              linked: float | None = None) -> dict[str, Any]:
    """Where a file would stand after it is shared as things are.

    report: as `checking.report` gives it. about: title, publisher, description, licence. mapped: column -> meaning. linked: the share of
    records that a forecast says lead to others (0 to 1); None where nobody knows.
    Keys: those of `telling.ladder`, and sentence, next (rung, name, what, effort, minutes; None at the top), linked.
    """
    reasons = [_known(about or {}), _described(about or {}, report), _structured(report, mapped), _linked(linked), _open(about or {}, report)]
    met = [not one for one in reasons]
    reached = next((n for n, one in enumerate(met) if not one), len(RUNGS))
    why = [words.of(REASONS[one][0], language) if one else "" for one in reasons]
    found = telling.shown(met, reached, why, language)
    sentence = words.of(SENTENCE if reached else BELOW, language).format(name=found["name"], reached=reached, of=len(RUNGS))
    return {**found, "next": _next(reasons, reached, language), "sentence": sentence, "linked": linked}


def _next(reasons: list[str], reached: int, language: str) -> dict[str, Any] | None:
    if reached == len(RUNGS):
        return None
    what, kind = REASONS[reasons[reached]]
    minutes = max(1, round(RECKONED[kind] / 60))
    name, effort = words.rung(RUNGS[reached], language), words.effort(minutes, language)
    return {"rung": RUNGS[reached], "name": name, "what": words.of(what, language), "effort": effort, "minutes": minutes,
            "sentence": words.of(NEXT, language).format(name=name, what=words.of(what, language), effort=effort)}


def _known(about: Mapping[str, Any]) -> str:
    return "" if about.get("title") and about.get("publisher") else "name"


def _described(about: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    if not about.get("description") or about.get("description") == about.get("title"):
        return "describe"
    return "" if _stated(about, report) else "licence"


def _structured(report: Mapping[str, Any], mapped: Mapping[str, Any] | None) -> str:
    if report.get("after", report.get("verdict")) not in SHARED:
        return "rows"
    makes = bool(mapped) or any(column.get("becomes") for column in report.get("columns", ()))
    return "" if makes and report.get("rows", 0) > 0 else "map"


def _linked(share: float | None) -> str:
    return "" if share is not None and share >= HALF else "link"


def _open(about: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    return "" if licence(_stated(about, report)).open else "open"


def _stated(about: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """The licence that the owner chose, else the one that was found beside the file; "" for none."""
    return str(about.get("licence") or (report.get("licence") or {}).get("licence") or "")
