"""Where the page and the RDF of each thing stand, what is said there, and how it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote

import pyoxigraph as ox
from starlette.responses import Response

from intarsia.linkeddata import catalogue, rdf, subject
from intarsia.reader import Reader
from intarsia.shelf.feeds.base import POOL
from intarsia.store import graph
from intarsia.web import negotiate
from intarsia.web.gone import KEYS, missing
from intarsia.web.visit import Visit

#: kinds that have a page of their own; all others stand under /data
PAGES = {"work": "works", "agent": "agents", "dataset": "datasets", "place": "places", "scheme": "terms", "release": "releases", "entity": "entities"}
KINDS = (*KEYS, "release")


def path(kind: str, identifier: str) -> str:
    """The path of a thing's page; its RDF stands under the same path with a suffix."""
    if kind == "concept":
        scheme, _colon, notation = identifier.partition(":")
        return f"/terms/{quote(scheme, safe='')}/{quote(notation, safe='')}"
    if kind in PAGES and (kind, identifier) != ("dataset", POOL):
        return f"/{PAGES[kind]}/{quote(identifier, safe='')}"
    return f"/data/{kind}/{quote(identifier, safe='')}"


def there(visit: Visit, kind: str, identifier: str) -> bool:
    """Does the release read have this thing?"""
    reader = visit.reader
    if kind == "release":
        return any(m["id"] == identifier for m in visit.serving.pool.releases())
    if (kind, identifier) == ("dataset", POOL):
        return POOL in catalogue.graphs(reader.manifest)
    if kind not in KEYS:
        return False
    if (store := graph_of(visit)) is not None and next(store.quads_for_pattern(ox.NamedNode(subject.iri(reader.base, kind, identifier)), None, None, None), None) is not None:
        return True
    table, key = KEYS[kind]
    return bool(reader.rows(f'SELECT 1 FROM "{table}" WHERE {key} = ? LIMIT 1', [identifier]))


def graph_of(visit: Visit) -> ox.Store | None:
    """The graph of the release read, where it is ready."""
    reader = visit.reader
    return visit.serving.once(reader, "graph store", lambda: graph.open(reader.path)) if graph.ready(reader.path) else None


def statements(visit: Visit, kind: str, identifier: str) -> list[ox.Triple]:
    """What is said of a thing.

    Raises: NotFound for what never was, Gone for what was withdrawn.
    """
    reader = visit.reader
    if kind == "release":
        if not there(visit, kind, identifier):
            raise missing(visit, kind, identifier)
        return catalogue.release(visit.serving.pool, visit.serving.pool.reader(identifier))
    if (kind, identifier) == ("dataset", POOL):
        return catalogue.pool_tables(visit.serving.pool, reader)
    found = subject.statements(reader, kind, identifier, graph_of(visit))
    if not found and kind == "link":
        found = subject.bare(reader, identifier)
    if not found:
        raise missing(visit, kind, identifier)
    return [*found, *(one for one in subject.noticed(reader, kind, identifier) if one not in found)]


def send(visit: Visit, triples: Sequence[ox.Triple], form: str, base: str) -> Response:
    """Statements as a document in one of `rdf.FORMS`, with what caches need."""
    known = rdf.BY_SUFFIX[form]
    headers = {**kept_as(visit, form), "Link": alternates(visit, form)}
    return Response(rdf.text(triples, form, base), headers=headers, media_type=known.media + ("; charset=utf-8" if known.media.startswith("text/") else ""))


def kept_as(visit: Visit, form: str) -> dict[str, str]:
    """Headers by which a document is kept: as long as its release is served."""
    tag = negotiate.etag(visit.release.edition if visit.release else "none", visit.request, form, "", "")
    pinned = "public, max-age=31536000, immutable" if visit.release and visit.pinned == visit.release.id else "no-cache"
    return {"ETag": tag, "Cache-Control": pinned, "Vary": "Accept"}


def alternates(visit: Visit, form: str = "") -> str:
    """The Link header that names this page's other forms."""
    stem = visit.request.url.path
    for suffix in (*rdf.BY_SUFFIX, "json", "csv"):
        stem = stem.removesuffix(f".{suffix}")
    query = f"?{visit.request.url.query}" if visit.request.url.query else ""
    forms = [(known.suffix, known.media) for known in rdf.FORMS if known.suffix != form]
    html = [f'<{stem}{query}>; rel="alternate"; type="text/html"'] if form else []
    return ", ".join([*html, *(f'<{stem}.{suffix}{query}>; rel="alternate"; type="{media}"' for suffix, media in forms)])


def known_by(reader: Reader, iri: str) -> tuple[str, str] | None:
    """The kind and identifier that an IRI of this pool names; None for any other IRI."""
    head = f"{reader.base}id/"
    if not iri.startswith(head):
        return None
    kind, _slash, rest = iri.partition("#")[0].removeprefix(head).partition("/")
    if kind == "concept":
        scheme, slash, notation = rest.partition("/")
        return ("concept", f"{unquote(scheme)}:{unquote(notation)}") if slash and notation else ("scheme", unquote(scheme))
    return kind, unquote(rest)
