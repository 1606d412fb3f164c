"""The catalogue of datasets (DCAT) and the vocabulary of our own: each a page, and RDF by suffix and Accept."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
from fastapi import APIRouter
from starlette.responses import Response

from intarsia.linkeddata import catalogue, ownterms, rdf
from intarsia.reader import Reader
from intarsia.readiness import quality
from intarsia.shelf.feeds import ownrights
from intarsia.shelf.feeds.base import POOL
from intarsia.shelf.feeds.rdfnames import OWN_PATH
from intarsia.web import documents, negotiate, readied
from intarsia.web.byaccept import ByAccept, wanted
from intarsia.web.pages.dataset import contributors
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["linked data"])
COLUMNS = ("id", "iri", "title", "publisher", "licence", "files", "downloads")


def _document(path: str, made: Callable[[Visit], list[ox.Triple]]) -> None:
    """A document that is RDF under `path` by suffix and by Accept; it is made once a release and form."""

    def answer(visit: Visit, form: str) -> Response:
        headers = {**documents.kept_as(visit, form), "Link": documents.alternates(visit, form)}
        if visit.release and negotiate.has(visit.request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        body = visit.serving.once(visit.reader, f"{path}.{form}", lambda: rdf.text(made(visit), form, visit.reader.base))
        media = rdf.BY_SUFFIX[form].media
        return Response(body, headers=headers, media_type=media + ("; charset=utf-8" if media.startswith("text/") else ""))

    for form in rdf.BY_SUFFIX:
        def by_suffix(visit: Asked, form: str = form) -> Response:
            return answer(visit, visit.request.url.path.rpartition(".")[2])

        router.add_api_route(f"{path}.{form}", by_suffix, methods=["GET"], response_class=Response, include_in_schema=False, name=f"{path}.{form}")

    def by_accept(visit: Asked) -> Response:
        return answer(visit, wanted(visit.request.scope) or "ttl")

    router.add_api_route(path, by_accept, methods=["GET"], response_class=Response, include_in_schema=False, name=f"{path}.rdf", route_class_override=ByAccept)


_document("/catalog", lambda visit: [*catalogue.catalogue(visit.serving.pool, visit.reader), *quality.statements(visit.reader, readied.everything(visit))])
_document("/ns", lambda visit: ownterms.vocabulary(visit.reader.base))


@page(router, "/catalog", "json", "csv", about="The catalogue: datasets, their files and downloads, services and versions; RDF by suffix or Accept")
def catalog(visit: Asked) -> Response:
    """The catalogue for people, which leads to the one for registers."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    brought = visit.serving.once(reader, "contributors", lambda: contributors(reader))
    files = dict(reader.rows("SELECT dataset, count(*) FROM distribution GROUP BY dataset"))
    found = [{"id": one["id"], "iri": one["iri"], "title": reader.label(one["id"], visit.language), "publisher": one["publisher"], "licence": one["licence"],
              "files": files.get(one["id"], 0), "downloads": downloads(visit, reader, one["id"])} for one in brought]
    data = {"iri": catalogue.address(reader.base), "datasets": found, "pool": downloads(visit, reader, POOL), "previous": reader.manifest["previous"],
            "services": {"sparql": visit.href("/sparql"), "api": visit.href("/api/v1")}}
    return visit.answer("catalog.html", data, links={"iri": data["iri"]}, meta={"total": len(found)},
                        table=(COLUMNS, ([one[c] if c != "downloads" else [d["url"] for d in one[c]] for c in COLUMNS] for one in found)), forms=rdf.FORMS)


def downloads(visit: Visit, reader: Reader, dataset: str) -> list[dict[str, object]]:
    """What can be downloaded of a dataset, whole; sizes where they are known beforehand."""
    manifest = reader.manifest
    dump = f"{dataset}.nq.zst"
    found: list[dict[str, object]] = [{"name": "CSV", "url": f"{visit.root}/dumps/{reader.id}/{dataset}.csv.zip", "bytes": None}]
    if dump in manifest.get("dumps", {}):
        found.append({"name": "N-Quads", "url": f"{visit.root}/dumps/{reader.id}/{dump}", "bytes": manifest["dumps"][dump]["bytes"]})
    own = f"{dataset}{ownrights.PART}"
    if f"{own}.nq.zst" in manifest.get("dumps", {}):
        _ = visit.words
        found.append({"name": f"CSV, {_('records with rights of their own')}", "url": f"{visit.root}/dumps/{reader.id}/{own}.csv.zip", "bytes": None})
        size = manifest["dumps"][f"{own}.nq.zst"]["bytes"]
        found.append({"name": f"N-Quads, {_('records with rights of their own')}", "url": f"{visit.root}/dumps/{reader.id}/{own}.nq.zst", "bytes": size})
    return found


@page(router, "/ns", "json", about="The terms of our own that the linked data use, each with its meaning")
def vocabulary(visit: Asked) -> Response:
    """The vocabulary for people."""
    if kept := visit.kept():
        return kept
    space, at = f"{visit.reader.base}{OWN_PATH}", int(visit.language == "nl")
    found = [{"name": term.name, "iri": f"{space}{term.name}", "label": term.label[at], "meaning": term.meaning[at], "of": term.of.rpartition("#")[2], "class": term.is_class}
             for term in ownterms.TERMS]
    return visit.answer("ns.html", found, meta={"total": len(found), "namespace": space}, space=space, forms=rdf.FORMS)
