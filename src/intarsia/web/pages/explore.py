"""Explore: all works by words and filters, answered by the search index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.store.searchindex import Hits
from intarsia.web.histogram import histogram
from intarsia.web.present import FACETS
from intarsia.web.query import DEEPEST, PAGE_ROWS, Query, loose, read
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["works"])
FACET_ROWS = 8
CSV_ROWS = PAGE_ROWS * DEEPEST
CSV_STEP = 1000
COLUMNS = ("id", "iri", "title", "original", "form", "sector", "year", "date", "status", "countries", "genres", "makers", "dataset", "synthetic")


@page(router, "/explore", "json", "csv", about="Works by words and filters, with counts per facet and year")
def explore(visit: Asked) -> Response:
    """The search page and its twins."""
    if kept := visit.kept():
        return kept
    given = visit.request.query_params
    try:
        query = read(given)
        if visit.form == "csv":
            return visit.answer("", None, table=(COLUMNS, every(visit, query)))
        hits = visit.reader.search(query.text, query.filters, limit=PAGE_ROWS, offset=(query.page - 1) * PAGE_ROWS, sort=query.order)
    except Invalid as error:
        if visit.form != "html":
            raise
        return wrong(visit, loose(given), error)
    return found(visit, query, hits)


def found(visit: Visit, query: Query, hits: Hits) -> Response:
    """The page of what was found."""
    reader, about = visit.reader, datasets(visit)
    works = [described(reader, card, about) for card in hits.cards]
    links = linked(reader, [card["id"] for card in hits.cards])
    for one in works:
        one["links"] = links.get(one["id"], 0)
    last = max(1, min(DEEPEST, -(-hits.total // PAGE_ROWS)))
    neighbours = {
        "next": query.but(page=query.page + 1).address(f"/explore{_suffix(visit)}") if query.page < last else None,
        "prev": query.but(page=query.page - 1).address(f"/explore{_suffix(visit)}") if query.page > 1 else None,
    }
    data = {"works": works, "facets": hits.facets, "years": hits.years}
    meta = {"total": hits.total, "page": query.page, "pages": last, "note": hits.note}
    return visit.answer(
        "explore.html", data, links=neighbours, meta=meta, table=((), ()), query=query, hits=hits, last=last, error=None,
        facets=facets(visit, query, hits.facets), chart=histogram(hits.years, query), drops=drops(visit, query) if not hits.total else [], csv_rows=CSV_ROWS,
        contributors=len(hits.facets.get("dataset", {})), synthetic=synthetic(about, hits.facets.get("dataset", {})),
    )


def wrong(visit: Visit, query: Query, error: Invalid) -> Response:
    """The page with what is wrong beside the box it concerns."""
    problem = error.problem()
    where = problem.get("where") if problem.get("where") in ("from", "to") else "q"
    typed = {name: visit.request.query_params.get(name, "") for name in ("from", "to")}
    return visit.answer("explore.html", {"works": []}, status=400, table=((), ()), query=query, hits=None, last=1, facets=[], chart=None, drops=[],
                        csv_rows=CSV_ROWS, error={"way_out": "", **problem, "field": where, "typed": typed}, contributors=0, synthetic=False)


def datasets(visit: Visit) -> dict[str, dict[str, Any]]:
    """Title and nature of each dataset, read once per release."""
    reader = visit.reader
    return visit.serving.once(reader, "datasets",
        lambda: {one["id"]: one for one in reader.records("SELECT id, title, publisher, synthetic, licence FROM dataset ORDER BY id")})


def synthetic(about: Mapping[str, Mapping[str, Any]], counted: Mapping[str, int]) -> bool:
    """Is any of the datasets counted synthetic?"""
    return any(about.get(name, {}).get("synthetic") for name in counted)


def described(reader: Reader, card: dict[str, Any], about: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A card with its IRI and its dataset."""
    dataset = about.get(card["dataset"], {})
    return {**card, "iri": f"{reader.base}id/work/{card['id']}", "dataset_title": dataset.get("title", card["dataset"]), "synthetic": bool(dataset.get("synthetic"))}


def linked(reader: Reader, ids: Sequence[str]) -> dict[str, int]:
    """How many accepted links each work has."""
    if not ids:
        return {}
    return dict(reader.rows(
        "SELECT work, count(*) FROM (SELECT subject AS work FROM link WHERE state = 'accepted' AND subject IN (SELECT unnest($ids)) "
        "UNION ALL SELECT object FROM link WHERE state = 'accepted' AND object IN (SELECT unnest($ids))) GROUP BY work", {"ids": list(ids)}))


def facets(visit: Visit, query: Query, counted: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Facets with their values, most works first; those chosen always show."""
    shown = []
    for facet in FACETS:
        chosen = query.chosen(facet)
        counts = {**{value: 0 for value in chosen}, **counted.get(facet, {})}
        if not counts or (len(counts) == 1 and not chosen):
            continue
        ordered = sorted(counts, key=lambda value: (-counts[value], visit.names.plain(facet, value)))
        whole = visit.request.query_params.get("all") == facet or len(ordered) <= FACET_ROWS + 2
        top = max(counts.values()) or 1
        values = [
            {"value": value, "count": counts[value], "chosen": value in chosen, "share": round(20 * counts[value] / top)}
            for n, value in enumerate(ordered) if whole or n < FACET_ROWS or value in chosen
        ]
        shown.append({"facet": facet, "entries": values, "total": len(ordered), "whole": whole})
    return shown


def drops(visit: Visit, query: Query) -> list[dict[str, Any]]:
    """For a search that finds nothing: what it would find with one thing less."""
    less: list[tuple[str, str, Query]] = [(facet, value, query.without(facet, value)) for facet, value in query.facets]
    if query.year_from is not None or query.year_to is not None:
        less.append(("years", "", query.but(year_from=None, year_to=None)))
    if query.text and query.narrowed:
        less.append(("words", query.text, query.but(text="")))
    counted = [(facet, value, one, visit.reader.search(one.text, one.filters, limit=1, counts=False).total) for facet, value, one in less]
    return [{"facet": facet, "value": value, "address": one.address(), "count": total} for facet, value, one, total in counted if total]


def every(visit: Visit, query: Query) -> Iterator[list[Any]]:
    """All works found, as CSV cells, up to the deepest page."""
    about = datasets(visit)
    for offset in range(0, CSV_ROWS, CSV_STEP):
        hits = visit.reader.search(query.text, query.filters, limit=CSV_STEP, offset=offset, sort=query.order, counts=False)
        for card in hits.cards:
            one = described(visit.reader, card, about)
            one["makers"] = [maker["name"] for maker in card["makers"]]
            yield [one.get(column) for column in COLUMNS]
        if offset + CSV_STEP >= hits.total:
            return


def _suffix(visit: Visit) -> str:
    return "" if visit.form == "html" else f".{visit.form}"
