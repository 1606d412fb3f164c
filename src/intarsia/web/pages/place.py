"""A place: its names, the works and agents that name it, and the figures about it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.reader import Reader
from intarsia.web import figures, insights
from intarsia.web.gone import missing
from intarsia.web.query import Query
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["places"])
MOST = 60
KEPT = 256  # places of a release that are remembered, so that the next reader need not wait for the same counts
#: name -> (table that must have rows, its query)
LISTS = {
    "names": ("label", "SELECT language, kind, value FROM label WHERE entity = $id AND kind IN ('pref', 'alt') ORDER BY kind DESC, language, value"),
    "identifiers": ("identifier", "SELECT scheme, value, min(dataset) AS dataset FROM identifier WHERE entity = $id GROUP BY scheme, value ORDER BY scheme, value"),
    "works": ("term", "SELECT w.sector, count(DISTINCT w.id) AS works, min(w.year_start) AS first, max(w.year_start) AS last, count(DISTINCT w.dataset) AS datasets "
             "FROM term AS t JOIN work AS w ON w.id = t.work WHERE t.facet = 'country' AND t.concept = $id GROUP BY w.sector ORDER BY works DESC, w.sector"),
    "figures": ("observation", "SELECT o.measure, o.value, o.unit, o.place, o.period_start, o.period_end, o.segment, o.flag, o.method, o.dataset, d.synthetic "
               "FROM observation AS o JOIN dataset AS d ON d.id = o.dataset WHERE o.about = $id AND o.about_kind = 'place' "
               "ORDER BY o.measure, o.segment NULLS FIRST, o.period_start DESC LIMIT 1000"),
    "counted": ("observation", "SELECT o.measure, o.about_kind, o.dataset, d.synthetic, any_value(o.unit) AS unit, count(*) AS figures, count(DISTINCT o.about) AS subjects, "
               "min(o.period_start) AS first, max(o.period_end) AS last FROM observation AS o JOIN dataset AS d ON d.id = o.dataset "
               "WHERE o.place = $id AND o.about IS DISTINCT FROM $id GROUP BY o.measure, o.about_kind, o.dataset, d.synthetic ORDER BY o.measure, o.dataset"),
    "interventions": ("intervention", "SELECT title, sector, kind, start, \"end\", amount, source, dataset FROM intervention WHERE place = $id ORDER BY start, title"),
    "agents": ("agent", "SELECT a.id, a.name, a.year_start, a.year_end, a.dataset, count(DISTINCT c.work) AS works FROM agent AS a LEFT JOIN contribution AS c ON c.agent = a.id "
              f"WHERE a.country = $id GROUP BY ALL ORDER BY works DESC, a.name, a.id LIMIT {MOST}"),
}


@page(router, "/places/{id}", "json", about="One place: its names, works by sector, figures about it, agents")
def place(visit: Asked, id: str) -> Response:
    """The page of a place and its twin."""
    if kept := visit.kept():
        return kept
    known: dict[str, dict[str, Any] | None] = visit.serving.once(visit.reader, "places", dict)
    if id not in known:
        if len(known) >= KEPT:
            known.clear()
        known[id] = record(visit.reader, id)
    data = known[id]
    if data is None:
        raise missing(visit, "place", id)
    drawn = figures.timeline(visit, Query(facets=(("country", id),), kept=_kept(visit), root=visit.root)) if data["works"] and visit.form == "html" else None
    called = insights.release(visit).label("place", id, visit.language)
    links = {"iri": data["iri"], "page": visit.href(f"/places/{id}"), "works": visit.href("/explore", country=id)}
    return visit.answer("place.html", data, drawn=drawn, called=called, links=links, most=MOST)


def _kept(visit: Visit) -> tuple[tuple[str, str], ...]:
    return tuple((name, visit.request.query_params[name]) for name in ("lang", "release") if visit.request.query_params.get(name))


def record(reader: Reader, identifier: str) -> dict[str, Any] | None:
    """A place and what the release says of it; None when there is no such place."""
    found = reader.records("SELECT * FROM place WHERE id = $id ORDER BY dataset LIMIT 1", {"id": identifier})
    if not found:
        return None
    given = reader.manifest["tables"]
    lists = {name: reader.records(sql, {"id": identifier}) if given.get(table, {}).get("parts") else [] for name, (table, sql) in LISTS.items()}
    agents = reader.rows("SELECT count(*) FROM agent WHERE country = ?", [identifier])[0][0]
    return {**found[0], **lists, "agents_in_all": agents}
