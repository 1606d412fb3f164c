"""An entity: the records that are one work or one agent, what ties each to the others, and where they disagree."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import notices
from intarsia.iris import iri
from intarsia.reader import Reader
from intarsia.web.differing import differing
from intarsia.web.gone import missing
from intarsia.web.moved import face, moved
from intarsia.web.routes import page
from intarsia.web.sources import sourced
from intarsia.web.visit import Asked
from intarsia.web.why import chance

router = APIRouter(tags=["entities"])
MOST = 500
COLUMNS = ("id", "name", "dataset", "method", "probability", "licence", "iri")


@page(router, "/entities/{id}", "json", "csv", about="One entity: the records that are one work or agent, with what ties each of them and where they disagree")
def entity(visit: Asked, id: str) -> Response:
    """The page of an entity; what was merged answers 301, what was split or withdrawn 410 with what became of it."""
    if kept := visit.kept():
        return kept
    rows = visit.reader.where("entity", "cluster", [id])
    if not rows:
        if (told := moved(visit, id, "/entities/{}", "/id/{}/{}")) is not None:
            return told
        raise missing(visit, "entity", id)
    data = record(visit.reader, id, rows, visit.language)
    return visit.answer("entity.html", data, links={"iri": data["iri"], "page": visit.href(face(visit, id))}, meta={"total": len(rows)},
                        table=(COLUMNS, ([one[name] for name in COLUMNS] for one in data["members"])), face=face(visit, id), most=MOST, chance=chance)


def record(reader: Reader, identifier: str, rows: list[dict[str, Any]], language: str = "en") -> dict[str, Any]:
    """The entity with its records, those that are tied most surely first, and the names it had before."""
    kind = rows[0]["kind"]
    tied = {row["member"]: row for row in rows}
    found = sourced(reader, reader.where(kind, "id", list(tied)[:MOST]), "synthetic", "licence")
    sure = {"person": 0, "identifier": 1, "stated": 2, "model": 3}
    found.sort(key=lambda one: (sure.get(tied[one["id"]]["method"], 4), -(tied[one["id"]]["probability"] or 1), one["dataset"], one["id"]))
    members = [{"id": one["id"], "iri": one["iri"], "name": one["title"] if kind == "work" else one["name"], "dataset": one["dataset"], "dataset_title": one["dataset_title"],
                "licence": one["licence"], "synthetic": one["synthetic"], "method": tied[one["id"]]["method"], "probability": tied[one["id"]]["probability"]} for one in found]
    before = sorted({row["old"] for row in reader.where("redirect", "new", [identifier])})
    told = notices.of_things(reader, list(tied), [one["dataset"] for one in found], language)
    return {"id": identifier, "iri": iri(reader.base, "entity", identifier), "notices": told, "kind": kind, "name": members[0]["name"] if members else "", "members": members,
            "differ": differing(kind, found), "before": before}
