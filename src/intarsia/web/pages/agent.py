"""An agent: a person or organisation as the datasets credit it, with its works by role and sector, over time."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.web.alone import only, switch
from intarsia.web.family import lanes
from intarsia.web.gone import missing
from intarsia.web.routes import page
from intarsia.web.sources import parts, sourced
from intarsia.web.visit import Asked

router = APIRouter(tags=["agents"])
MOST = 500
_MINE = "IN (SELECT unnest($ids))"
#: @table: the rows of the datasets that credit the agent
LISTS = {
    "identifiers": ("identifier", f"SELECT scheme, value, min(dataset) AS dataset FROM @identifier WHERE entity {_MINE} GROUP BY scheme, value ORDER BY scheme, value"),
    "figures": ("observation", "SELECT measure, value, unit, place, period_start, period_end, segment, flag, method, dataset "
               f"FROM observation WHERE about {_MINE} ORDER BY measure, segment NULLS FIRST, place, period_start DESC LIMIT 500"),
    "works": ("contribution", f"WITH mine AS (SELECT work, role, min(role_written) AS role_written FROM @contribution WHERE agent {_MINE} GROUP BY work, role) "
             "SELECT w.id, w.iri, w.title, w.language, w.form, w.sector, w.date, w.year_start, m.role, m.role_written, w.dataset, t.tongue "
             "FROM mine AS m JOIN @work AS w ON w.id = m.work "
             "LEFT JOIN (SELECT work, value, min(language) AS tongue FROM @title WHERE work IN (SELECT work FROM mine) GROUP BY work, value) AS t ON t.work = w.id AND t.value = w.title "
             f"ORDER BY w.year_start NULLS LAST, w.title, w.id, m.role LIMIT {MOST}"),
}


@page(router, "/agents/{id}", "json", about="One agent and its works; ?with=one:<dataset> shows one contributor's rows alone")
def agent(visit: Asked, id: str) -> Response:
    """The page of an agent and its twin."""
    if kept := visit.kept():
        return kept
    alone = only(visit)
    try:
        data = record(visit.reader, id)
    except NotFound:
        raise missing(visit, "agent", id) from None
    datasets = [data["dataset"], *(one["dataset"] for one in (*data["also"], *data["works"], *data["figures"]))]
    works = list({work["id"]: work for work in data["works"]}.values())
    lost = None
    if alone:
        lost = {"dataset": alone, "works": len([work for work in works if work["dataset"] == alone]), "works_in_all": len(works)}
        for name in ("also", *LISTS):
            data[name] = [one for one in data[name] if one["dataset"] == alone]
    data["alone"] = lost
    told = lanes(works, alone, most=MOST)
    return visit.answer("agent.html", data, links={"iri": data["iri"], "page": visit.href(f"/agents/{id}")}, groups=groups(data["works"]), alone=alone, lost=lost,
                        lanes=told, sides=switch(visit, datasets, alone, data["dataset"]), most=MOST, work_count=len(works))


def record(reader: Reader, identifier: str) -> dict[str, Any]:
    """The agent, its credits in other datasets and its works.

    Raises: NotFound.
    """
    ids = [identifier]
    if reader.manifest["tables"].get("entity", {}).get("parts"):
        ids += [row[0] for row in reader.rows("SELECT DISTINCT member FROM entity WHERE kind = 'agent' AND member <> $id AND cluster IN (SELECT cluster FROM entity WHERE member = $id)",
                                              {"id": identifier})]
    found = sourced(reader, reader.records(f"SELECT * FROM agent WHERE id {_MINE} ORDER BY id <> $id, dataset, name", {"ids": ids, "id": identifier}), "synthetic", "licence")
    if not found or found[0]["id"] != identifier:
        raise NotFound(f"there is no agent with the id '{identifier[:80]}' in this release", way_out="search for the name below")
    given, datasets = reader.manifest["tables"], [one["dataset"] for one in found]
    lists = {name: reader.records(parts(reader, sql, datasets), {"ids": ids}) if given.get(table, {}).get("parts") else [] for name, (table, sql) in LISTS.items()}
    lists.update({name: sourced(reader, lists[name], "synthetic") for name in ("figures", "works")})
    return {**found[0], "also": [{key: one[key] for key in ("id", "name", "dataset", "dataset_title")} for one in found[1:]], **lists}


def groups(works: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Works by role, and within a role by sector; roles with most works first."""
    found: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for one in works:
        key = (one["role"] or "", "" if one["role"] else one["role_written"] or "")
        found.setdefault(key, {}).setdefault(one["sector"] or "", []).append(one)
    ordered = sorted(found.items(), key=lambda item: (-sum(map(len, item[1].values())), item[0]))
    return [{"role": role, "written": written, "sectors": sectors} for (role, written), sectors in ordered]
