"""The first page: one story that no contributor could tell alone, what each brought, and how to begin."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.reader import Reader
from intarsia.web.alone import only, switch
from intarsia.web.family import known_relatives, known_stories, lanes, widest, without
from intarsia.web.founding import founding
from intarsia.web.newest import newest
from intarsia.web.pages.dataset import contributors
from intarsia.web.routes import page
from intarsia.web.titles import titles
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["pages"])
SHOWN_FIELDS = ("id", "iri", "title", "language", "form", "sector", "date", "year_start", "status", "dataset", "dataset_title", "publisher", "synthetic")


@page(router, "/", "json", about="One story across sectors, and what each contributor brought; ?with=one:<dataset> shows it from one contributor's rows alone")
def home(visit: Asked) -> Response:
    """The first page."""
    if visit.release is None and visit.form == "html":
        return visit.page("empty.html", 200, {"Cache-Control": "no-store"})
    reader = visit.reader
    if kept := visit.kept():
        return kept
    alone = only(visit)
    members = story(reader, visit)
    brought = visit.serving.once(reader, "contributors", lambda: contributors(reader))
    shown = [one for one in members if alone in (None, one["dataset"])]
    lost = without(reader, members, alone) if alone and members else None
    named = visit.serving.once(reader, f"origin in {visit.language}", lambda: told(visit))
    said = headline(visit, [one for one in brought if alone in (None, one["id"])], members, lost)
    since, whole = newest(visit) if not alone else (None, True)
    data = {"headline": " ".join(said), "since": since.plain() if since else None, "story": [{key: one[key] for key in SHOWN_FIELDS} for one in shown], "alone": lost, "datasets": brought}
    cards = founding(visit, wait=False) if visit.form == "html" and not alone else []
    answer = visit.answer("home.html", data, links={"explore": visit.href("/explore"), "datasets": visit.href("/datasets"), "start": visit.href("/start")},
                        lanes=lanes(members, alone), headline=said, members=members, named=named, sides=switch(visit, (one["dataset"] for one in members), alone),
                        alone=alone, lost=lost, here=visit.on_this_machine, cards=cards, since=since)
    if cards is None or not whole:  # what is being worked out comes with the next look: nobody should keep the page without it
        answer.headers["Cache-Control"] = "no-store"
        del answer.headers["ETag"]
    return answer


def story(reader: Reader, visit: Visit) -> list[dict[str, Any]]:
    """The works of the story told in most sectors, oldest first."""
    widely = origin(visit)
    return known_relatives(visit.serving, reader, widely["id"]) if widely else []


def origin(visit: Visit) -> dict[str, Any] | None:
    """The story told in most sectors, by the work it starts from."""
    return widest(known_stories(visit.serving, visit.reader))


def told(visit: Visit) -> dict[str, Any] | None:
    """The title of that work in the reader's language, where it has one."""
    found = origin(visit)
    return titles(visit.reader, [found["id"]], visit.language).get(found["id"], {"value": found["title"], "language": None}) if found else None


def headline(visit: Visit, brought: list[dict[str, Any]], members: list[dict[str, Any]], lost: dict[str, Any] | None) -> list[str]:
    """Its sentences: counted from the datasets, never written down."""
    _ = visit.words
    publishers, files = len({one["publisher"] for one in brought}), len(brought)
    counted = [
        _.many("%(n)s organisation.", "%(n)s organisations.", publishers, n=_.count(publishers)),
        _.many("%(n)s file.", "%(n)s files.", files, n=_.count(files)),
    ]
    if lost:
        return [*counted, _("%(n)s of the %(all)s works of this story.", n=_.number(lost["works"]), all=_.number(lost["works_in_all"]))]
    return [*counted, _("One story none of them could tell.") if members else _("One place to ask.")]
