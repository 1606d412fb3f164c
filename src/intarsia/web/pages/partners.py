"""Collaboration opportunities: who is likely to work together next, and, on a list of its own, what nobody has explored yet."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.shelf.insights.base import Answer
from intarsia.web import insights, partnering
from intarsia.web.partnering import Opportunity
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["partners"])
#: the two lists: what is likely, and what is unexplored
LIKELY, PAIRS, COMING, SOURCES, TOGETHER = "likely-next", "unexplored", "upcoming-elsewhere", "not-yet-adapted", "who-together"
UNEXPLORED = (PAIRS, COMING, SOURCES)
#: opportunities of a list that the page shows; its own page has all
SHOWN = 8


@page(router, "/partners", "json", "csv", about="Collaboration opportunities in two lists: likely next, and unexplored; ?work= and ?who= for one work or maker")
def partners(visit: Asked) -> Response:
    """Both lists, each row with its reason, what may stand in the way, and a letter to copy."""
    if kept := visit.kept():
        return kept
    given = visit.request.query_params
    opened = None if any(given.get(one.name) for one in insights.shelf(visit)[LIKELY].PARAMETERS) or given.get("work") else partnering.opening(visit)
    given = QueryParams([*given.multi_items(), *opened.chosen.items()]) if opened else given
    about = _about(visit, given.get("work", ""), given.get("who", ""))
    names = (TOGETHER, COMING) if given.get("work") else (LIKELY, PAIRS, TOGETHER, COMING) if given.get("who") else (LIKELY, *UNEXPLORED)
    shelf = insights.shelf(visit)
    form = _only_form(visit, given.get("who", "")) if given.get("who") and not given.get("form") else ""
    answers = [insights.asked(visit, name, {**insights.chosen(shelf[name], given), **({"form": form} if form and name in (LIKELY, PAIRS) else {})}) for name in names]
    found = [(answer, partnering.opportunities(visit, answer)) for answer in answers]
    data = {"about": about, "opened_with": dict(opened.chosen) if opened else None,
            "lists": [{"list": answer.insight, "forecast": answer.insight == LIKELY, **_told(visit, answer), "opportunities": [partnering.record(one) for one in listed]}
                      for answer, listed in found]} if visit.form == "json" else None
    table = (partnering.COLUMNS, partnering.rows(found))
    if visit.form != "html":
        return visit.answer("", data, links={}, table=table)
    sections = {answer.insight: _section(visit, answer, listed) for answer, listed in found}
    return visit.answer("partners.html", data, links={}, table=table, about=about, sections=sections, slots=partnering.slots(visit, dict(given)), shown=SHOWN, likely=LIKELY,
                        unexplored=[name for name in names if name != LIKELY], headings=_headings(visit),
                        examples=partnering.examples(visit) if not about else [], opened=opened, form=form)


def _told(visit: Visit, answer: Answer) -> dict[str, Any]:
    figure = insights.drawn(visit, answer)
    return {"title": figure.headline, "address": insights.address(visit, answer), "evidence": answer.evidence.record(), "chosen": dict(answer.chosen),
            "needs": [one.about for one in answer.needs]}


def _section(visit: Visit, answer: Answer, listed: list[Opportunity]) -> dict[str, Any]:
    return {"answer": answer, "figure": insights.drawn(visit, answer), "listed": listed, "address": insights.address(visit, answer)}


def _about(visit: Visit, work: str, who: str) -> dict[str, str] | None:
    """The work or maker that the page is for.

    Raises: NotFound when this release has none such.
    """
    if not work and not who:
        return None
    kind, id = ("work", work) if work else ("agent", who)
    if not (found := visit.reader.where(kind, "id", [id])):
        raise NotFound(f"there is no {kind} with the id '{id[:80]}' in this release", where="/partners", way_out="look it up by name, and follow the link on its page")
    return {"kind": kind, "id": id, "name": str(found[0]["title" if kind == "work" else "name"]), "href": visit.href(f"/{kind}s/{id}"), "iri": str(found[0]["iri"])}


def _only_form(visit: Visit, who: str) -> str:
    """The form of a maker's works where all have the same: their lists are then of works of that form; "" else."""
    works = [one["work"] for one in visit.reader.where("contribution", "agent", [who])]
    forms = {str(one["form"] or "") for one in visit.reader.where("work", "id", works)}
    return forms.pop() if len(forms) == 1 else ""


def _headings(visit: Visit) -> dict[str, str]:
    """What each list is called on the page."""
    _ = visit.words
    return {PAIRS: _("Pairs that kept apart"), COMING: _("On its way in another sector"), SOURCES: _("Sources without an adaptation in this form"),
            TOGETHER: _("Makers of other sectors on the same themes")}
