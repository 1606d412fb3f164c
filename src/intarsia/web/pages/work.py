"""A work: its titles, facts, makers, figures and links, and the family it belongs to."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web.family import families, lanes, relatives
from intarsia.web.gather import gather
from intarsia.web.linked import schema_org
from intarsia.web.routes import PROBLEMS, page
from intarsia.web.visit import Asked

router = APIRouter(tags=["works"])

_LISTS = {
    "titles": ("title", "SELECT value, language, kind FROM title WHERE work = $id "
               "ORDER BY CASE kind WHEN 'main' THEN 0 WHEN 'original' THEN 1 ELSE 2 END, language, value"),
    "makers": ("contribution", "SELECT c.agent AS id, a.name, a.kind, a.year_start, a.year_end, c.role, c.role_written, c.name_written, c.position "
              "FROM contribution AS c JOIN agent AS a ON a.id = c.agent WHERE c.work = $id ORDER BY c.position, a.name"),
    "terms": ("term", "SELECT facet, value, concept, state, score FROM term WHERE work = $id ORDER BY facet, concept, value"),
    "identifiers": ("identifier", "SELECT scheme, value FROM identifier WHERE entity = $id ORDER BY scheme, value"),
    "figures": ("observation*", "SELECT o.measure, o.value, o.unit, o.place, o.period_start, o.period_end, o.segment, o.flag, o.method, o.dataset, "
               "d.title AS dataset_title, d.synthetic, o.about "
               "FROM observation AS o JOIN dataset AS d ON d.id = o.dataset "
               "WHERE o.about = $id OR o.about IN (SELECT member FROM entity WHERE cluster IN (SELECT cluster FROM entity WHERE member = $id)) "
               "ORDER BY o.measure, o.segment, o.place, o.period_start LIMIT 500"),
    "events": ("status_event", "SELECT status, \"on\", as_of, source, \"window\" FROM status_event WHERE work = $id ORDER BY as_of, \"on\""),
    "relations": ("relation", "SELECT predicate, title, maker, form, key FROM relation WHERE work = $id ORDER BY predicate, title"),
    "links": ("link*", "SELECT l.id, l.predicate, l.state, l.probability, l.method, l.evidence, l.subject = $id AS forward, w.id AS work, w.title, w.form, w.sector, "
             "w.date, w.dataset, d.title AS dataset_title, d.synthetic FROM link AS l "
             "LEFT JOIN work AS w ON w.id = CASE WHEN l.subject = $id THEN l.object ELSE l.subject END "
             "LEFT JOIN dataset AS d ON d.id = w.dataset WHERE l.subject = $id OR l.object = $id "
             "ORDER BY CASE l.state WHEN 'accepted' THEN 0 WHEN 'proposed' THEN 1 ELSE 2 END, l.predicate, w.year_start, l.id LIMIT 200"),
}


@router.get("/works/{id}.jsonld", summary="One work as schema.org JSON-LD", response_class=Response, responses=PROBLEMS)
def linked(visit: Asked, id: str) -> Response:
    """A work in schema.org's words."""
    if kept := visit.kept():
        return kept
    return Response(schema_org(record(visit.reader, id), visit.reader), headers=visit.headers(), media_type="application/ld+json")


@page(router, "/works/{id}", "json", about="One work with everything the release knows about it")
def work(visit: Asked, id: str) -> Response:
    """The page of a work and its twins."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    data = record(reader, id)
    known = visit.serving.once(reader, "families", lambda: families(reader))
    members = known.of(id)
    told = lanes(relatives(reader, members)) if len(members) > 1 else []
    data["family"] = [{key: one[key] for key in ("id", "iri", "title", "form", "sector", "date", "dataset")} for lane in told for one in lane["works"]]
    return visit.answer("work.html", data, links={"iri": data["iri"], "page": f"/works/{id}"}, lanes=told, family_size=len(members), original=_original(data),
        tongue_of_title=_tongue(data),
                        block=schema_org(data, reader) if visit.form == "html" else "")


def record(reader: Reader, identifier: str) -> dict[str, Any]:
    """The work and all rows about it.

    Raises: NotFound.
    """
    found = reader.records(
        "SELECT w.*, d.title AS dataset_title, d.synthetic, d.licence, d.object_rights, d.mining, d.publisher, d.selection "
        "FROM work AS w JOIN dataset AS d ON d.id = w.dataset WHERE w.id = $id", {"id": identifier})
    if not found:
        raise NotFound(f"there is no work with the id '{identifier[:80]}' in this release", way_out="search for its title below")
    data = {**found[0], **gather(reader, _LISTS, identifier, found[0]["dataset"])}
    for link in data["links"]:
        link["evidence"] = _read(link["evidence"])
    return data


def _original(data: dict[str, Any]) -> dict[str, Any] | None:
    """The original title, where the page's heading is another one."""
    return next((one for one in data["titles"] if one["kind"] == "original" and one["value"] != data["title"]), None)


def _tongue(data: dict[str, Any]) -> str | None:
    """The language of the title that heads the page; the work's own may be another."""
    return next((str(one["language"]) for one in data["titles"] if one["value"] == data["title"] and one["language"]), None)


def _read(evidence: str | None) -> Any:
    try:
        return json.loads(evidence) if evidence else {}
    except ValueError:
        return {"note": evidence}
