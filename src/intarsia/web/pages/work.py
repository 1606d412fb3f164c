"""A work: its titles, facts, makers, figures and links, and the story it belongs to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from markupsafe import Markup
from starlette.responses import Response

from intarsia import notices
from intarsia.errors import NotFound
from intarsia.web import why
from intarsia.web.alone import only, switch
from intarsia.web.differing import differing
from intarsia.web.elsewhere import elsewhere
from intarsia.web.family import SHOWN, known_relatives, lanes, without
from intarsia.web.gone import missing
from intarsia.web.linked import schema_org
from intarsia.web.related import related
from intarsia.web.routes import PROBLEMS, page
from intarsia.web.sources import licences
from intarsia.web.visit import Asked, Visit
from intarsia.web.workcard import contributors, facts, known_entity, record

router = APIRouter(tags=["works"])
CARD = ("id", "iri", "title", "form", "sector", "date", "dataset")


@router.get("/works/{id}/elsewhere.html", summary="The same story elsewhere: HTML without script for a contributor's own site", response_class=Response, responses=PROBLEMS)
def snippet(visit: Asked, id: str) -> Response:
    """The other works of its story, ready to paste."""
    visit.form = "html"
    if kept := visit.kept():
        return kept
    members = family(visit, id)
    if not members:
        raise missing(visit, "work", id)
    return Response(elsewhere(visit, id, members) + "\n", headers=visit.headers(), media_type="text/html; charset=utf-8")


@page(router, "/works/{id}", "json", about="One work with everything the release knows about it; ?with=one:<dataset> shows one contributor's rows alone")
def work(visit: Asked, id: str) -> Response:
    """The page of a work and its twins."""
    if kept := visit.kept():
        return kept
    alone = only(visit)
    data = found(visit, id, alone)
    members = family(visit, id)
    lost = without(visit.reader, members, alone) if alone and len(members) > 1 else None
    shown = [one for one in members if alone in (None, one["dataset"])]
    data["family"] = [{key: one[key] for key in CARD} for one in shown] if len(members) > 1 else []
    data["alone"] = lost
    data["entity"] = known_entity(visit.reader, id)
    data["differ"] = differing("work", data["records"])
    data["notices"] = notices.of_things(visit.reader, [one["id"] for one in data["records"]], [one["dataset"] for one in data["records"]], visit.language)
    data["related"] = related(visit.reader, data["makers"], {one["id"] for one in (*members, *data["records"])}) if not alone else []
    told = lanes(members, alone) if len(members) > 1 else []
    html = visit.form == "html"
    block = schema_org(data, visit.reader) if html else Markup("")
    return visit.answer(
        "work.html", data, links={"iri": data["iri"], "page": visit.href(f"/works/{id}"), "elsewhere": visit.href(f"/works/{id}/elsewhere.html")},
        lanes=told, members=members, family_size=len(members), most=SHOWN, alone=alone, lost=lost, facts=facts(data) if html else [],
        sides=switch(visit, [data["dataset"], *(one["dataset"] for one in members)], alone, data["dataset"]), groups=why.groups(data["links"]), why=why,
        licences=licences(visit.reader), original=_original(data), tongue_of_title=_tongue(data), contributors=contributors(data, shown),
        block=block, pasted=f'<script type="application/ld+json">{block}</script>', elsewhere=elsewhere(visit, id, members) if html and len(members) > 1 else Markup(""))


def found(visit: Visit, identifier: str, alone: str | None) -> dict[str, Any]:
    """The record of a work.

    Raises: Gone when an earlier release had it, else NotFound.
    """
    try:
        return record(visit.reader, identifier, alone)
    except NotFound:
        raise missing(visit, "work", identifier) from None


def family(visit: Visit, identifier: str) -> list[dict[str, Any]]:
    """Cards of the works of its story, itself included, oldest first."""
    return known_relatives(visit.serving, visit.reader, identifier)


def _original(data: dict[str, Any]) -> dict[str, Any] | None:
    """The original title, where the page's heading is another one."""
    return next((one for one in data["titles"] if one["kind"] == "original" and one["value"] != data["title"]), None)


def _tongue(data: dict[str, Any]) -> str | None:
    """The language of the title that heads the page; the work's own may be another."""
    return next((str(one["language"]) for one in data["titles"] if one["value"] == data["title"] and one["language"]), None)
