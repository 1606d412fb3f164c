"""Two releases side by side: what came, what went and what changed, per table and dataset, with examples."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.web.pages.release import differences, opened
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["releases"])
PATIENCE = 4.0
COLUMNS = ("table", "dataset", "added", "changed", "withdrawn")


@page(router, "/releases/{old}/diff/{new}", "json", "csv", about="What came, went and changed between two releases")
def diff(visit: Asked, old: str, new: str) -> Response:
    """The difference of two releases; 202 while it is being worked out."""
    a, b = opened(visit, old), opened(visit, new)
    links = {"old": visit.href(f"/releases/{a.id}"), "new": visit.href(f"/releases/{b.id}"), "other_way": visit.href(f"/releases/{b.id}/diff/{a.id}")}
    found = differences(visit).between(a.id, b.id, PATIENCE)
    data = {"old": {"id": a.id, "issued": a.manifest["issued"]}, "new": {"id": b.id, "issued": b.manifest["issued"]},
            "totals": found.totals if found else None, "parts": found.parts if found else None,
            "terms": {"counts": found.terms.counts, "examples": found.terms.terms} if found else None}
    if found is None:
        answer = visit.answer("diff.html", data, status=202, links=links, meta={"state": "comparing"}, datasets=[])
        answer.headers["Retry-After"] = "5"
        return answer
    datasets = list(dict.fromkeys(part["dataset"] for part in found.parts))
    return visit.answer("diff.html", data, links=links, meta={"state": "compared"}, table=(COLUMNS, ([part[c] for c in COLUMNS] for part in found.parts)), datasets=datasets)
