"""/api/v1/sql: SQL over the tables of a release, read-only and within limits; docs/questions.md."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from intarsia.errors import IntarsiaError, Invalid
from intarsia.questions import Question
from intarsia.web import asking, negotiate
from intarsia.web.api import form
from intarsia.web.visit import Visit

PATH = "/api/v1/sql"
FORMS = ("json", "csv", "ndjson", "arrow", "parquet")
router = APIRouter()


async def answered(request: Request, shape: str = "") -> Response:
    """The answer to a request in one of FORMS, by Accept when none is given; an error is a problem document."""
    visit = Visit(request)
    visit.form = "json"
    try:
        values = await _values(request)
        shape = shape or form.chosen(request.headers.get("accept", ""), FORMS)
        text, rows = _query(values), _limit(values.get("limit", ""))
        visit.form = shape
        release = await asking.release_of(visit)
        if request.method != "POST" and negotiate.has(request, visit.tag):
            return Response(status_code=304, headers=visit.headers())
        found = await asking.ask(visit, Question("sql", text, release, form=shape, rows=rows))
    except IntarsiaError as error:
        return asking.problem(visit, error)
    if found is None:
        return asking.gone()
    headers = asking.headers_of(found, visit)
    if request.method == "POST":
        headers = {**headers, "Cache-Control": "no-store"}
        del headers["ETag"]
    if shape != "json":
        return asking.Given(found, {**headers, "Content-Disposition": f'inline; filename="answer.{shape}"'})
    links = {"self": request.url.path + (f"?{request.url.query}" if request.url.query else ""), "tables": visit.href("/sql.json")}
    meta = {"release": visit.reader.id, "issued": visit.reader.manifest["issued"], **asking.meta_of(found)}
    after = f', "links": {json.dumps(links, ensure_ascii=False)}, "meta": {json.dumps(meta, ensure_ascii=False)}}}'
    return asking.Given(found, headers, b'{"data": ', after.encode())


async def _values(request: Request) -> dict[str, str]:
    """What is asked, from the address or the body: a form, {"query": ...}, or the bare question."""
    values = dict(request.query_params)
    if request.method != "POST":
        return values
    kind, text = asking.kind_of(request), asking.text_of(await asking.body_of(request))
    if kind == "application/x-www-form-urlencoded":
        return {**values, **dict(parse_qsl(text, keep_blank_values=True))}
    if kind == "application/json":
        try:
            found: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise Invalid("the body is no JSON", way_out='{"query": "SELECT ..."}') from error
        if not isinstance(found, dict):
            raise Invalid("the body is no JSON object", way_out='{"query": "SELECT ..."}')
        return {**values, **{str(name): value if isinstance(value, str) else json.dumps(value) for name, value in found.items() if value is not None}}
    if kind in ("application/sql", "text/plain"):
        return {**values, "query": text}
    raise asking.WrongKind("a question is posted as a form, as JSON or as application/sql", where="Content-Type", way_out='send {"query": "SELECT ..."} as application/json')


def _query(values: dict[str, str]) -> str:
    text = values.get("query", "")
    if not text.strip():
        raise Invalid("there is no question here", where="query", way_out="?query=SELECT+sector,+count(*)+FROM+work+GROUP+BY+1")
    if "\x00" in text:
        raise Invalid("a question holds no zero characters", where="query", way_out="take them out")
    return text


def _limit(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 9 and int(text) > 0):
        raise Invalid("limit is a whole number, 1 or more", where="limit", way_out="leave it out for as many rows as an answer may have")
    return int(text)


for suffix in ("", *FORMS):
    async def handle(request: Request, suffix: str = suffix) -> Response:
        return await answered(request, suffix)

    router.add_route(PATH + (f".{suffix}" if suffix else ""), handle, methods=["GET", "POST"], name=f"api.sql.{suffix}", include_in_schema=False)
