"""Who did what, when, and by which kind of door."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.accounts import audit
from intarsia.accounts import organisation as organisations
from intarsia.errors import Invalid
from intarsia.web import door
from intarsia.web.desk import Owner
from intarsia.web.roles import act_name, door_name
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
PATH = "/desk/audit"
ROWS = 100


@page(router, PATH, "json", "csv", about="Who did what at the desk, and when; of one's own organisation, or of all for operators")
def lines(visit: Owner) -> Response:
    """The lines, newest first; ?before= goes on."""
    visit.must("audit")
    before = visit.request.query_params.get("before", "0")
    if not before.isascii() or not before.isdecimal() or len(before) > 15:
        raise Invalid("this is no number of a line", where="before", way_out="follow the link to older lines")
    file = door.people(visit.request)
    found = audit.lines(file, "" if visit.who.may("operate") else visit.who.organisation, int(before), ROWS + 1)
    older = visit.here(before=found[ROWS - 1].number) if len(found) > ROWS else None
    rows = [{"number": one.number, "at": one.at, "who": one.who, "organisation": one.organisation, "door": one.door, "act": one.act, "about": one.about} for one in found[:ROWS]]
    return visit.answer("audit.html", rows, links={"next": older}, names=organisations.listed(file), act_name=act_name, door_name=door_name,
                        table=(("at", "who", "organisation", "door", "act", "about"), ([one[name] for name in ("at", "who", "organisation", "door", "act", "about")] for one in rows)))
