"""Explore: all works by words and filters, answered by the search index, in five views; and the same works as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from intarsia import notices
from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.searching import SCHEMA
from intarsia.store.searchindex import Hits
from intarsia.web import citation, figures, found, snippets, tablefile
from intarsia.web.facetlist import facetlists
from intarsia.web.histogram import histogram
from intarsia.web.linkcount import LinkCount
from intarsia.web.query import DEEPEST, PAGE_ROWS, VIEWS, Query, loose, read
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit
from intarsia.web.worklist import worklist

router = APIRouter(tags=["works"])
FIGURES = {"timeline": figures.timeline, "map": figures.map, "chart": figures.chart}


@page(router, "/explore", "json", "csv", "parquet", "jsonld", about="Works by words and filters, with counts per facet and year")
def explore(visit: Asked) -> Response:
    """The search page and its twins."""
    if kept := visit.kept():
        return kept
    given = visit.request.query_params
    try:
        query = read(given, visit.root)
        if form := file_form(visit):
            return as_file(visit, query, form)
        rows = 0 if query.view in FIGURES and visit.form == "html" else PAGE_ROWS
        hits = visit.reader.search(query.text, query.filters, limit=rows, offset=(query.page - 1) * PAGE_ROWS, sort=query.order)
    except Invalid as error:
        if visit.form != "html":
            raise
        return wrong(visit, loose(given, visit.root), error)
    return answered(visit, query, hits)


def file_form(visit: Visit) -> str:
    """csv, parquet or jsonld when the rows are wanted as a file; by suffix, CSV also by Accept."""
    suffix = visit.request.url.path.rpartition(".")[2]
    return suffix if suffix in ("parquet", "jsonld") else "csv" if visit.form == "csv" else ""


def as_file(visit: Visit, query: Query, form: str) -> Response:
    """The works found, all up to the stated number, while they are read."""
    reader, about, body = visit.reader, datasets(visit), visit.request.method != "HEAD"
    pieces = found.cards(reader, query)
    whole: Iterator[list[dict[str, Any]]] = chain([next(pieces)], pieces)  # what cannot be read is told before the answer begins
    headers = visit.headers()
    if form == "jsonld":
        media = "application/ld+json"
        return StreamingResponse(found.jsonld(reader, whole, about), headers=headers, media_type=media) if body else Response(headers=headers, media_type=media)
    return tablefile.sent(form, "works", SCHEMA, found.batches(reader, whole, about), headers, body=body)


def answered(visit: Visit, query: Query, hits: Hits) -> Response:
    """The page of what was found."""
    reader, about = visit.reader, datasets(visit)
    noticed = notices.kinds(reader, [card["id"] for card in hits.cards])
    works = [{**described(reader, card, about), "notice": noticed.get(card["id"])} for card in hits.cards]
    for one, links in zip(works, linked(visit, [card["id"] for card in hits.cards]), strict=True):
        one["links"] = links
    last = max(1, min(DEEPEST, -(-hits.total // PAGE_ROWS)))
    path = f"/explore{'' if visit.form == 'html' else '.' + visit.form}"
    neighbours = {
        "next": query.but(page=query.page + 1).address(path) if query.page < last else None,
        "prev": query.but(page=query.page - 1).address(path) if query.page > 1 else None,
    }
    data = {"works": works, "facets": hits.facets, "years": hits.years}
    meta = {"total": hits.total, "page": query.page, "pages": last, "note": hits.note}
    if visit.form != "html":
        return visit.answer("", data, links=neighbours, meta=meta)
    drawn = FIGURES[query.view](visit, query) if query.view in FIGURES and hits.total else None
    total = visit.words.many("%(n)s work", "%(n)s works", hits.total)
    return visit.answer(
        "explore.html", data, links=neighbours, meta=meta, table=((), ()), query=query, hits=hits, last=last, error=None, views=views(visit), drawn=drawn,
        facets=facetlists(visit, query, hits.facets),
        listed=worklist(visit, works) if not query.view else "", chart=histogram(hits.years, query), drops=drops(visit, query) if not hits.total else [], most=found.MOST,
        contributors=len(hits.facets.get("dataset", {})), synthetic=synthetic(about, hits.facets.get("dataset", {})),
        snippets=snippets.of_search(visit, query, reader.id) if hits.total else [], cite=citation.of_search(reader, query.bare(reader.id), total),
    )


def wrong(visit: Visit, query: Query, error: Invalid) -> Response:
    """The page with what is wrong beside the box it concerns."""
    problem = error.problem()
    where = problem.get("where") if problem.get("where") in ("from", "to") else "q"
    typed = {name: visit.request.query_params.get(name, "") for name in ("from", "to")}
    return visit.answer("explore.html", {"works": []}, status=400, table=((), ()), query=query, hits=None, last=1, facets=[], chart=None, drops=[], views=views(visit), drawn=None, listed="",
                        most=found.MOST, error={"way_out": "", **problem, "field": where, "typed": typed}, contributors=0, synthetic=False, snippets=[], cite=None)


def views(visit: Visit) -> dict[str, str]:
    """The views of a search, by their names."""
    _ = visit.words
    return dict(zip(VIEWS, (_("List"), _("Table"), _("Timeline"), _("Map"), _("Chart")), strict=True))


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


def linked(visit: Visit, ids: Sequence[str]) -> list[int]:
    """How many accepted links each work has."""
    counts = visit.serving.once(visit.reader, "links", lambda: LinkCount(visit.reader))
    return counts.of(ids)


def drops(visit: Visit, query: Query) -> list[dict[str, Any]]:
    """For a search that finds nothing: what it would find with one thing less."""
    less: list[tuple[str, str, Query]] = [(facet, value, query.without(facet, value)) for facet, value in (*query.facets, *query.excluded)]
    if query.ranged:
        less.append(("years", "", query.but(year_from=None, year_to=None)))
    if query.text and query.narrowed:
        less.append(("words", query.text, query.but(text="")))
    counted = [(facet, value, one, visit.reader.search(one.text, one.filters, limit=1, counts=False).total) for facet, value, one in less]
    return [{"facet": facet, "value": value, "address": one.address(), "count": total} for facet, value, one, total in counted if total]
