"""The figures of the site: views of one search, counted by the same index and filter as its list of works.

Each takes a Visit and a Query and gives a Figure; `FIGURES` holds these and those of
other modules by the name they have in addresses.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from intarsia.evidence import Basis
from intarsia.figures import Figure, Source
from intarsia.figures.composition import composition
from intarsia.figures.lanes import lanes
from intarsia.figures.telling import Counts, Telling
from intarsia.figures.worldmap import Countries, worldmap
from intarsia.figures.yearly import yearly
from intarsia.store.searchindex import Hits
from intarsia.web import built, when
from intarsia.web.query import Query
from intarsia.web.visit import Visit

Maker = Callable[[Visit, Query], Figure]
FIGURES: dict[str, Maker] = {}
KEPT = 96
_kept: OrderedDict[tuple[Any, ...], Figure] = OrderedDict()
_lock = threading.Lock()


def shown(name: str) -> Callable[[Maker], Maker]:
    """Put a figure into `FIGURES`, and remember the last ones made: a figure is the same for a release, an address and a language."""

    def register(make: Maker) -> Maker:
        @wraps(make)
        def remembered(visit: Visit, query: Query) -> Figure:
            asked = visit.request.url
            key = (str(visit.reader.path), name, query, visit.language, visit.root, asked.path, asked.query)
            with _lock:
                if key in _kept:
                    _kept.move_to_end(key)
                    return _kept[key]
            found = make(visit, query)
            with _lock:
                _kept[key] = found
                if len(_kept) > KEPT:
                    _kept.popitem(last=False)
            return found

        FIGURES[name] = remembered
        return remembered

    return register


@shown("works-per-year")
def chart(visit: Visit, query: Query) -> Figure:
    """Works per year, or wider bins, by sector."""
    hits = _hits(visit, query)
    return _placed(visit, query, yearly(_counts(visit, query, hits), _telling(visit, query, hits)))


@shown("timeline")
def timeline(visit: Visit, query: Query) -> Figure:
    """Works of each sector over time."""
    hits = _hits(visit, query)
    return _placed(visit, query, lanes(_counts(visit, query, hits), _telling(visit, query, hits)))


@shown("sectors")
def sectors(visit: Visit, query: Query) -> Figure:
    """How the works divide over sectors."""
    hits = _hits(visit, query)
    return _placed(visit, query, composition(_counts(visit, query, hits), _telling(visit, query, hits)))


@shown("map")
def map(visit: Visit, query: Query) -> Figure:
    """Works per country. The countries chosen do not narrow it, as a facet's own selection narrows no facet: they are outlined."""
    chosen, asked = query.chosen("country"), query
    query = replace(query, facets=tuple(pair for pair in query.facets if pair[0] != "country"), excluded=tuple(pair for pair in query.excluded if pair[0] != "country"))
    hits = _hits(visit, query)
    counts = dict(hits.facets.get("country", {}))
    without = query.filters
    none = visit.reader.search(query.text, replace(without, excluded={**without.excluded, "country": tuple(counts)}), limit=0, counts=False).total if counts else hits.total

    def link(code: str | None) -> str:
        base = query.but(view="", sort="")
        return (base.but(facets=(*base.facets, ("country", code))) if code else base).address()

    given = visit.request.query_params.get("area", "")
    areas = {area: visit.here(area=area) for area in ("europe", "world")}
    said = Countries(counts, hits.total, none, chosen, lambda code: visit.names("country", code), link, built.path("map.json"), given, areas)
    return _placed(visit, asked, worldmap(said, _telling(visit, query, hits)), **({"area": given} if given in areas else {}))


def _placed(visit: Visit, query: Query, figure: Figure, **more: str) -> Figure:
    """The figure with the address of its own page."""
    return replace(figure, address=query.but(view="", sort="").address(f"/figures/{figure.name}", **more))


def _hits(visit: Visit, query: Query) -> Hits:
    return visit.reader.search(query.text, query.filters, limit=0)


def _counts(visit: Visit, query: Query, hits: Hits) -> Counts:
    """Works by sector and year: the index counts years once for each sector that has works."""
    chosen = query.chosen("sector")
    keys = [key for key, count in hits.facets.get("sector", {}).items() if count and (not chosen or key in chosen)]
    per_sector: dict[str, int] = {}
    per_year: dict[str, dict[int, int]] = {}
    for key in keys:
        filters = query.filters
        found = visit.reader.search(query.text, replace(filters, facets={**filters.facets, "sector": (key,)}), limit=0)
        if found.total:
            per_sector[key], per_year[key] = found.total, _within(found.years, query)
    every = _within(hits.years, query)
    rest = {year: n - sum(years.get(year, 0) for years in per_year.values()) for year, n in every.items()}
    if (without := hits.total - sum(per_sector.values())) > 0:
        per_sector[""], per_year[""] = without, {year: n for year, n in rest.items() if n > 0}
    return Counts(per_sector, per_year, hits.total, int(visit.reader.manifest["issued"][:4]))


def _within(years: dict[int, int], query: Query) -> dict[int, int]:
    """The index gives years without their own filter."""
    return {int(year): n for year, n in years.items() if (query.year_from is None or year >= query.year_from) and (query.year_to is None or year <= query.year_to)}


def _telling(visit: Visit, query: Query, hits: Hits) -> Telling:
    say = visit.words
    used = {key for key, count in hits.facets.get("dataset", {}).items() if count and (not query.chosen("dataset") or key in query.chosen("dataset"))}
    about = [one for one in datasets(visit) if one["id"] in used]
    basis = Basis(visit.reader.id, len({one["publisher"] for one in about}), frozenset(one["selection"] or "unknown" for one in about))
    sources = tuple(Source(one["id"], visit.names("dataset", one["id"]), one["licence"] or "", bool(one["synthetic"])) for one in about)

    def link(sector: str | None, first: int | None, last: int | None) -> str:
        base = query.but(view="", sort="")
        if sector:
            base = base.but(facets=(*(pair for pair in base.facets if pair[0] != "sector"), ("sector", sector)))
        if first is not None or last is not None:
            ends = [(first, query.year_from, max), (last, query.year_to, min)]
            start, stop = (mine if theirs is None else theirs if mine is None else pick(mine, theirs) for mine, theirs, pick in ends)
            base = base.but(year_from=start, year_to=stop)
        return base.address()

    return Telling(say, basis, sources, lambda key: visit.names("sector", key), lambda year: when.year(year, say), link, chosen(visit, query), separators(visit))


def datasets(visit: Visit) -> list[dict[str, str]]:
    """The datasets of the release as sources of figures, read once."""
    reader = visit.reader
    return visit.serving.once(reader, "figure sources", lambda: reader.records("SELECT id, publisher, selection, licence, synthetic FROM dataset ORDER BY id"))


def chosen(visit: Visit, query: Query) -> str:
    """The reader's filter in words."""
    names, _ = visit.names, visit.words
    parts = [f"“{query.text}”"] if query.text else []
    for facet in dict.fromkeys(name for name, _value in query.facets):
        parts.append(f"{names.facet(facet)} {_(' or ').join(names(facet, value) for value in query.chosen(facet))}")
    parts += [_("not %(value)s", value=names(facet, value)) for facet, value in query.excluded]
    if query.ranged:
        parts.append(when.years(query.year_from, query.year_to, _))
    return "; ".join(parts)


def separators(visit: Visit) -> tuple[str, str]:
    """The decimal sign and the one between thousands of the reader's language."""
    written = visit.words.number(12345.5)
    return written[-2], written[2] if not written[2].isdigit() else ""
