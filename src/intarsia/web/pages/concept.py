"""Concepts: the vocabularies and terminologies of a release, and each concept with its names and place in the whole."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["concepts"])
MOST = 500


@page(router, "/concepts", "json", "csv", about="The vocabularies and terminologies of this release")
def schemes(visit: Asked) -> Response:
    """All schemes with the number of their concepts and the languages they speak."""
    if kept := visit.kept():
        return kept
    found = visit.serving.once(visit.reader, "schemes", lambda: counted(visit.reader))
    return visit.answer("concepts.html", found, meta={"total": len(found)}, table=(("scheme", "concepts", "languages"), ([s["scheme"], s["concepts"], s["languages"]] for s in found)))


@page(router, "/concepts/{scheme}", "json", "csv", about="The concepts of one scheme, those without a broader one first")
def scheme(visit: Asked, scheme: str) -> Response:
    """The concepts of a scheme."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    found = reader.records("SELECT id, iri, notation, broader, definition FROM concept WHERE scheme = $scheme ORDER BY broader IS NOT NULL, notation LIMIT $most",
                           {"scheme": scheme, "most": MOST})
    if not found:
        raise NotFound(f"there is no vocabulary '{scheme[:80]}' in this release", way_out="see them all: /concepts")
    total = reader.rows("SELECT count(*) FROM concept WHERE scheme = ?", [scheme])[0][0]
    named = [{**one, "name": reader.label(one["id"], visit.language)} for one in found]
    return visit.answer("scheme.html", named, meta={"scheme": scheme, "total": total}, links={"iri": f"{reader.base}id/concept/{scheme}"},
                        table=(("notation", "name", "broader", "definition"), ([one[k] for k in ("notation", "name", "broader", "definition")] for one in named)),
                        scheme=scheme, total=total)


@page(router, "/concepts/{scheme}/{notation:path}", "json", about="One concept: its names, what is broader and narrower, identifiers elsewhere")
def concept(visit: Asked, scheme: str, notation: str) -> Response:
    """One concept; notations may hold slashes and dots."""
    if kept := visit.kept():
        return kept
    data = record(visit.reader, f"{scheme}:{notation}", visit.language)
    return visit.answer("concept.html", data, links={"iri": data["iri"], "page": f"/concepts/{scheme}/{notation}"})


def counted(reader: Reader) -> list[dict[str, Any]]:
    """Every scheme: how many concepts it has, in which languages they have names, and which datasets bring it."""
    languages = "SELECT split_part(entity, ':', 1) AS scheme, string_agg(DISTINCT language, ' ' ORDER BY language) AS languages FROM label WHERE entity LIKE '%:%' GROUP BY 1"
    return reader.records("SELECT c.scheme, count(*) AS concepts, count(c.broader) AS below, any_value(l.languages) AS languages "
                          f"FROM concept AS c LEFT JOIN ({languages}) AS l ON l.scheme = c.scheme GROUP BY c.scheme ORDER BY c.scheme")


def record(reader: Reader, identifier: str, language: str) -> dict[str, Any]:
    """A concept and what the release says of it.

    Raises: NotFound.
    """
    found = reader.records("SELECT * FROM concept WHERE id = $id LIMIT 1", {"id": identifier})
    if not found:
        raise NotFound(f"there is no concept '{identifier[:120]}' in this release", way_out="see the vocabularies: /concepts")
    near = reader.records("SELECT DISTINCT id, scheme, notation, id = $broader AS above FROM concept WHERE id = $broader OR broader = $id ORDER BY notation LIMIT $most",
                          {"id": identifier, "broader": found[0]["broader"], "most": MOST})
    for one in near:
        one["name"] = reader.label(one["id"], language)
    return {
        **found[0], "name": reader.label(identifier, language),
        "broader": next((one for one in near if one["above"]), None), "narrower": [one for one in near if not one["above"]],
        "labels": reader.records("SELECT DISTINCT kind, language, value FROM label WHERE entity = $id ORDER BY language, kind DESC, value", {"id": identifier}),
        "identifiers": reader.records("SELECT DISTINCT scheme, value, dataset FROM identifier WHERE entity = $id ORDER BY scheme, value", {"id": identifier}),
    }
