"""An agent: a person or organisation as the datasets credit it, with its works by role and sector."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web.gather import gather
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["agents"])
MOST = 500
_SAME = ("SELECT $id AS id UNION SELECT member FROM entity WHERE cluster IN (SELECT cluster FROM entity WHERE member = $id)")


@page(router, "/agents/{id}", "json", about="One agent and its works")
def agent(visit: Asked, id: str) -> Response:
    """The page of an agent and its twin."""
    if kept := visit.kept():
        return kept
    data = record(visit.reader, id)
    return visit.answer("agent.html", data, links={"iri": data["iri"], "page": f"/agents/{id}"}, groups=groups(data["works"]))


def record(reader: Reader, identifier: str) -> dict[str, Any]:
    """The agent, its credits in other datasets and its works.

    Raises: NotFound.
    """
    lists = {
        "identifiers": ("identifier*", f"SELECT DISTINCT scheme, value FROM identifier WHERE entity IN ({_SAME}) ORDER BY scheme, value"),
        "also": ("entity*", f"SELECT a.id, a.name, a.dataset, d.title AS dataset_title FROM agent AS a JOIN dataset AS d ON d.id = a.dataset "
                f"WHERE a.id IN ({_SAME}) AND a.id <> $id ORDER BY a.dataset, a.name"),
        "figures": ("observation*", "SELECT o.measure, o.value, o.unit, o.place, o.period_start, o.period_end, o.segment, o.flag, o.method, o.dataset, d.synthetic "
                   f"FROM observation AS o JOIN dataset AS d ON d.id = o.dataset WHERE o.about IN ({_SAME}) "
                   "ORDER BY o.measure, o.segment NULLS FIRST, o.place, o.period_start DESC LIMIT 500"),
        "works": ("contribution", "SELECT w.id, w.iri, w.title, w.language, w.form, w.sector, w.date, w.year_start, c.role, "
                 "min(c.role_written) AS role_written, w.dataset, d.title AS dataset_title, d.synthetic "
                 f"FROM contribution AS c JOIN work AS w ON w.id = c.work JOIN dataset AS d ON d.id = w.dataset WHERE c.agent IN ({_SAME}) "
                 f"GROUP BY ALL ORDER BY w.year_start NULLS LAST, w.title, w.id LIMIT {MOST}"),
    }
    found = reader.records("SELECT a.*, d.title AS dataset_title, d.synthetic, d.licence FROM agent AS a JOIN dataset AS d ON d.id = a.dataset WHERE a.id = $id",
        {"id": identifier})
    if not found:
        raise NotFound(f"there is no agent with the id '{identifier[:80]}' in this release", way_out="search for the name below")
    return {**found[0], **gather(reader, lists, identifier, found[0]["dataset"])}


def groups(works: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Works by role, and within a role by sector; roles with most works first."""
    found: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for one in works:
        key = (one["role"] or "", "" if one["role"] else one["role_written"] or "")
        found.setdefault(key, {}).setdefault(one["sector"] or "", []).append(one)
    ordered = sorted(found.items(), key=lambda item: (-sum(map(len, item[1].values())), item[0]))
    return [{"role": role, "written": written, "sectors": sectors} for (role, written), sectors in ordered]
