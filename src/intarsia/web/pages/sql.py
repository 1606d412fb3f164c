"""/sql: the page on which one asks the tables of a release; /sql.json and the like answer as /api/v1/sql does."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from intarsia.errors import IntarsiaError
from intarsia.questions import Question
from intarsia.tables import TABLES
from intarsia.web import answertable, asking, errorpages, negotiate, protocol, queryexamples
from intarsia.web.api import sql as api
from intarsia.web.visit import Visit

router = APIRouter()
NAMES = {"json": "JSON", "csv": "CSV", "ndjson": "NDJSON", "parquet": "Parquet", "arrow": "Arrow"}


async def page(request: Request) -> Response:
    """The editor, with the answer or what is wrong below it; for programs, the answer itself."""
    visit = Visit(request)
    query = request.query_params.get("query", "").strip()
    accept = request.headers.get("accept", "")
    if accept and not protocol.wants_page(negotiate.weighed(accept)):
        return await (api.answered(request) if query else _twin(visit))
    visit.form = "html"
    await asking.release_of(visit)
    error: IntarsiaError | None = None
    shown, answer = None, None
    try:
        if query:
            answer = await asking.ask(visit, Question("sql", query, await asking.release_of(visit), "rows", rows=asking.PAGE_ROWS))
            if answer is None:
                return asking.gone()
            shown = await run_in_threadpool(answertable.of_rows, answer, visit)
    except IntarsiaError as wrong:
        error = wrong
    headers = {"Cache-Control": "no-cache" if error is None else "no-store", "Vary": visit.vary, **(errorpages.retry_after(error) if error else {})}
    all_examples = queryexamples.sql(visit.words)
    context: dict[str, Any] = {
        "query": query or all_examples[0].query, "asked": bool(query), "examples": all_examples, "shown": shown, "answer": answer, "problem": error, "tables": list(TABLES.values()),
        "counts": {name: visit.reader.manifest["tables"].get(name, {}).get("rows", 0) for name in TABLES},
        "files": [(NAMES[form], visit.href(f"/sql.{form}", query=query)) for form in api.FORMS], "limits": visit.serving.pool.config.questions,
    }
    return await run_in_threadpool(visit.page, "sql.html", error.status if error else 200, headers, **context)


async def _twin(visit: Visit) -> Response:
    """The bare page as JSON: the tables, questions to begin with, and the limits."""
    visit.form = "json"
    await asking.release_of(visit)
    limits = visit.serving.pool.config.questions
    data = {
        "tables": [{"name": table.name, "meaning": table.meaning, "key": table.key, "columns": [
            {"name": c.name, "type": c.type, "meaning": c.meaning, "unit": c.unit or None, "term": c.term or None} for c in table.columns]} for table in TABLES.values()],
        "examples": [{"id": one.id, "title": one.title, "query": one.query} for one in queryexamples.sql(visit.words)],
        "limits": {"seconds": limits.seconds, "memory": limits.memory, "rows": limits.rows, "size": limits.size}}
    return await run_in_threadpool(visit.answer, "sql.html", data, links={"api": visit.href("/api/v1/sql")})


async def json_page(request: Request) -> Response:
    """/sql.json."""
    return await (api.answered(request, "json") if request.query_params.get("query") else _twin(Visit(request)))


router.add_route("/sql", page, methods=["GET"], name="sql", include_in_schema=False)
router.add_route("/sql.json", json_page, methods=["GET"], name="sql.json", include_in_schema=False)
for form in api.FORMS[1:]:
    async def handle(request: Request, form: str = form) -> Response:
        return await api.answered(request, form)

    router.add_route(f"/sql.{form}", handle, methods=["GET"], name=f"sql.{form}", include_in_schema=False)
