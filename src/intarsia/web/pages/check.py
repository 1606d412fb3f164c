"""Check: a file is sent, a child process with limits looks at it, the verdict is told, and the file is thrown away."""

from __future__ import annotations

import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, Response

from intarsia import adding
from intarsia.checking import report as checking
from intarsia.checking import sentences
from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.web import upload, verdict
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["check"])
WAITING = 4  # files that may wait for their turn; more are asked to come back
NICE = 15  # who reads pages goes first
SHOWN = 200  # columns told about, at most
LONGEST = 8_000  # characters of what the page tells about how a file was read


@page(router, "/check", "json", about="Send a file and read, column by column, what may be shared of it; nothing is kept")
def form(visit: Asked) -> Response:
    """The form, or with `?try=` what a file that comes with the program looks like; the twin says how to send a file."""
    if name := visit.request.query_params.get("try"):
        return _tried(visit, name)
    data = {"send": "POST /api/v1/check?name=films.csv with the file as body, or a form with the field 'file'", "most_bytes": upload.MOST, "kept": "nothing"}
    return visit.answer("check.html", data, report=None, problem=None, tried=False, here=visit.on_this_machine)


def _tried(visit: Visit, name: str) -> Response:
    """What one of our own synthetic files looks like; the file itself with `&as=file`."""
    path = adding.tryout(name)
    if visit.request.query_params.get("as") == "file":
        return FileResponse(path, filename=name, headers={"Cache-Control": "no-cache"})
    report = tried(path, visit.language)
    if visit.form == "json":
        return visit.answer("", report, links={"page": visit.href("/check")})
    return _shown(visit, report, {"Cache-Control": "no-cache", "Vary": "Accept, Accept-Language"}, tried=True)


def _shown(visit: Visit, report: dict[str, Any], headers: dict[str, str], tried: bool = False) -> Response:
    """The page of a report, the columns that need somebody first."""
    told = verdict.told(report, visit.language)
    return visit.page("check.html", 200, headers, data=report, report=report, told=told, problem=None, tried=tried, here=visit.on_this_machine)


_reading = threading.Lock()


def tried(path: Path, language: str) -> dict[str, Any]:
    """The report of a file that comes with the program: it is read once in each language, whoever asks first."""
    with _reading:
        return _kept(path, sentences.language(language))


@cache
def _kept(path: Path, language: str) -> dict[str, Any]:
    return _told(checking.report(path, nice=NICE, patience=30, lang=language))


@router.post("/check", include_in_schema=False)
async def checked(visit: Asked) -> Response:
    """What a file looks like, as a page; a refusal stands on the same page, as help."""
    try:
        report = await look(visit)
    except IntarsiaError as error:
        problem = {"where": "", "way_out": "", **error.problem()}
        return visit.answer("check.html", problem, status=error.status, report=None, problem=problem, tried=False, here=visit.on_this_machine)
    return _shown(visit, report, {"Cache-Control": "no-store"})


@router.post("/api/v1/check", response_class=Response, summary="Send a file and get, as JSON, its verdict and what was found in it; nothing is kept",
             responses={400: {"description": "Why it cannot be read, and the way out (RFC 9457)"}, 503: {"description": "Too many files at once"}})
async def checked_json(visit: Asked) -> Response:
    """The same as `intarsia check FILE --json`."""
    visit.form = "json"
    report = await look(visit)
    return visit.answer("", report, status=200, links={"page": "/check"})


async def look(visit: Visit) -> dict[str, Any]:
    """Take the file in, and let a child read it: one at a time, some may wait.

    Raises: Invalid for what is no file or cannot be read; Unavailable when too many wait.
    """
    turn = turns(visit)
    with tempfile.TemporaryDirectory(prefix="intarsia-check-") as folder:
        try:
            file = await upload.received(visit.request, Path(folder))
        except ClientDisconnect as error:
            raise Invalid("the file did not arrive whole", where="the file that was sent", way_out="send it again") from error
        if turn.statistics().tasks_waiting >= WAITING:
            raise Unavailable("many files are being looked at", where="/check", way_out="try again in a minute, or check it on your own machine: intarsia check FILE")
        try:
            async with turn:
                return _told(await anyio.to_thread.run_sync(_read, file, visit.serving.pool, visit.language))
        except IntarsiaError as error:
            error.where = error.where.replace(f"{folder}/", "")  # the reader's own name for it, not ours
            raise


def _read(file: Path, pool: Any, language: str) -> dict[str, Any]:
    return checking.report(file, pool=pool, nice=NICE, patience=30, lang=language)


def turns(visit: Visit) -> anyio.CapacityLimiter:
    """One file at a time, so that the other core goes on serving pages."""
    state = visit.request.app.state
    if not hasattr(state, "check_turns"):
        state.check_turns = anyio.CapacityLimiter(1)
    turns: anyio.CapacityLimiter = state.check_turns
    return turns


def _told(report: dict[str, Any]) -> dict[str, Any]:
    """A report with bounds: a file of a hundred thousand columns is told about in part."""
    options = {name: value for name, value in report["options"].items() if value not in (None, "", [], False) and len(str(value)) <= LONGEST}
    return {**report, "options": options, "columns": report["columns"][:SHOWN], "columns_in_all": len(report["columns"]),
            "rejected": report["rejected"][:20]}
