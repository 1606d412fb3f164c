"""Benchmark: an organisation of the pool, or a file that is not kept, beside its peers in a group that the release fixed."""

from __future__ import annotations

import tempfile
from math import log10
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from intarsia import answering
from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.figures import Figure
from intarsia.receipt import beside
from intarsia.web import insights, upload
from intarsia.web.examples import Example, both, tried
from intarsia.web.pages.check import NICE, WAITING, turns
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["benchmark"])
#: organisations that the form lists
LISTED = 400
#: organisations, and measures, that examples are looked for among
TRIED = 4


@page(router, "/benchmark", "json", "csv", about="One organisation beside its peers: the median and the middle half of a fixed group, period by period")
def benchmark(visit: Asked) -> Response:
    """The page and its twins; without an organisation, the group by itself."""
    if kept := visit.kept():
        return kept
    given = dict(visit.request.query_params)
    if one := given.get("dataset"):
        given["agent"] = next((agent for agent, dataset in beside.organisations(insights.release(visit)).items() if dataset == one), "")
    slots = insights.chosen(insights.shelf(visit)["benchmark"], QueryParams(given))
    answer = insights.asked(visit, "benchmark", slots)
    links = {"figure": insights.address(visit, answer)}
    if visit.form != "html":
        return visit.answer("", insights.told(visit, answer), links=links, table=answering.table(answer))
    return visit.answer("benchmark.html", None, links=links, table=answering.table(answer), one=insights.drawn(visit, answer), answer=answer, **_offered(visit, answer), problem=None,
        own=None)


@router.post("/benchmark", include_in_schema=False)
async def mine(visit: Asked) -> Response:
    """A file beside the peers, as a page that is kept nowhere; a refusal stands on the same page, as help."""
    try:
        own = await _read(visit)
    except IntarsiaError as error:
        return await anyio.to_thread.run_sync(_refused, visit, error)
    return await anyio.to_thread.run_sync(_beside, visit, own)


def _refused(visit: Visit, error: IntarsiaError) -> Response:
    answer = insights.asked(visit, "benchmark")
    problem = {"where": "", "way_out": "", **error.problem()}
    return visit.page("benchmark.html", error.status, {"Cache-Control": "no-store"}, one=insights.drawn(visit, answer), answer=answer, **_offered(visit, answer), problem=problem,
        own=None, data=None)


def _beside(visit: Visit, own: beside.OwnFile) -> Response:
    given = visit.request.query_params
    answer = beside.told(insights.release(visit), own, visit.words, given.get("group", ""), year=given.get("year", ""))
    figure: Figure = answering.figure(answer, insights.release(visit), visit.words, insights.placing(visit, ""))
    return visit.page("benchmark.html", 200, {"Cache-Control": "no-store", "Vary": visit.vary}, one=figure, answer=answer, **_offered(visit, answer), problem=None, own=own, data=None,
        has_csv=False)


async def _read(visit: Visit) -> beside.OwnFile:
    """Take the file in and let a child read it, in turn with files that are checked; nothing of it stays.

    Raises: Invalid for what is no file or has no figures that peers have; Unavailable when too many wait.
    """
    turn = turns(visit)
    release = insights.release(visit)
    with tempfile.TemporaryDirectory(prefix="intarsia-beside-") as folder:
        try:
            file = await upload.received(visit.request, Path(folder))
        except ClientDisconnect as error:
            raise Invalid("the file did not arrive whole", where="the file that was sent", way_out="send it again") from error
        if turn.statistics().tasks_waiting >= WAITING:
            raise Unavailable("many files are being looked at", where="/benchmark", way_out="try again in a minute")
        try:
            async with turn:
                return await anyio.to_thread.run_sync(lambda: beside.read(release, visit.serving.pool, file, nice=NICE, patience=30))
        except IntarsiaError as error:
            error.where = error.where.replace(f"{folder}/", "")
            raise


def _offered(visit: Visit, answer: Any) -> dict[str, Any]:
    """What the form offers: organisations with peers, and the groups there are."""
    release = insights.release(visit)
    found = release.once("benchmark organisations", lambda: sorted(((release.label("agent", agent, "en"), agent) for agent in beside.organisations(release)),
        key=lambda one: (one[0].casefold(), one[1])))
    members, groups = (answer.aside.get(name, ((), ()))[1] for name in ("members", "groups"))
    logs = [log10(row[2]) for row in members if row[2] > 0]
    low, high = min(logs, default=0.0), max(logs, default=0.0)
    dots = [(round(10 + 580 * ((log10(row[2]) - low) / (high - low) if high > low else 0.5), 1), row[0], row[1], row[2]) for row in members if row[2] > 0]
    return {"dots": dots, "organisations": found[:LISTED], "more": len(found) - LISTED, "members": members, "groups": groups, "chosen": answer.chosen,
            "examples": both(visit, "benchmark", lambda: _tried(visit)), "years": beside.years(release, answer.chosen.get("group", ""))}


def _tried(visit: Visit) -> list[Example]:
    """A few organisations beside their peers, and measures: some have peers, some have not."""
    release = insights.release(visit)
    agents = sorted(((release.label("agent", one, visit.language), one) for one in beside.organisations(release)), key=lambda one: one[0].casefold())[:TRIED]
    measures = sorted(((text, one) for one, text in release.values("measure", "", visit.language).items()), key=lambda one: one[0].casefold())[:TRIED]
    return tried(visit, "benchmark", [*((text, {"agent": one}) for text, one in agents), *((text, {"measure": one}) for text, one in measures)])
