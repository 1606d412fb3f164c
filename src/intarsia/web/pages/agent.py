"""An agent: a person or organisation as the datasets credit it, with its works by role and sector, over time."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import notices
from intarsia.errors import NotFound
from intarsia.explaining import cards
from intarsia.reader import Reader
from intarsia.web import why
from intarsia.web.alone import only, switch
from intarsia.web.differing import differing
from intarsia.web.family import lanes
from intarsia.web.gone import missing
from intarsia.web.routes import page
from intarsia.web.sources import licences, parts, sourced
from intarsia.web.unindexed import marked, unindexed
from intarsia.web.visit import Asked
from intarsia.web.workcard import identifiers, known_entity, same

router = APIRouter(tags=["agents"])
MOST = 500
MOST_FIGURES = 500
LISTS = ("identifiers", "figures", "works")
#: @table: the rows of the datasets that credit the agent
WORKS = ("SELECT w.id, w.iri, w.title, w.language, w.form, w.sector, w.date, w.year_start, m.role, m.role_written, w.dataset "
         "FROM (SELECT work, role, min(role_written) AS role_written FROM @contribution WHERE agent IN ({ids}) GROUP BY work, role) AS m JOIN @work AS w ON w.id = m.work "
         f"ORDER BY w.year_start NULLS LAST, w.title, w.id, m.role LIMIT {MOST}")


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
    data["notices"] = notices.of_things(visit.reader, [id, *(one["id"] for one in data["also"])], [data["dataset"], *(one["dataset"] for one in data["also"])], visit.language)
    datasets = [data["dataset"], *(one["dataset"] for one in (*data["also"], *data["works"], *data["figures"]))]
    works = list({work["id"]: work for work in data["works"]}.values())
    lost = None
    if alone:
        lost = {"dataset": alone, "works": len([work for work in works if work["dataset"] == alone]), "works_in_all": len(works)}
        for name in ("also", *LISTS):
            data[name] = [one for one in data[name] if one["dataset"] == alone]
        data["differ"], data["links"] = [], [one for one in data["links"] if one["dataset"] == alone]
    data["alone"] = lost
    told = lanes(works, alone, most=MOST)
    return marked(visit, id, visit.answer(
        "agent.html", data, links={"iri": data["iri"], "page": visit.href(f"/agents/{id}")}, groups=groups(data["works"]), alone=alone, lost=lost, lanes=told,
        sides=switch(visit, datasets, alone, data["dataset"]), most=MOST, work_count=len(works), linked=why.groups(data["links"]), why=why,
        licences=licences(visit.reader), unindexed=unindexed(visit, id)))


def record(reader: Reader, identifier: str) -> dict[str, Any]:
    """The agent, its credits in other datasets and its works.

    Raises: NotFound.
    """
    ids = [identifier, *same(reader, "agent", identifier)]
    rows = sorted(reader.where("agent", "id", ids), key=lambda one: (one["id"] != identifier, one["dataset"], one["name"] or ""))
    found = sourced(reader, rows, "synthetic", "licence")
    if not found or found[0]["id"] != identifier:
        raise NotFound(f"there is no agent with the id '{identifier[:80]}' in this release", way_out="search for the name below")
    datasets = [one["dataset"] for one in found]
    figures = sorted(reader.where("observation", "about", ids), key=_figure)[:MOST_FIGURES]
    shown = ("measure", "value", "unit", "place", "period_start", "period_end", "segment", "flag", "method", "dataset")
    lists = {
        "identifiers": identifiers(reader.where("identifier", "entity", ids, datasets)),
        "figures": sourced(reader, [{name: one[name] for name in shown} for one in figures], "synthetic"),
        "works": sourced(reader, _works(reader, ids, datasets), "synthetic"),
    }
    return {**found[0], "also": [{key: one[key] for key in ("id", "name", "dataset", "dataset_title")} for one in found[1:]], **lists,
            "entity": known_entity(reader, identifier), "differ": differing("agent", found), "links": links(reader, identifier, ids)}


def links(reader: Reader, identifier: str, ids: list[str]) -> list[dict[str, Any]]:
    """The links of an agent, and of the records that are one with it, each with the agent or work at its other end; `forward` when it starts here."""
    rows = {row["id"]: row for column in ("subject", "object") for row in reader.where("link", column, ids)}
    ends = {row["id"]: row["object"] if row["subject"] in ids and row["object"] != identifier else row["subject"] for row in rows.values()}
    known = {kind: cards(reader, kind, set(ends.values()) - {None}) for kind in ("agent", "work")}
    found = []
    for one in list(rows.values())[:MOST]:
        kind = next((kind for kind in ("agent", "work") if ends[one["id"]] in known[kind]), "agent")
        card = known[kind].get(ends[one["id"]], {})
        found.append({**{name: one[name] for name in ("id", "predicate", "kind", "state", "probability", "method")}, "evidence": why.read(one["evidence"]), "forward": one["subject"] in ids,
                      "other": ends[one["id"]], "other_kind": kind, "name": card.get("name"), "form": card.get("form"), "date": card.get("date"), "year_start": card.get("year_start"),
                      "year_end": card.get("year_end"), "dataset": card.get("dataset")})
    order = {"accepted": 0, "proposed": 1}
    found.sort(key=lambda one: (order.get(one["state"], 2), one["predicate"], -(one["probability"] or 1), one["id"]))
    return sourced(reader, found, "synthetic")


def _works(reader: Reader, ids: list[str], datasets: list[str]) -> list[dict[str, Any]]:
    """The works that credit the agent, once a role, oldest first; `tongue` is the language of the title."""
    if not reader.manifest["tables"].get("contribution", {}).get("parts"):
        return []
    found = reader.records(parts(reader, WORKS.format(ids=", ".join("?" * len(ids))), datasets), ids)
    tongues: dict[tuple[str, str], str] = {}
    for one in reader.where("title", "work", [work["id"] for work in found], datasets):
        if one["language"] is not None:
            name = (one["work"], one["value"])
            tongues[name] = min(one["language"], tongues.get(name, one["language"]))
    return [{**one, "tongue": tongues.get((one["id"], one["title"]))} for one in found]


def _figure(one: dict[str, Any]) -> tuple[Any, ...]:
    """Figures by measure, the whole audience first, then by place; the newest first."""
    start = one["period_start"]
    newest = (start is None, (*(-ord(sign) for sign in start or ""), 1))
    return one["measure"], one["segment"] is not None, one["segment"] or "", one["place"] is None, one["place"] or "", newest


def groups(works: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Works by role, and within a role by sector; roles with most works first."""
    found: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = {}
    for one in works:
        key = (one["role"] or "", "" if one["role"] else one["role_written"] or "")
        found.setdefault(key, {}).setdefault(one["sector"] or "", []).append(one)
    ordered = sorted(found.items(), key=lambda item: (-sum(map(len, item[1].values())), item[0]))
    return [{"role": role, "written": written, "sectors": sectors} for (role, written), sectors in ordered]
