"""Developers: the ways to get the data of this very site, with lines that run as they stand, and its limits."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.web import snippets
from intarsia.web.found import MOST
from intarsia.web.query import Query
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["pages"])


@page(router, "/developers", "json", about="The ways to get the data, with code for this site, and the limits")
def developers(visit: Asked) -> Response:
    """How to get the data."""
    if kept := visit.kept():
        return kept
    site, reader = snippets.site(visit), visit.reader
    query = example(visit)
    config = visit.serving.pool.config
    limits = {"questions": {name: getattr(config.questions, name) for name in ("at_once", "waiting", "seconds", "memory", "rows", "size")},
              "api": {"requests": config.api.requests, "seconds": config.api.seconds}, "files": {"works": MOST}}
    iri = reader.rows("SELECT iri FROM work ORDER BY id LIMIT 1")
    data = {"site": site, "api": f"{site}/api/v1", "openapi": f"{site}/openapi.json", "sparql": f"{site}/sparql", "sql": f"{site}/api/v1/sql", "catalogue": f"{site}/catalog",
            "release": reader.id, "limits": limits, "example_iri": iri[0][0] if iri else None, "tables": {name: entry["rows"] for name, entry in reader.manifest["tables"].items()}}
    return visit.answer("developers.html", data, links={"api": visit.href("/api"), "releases": visit.href("/releases"), "catalogue": visit.href("/catalog")},
                        code=code(visit, query), query=query)


def example(visit: Visit) -> Query:
    """A search that finds something in this release: the sector with most works, in the last twenty years that have any."""
    hits = visit.serving.once(visit.reader, "example", lambda: visit.reader.search("", limit=0))
    sectors = hits.facets.get("sector", {})
    chosen = max(sectors, key=lambda one: sectors[one], default="")
    last = max(hits.years, default=None)
    return Query(facets=(("sector", chosen),) if chosen else (), year_from=last - 20 if last is not None else None, root=visit.root)


def code(visit: Visit, query: Query) -> dict[str, Any]:
    """Lines for each way in; every address is that of this site."""
    site, release = snippets.site(visit), visit.reader.id
    sector, first = dict(query.facets).get("sector", ""), query.year_from
    asked = ", ".join([f'sector="{sector}"'] * bool(sector) + [f"year=({first}, None)"] * (first is not None))
    api = "&".join([f"sector={sector}"] * bool(sector) + ["limit=5"])
    sparql = ("PREFIX schema: <https://schema.org/>\nSELECT ?work ?name WHERE { ?work schema:name ?name } LIMIT 5")
    return {
        "python": f'import intarsia\n\npool = intarsia.open("{site}")\nworks = pool.works({asked})\nprint(works.count())\nprint(works.head(5).to_arrow().to_pylist())\nprint(pool.cite())\n',
        "files": snippets.of_search(visit, query, release),
        "api": f"curl '{site}/api/v1/works?{api}'\n",
        "sparql": f"curl -H 'Accept: text/csv' --data-urlencode 'query={sparql}' '{site}/sparql'\n",
        "sql": f"curl -G --data-urlencode 'query=SELECT sector, count(*) AS works FROM work GROUP BY sector ORDER BY works DESC' '{site}/api/v1/sql'\n",
        "dump": f"curl -O '{site}/dumps/{release}/_pool.csv.zip'\ncurl '{site}/releases/{release}/sha256sums.txt'\n",
    }
