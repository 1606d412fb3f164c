"""The RDF of each thing, by suffix and by Accept, and a page for the things that have none of their own: figures, links, files, interventions, entities."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.iris import iri
from intarsia.linkeddata import rdf
from intarsia.reader import Reader
from intarsia.web import documents, negotiate
from intarsia.web.byaccept import ByAccept, wanted
from intarsia.web.routes import page
from intarsia.web.unindexed import marked
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["linked data"])
KINDS = ("observation", "intervention", "distribution", "link", "entity", "dataset")
SHOWN = 500


def rdf_of(visit: Visit, kind: str, identifier: str, form: str) -> Response:
    """The document of a thing in a form of RDF."""
    headers = documents.kept_as(visit, form)
    if visit.release and negotiate.has(visit.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    answer = documents.send(visit, documents.statements(visit, kind, identifier), form, visit.reader.base)
    return marked(visit, identifier, answer) if kind == "agent" else answer


def _register(kind: str, path: str) -> None:
    """The addresses of a kind: path.ttl and the like, and the bare path for who prefers RDF."""

    def named(visit: Visit) -> str:
        given = visit.request.path_params
        return f"{given['scheme']}:{given['notation']}" if kind == "concept" else str(given["id"])

    for form in rdf.BY_SUFFIX:
        def by_suffix(visit: Asked, form: str = form) -> Response:
            return rdf_of(visit, kind, named(visit), visit.request.url.path.rpartition(".")[2])

        router.add_api_route(f"{path}.{form}", by_suffix, methods=["GET"], response_class=Response, include_in_schema=False, name=f"{kind}.{form}")

    def by_accept(visit: Asked) -> Response:
        return rdf_of(visit, kind, named(visit), wanted(visit.request.scope) or "ttl")

    router.add_api_route(path, by_accept, methods=["GET"], response_class=Response, include_in_schema=False, name=f"{kind}.rdf", route_class_override=ByAccept)


for _kind, _plural in documents.PAGES.items():
    if _kind == "scheme":
        _register("concept", "/terms/{scheme}/{notation:path}")
    _register(_kind, f"/{_plural}/{{id}}")
for _kind in KINDS:
    _register(_kind, f"/data/{_kind}/{{id}}")


@page(router, "/data/{kind}/{id}", "json", about="What is said of a figure, link, file, intervention or entity, statement by statement")
def data(visit: Asked, kind: str, id: str) -> Response:
    """The statements of a thing that has no page of its own."""
    if kept := visit.kept():
        return kept
    if kind not in KINDS:
        raise NotFound(visit.words("There are no IRIs of this kind here."), way_out=visit.words("kinds: %(kinds)s", kinds=", ".join(KINDS)))
    found = documents.statements(visit, kind, id)
    reader, me = visit.reader, iri(visit.reader.base, kind, id)
    told = [line(visit, reader, triple) for triple in found[:SHOWN]]
    body = {"iri": me, "kind": kind, "id": id, "statements": told}
    return visit.answer("statements.html", body, links={"iri": me, "page": visit.href(documents.path(kind, id))}, meta={"total": len(found)}, me=me, kinds=kind_names(visit))


def line(visit: Visit, reader: Reader, triple: ox.Triple) -> dict[str, Any]:
    """A statement for people: the property by its short name, the value with its name and address where it is a thing of this pool."""
    value = triple.object
    prefixes = rdf.prefixes(reader.base)
    short = next((f"{key}:{triple.predicate.value[len(space):]}" for key, space in prefixes.items() if triple.predicate.value.startswith(space)), triple.predicate.value)
    told: dict[str, Any] = {"subject": triple.subject.value, "predicate": triple.predicate.value, "short": short}  # type: ignore[union-attr]
    if isinstance(value, ox.Literal):
        return {**told, "value": value.value, "language": value.language, "datatype": None if value.language else value.datatype.value}
    address = str(value.value)  # type: ignore[union-attr]
    known = documents.known_by(reader, address)
    return {**told, "iri": address, "name": name_of(visit, reader, *known) if known else "", "page": visit.href(documents.path(*known)) if known and known[0] in documents.KINDS else ""}


def name_of(visit: Visit, reader: Reader, kind: str, identifier: str) -> str:
    """What a thing of the release is called."""
    if kind in ("concept", "place", "dataset"):
        return reader.label(identifier, visit.language)
    if kind in ("work", "agent"):
        found = reader.rows(f'SELECT {"title" if kind == "work" else "name"} FROM "{kind}" WHERE id = ? LIMIT 1', [identifier])
        return str(found[0][0]) if found and found[0][0] else ""
    return ""


def kind_names(visit: Visit) -> dict[str, str]:
    """The kinds in words."""
    _ = visit.words
    return {"observation": _("Figure"), "intervention": _("Intervention"), "distribution": _("File of a contributor"), "link": _("Link"), "entity": _("Entity"), "dataset": _("Dataset")}
