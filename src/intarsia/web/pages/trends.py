"""Trends: what changes in what is made and in audiences; each chart on a page of its own, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import answering
from intarsia.errors import NotFound
from intarsia.figures import Figure
from intarsia.shelf.insights.base import Answer, Insight, Parameter
from intarsia.web import insights
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit
from intarsia.web.words import Words

router = APIRouter(tags=["trends"])
#: the charts on the first page, with what is chosen in them; the last two show what a table and a refusal look like
CHARTS: tuple[tuple[str, dict[str, str]], ...] = (("audience-trend", {}), ("share-of-productions", {}), ("announced", {}), ("lead-and-lag", {}))
TABLE = "changes"
#: rows of the table of changes on the first page
SHOWN = 12


@dataclass(frozen=True)
class Slot:
    """One field of a form: its name and title, what can be chosen (none: a year is typed), and what is."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    value: str
    typed: bool = False


@page(router, "/trends", "json", about="What changes in what is made and in audiences")
def trends(visit: Asked) -> Response:
    """The charts of this group, each with its finding or its neutral title, and what changed most."""
    if kept := visit.kept():
        return kept
    shelf = insights.shelf(visit)
    answers = [insights.asked(visit, name, chosen) for name, chosen in CHARTS if name in shelf]
    changed = insights.asked(visit, TABLE)
    figures = [insights.drawn(visit, one) for one in (*answers, changed)]
    data = [{"id": one.insight, "title": figure.headline, "address": _address(visit, one), "evidence": one.evidence.record()}
            for one, figure in zip((*answers, changed), figures, strict=True)]
    if visit.form == "json":
        return visit.answer("", data, links={})
    cards = [(one, figure, _address(visit, one), _about(visit, shelf[one.insight])) for one, figure in zip(answers, figures, strict=False)]
    forms = [(name, visit.href(f"/trends/{name}"), _slots(visit, shelf[name], {}, only)) for name, only in (
        ("share-of-productions", ("genre", "audience", "subject", "language", "country", "sector")), ("audience-trend", ("measure", "segments", "place")))]
    return visit.answer("trends.html", data, cards=cards, forms=forms, changed=(changed, figures[-1], visit.href(f"/trends/{TABLE}")), shown=SHOWN)


@page(router, "/trends/{slug}", "json", "csv", about="One trend: its chart, its finding where the test passes, and how sure it is")
def trend(visit: Asked, slug: str) -> Response:
    """The page of one insight of this group and its twins."""
    if kept := visit.kept():
        return kept
    shelf = insights.shelf(visit)
    if slug not in shelf or shelf[slug].GROUP != "trends":
        there = ", ".join(sorted(name for name, one in shelf.items() if one.GROUP == "trends"))
        raise NotFound(f"there is no trend named '{slug[:60]}'", where="/trends", way_out=f"one of: {there}")
    chosen = insights.chosen(shelf[slug], visit.request.query_params)
    answer = insights.asked(visit, slug, chosen)
    figure = insights.drawn(visit, answer)
    links = {"figure": insights.address(visit, answer)}
    if visit.form != "html":
        return visit.answer("", insights.told(visit, answer), links=links, table=answering.table(answer))
    together = {name: answer.chosen[name] for name in ("genre", "country", "sector") if answer.chosen.get(name)}
    return visit.answer("trend.html", None, links=links, table=answering.table(answer), one=_plain(visit, answer, figure), headline=figure.headline, answer=answer,
                        about=_about(visit, shelf[slug]), slots=_slots(visit, shelf[slug], dict(answer.chosen)), together=visit.href("/partners", **together))


def _address(visit: Visit, answer: Answer) -> str:
    return visit.href(f"/trends/{answer.insight}", **{name: value for name, value in answer.chosen.items() if value})


def _about(visit: Visit, insight: Insight) -> str:
    return insight.TEXTS.get(visit.language, insight.TEXTS["en"])["about"]


def _plain(visit: Visit, answer: Answer, figure: Figure) -> Figure:
    """The figure under its neutral title: the finding is the heading of the page already. Kept, as its drawings are."""
    key = f"plain figure {answer.insight} {sorted(answer.chosen.items())} {visit.language} {visit.root} {visit.kept_query}"
    return insights.release(visit).once(key, lambda: replace(figure, finding="")) if figure.headline != figure.title else figure


def _slots(visit: Visit, insight: Insight, chosen: dict[str, Any], only: tuple[str, ...] = ()) -> list[Slot]:
    """The fields of a form; those with nothing to choose are left out."""
    found = []
    for parameter in insight.PARAMETERS:
        if only and parameter.name not in only:
            continue
        options = _options(visit, insight, parameter)
        if options or parameter.kind == "year":
            value = str(chosen.get(parameter.name, "") or parameter.default)
            found.append(Slot(parameter.name, _titles(visit.words).get(parameter.name, parameter.name), options, value, parameter.kind == "year"))
    return found


def _titles(_: Words) -> dict[str, str]:
    """What slots are called in a form."""
    return {"genre": _("Genre"), "audience": _("Audience"), "subject": _("Theme"), "language": _("Language"), "form": _("Form"), "country": _("Country"), "facet": _("Kind of word"),
            "measure": _("Measure"), "segments": _("Audience as"), "place": _("Place"), "sector": _("Sector"), "since": _("From year"), "until": _("Up to year")}


def _options(visit: Visit, insight: Insight, parameter: Parameter) -> tuple[tuple[str, str], ...]:
    if parameter.kind == "choice":
        texts = insight.TEXTS.get(visit.language, insight.TEXTS["en"])
        return tuple((one, texts[f"choice {one}"]) for one in parameter.choices)
    named = insights.release(visit).values(parameter.kind, parameter.of, visit.language)
    return tuple(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))
