"""/reconcile: the services of this pool, for people: what each holds, and how to use one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.reconciling import query
from intarsia.reconciling.services import VERSIONS
from intarsia.web.reconcile.asked import known
from intarsia.web.reconcile.endpoint import named
from intarsia.web.routes import page
from intarsia.web.visit import Asked as Asking

router = APIRouter(tags=["reconciliation"])
COLUMNS = ("id", "name", "address", "entities", "types", "versions")


@page(router, "/reconcile", "json", "csv", about="The reconciliation services of this pool: an address for each kind of entity and each vocabulary")
def services(visit: Asking) -> Response:
    """All services, with their addresses."""
    if kept := visit.kept():
        return kept
    site = visit.origin + visit.root
    data: list[dict[str, Any]] = [{
        "id": one.id, "name": named(visit, one.id), "address": f"{site}/reconcile/{one.id}", "entities": one.count, "types": len(one.types), "versions": list(VERSIONS),
        "kind": "terms" if one.group == "terms" else "entities"} for one in known(visit).values()]
    limits = {"queries": query.QUERIES, "characters": query.LONGEST, "candidates": query.CANDIDATES}
    return visit.answer("reconcile.html", data, links={"developers": visit.href("/developers")}, meta={"limits": limits}, table=(COLUMNS, ([one[name] for name in COLUMNS] for one in data)),
                        limits=limits, quota=visit.serving.pool.config.api, example=_example(data, site))


def _example(data: list[dict[str, Any]], site: str) -> str:
    """A query that anybody can send as it stands."""
    service = next((one["id"] for one in data if one["id"] == "genre"), data[0]["id"] if data else "works")
    return f"""curl '{site}/reconcile/{service}' --data-urlencode 'queries={{"q0": {{"query": "sci-fi", "limit": 3}}}}'\n"""
