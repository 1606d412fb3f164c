"""/sparql: the SPARQL endpoint, and the page on which one writes queries."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from intarsia.errors import IntarsiaError
from intarsia.questions import Question
from intarsia.shelf.feeds import rdfnames
from intarsia.web import answertable, asking, errorpages, negotiate, protocol, queryexamples, servicedescription
from intarsia.web.answertable import PREFIXES
from intarsia.web.visit import Visit

router = APIRouter()
DOWNLOADS = {"SELECT": ("json", "xml", "csv", "tsv"), "CONSTRUCT": ("ttl", "nt", "rdf", "jsonld")}
NAMES = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF/XML", "jsonld": "JSON-LD"}
#: table -> the class of what it holds, beside works and agents, whose class depends on what they are
CLASSES = {"observation": "qb:Observation", "concept": "skos:Concept", "place": "schema:Place", "dataset": "dcat:Dataset", "distribution": "dcat:Distribution"}


async def endpoint(request: Request, suffix: str = "") -> Response:
    """A query's answer, the service's description, or the page."""
    visit = Visit(request)
    weighed = negotiate.weighed(request.headers.get("accept", ""))
    page = not suffix and protocol.wants_page(weighed)
    visit.form = "html" if page else suffix or "json"
    asked = protocol.Asked("", (), ())
    try:
        asked = await protocol.read(request)
        if page:
            return await _page(visit, asked)
        if not asked.query:
            return await (_twin(visit) if suffix == "json" else _description(visit, suffix, weighed))
        form, graph_form = protocol.forms(weighed, suffix)
        return await _answer(visit, asked, form, graph_form)
    except IntarsiaError as error:
        return await _page(visit, asked, error) if page else await run_in_threadpool(asking.problem, visit, error)


async def _answer(visit: Visit, asked: protocol.Asked, form: str, graph_form: str) -> Response:
    release = await asking.release_of(visit)
    request, visit.form = visit.request, f"{form} {graph_form}"
    if request.method != "POST" and negotiate.has(request, visit.tag):
        return Response(status_code=304, headers=visit.headers())
    found = await asking.ask(visit, Question("sparql", asked.query, release, form, graph_form, 0, asked.default_graphs, asked.named_graphs, visit.reader.base))
    if found is None:
        return asking.gone()
    headers = asking.headers_of(found, visit)
    if request.method == "POST":
        headers = {**{name: value for name, value in headers.items() if name != "ETag"}, "Cache-Control": "no-store"}
    return asking.Given(found, headers)


async def _description(visit: Visit, suffix: str, weighed: list[str]) -> Response:
    form = suffix if suffix in ("ttl", "nt", "rdf", "jsonld") else protocol.description_form(weighed)
    await asking.release_of(visit)
    text, media = await run_in_threadpool(servicedescription.written, visit.reader, visit.origin + visit.root + "/sparql", form)
    visit.form = form
    return Response(text, headers=visit.headers(), media_type=media)


async def _twin(visit: Visit) -> Response:
    """The bare page as JSON: what one can ask, and within which limits."""
    await asking.release_of(visit)
    limits = visit.serving.pool.config.questions
    data = {"examples": [{"id": one.id, "title": one.title, "query": one.query} for one in queryexamples.sparql(visit.words)], "prefixes": {name: iri for iri, name in PREFIXES.items()},
            "limits": {"seconds": limits.seconds, "memory": limits.memory, "rows": limits.rows, "size": limits.size}}
    return await run_in_threadpool(visit.answer, "sparql.html", data, links={"endpoint": visit.href("/sparql")})


async def _page(visit: Visit, asked: protocol.Asked, error: IntarsiaError | None = None) -> Response:
    """The editor, with the answer or what is wrong below it."""
    shown, answer = None, None
    status, headers = 200, {"Cache-Control": "no-cache", "Vary": visit.vary}
    release = await asking.release_of(visit)
    if asked.query and error is None:
        answer = await asking.ask(visit, Question("sparql", asked.query, release, "json", "rows", asking.PAGE_ROWS, asked.default_graphs, asked.named_graphs, visit.reader.base))
        if answer is None:
            return asking.gone()
        shown = await run_in_threadpool(answertable.of_solutions, answer, visit)
    if error is not None:
        status, headers = error.status, {"Cache-Control": "no-store", "Vary": visit.vary, **errorpages.retry_after(error)}
    all_examples = queryexamples.sparql(visit.words)
    graphs = [("default-graph-uri", one) for one in asked.default_graphs] + [("named-graph-uri", one) for one in asked.named_graphs]
    triples = bool(answer and answer.columns and answer.columns[0][1] == "triple")
    files = [(NAMES[form], visit.href(f"/sparql.{form}", query=asked.query) + (f"&{urlencode(graphs)}" if graphs else "")) for form in DOWNLOADS["CONSTRUCT" if triples else "SELECT"]]
    context: dict[str, Any] = {
        "query": asked.query or all_examples[0].query, "asked": bool(asked.query), "graphs": graphs, "examples": all_examples, "shown": shown, "answer": answer,
        "problem": error, "files": files, "prefixes": sorted((name, iri) for iri, name in PREFIXES.items()), "classes": await run_in_threadpool(classes, visit),
        "limits": visit.serving.pool.config.questions,
    }
    return await run_in_threadpool(visit.page, "sparql.html", status, headers, **context)


def classes(visit: Visit) -> list[tuple[str, int]]:
    """What kinds of things the graph holds, most frequent first; counted in the tables, once for each release."""
    reader = visit.reader

    def count() -> list[tuple[str, int]]:
        found: Counter[str] = Counter()
        for form, works in reader.rows("SELECT form, count(*) FROM work GROUP BY form"):
            found["schema:" + rdfnames.FORM_CLASSES.get(form, "CreativeWork")] += works
        for kind, agents in reader.rows("SELECT kind, count(*) FROM agent GROUP BY kind"):
            found[{"person": "schema:Person", "organisation": "schema:Organization"}.get(kind, "schema:Thing")] += agents
        for table, name in CLASSES.items():
            found[name] += reader.rows(f'SELECT count(*) FROM "{table}"')[0][0]
        return [(name, things) for name, things in found.most_common() if things]

    return visit.serving.once(reader, "sparql classes", count)


for form in ("", *protocol.SUFFIXES):
    async def handle(request: Request, form: str = form) -> Response:
        return await endpoint(request, form)

    router.add_route("/sparql" + (f".{form}" if form else ""), handle, methods=["GET", "POST"], name=f"sparql.{form}", include_in_schema=False)
