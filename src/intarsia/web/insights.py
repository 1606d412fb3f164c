"""The questions of the shelf on pages: each answer kept per release, language and values, and drawn with addresses of this site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from starlette.datastructures import QueryParams

from intarsia import answering
from intarsia.answering import Placing, Release
from intarsia.figures import Figure, insightchart
from intarsia.reader import Reader
from intarsia.shelf.insights.base import Answer, Insight, Lead
from intarsia.web import built, when
from intarsia.web.serving import Serving
from intarsia.web.visit import Visit
from intarsia.web.words import LANGUAGES, Words, words

#: parameters of an address that choose nothing of a question
BESIDE = ("lang", "release", "embed", "area")


def release(visit: Visit) -> Release:
    """The release that the reader sees, as insights see it."""
    return release_of(visit.serving, visit.reader)


def release_of(serving: Serving, reader: Reader) -> Release:
    """A release that is served, as insights see it."""
    return serving.once(reader, "as a source", lambda: Release(reader, serving.pool.layout.shelf))


def shelf(visit: Visit) -> dict[str, Insight]:
    """Every question by name."""
    return answering.insights(visit.serving.pool.layout.shelf)


#: the page of each group of questions; those of other groups stand on /ask alone
PAGES = {"trends": "/trends", "partners": "/partners", "signals": "/signals", "impact": "/impact", "benchmark": "/benchmark", "map": "/map"}


def page_of(visit: Visit, name: str) -> str:
    """The page under which a question of the shelf stands; "" where there is no question of that name."""
    found = shelf(visit).get(name)
    return PAGES.get(found.GROUP, "/ask") if found else ""


def served(app: FastAPI) -> Iterator[tuple[Release, Words]]:
    """The releases that this server shows, each with every language of the site: for what is asked before somebody waits for it."""
    for serving in {id(one): one for one in (app.state.serving, app.state.here) if one is not None}.values():
        if reader := serving.reader():
            for language in LANGUAGES:
                yield release_of(serving, reader), words(language)


def asked(visit: Visit, name: str, /, chosen: Mapping[str, str] | None = None, **more: str) -> Answer:
    """The answer to a question of the shelf, for the values chosen.

    Raises: NotFound for no such question; Invalid for a slot or value that is none.
    """
    return answering.answer(release(visit), name, {**(chosen or {}), **more}, visit.words)


def drawn(visit: Visit, answer: Answer) -> Figure:
    """The answer as a figure of this site; kept, as its pictures are."""
    area = visit.request.query_params.get("area", "")
    key = f"figure {answer.insight} {sorted(answer.chosen.items())} {visit.language} {visit.root} {visit.kept_query} {area}"
    return release(visit).once(key, lambda: _figure(visit, answer, area))


def _figure(visit: Visit, answer: Answer, area: str) -> Figure:
    return answering.figure(answer, release(visit), visit.words, placing(visit, address(visit, answer), area))


def placing(visit: Visit, own: str, area: str = "") -> Placing:
    """Where a figure of this site stands. own: the address of its own page, "" for one that has none."""

    def lead(one: Lead) -> str:
        return visit.href(one[0], **{name: value for name, value in one[1].items() if name != "path"})

    return Placing(lead, own, lambda year: when.year(year, visit.words), _maps(visit), area)


def _maps(visit: Visit) -> Any:
    try:
        from intarsia.figures.placemap import Maps
    except ImportError:
        return None
    return Maps(world=built.path("map.json"), regions=getattr(visit.serving.pool.layout, "regions", None))


def address(visit: Visit, answer: Answer) -> str:
    """The page of an answer by itself."""
    return visit.href(f"/figures/{answer.insight}", **{name: value for name, value in answer.chosen.items() if value})


def told(visit: Visit, answer: Answer) -> dict[str, Any]:
    """The JSON form of an answer."""
    return answering.record(answer, release(visit), visit.words)


def chosen(insight: Insight, given: QueryParams) -> dict[str, str]:
    """The slots of a question as an address has them; the other parameters of the address are none of its business."""
    return {parameter.name: given[parameter.name] for parameter in insight.PARAMETERS if given.get(parameter.name)}


def question(visit: Visit, name: str) -> str:
    """A question in words, an ellipsis for each slot."""
    texts = shelf(visit)[name].TEXTS
    return re.sub(r"\{[^}]*\}", "…", texts.get(visit.language, texts["en"])["question"])


def written(kind: str, value: Any, say: Words) -> str:
    """A value of a field, for a table."""
    return insightchart.written(kind, value, say, lambda year: when.year(year, say))
