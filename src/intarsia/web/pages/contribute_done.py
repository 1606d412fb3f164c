"""Done: what was published of a draft, how to cite it, what linking gave back, and how long it took."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from intarsia.contributing import Draft, publishing
from intarsia.errors import NotFound
from intarsia.receipt import Basis, receipt
from intarsia.web import citation, drafting
from intarsia.web.drafting import Contribute
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])
ABOUT = "SELECT d.id, d.title, d.publisher, d.verdict, d.rows_in, d.rows_out FROM dataset AS d WHERE d.id = ?"


@page(router, "/contribute/{id}/done", "json", about="What was published of a draft: its page, how to cite it, what linking gave back, and how long it took")
def done(visit: Contribute, id: str) -> Response:
    """The dataset in the release that is served now."""
    draft = drafting.found(visit, id)
    if draft.state not in ("published", "described"):
        return RedirectResponse(visit.href(f"/contribute/{id}"), 303, headers={"Cache-Control": "no-store"})
    reader, name = visit.reader, str(draft.extra["published"]["dataset"])
    rows = reader.records(ABOUT, [name])
    if not rows:
        raise NotFound("this dataset is not in the release that is served now", where=name, way_out="it may have been withdrawn since; the desk says so")
    plan = publishing.plan_kept(draft)
    cite = citation.of_dataset(reader, name, visit.names("dataset", name), rows[0]["publisher"]).data(visit.words)
    gave = _gave(visit, name) if draft.state == "published" else None
    data = {"dataset": {**rows[0], "page": visit.href(f"/datasets/{name}")}, "release": reader.id, "citation": cite, "receipt": gave, "minutes": minutes(draft)}
    links = {"dataset": visit.href(f"/datasets/{name}"), "return": visit.href(f"/datasets/{name}/return")}
    return visit.answer("contribute-done.html", data, links=links, draft=draft, plan=plan, dataset=rows[0], cite=cite, gave=gave, minutes=data["minutes"])


def minutes(draft: Draft) -> dict[str, float | None]:
    """Minutes from the first byte to the verdict, to the decision and to publication; None for what was not measured."""
    begun = draft.at("begun")
    found: dict[str, float | None] = {}
    for name, at in (("verdict", draft.at("verdict") or draft.at("read")), ("decided", draft.at("decided")), ("published", draft.at("published"))):
        found[name] = round((at - begun).total_seconds() / 60, 2) if begun and at else None
    return found


def _gave(visit: Visit, name: str) -> dict[str, Any]:
    """The figures of its receipt that stand first."""
    reader = visit.reader
    basis = visit.serving.once(reader, "receipt basis", lambda: Basis(reader))
    told = visit.serving.once(reader, f"receipt {name}", lambda: receipt(basis, name))
    return {"records": told["records"]["total"], "linked": told["links"]["either"]["records"]["0.5"], "gained": told["gained"]["values"]["0.5"],
            "questions": told["questions"]["with"]["0.5"] - told["questions"]["alone"], "places": told["context"]["inhabitants"]}
