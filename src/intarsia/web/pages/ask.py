"""Asking for data that are only to be asked for: a plain form, no account; it lands on the desk of whoever answers for the dataset."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.errors import Conflict
from intarsia.stewarding import requests
from intarsia.stewarding.requests import CONTACT, NAME, PURPOSE, Asked
from intarsia.web import datarequest
from intarsia.web.desk import DeskVisit, Sent
from intarsia.web.fresh import Fresh, answered, counted
from intarsia.web.gone import missing
from intarsia.web.routes import page

router = APIRouter(tags=["datasets"])
OFTEN = "many requests were sent from this address, or for this dataset, a moment ago"


@page(router, "/datasets/{id}/ask", "json", about="Ask for a dataset whose file is only to be asked for")
def form(visit: Fresh, id: str) -> Response:
    """The form; where nobody answers here, whom to write to instead."""
    data = _dataset(visit, id)
    data["answered"] = answered(visit)
    data["days"] = visit.serving.pool.config.desk.request_days
    return visit.answer("ask.html", data, links={"dataset": visit.href(f"/datasets/{id}")}, letter=datarequest.letter(visit, data, visit.names("dataset", id)),
                        sent=visit.request.query_params.get("sent") == "1", most={"name": NAME, "contact": CONTACT, "purpose": PURPOSE})


@router.post("/datasets/{id}/ask", include_in_schema=False)
def ask(form: Sent, id: str) -> Response:
    """Keep a request for the dataset's steward."""
    visit = form.visit
    _dataset(visit, id)
    if not answered(visit):
        raise Conflict("nobody answers requests at this address", where=id, way_out=f"write to whom the dataset names: {visit.href(f'/datasets/{id}')}")
    asked = Asked(form.get("name"), form.get("contact"), form.get("purpose"), visit.language).checked()
    counted(visit, "ask", OFTEN, address=5, **{id: 40})
    requests.ask(visit.serving.pool, id, asked)
    return form.back(f"/datasets/{id}/ask", sent="1")


def _dataset(visit: DeskVisit, identifier: str) -> dict[str, Any]:
    """What the release says of a dataset that can be asked for. Raises: NotFound or Gone; Conflict for one that needs no asking."""
    found = visit.reader.records('SELECT id, iri, title, publisher, sector, contact, verdict, "use" FROM dataset WHERE id = ?', [identifier])
    if not found:
        raise missing(visit, "dataset", identifier)
    if found[0]["verdict"] != "ASK" or found[0]["use"] == "this machine":
        raise Conflict("this dataset is not one to ask for here: its page says what is shared of it", where=identifier, way_out=f"see it: {visit.href(f'/datasets/{identifier}')}")
    return dict(found[0])
