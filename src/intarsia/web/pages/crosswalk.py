"""Crosswalks: what a term of one vocabulary is of a term of another, by whom and when; to read, and to take away in SSSOM's columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web import terms
from intarsia.web.pages.term import page_number
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["terms"])
SSSOM = ("mapping_source", "subject_id", "predicate_id", "object_id", "subject_label", "object_label", "author_label", "mapping_date", "comment", "subject_iri", "object_iri")
LISTED = """
SELECT crosswalk, count(*) AS rows, count(DISTINCT source) AS sources, string_agg(DISTINCT split_part(source, ':', 1), ' ' ORDER BY split_part(source, ':', 1)) AS from_schemes,
 string_agg(DISTINCT split_part(nullif(target, ''), ':', 1), ' ' ORDER BY split_part(nullif(target, ''), ':', 1)) AS to_schemes, min(said_by) AS said_by, max(said_on) AS said_on
FROM crosswalk GROUP BY crosswalk ORDER BY crosswalk
"""


@page(router, "/crosswalks", "json", "csv", about="What one vocabulary's terms are of another's, by whom and when")
def crosswalks(visit: Asked) -> Response:
    """The crosswalks of the release; as CSV every row of them, in SSSOM's columns."""
    if kept := visit.kept():
        return kept
    found = visit.reader.records(LISTED)
    return visit.answer("crosswalks.html", found, meta={"total": len(found)}, table=(SSSOM, sssom(visit.reader)))


@page(router, "/crosswalks/{id}", "json", "csv", about="One crosswalk, row by row")
def crosswalk(visit: Asked, id: str) -> Response:
    """One crosswalk."""
    if kept := visit.kept():
        return kept
    reader, number = visit.reader, page_number(visit.request.query_params.get("page", ""))
    total = int(reader.rows("SELECT count(*) FROM crosswalk WHERE crosswalk = $id", {"id": id})[0][0])
    if not total:
        raise NotFound(f"there is no crosswalk '{id[:60]}'", way_out=f"see them all: {visit.href('/crosswalks')}")
    rows = reader.records("SELECT * FROM crosswalk WHERE crosswalk = $id ORDER BY source, relation, target LIMIT $most OFFSET $offset",
                          {"id": id, "most": terms.PAGE, "offset": (number - 1) * terms.PAGE})
    named = sorted({one[end] for one in rows for end in ("source", "target")})
    here = {one for (one,) in reader.rows("SELECT id FROM concept WHERE list_contains($ids, id)", {"ids": named})}
    for one in rows:
        one.update({f"{end}_name": reader.label(one[end], visit.language) if one[end] in here else one[f"{end}_label"] for end in ("source", "target")})
    last = max(1, -(-total // terms.PAGE))
    links: dict[str, str | None] = {"next": visit.href(f"/crosswalks/{quote(id)}", page=number + 1) if number < last else None,
                                    "prev": visit.href(f"/crosswalks/{quote(id)}", page=number - 1) if number > 1 else None}
    return visit.answer("crosswalk.html", rows, links=links, meta={"crosswalk": id, "total": total, "page": number, "pages": last}, table=(SSSOM, sssom(reader, id)),
                        here=here, number=number, last=last)


def sssom(reader: Reader, crosswalk: str = "") -> Iterator[tuple[Any, ...]]:
    """Rows of crosswalks in the columns that SSSOM calls them by; one crosswalk, or all."""
    where = "WHERE crosswalk = $id" if crosswalk else ""
    predicate = "CASE WHEN relation IN ('exact', 'close', 'broad', 'narrow', 'related') THEN concat('skos:', relation, 'Match') ELSE relation END"
    yield from reader.rows(f"SELECT crosswalk, source, {predicate}, target, source_label, target_label, "
                           f"said_by, said_on, note, source_iri, target_iri FROM crosswalk {where} ORDER BY crosswalk, source, relation, target", {"id": crosswalk} if crosswalk else ())
