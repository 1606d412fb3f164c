"""A figure by itself: its page, its table, its drawing as a file, and a page to embed elsewhere."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.responses import Response

from intarsia import answering
from intarsia.errors import NotFound
from intarsia.figures import Figure
from intarsia.shelf.insights.base import Answer
from intarsia.web import headers, insights, reach
from intarsia.web.citation import Citation
from intarsia.web.figures import FIGURES
from intarsia.web.founding import founding
from intarsia.web.query import read
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["figures"])
EMBEDDED = headers.POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")


@router.api_route("/figures/{id}.svg", methods=["GET", "HEAD"], response_class=Response, include_in_schema=False)
def drawing(visit: Asked, id: str) -> Response:
    """The drawing as a file, with its title, sources and release."""
    if kept := visit.kept():
        return kept
    one = made(visit, id)
    return Response(one.sheet(whole(visit, one)), headers=visit.headers() | {"Content-Disposition": f'inline; filename="{id}.svg"'}, media_type="image/svg+xml")


@router.api_route("/figures/{id}.png", methods=["GET", "HEAD"], response_class=Response, include_in_schema=False)
def pixels(visit: Asked, id: str) -> Response:
    """The same as pixels."""
    if kept := visit.kept():
        return kept
    one = made(visit, id)
    return Response(one.png(whole(visit, one)), headers=visit.headers() | {"Content-Disposition": f'inline; filename="{id}.png"'}, media_type="image/png")


@page(router, "/figures", "json", about="All figures of this release, each with its address")
def figures(visit: Asked) -> Response:
    """The list of figures, the founding questions first."""
    if kept := visit.kept():
        return kept
    cards = founding(visit) or []
    others = [FIGURES[name](visit, read(QueryParams(), visit.root)) for name in sorted(FIGURES, key=lambda name: name in reach.REACH)]
    data = [{"id": one.name, "title": one.headline, "address": one.address, "evidence": one.evidence.record()} for one in (*(card.figure for card in cards), *others)]
    questions = [(name, visit.href(f"/figures/{name}"), insights.question(visit, name)) for name in sorted(insights.shelf(visit)) if name not in FIGURES]
    data += [{"id": name, "title": text, "address": address} for name, address, text in questions]
    return visit.answer("figures.html", data, links={}, cards=cards, others=others, questions=questions)


@page(router, "/figures/{id}", "json", "csv", about="A figure with its evidence and its table")
def figure(visit: Asked, id: str) -> Response:
    """The page of a figure and its twins; `embed=1` is the page without the site around it, for the pages of others."""
    if kept := visit.kept():
        return kept
    shelf = insights.shelf(visit)
    answer = insights.asked(visit, id, insights.chosen(shelf[id], visit.request.query_params)) if id in shelf and id not in FIGURES else None
    one = made(visit, id) if answer is None else insights.drawn(visit, answer)
    if visit.form == "html" and visit.request.query_params.get("embed"):
        return visit.page("embed.html", 200, visit.headers() | {"Content-Security-Policy": EMBEDDED}, one=one)
    links = {"page": one.at(), "csv": one.at("csv"), "svg": one.at("svg") if one.drawn else None, "png": one.at("png") if one.drawn else None}
    if answer is not None:
        return visit.answer("insightpage.html", insights.told(visit, answer), links=links, table=answering.table(answer), one=one, answer=answer)
    return visit.answer("figurepage.html", one.record(), links=links, table=([column.name for column in one.columns], one.rows), one=one)


def made(visit: Visit, name: str) -> Figure:
    """The figure asked for.

    Raises: NotFound; Invalid for a filter that cannot be read.
    """
    maker = FIGURES.get(name)
    if maker is None:
        shelf = insights.shelf(visit)
        if name in shelf:
            return insights.drawn(visit, insights.asked(visit, name, insights.chosen(shelf[name], visit.request.query_params)))
        raise NotFound(f"there is no figure named '{name[:40]}'", where="/figures", way_out="one of: " + ", ".join([*FIGURES, *sorted(shelf)]))
    return maker(visit, read(visit.request.query_params, visit.root))


def whole(visit: Visit, one: Figure) -> str:
    """The address of a figure as it is written under a drawing."""
    return visit.reader.base + one.at()[len(visit.root):].lstrip("/")


def citation(visit: Visit, one: Figure) -> str:
    """How to cite a figure."""
    pool = visit.reader.manifest["pool"]
    more = "" if visit.pinned else f"release={visit.reader.id}"
    address = visit.reader.base + one.at("", more)[len(visit.root):].lstrip("/")
    return Citation(pool["publisher"], f"{pool['name']}: {one.title}", visit.reader.id, visit.reader.manifest["issued"], address, pool["publisher"]).sentence(visit.words)


def embed_code(visit: Visit, one: Figure) -> str:
    """What another site pastes to show a figure: a frame, without script."""
    address = visit.origin + one.at("", f"embed=1&lang={visit.language}")
    return f'<iframe src="{escape(address)}" title="{escape(one.headline)}" width="100%" height="560" loading="lazy"></iframe>'


def reproduced(visit: Visit, answer: Answer) -> dict[str, object]:
    """What gives an answer again."""
    return answering.reproduce(answer, insights.release(visit))
