"""Errors as a reader meets them: a page with a way on, or a problem document (RFC 9457); never a traceback."""

from __future__ import annotations

import json
import logging
import secrets
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia.errors import IntarsiaError
from intarsia.web import address
from intarsia.web.encoding import encoded
from intarsia.web.headers import machine
from intarsia.web.negotiate import form_of
from intarsia.web.visit import NothingServed, Visit

log = logging.getLogger(__name__)


def install(app: FastAPI) -> None:
    """Take over all errors of the app."""
    app.add_exception_handler(IntarsiaError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _values)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, IntarsiaError)
    if error.status == 401 and request.method in ("GET", "HEAD") and form_of(request) == "html" and "authorization" not in request.headers:
        asked = address.within(request.scope) + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{request.scope.get('root_path', '')}/desk/sign-in?{encoded([('next', asked)])}", 303, headers={"Cache-Control": "no-store"})
    headers = {**retry_after(error), **({"WWW-Authenticate": "Bearer"} if error.status == 401 else {})}
    return answer(request, error.problem(), headers, nothing=isinstance(error, NothingServed))


def retry_after(error: IntarsiaError) -> dict[str, str]:
    """When it is worth asking again, for what is not to be had at this moment."""
    return {"Retry-After": str(getattr(error, "retry_after", 60))} if error.status in (429, 503) else {}


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    detail = "There is no page at this address." if error.status_code == 404 else str(error.detail)
    return answer(request, {"type": "about:blank", "title": title, "status": error.status_code, "detail": detail}, dict(error.headers or {}))


def _values(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    said = "; ".join(f"{'.'.join(str(step) for step in one['loc'][1:])}: {one['msg']}" for one in error.errors())
    return answer(request, {"type": "about:blank", "title": "Not right yet", "status": 400, "detail": said or "a value in the address is not right"}, {})


def crash(request: Request, error: Exception) -> Response:
    """Our own fault: the details go to the log under a number that the page shows."""
    number = str(request.scope.get("state", {}).get("request_id") or secrets.token_hex(8))
    log.error("request %s: %s %s", number, request.method, address.told(request.scope), exc_info=error)
    problem = {"type": "about:blank", "title": "Broken", "status": 500, "detail": "Something went wrong on our side.", "request": number,
               "way_out": f"try again; if it stays, tell the operator this number: {number}"}
    try:
        return answer(request, problem, {})
    except Exception:
        log.exception("request %s: the error page failed too", number)
        return Response(f"Something went wrong on our side. Number {number}.", 500, media_type="text/plain; charset=utf-8")


def refused(request: Request, status: int, why: str) -> Response:
    """An address that cannot be read: nothing of it is used but the kind of answer it asks for."""
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": why, "way_out": "begin at the front page, and follow a link or search"}
    scope = {**request.scope, "path": f"{request.scope['root_path']}/", "raw_path": b"", "query_string": b""}
    if machine(request.scope):
        scope["headers"] = [*((name, value) for name, value in scope["headers"] if name != b"accept"), (b"accept", b"application/problem+json")]
    return answer(Request(scope), problem, {})


def answer(request: Request, problem: dict[str, Any], headers: dict[str, str], nothing: bool = False) -> Response:
    """A problem as a page, or as a problem document."""
    headers = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language", **headers}
    visit = Visit(request)
    if "where" in problem:  # where the pool lies on the operator's disk is nothing to a reader
        folder = visit.serving.pool.layout.root
        problem = {**problem, "where": str(problem["where"]).replace(f"{folder}/", "").replace(str(folder), folder.name)}
    if visit.form != "html":
        return Response(json.dumps(problem, ensure_ascii=False), problem["status"], headers, media_type="application/problem+json")
    if visit.pinned and problem["status"] == 404:
        visit.pinned = None
    try:
        _ = visit.release
    except IntarsiaError:  # a page that says what is wrong does without a release
        visit.__dict__["release"] = None
    return visit.page("error.html", problem["status"], headers, problem={"where": "", "way_out": "", **problem}, nothing=nothing)
