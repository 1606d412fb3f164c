"""The first page: one story that no contributor could tell alone, what each brought, and how to begin."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.reader import Reader
from intarsia.web.family import families, lanes, relatives, widest
from intarsia.web.pages.dataset import contributors
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["pages"])


@page(router, "/", "json", about="One story across sectors, and what each contributor brought")
def home(visit: Asked) -> Response:
    """The first page."""
    if visit.release is None and visit.form == "html":
        return visit.page("empty.html", 200, {"Cache-Control": "no-store"})
    reader = visit.reader
    if kept := visit.kept():
        return kept
    told = visit.serving.once(reader, "story", lambda: story(reader, visit))
    brought = visit.serving.once(reader, "contributors", lambda: contributors(reader))
    works = [{key: value for key, value in one.items() if key != "at"} for lane in told for one in lane["works"]]
    said = headline(visit, brought, bool(told))
    data = {"headline": " ".join(said), "story": works, "datasets": brought}
    return visit.answer("home.html", data, links={"explore": "/explore", "datasets": "/datasets"}, lanes=told, headline=said)


def story(reader: Reader, visit: Visit) -> list[dict[str, Any]]:
    """The family told in most sectors, as lanes."""
    known = visit.serving.once(reader, "families", lambda: families(reader))
    members = widest(reader, known)
    return lanes(relatives(reader, members)) if members else []


def headline(visit: Visit, brought: list[dict[str, Any]], has_story: bool) -> list[str]:
    """Its sentences: counted from the datasets, never written down."""
    _ = visit.words
    publishers, files = len({one["publisher"] for one in brought}), len(brought)
    return [
        _.many("%(n)s organisation.", "%(n)s organisations.", publishers, n=_.count(publishers)),
        _.many("%(n)s file.", "%(n)s files.", files, n=_.count(files)),
        _("One story none of them could tell.") if has_story else _("One place to ask."),
    ]
