"""Wanted: the data that questions of the shelf wait for, those that would settle most of them first."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.answering import wanted
from intarsia.answering.release import Release
from intarsia.errors import Unavailable
from intarsia.web import aside, insights
from intarsia.web.routes import page
from intarsia.web.visit import Asked
from intarsia.web.words import Words

router = APIRouter(tags=["insights"])
#: how long a program waits for the list, in seconds
PATIENCE = 10.0
#: needs that the page tells in full; the others in a line each
SHOWN = 20


@page(router, "/wanted", "json", "csv", about="The data that questions wait for: how many questions, which data, place and years, and who describes such data")
def wanted_page(visit: Asked) -> Response:
    """The list that was made after the build. Where there is none, every question of the shelf is asked for it: the first reader of a release is told to wait a moment, and a program that
    it takes too long for to ask again."""
    if kept := visit.kept():
        return kept
    release = insights.release(visit)
    say = visit.words
    wants = release.once(f"wanted kept {say.language}", lambda: wanted.read(release, say.language))
    if wants is None:
        patience = aside.PATIENCE if visit.form == "html" else PATIENCE
        if not aside.ready(release, f"wanted page {say.language}", lambda: _made(release, say), patience):
            if visit.form == "html":
                return visit.page("wanted-making.html", 200, {"Cache-Control": "no-store", "Refresh": "3"})
            raise Unavailable("the list of wanted data is being made", where="/wanted", way_out="ask again in a moment")
        wants = release.once(f"wanted page {say.language}", lambda: _made(release, say))
    rows = wanted.rows(release, wants)
    names = ["rank", "questions", "answers", "about", "tables", "measure", "form", "sector", "facet", "place", "years", "contributors", "described_by"]
    flat = [[_flat(row[name]) for name in names] for row in rows]
    asks = [[(visit.href(f"/figures/{name}", **chosen), insights.question(visit, name), chosen) for name, chosen in want.questions] for want in wants]
    return visit.answer("wanted.html", rows, links={}, table=(names, flat), rows=rows, asks=asks, most=SHOWN)


def _made(release: Release, say: Words) -> tuple[wanted.Want, ...]:
    """The list, left beside the release as well, where the look at a new file finds it."""
    found = wanted.read(release, say.language)
    if found is None:
        found = wanted.wanted(release, say)
        wanted.keep(release, found, say.language)
    return found


def _flat(value: object) -> object:
    if isinstance(value, list):
        return " | ".join(str(one["publisher"] if isinstance(one, dict) else one) for one in value)
    if isinstance(value, tuple):
        return "-".join(map(str, value)) if value and isinstance(value[0], int) else " | ".join(map(str, value))
    return value

