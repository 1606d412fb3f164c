"""Addresses for machines: IRIs lead to their page, health, and what crawlers may read."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from intarsia.errors import NotFound
from intarsia.web.present import FACETS
from intarsia.web.visit import Asked

router = APIRouter(tags=["identifiers"])
PAGES = {"work": "works", "agent": "agents", "dataset": "datasets", "release": "releases"}
ANCHORS = {
    "distribution": ("SELECT dataset FROM distribution WHERE iri = ?", "datasets", "files"),
    "intervention": ("SELECT dataset FROM intervention WHERE id = ?", "datasets", ""),
    "link": ("SELECT subject FROM link WHERE id = ? AND kind = 'work'", "works", "links"),
    "entity": ("SELECT min(member) FROM entity WHERE cluster = ?", "works", ""),
}


@router.get("/id/{kind}/{identifier:path}", status_code=303, response_class=RedirectResponse, summary="An IRI leads to its page, or to its JSON by Accept")
def resolve(visit: Asked, kind: str, identifier: str) -> Response:
    """303 to the page, or to its JSON."""
    path, anchor = _target(visit, kind, identifier)
    suffix = ".json" if visit.form == "json" else ""
    stem, _mark, query = path.partition("?")
    where = stem + suffix + (f"?{query}" if query else "") + (f"#{anchor}" if anchor and not suffix else "")
    return RedirectResponse(where, 303, headers={"Vary": "Accept", "Cache-Control": "no-cache"})


def _target(visit: Asked, kind: str, identifier: str) -> tuple[str, str]:
    reader = visit.reader
    if kind in PAGES and "/" not in identifier:
        return f"/{PAGES[kind]}/{quote(identifier)}", ""
    if kind in ANCHORS:
        sql, page, anchor = ANCHORS[kind]
        key = f"{reader.base}id/{kind}/{identifier}" if kind == "distribution" else identifier
        if (found := reader.rows(sql, [key])) and found[0][0]:
            return f"/{page}/{quote(found[0][0])}", anchor
    if kind == "place":
        return f"/explore?country={quote(identifier)}", ""
    if kind == "concept":
        scheme, _slash, notation = identifier.partition("/")
        if scheme in FACETS and notation:
            return f"/explore?{scheme}={quote(notation)}", ""
        if reader.rows("SELECT 1 FROM concept WHERE id = ? OR (? = '' AND scheme = ?) LIMIT 1", [f"{scheme}:{notation}", notation, scheme]):
            return f"/concepts/{quote(scheme)}" + (f"/{quote(notation)}" if notation else ""), ""
    raise NotFound(f"nothing here has the IRI .../id/{kind[:40]}/{identifier[:80]}", way_out="kinds: work, agent, dataset, release, link, place, concept")


@router.get("/healthz", summary="Is a release served?")
def healthz(visit: Asked) -> Response:
    """Ready when a release is served."""
    if visit.release is None:
        return JSONResponse({"status": "no release", "way_out": "build it: intarsia build DIR"}, 503, headers={"Cache-Control": "no-store", "Retry-After": "60"})
    return JSONResponse({"status": "ok", "release": visit.release.id}, headers={"Cache-Control": "no-store"})


@router.get("/robots.txt", include_in_schema=False)
def robots() -> Response:
    """What crawlers may read: not the endless combinations of filters."""
    return PlainTextResponse("User-agent: *\nDisallow: /explore?\nDisallow: /explore.\nAllow: /\n", headers={"Cache-Control": "max-age=86400"})
