"""A packed file: who signed it, what was done before it left its owner's machine, and taking it in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from intarsia import accounts
from intarsia.contributing import Draft, packed
from intarsia.errors import IntarsiaError, Refused
from intarsia.web import drafting
from intarsia.web.drafting import Contribute, ContributeAct
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])


@page(router, "/contribute/{id}/parcel", "json", about="A file that was packed elsewhere: who signed it, what was done to it, and what is in it")
def shown(visit: Contribute, id: str) -> Response:
    """What the parcel says of itself, before anybody takes it in."""
    draft = drafting.ready(visit, id)
    if isinstance(draft, Response):
        return draft
    if not draft.about.get("parcel"):
        return RedirectResponse(visit.href(f"/contribute/{id}"), 303, headers={"Cache-Control": "no-store"})
    return _page(visit, draft)


@router.post("/contribute/{id}/parcel", include_in_schema=False)
def take(act: ContributeAct, id: str) -> Response:
    """Take it in.

    Raises: Refused for who may not.
    """
    draft = drafting.ready(act.visit, id)
    if isinstance(draft, Response):
        return draft
    if act.who.kind == "nobody":
        raise Refused("without an account nothing can be published here", where="/contribute", way_out="sign in first; this draft then becomes your organisation's")
    pool = drafting.pool_of(act.visit)
    again = act.get("again") == "yes"
    try:
        name = act.get("dataset") or str(packed.about(pool, draft)["dataset"])
        holder = accounts.holder(pool, name) if again else draft.owner or act.who.holds
        act.must("publish", holder)
        packed.take(pool, draft, act.actor, dataset=name, again=again, new_key=act.get("new_key") == "yes", owner=holder, member=act.who.member)
    except IntarsiaError as error:
        return _page(act.visit, draft.again(), {"where": "", "way_out": "", **error.problem()}, error.status)
    accounts.note(pool, act.who, "publish", f"a packed file for {name}")
    return act.back(f"/contribute/{id}/publish")


def _page(visit: Visit, draft: Draft, wrong: dict[str, Any] | None = None, status: int = 200) -> Response:
    told, problem = None, wrong
    try:
        told = packed.about(drafting.pool_of(visit), draft)
    except IntarsiaError as error:
        problem = {"where": "", "way_out": "", **error.problem()}
    return visit.answer("contribute-parcel.html", {"parcel": told, **({"problem": problem} if problem else {})}, status=status, draft=draft, told=told, problem=problem,
                        may=visit.who.kind != "nobody" and visit.who.may("publish", draft.owner or accounts.HERE))
