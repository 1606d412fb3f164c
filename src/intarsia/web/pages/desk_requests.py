"""Requests for data: what was asked of whom, and what a steward answers."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts
from intarsia.mailing import rounds
from intarsia.stewarding import holdings, requests
from intarsia.stewarding.requests import Request
from intarsia.web.desk import Act, Owner
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["desk"])
DAY = 86_400


@page(router, "/desk/requests", "json", about="Requests for data that are only to be asked for, with what was answered")
def listed(visit: Owner) -> Response:
    """Those that wait, then those that were answered. Only who may answer sees who asked."""
    pool = visit.serving.pool
    found = [told(visit, one) for one in requests.listed(pool, holdings.answerable(pool, visit.who))]
    waiting = [one for one in found if one["waits"]]
    return visit.answer("desk-requests.html", found, meta={"waiting": len(waiting), "days": pool.config.desk.request_days}, waiting=waiting,
                        others=[one for one in found if not one["waits"]], most=requests.ANSWER)


@router.post("/desk/requests/{number}", include_in_schema=False)
def answer(act: Act, number: int) -> Response:
    """Answer a request, or delete who asked."""
    pool = act.visit.serving.pool
    one = requests.find(pool, number)
    act.must("judge", accounts.holder(pool, one.dataset))
    if act.get("act") == "forget":
        requests.forget(pool, number)
    else:
        requests.answer(pool, number, act.get("state"), act.get("answer"), act.actor)
    return act.back("/desk/requests")


def told(visit: Visit, one: Request) -> dict[str, Any]:
    """A request as a page shows it."""
    pool = visit.serving.pool
    moments = {name: datetime.datetime.fromtimestamp(value, datetime.UTC).date().isoformat() if value else None
               for name, value in (("made", one.made), ("answered", one.answered), ("forgotten", one.forgotten), ("goes", one.made + pool.config.desk.request_days * DAY))}
    return {**asdict(one), **moments, "title": rounds.title(pool, one.dataset, visit.language), "waits": one.state in (requests.OPEN, requests.TIME) and one.forgotten is None}
