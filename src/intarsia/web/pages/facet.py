"""All values of one facet within a search: each with its works, to choose or to leave out; and a search among the values."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.text import fold
from intarsia.web.present import FACETS
from intarsia.web.query import Query, read
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["works"])
PAGE_VALUES = 200


@page(router, "/explore/{facet}", "json", "csv", about="All values of a facet, with the number of works of each within a search")
def values(visit: Asked, facet: str) -> Response:
    """The values of a facet as a page, JSON or CSV."""
    if kept := visit.kept():
        return kept
    if facet not in FACETS:
        raise NotFound(f"there is no facet '{facet[:40]}'", way_out=f"one of: {', '.join(FACETS)}; see them all: {visit.href('/explore')}")
    given = visit.request.query_params
    query = read(given, visit.root)
    find = given.get("find", "").strip()
    hits = visit.reader.search(query.text, query.filters, limit=0)
    listed = entries(visit, query, facet, hits.facets.get(facet, {}), find)
    last = max(1, -(-len(listed) // PAGE_VALUES))
    number = min(query.page, last)
    shown = listed if visit.form != "html" else listed[(number - 1) * PAGE_VALUES:number * PAGE_VALUES]
    links: dict[str, str | None] = {"works": query.address(), "next": address(query, facet, find, number + 1) if number < last else None,
                                    "prev": address(query, facet, find, number - 1) if number > 1 else None}
    return visit.answer("facet.html", shown, links=links, meta={"facet": facet, "total": len(listed), "page": number, "pages": last},
                        table=(("value", "name", "works"), ([one["value"], one["name"], one["works"]] for one in listed)),
                        facet=facet, query=query, find=find, total=len(listed), number=number, last=last, works=hits.total)


def entries(visit: Visit, query: Query, facet: str, counts: dict[str, int], find: str) -> list[dict[str, Any]]:
    """Values with their names, most works first; where something is looked for, those whose name or key holds it."""
    wanted = fold(find)
    named = [(value, visit.names(facet, value), count) for value, count in counts.items()]
    listed = sorted((one for one in named if not wanted or wanted in fold(one[1]) or wanted in fold(one[0])), key=lambda one: (-one[2], one[1], one[0]))
    chosen, barred = query.chosen(facet), query.barred(facet)
    top = max(counts.values(), default=1) or 1
    return [{"value": value, "name": name, "works": count, "chosen": value in chosen, "excluded": value in barred, "share": round(20 * count / top),
             "url": query.wanting(facet, value).address()} for value, name, count in listed]


def address(query: Query, facet: str, find: str, number: int) -> str:
    """This list's page of that number."""
    pairs = [*query.but().pairs(), *([("find", find)] if find else []), *([("page", str(number))] if number > 1 else [])]
    return f"{query.root}/explore/{facet}" + (f"?{urlencode(pairs)}" if pairs else "")
