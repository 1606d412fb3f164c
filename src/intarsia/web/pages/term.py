"""Terms: the vocabularies and terminologies of a release, and each concept with its names, its place and its works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.web import terms
from intarsia.web.gone import missing
from intarsia.web.pages.release import manifests
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["terms"])
NEAR = 500
CSV_CONCEPTS = "SELECT notation, broader, definition, id FROM concept WHERE scheme = $scheme ORDER BY notation"


@page(router, "/terms", "json", "csv", about="The vocabularies and terminologies of this release")
def schemes(visit: Asked) -> Response:
    """All schemes with the number of their concepts, the languages they speak, and how much they are used."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    found = visit.serving.once(reader, "schemes", lambda: terms.schemes(reader))
    used: dict[str, int] = {}
    for identifier in uses(visit):
        used[identifier.partition(":")[0]] = used.get(identifier.partition(":")[0], 0) + 1
    told = [{**one, "title": terms.title(one["scheme"], visit.words, one["title"]), "used": used.get(one["scheme"], 0), "iri": f"{reader.base}id/concept/{one['scheme']}"} for one in found]
    facets = visit.mapped
    for one in told:
        share = facets.get(one["scheme"])
        one["mapped"] = {"written": share.written, "mapped": share.mapped, "share": round(share.share, 4)} if share else None
    return visit.answer("terms.html", told, meta={"total": len(found)}, links={"proposals": visit.href("/proposals"), "crosswalks": visit.href("/crosswalks")},
                        table=(("scheme", "concepts", "languages", "used"), ([s["scheme"], s["concepts"], s["languages"], s["used"]] for s in told)))


@page(router, "/terms/{scheme}", "json", "csv", about="The concepts of one scheme: as a tree, by page, or those whose name holds some words")
def scheme(visit: Asked, scheme: str) -> Response:
    """The concepts of a scheme."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    about = next((one for one in visit.serving.once(reader, "schemes", lambda: terms.schemes(reader)) if one["scheme"] == scheme), None)
    if about is None:
        raise missing(visit, "scheme", scheme)
    if visit.form == "csv":
        return visit.answer("", None, table=(("notation", "name", "broader", "definition", "uses"), rows(reader, scheme, uses(visit), visit.language)))
    given = visit.request.query_params
    find, number = given.get("q", "").strip(), page_number(given.get("page", ""))
    found: list[dict[str, Any]] = []
    if small := about["concepts"] <= terms.WHOLE and not find and visit.form == "html":
        roots = visit.serving.once(reader, f"tree {scheme} {visit.language}", lambda: terms.tree(reader, scheme, uses(visit), visit.language))
        total = about["concepts"]
    else:
        tops, roots = not find and visit.form == "html" and bool(about["below"]), []
        total, found = terms.listed(reader, scheme, uses(visit), visit.language, tops=tops, offset=(number - 1) * terms.PAGE, find=find)
    last = 1 if small else max(1, -(-total // terms.PAGE))
    where = f"/terms/{quote(scheme)}{'' if visit.form == 'html' else '.' + visit.form}"
    links: dict[str, str | None] = {"iri": f"{reader.base}id/concept/{scheme}",
             "next": visit.href(where, q=find, page=number + 1) if number < last else None, "prev": visit.href(where, q=find, page=number - 1) if number > 1 else None}
    return visit.answer("scheme.html", found, links=links, meta={"scheme": scheme, "total": total, "concepts": about["concepts"], "page": number, "pages": last}, table=((), ()),
                        about=about, title=terms.title(scheme, visit.words, about["title"]), find=find, number=number, last=last, roots=roots, total=total,
                        leads=terms.leads(scheme), counted=terms.counted(scheme))


@page(router, "/terms/{scheme}/{notation:path}", "json", "csv", about="One concept: its names, what is broader and narrower, identifiers elsewhere, its works")
def concept(visit: Asked, scheme: str, notation: str) -> Response:
    """One concept; notations may hold slashes and dots."""
    if kept := visit.kept():
        return kept
    data = record(visit, f"{scheme}:{notation}")
    works = visit.href("/explore", **{scheme: notation}) if terms.leads(scheme) and data["uses"] else None
    names = ([one["kind"], one["language"], one["value"]] for one in data["labels"])
    return visit.answer("term.html", data, links={"iri": data["iri"], "page": visit.href(f"/terms/{quote(scheme)}/{quote(notation)}"), "works": works},
                        table=(("kind", "language", "value"), names), title=terms.title(scheme, visit.words, data["vocabulary"]), counted=terms.counted(scheme), most=NEAR)


@router.api_route("/concepts{rest:path}", methods=["GET", "HEAD"], include_in_schema=False)
def moved(visit: Asked, rest: str) -> Response:
    """The addresses of before."""
    raw = visit.request.scope.get("raw_path", b"").decode("ascii", "replace")
    query = visit.request.url.query
    return RedirectResponse(visit.root + "/terms" + raw.partition("/concepts")[2] + (f"?{query}" if query else ""), 308)


def uses(visit: Visit) -> dict[str, int]:
    """How often each concept is used, counted once per release."""
    return visit.serving.once(visit.reader, "uses", lambda: terms.uses(visit.reader))


def page_number(written: str) -> int:
    """The page of a list.

    Raises: Invalid.
    """
    if not written:
        return 1
    if not written.isdecimal() or not 1 <= int(written[:6]) <= 100_000:
        raise Invalid(f"there is no page '{written[:40]}'", where="page", way_out="pages are numbered from 1")
    return int(written[:6])


def rows(reader: Reader, scheme: str, used: dict[str, int], language: str) -> Iterator[list[Any]]:
    """All concepts of a scheme as CSV cells."""
    for notation, broader, definition, identifier in reader.rows(CSV_CONCEPTS, {"scheme": scheme}):
        yield [notation, reader.label(identifier, language), broader, definition, used.get(identifier, 0)]


def first_release(visit: Visit, identifier: str) -> dict[str, str] | None:
    """The first release, of those that are kept, which has a concept; None when it has been there as long as any is kept."""
    kept = sorted(manifests(visit), key=lambda one: (one["issued"], one["id"]))
    pool = visit.serving.pool
    first = terms.since([pool.folder(one["id"]) for one in kept], identifier) if len(kept) > 1 else None
    return next(({"id": one["id"], "issued": one["issued"]} for one in kept[1:] if one["id"] == first), None)


def record(visit: Visit, identifier: str) -> dict[str, Any]:
    """A concept and what the release says of it.

    Raises: NotFound or Gone.
    """
    reader, language, used = visit.reader, visit.language, uses(visit)
    found = reader.records("SELECT * FROM concept WHERE id = $id LIMIT 1", {"id": identifier})
    if not found:
        raise missing(visit, "concept", identifier)
    narrower = reader.records("SELECT id, scheme, notation FROM concept WHERE broader = $id AND id <> $id ORDER BY notation LIMIT $most", {"id": identifier, "most": NEAR})
    for one in narrower:
        one.update(name=reader.label(one["id"], language), uses=used.get(one["id"], 0))
    above = terms.path(reader, identifier, language)
    others = reader.records("SELECT r.relation, r.other AS id, split_part(r.other, ':', 1) AS scheme, substr(r.other, strpos(r.other, ':') + 1) AS notation FROM concept_relation AS r "
                            "JOIN concept AS c ON c.id = r.other WHERE r.concept = $id ORDER BY r.relation, r.other LIMIT $most", {"id": identifier, "most": NEAR})
    for one in others:
        one["name"] = reader.label(one["id"], language)
    instead = found[0]["replaced_by"]
    return {
        **found[0], "name": reader.label(identifier, language), "uses": used.get(identifier, 0),
        "broader": above[-1] if above else None, "path": above,
        "also_broader": [one for one in others if one["relation"] == "broader" and (not above or one["id"] != above[-1]["id"])],
        "related": [one for one in others if one["relation"] == "related"],
        "instead": {"id": instead, "scheme": instead.partition(":")[0], "notation": instead.partition(":")[2], "name": reader.label(instead, language)} if instead else None,
        "vocabulary": next((title for (title,) in reader.rows("SELECT title FROM vocabulary WHERE id = $id", {"id": found[0]["scheme"]})), None),
        "first_release": first_release(visit, identifier), "crosswalks": terms.crosswalks(reader, identifier, language), "narrower": sorted(narrower, key=lambda one: one["name"].lower()),
        "labels": reader.records("SELECT DISTINCT kind, language, value FROM label WHERE entity = $id ORDER BY language, kind DESC, value", {"id": identifier}),
        "identifiers": reader.records("SELECT DISTINCT scheme, value, dataset FROM identifier WHERE entity = $id ORDER BY scheme, value", {"id": identifier}),
    }
