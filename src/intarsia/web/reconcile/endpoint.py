"""The addresses of a service: manifest, queries, suggestions, previews, extension."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from intarsia import __version__
from intarsia.errors import IntarsiaError, NotFound
from intarsia.reconciling import answering, extending, manifest, query
from intarsia.web import asking
from intarsia.web.documents import path
from intarsia.web.reconcile.asked import Asked, begin, parameters, told
from intarsia.web.reconcile.preview import flyout, preview
from intarsia.web.visit import Visit

router = APIRouter()
Handler = Callable[[Asked], Any]
#: manifests and suggestions may be kept for a moment by who asked; a new release changes them
HEADERS = {"Cache-Control": "no-cache", "Vary": "Accept-Language"}
POSTED = {"Cache-Control": "no-store"}
SUGGESTED = 100


def served(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A handler as an address: with the parameters read, in a thread, its answer as JSON or called back, its errors as problems."""

    async def handle(request: Request) -> Response:
        visit = Visit(request)
        visit.form = "json"

        def answer(given: dict[str, str]) -> Response:
            found = handler(Asked(visit, str(request.path_params["service"]), given))
            return found if isinstance(found, Response) else told(given, found, POSTED if request.method == "POST" else HEADERS)

        try:
            given = await parameters(request)
            return await run_in_threadpool(answer, given)
        except IntarsiaError as error:
            return await run_in_threadpool(asking.problem, visit, error)

    return handle


def root(asked: Asked) -> Any:
    """The manifest; or the answer to a batch of queries, to one query of API 0.1, or to an extension."""
    given = asked.parameters
    if "extend" in given:
        return extension(asked)
    if "queries" in given:
        queries = query.batch(given["queries"])
        return answering.batch(asked.answering, queries) if queries else {}
    if "query" in given:
        return {"result": asked.answering.answer(query.single(given["query"]))}
    begin(asked.visit)  # whoever reads a manifest is about to ask
    return manifest.manifest(asked.service, title(asked), asked.site, f"{asked.site}/reconcile", __version__)


def title(asked: Asked) -> str:
    """The name of a service as clients list it: what it holds, and whose."""
    return f"{named(asked.visit, asked.service.id)} - {asked.visit.serving.pool.config.name}"


def named(visit: Visit, service: str) -> str:
    """What a service is called."""
    from intarsia.web.terms import title as of_scheme

    _ = visit.words
    names: dict[str, str] = {"works": _("Works"), "agents": _("Makers"), "places": _("Places")}
    return names.get(service) or of_scheme(service, _)


def extension(asked: Asked) -> dict[str, Any]:
    """Values of properties for entities that were found."""
    ids, wishes = extending.read(asked.parameters["extend"], asked.service)
    cards = asked.answering.cards(ids)
    wishes, rows = extending.Extending(asked.service, asked.reader, asked.label).answer(ids, wishes, cards)
    return {"meta": manifest.meta(wishes, asked.services, asked.site), "rows": rows}


def proposals(asked: Asked) -> dict[str, Any]:
    """The properties that can be fetched for a type."""
    limit = asked.number("limit", 0, 1_000)
    found = manifest.properties(asked.service, "", limit or 1_000, 0, asked=False)
    return {"properties": found, "type": asked.parameters.get("type", "")[:200] or asked.service.default.id, **({"limit": limit} if limit else {})}


def suggestions(asked: Asked) -> dict[str, Any]:
    """Entities, types or properties by the beginning of their names."""
    given = asked.parameters
    prefix = query.cleaned(given.get("prefix", given.get("query", "")))[: query.LONGEST]
    limit, offset = asked.number("limit", manifest.SUGGESTED, SUGGESTED), asked.number("cursor", 0, 10_000)
    kind = asked.visit.request.path_params["kind"]
    if kind == "type":
        return {"result": manifest.types(asked.service, prefix, limit, offset)}
    if kind == "property":
        return {"result": manifest.properties(asked.service, prefix, limit, offset, asked=True)}
    if kind != "entity":
        raise NotFound("there is nothing of this kind to suggest", where="/suggest", way_out="one of: entity, type, property")
    types = tuple(one for one in given.get("type", "").split(",")[:20] if one)
    return {"result": asked.answering.suggested(prefix, limit, offset, types)}


def view(asked: Asked) -> Response:
    """To the page of an entity."""
    given = asked.parameters.get("id", "")[:1_000]
    card = asked.answering.cards([given]).get(given)
    if card is None:
        raise NotFound("there is no such entity in this service", where="id", way_out="ask the service for ids")
    kind = {"works": "work", "agents": "agent", "places": "place"}.get(asked.service.group)
    where = path("concept", f"{asked.service.scheme}:{card['id']}") if kind is None else path(kind, card["members"][0])
    return Response(status_code=303, headers={"Location": asked.visit.href(where), "Cache-Control": "no-cache"})


for address, handler in (("", root), ("/", root), ("/properties", proposals), ("/suggest/{kind}", suggestions), ("/flyout/{kind}", flyout), ("/preview", preview), ("/view", view)):
    methods = ["GET", "POST"] if handler is root else ["GET"]
    router.add_route("/reconcile/{service}" + address, served(handler), methods=methods, name=f"reconcile{address}", include_in_schema=False)
