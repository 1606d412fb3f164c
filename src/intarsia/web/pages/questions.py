"""Ask: questions without a query language. The list of them, and each as a sentence with slots, its answer below."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import answering
from intarsia.answering import saved
from intarsia.answering.saved import Saved
from intarsia.errors import IntarsiaError, Invalid, NotFound
from intarsia.shelf.insights.base import GROUPS, Insight
from intarsia.web import insights, slots, snippets
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["ask"])
#: groups in the order of the list; questions of the others stand on pages of their own too
FIRST = "ask"


@page(router, "/ask", "json", about="Every question of the shelf, and those that this pool saved")
def asking(visit: Asked) -> Response:
    """The questions by group, the saved ones first."""
    if kept := visit.kept():
        return kept
    shelf = insights.shelf(visit)
    if visit.form == "json":
        questions = [{**one, "address": visit.href(f"/ask/{one['id']}")} for one in answering.listed(shelf, visit.language)]
        return visit.answer("", {"questions": questions, "saved": [_told(visit, one) for one in _saved(visit)]}, links={})
    page_of = {group: visit.href(path) for group, path in insights.PAGES.items()}
    groups = [(group, page_of.get(group, ""), [(one, visit.href(f"/ask/{one.NAME}"), slots.pieces(visit, one), _text(visit, one, "about")) for one in found])
              for group in (FIRST, *(one for one in GROUPS if one != FIRST)) if (found := sorted((one for one in shelf.values() if group == one.GROUP), key=lambda one: one.NAME))]
    data = {"questions": sum(len(found) for _group, _page, found in groups)}
    return visit.answer("asking.html", data, groups=groups, saved=[_told(visit, one) for one in _saved(visit)])


@page(router, "/ask/{name}", "json", "csv", about="One question with its slots, and its answer with the queries behind it")
def asked(visit: Asked, name: str) -> Response:
    """The sentence, its answer; where a value is none of this release, what may have been meant."""
    if kept := visit.kept():
        return kept
    shelf = insights.shelf(visit)
    if name not in shelf:
        mine = next((one for one in _saved(visit) if one.id == name), None)
        if mine is None:
            raise NotFound(f"there is no question named '{name[:60]}'", where="/ask", way_out=f"see them all: {visit.href('/ask')}")
        return _answered(visit, shelf[mine.insight], dict(mine.slots), mine)
    given = slots.given(visit, shelf[name], visit.request.query_params)
    return _answered(visit, shelf[name], given)


def _answered(visit: Visit, insight: Insight, given: dict[str, str], mine: Saved | None = None) -> Response:
    """The page of a question with its values.

    Raises: Invalid for programs; readers get the form again, with what may have been meant.
    """
    try:
        answer = insights.asked(visit, insight.NAME, given)
    except Invalid as error:
        if visit.form != "html":
            raise
        return _wrong(visit, insight, given, error)
    figure = insights.drawn(visit, answer)
    values = {name: value for name, value in answer.chosen.items() if value}
    links = {"figure": insights.address(visit, answer)}
    if visit.form != "html":
        return visit.answer("", insights.told(visit, answer), links=links, table=answering.table(answer))
    parts, more = slots.sentence(visit, insight, answer.chosen)
    share = visit.origin + visit.href(f"/ask/{insight.NAME}", **values)
    return visit.answer("asked.html", None, links=links, table=answering.table(answer), one=figure, answer=answer, insight_=insight, parts=parts, more=more, share=share, saved=mine,
                        about=_text(visit, insight, "about"), error=None, near=[], snippets=snippets.of_answer(visit, insight.NAME, values, visit.reader.id),
                        elsewhere=_elsewhere(visit, insight, values))


def _wrong(visit: Visit, insight: Insight, given: dict[str, str], error: IntarsiaError) -> Response:
    """The form again, with what is wrong beside it and a way on."""
    name = error.where.rpartition(", ")[2]
    name = name if name in given else next(iter(given), "")
    parts, more = slots.sentence(visit, insight, given, name)
    near = [(label, visit.href(f"/ask/{insight.NAME}", **{**given, name: value})) for value, label in slots.near(visit, insight, name, given.get(name, ""))]
    return visit.answer("asked.html", None, status=400, one=None, answer=None, insight_=insight, parts=parts, more=more, share="", saved=None, about=_text(visit, insight, "about"),
                        error=error, near=near, slot=slots.title(name, visit.words), typed=given.get(name, ""), snippets=[], elsewhere="")


def _saved(visit: Visit) -> list[Saved]:
    """The saved questions whose insight is on the shelf."""
    shelf = insights.shelf(visit)
    return [one for one in saved.questions(visit.serving.pool.layout.shelf).values() if one.insight in shelf]


def _told(visit: Visit, one: Saved) -> dict[str, Any]:
    """A saved question with the state of its answer; a value that this release has not makes it one without an answer."""
    try:
        state = insights.asked(visit, one.insight, dict(one.slots)).evidence
    except IntarsiaError as error:
        return {**one.record(visit.language), "address": visit.href(f"/ask/{one.insight}", **one.slots), "evidence": None, "wrong": error.what}
    return {**one.record(visit.language), "address": visit.href(f"/ask/{one.insight}", **one.slots), "evidence": state.record() if visit.form == "json" else state, "wrong": ""}


def _elsewhere(visit: Visit, insight: Insight, values: dict[str, str]) -> str:
    """The page of its group that shows the same with more beside it."""
    path = insights.PAGES.get(insight.GROUP, "") + (f"/{insight.NAME}" if insight.GROUP == "trends" else "")
    return visit.href(path, **(values if insight.GROUP == "trends" else {})) if path else ""


def _text(visit: Visit, insight: Insight, name: str) -> str:
    return insight.TEXTS.get(visit.language, insight.TEXTS["en"])[name]
