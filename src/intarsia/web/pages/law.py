"""The agreement with contributors, on one sheet of paper, and which law applies to whom."""

from __future__ import annotations

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from intarsia.papers import html, paper
from intarsia.web.desk import DeskVisit
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["pool"])


@page(router, "/agreement", "json", about="What a contributor and the pool agree: who answers for what, licence, withdrawal, erasure; one page to print and sign")
def agreement(visit: Asked) -> Response:
    """The agreement, filled in from the pool's settings."""
    return shown(visit, "agreement")


@page(router, "/law", "json", about="Which law applies to whom who shares or uses data; no legal advice")
def law(visit: Asked) -> Response:
    """The guide to the law."""
    return shown(visit, "law")


def shown(visit: Asked, name: str) -> Response:
    """A paper as a page of the site; its settings may change between releases."""
    live = DeskVisit(visit.request)
    one = paper(visit.serving.pool, name, visit.language)
    data = {"name": name, "title": one.title, "language": one.language, "text": one.text}
    return live.answer("paper.html", data, paper=one, body=Markup(html(one.text)))
