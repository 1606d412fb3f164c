"""Memo: one page for who decides, about a draft or a dataset; and the link by which somebody without an account signs it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts, mailing
from intarsia.contributing import Draft
from intarsia.errors import IntarsiaError
from intarsia.mailing import outbox
from intarsia.objections import signing, subjects
from intarsia.objections.memo import memo
from intarsia.objections.sheet import sheet
from intarsia.web import drafting
from intarsia.web.desk import Owner
from intarsia.web.drafting import Contribute, ContributeAct, DraftVisit
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])


@page(router, "/contribute/{id}/memo", "json", about="One page for whoever decides about a draft: verdict, evidence, changes, return, what was not checked, effort")
def of_draft(visit: Contribute, id: str) -> Response:
    """The memo of a draft as it is now, with the way to have it signed."""
    draft = drafting.ready(visit, id)
    return _drafted(visit, draft) if isinstance(draft, Draft) else draft


@router.post("/contribute/{id}/memo", include_in_schema=False)
def send(act: ContributeAct, id: str) -> Response:
    """Make the link to sign it, which is shown once; or let an earlier one die."""
    visit = DraftVisit(act.visit.request)
    draft = drafting.found(visit, id)
    act.must("contribute", draft.owner)
    if act.get("act") == "call back":
        signing.call_back(draft)
        return act.back(f"/contribute/{id}/memo")
    to = ""
    try:
        if act.get("address") and mailing.on(drafting.pool_of(visit)):
            to = outbox.address(act.get("address"))  # before the link is made, which is shown once
        token = signing.ask(drafting.pool_of(visit), draft, act.actor, to=to, named=act.get("named"))
    except IntarsiaError as error:
        return _drafted(visit, draft, problem={"where": "", "way_out": "", **error.problem()}, status=error.status)
    accounts.note(drafting.pool_of(visit), act.who, "contribute", "a link to sign was made")
    link = f"{visit.origin}{visit.root}/sign/{token}"
    return _drafted(visit, draft.again(), link=link, posted=_posted(visit, draft, act, link, to))


def _posted(visit: Visit, draft: Draft, act: ContributeAct, link: str, address: str) -> str:
    """Send the link to the address that was typed, where the pool sends letters and there is one; returns the address."""
    pool = drafting.pool_of(visit)
    if not address:
        return ""
    title = str((draft.extra.get("publishing") or {}).get("title") or draft.name)
    mailing.put(pool, address, visit.language, "signature", link=link, title=title, by=act.actor)
    return address


def _drafted(visit: Visit, draft: Draft, link: str = "", posted: str = "", problem: dict[str, str] | None = None, status: int = 200) -> Response:
    pool = drafting.pool_of(visit)
    found = memo(subjects.of_draft(pool, draft, visit.language), visit.language)
    waits = signing.waiting(draft)
    may = visit.who.kind != "nobody" and bool(draft.owner) and visit.who.may("contribute", draft.owner)
    return visit.answer("memo.html", {**found.record(), "waiting": waits}, status=status,
                        links={"objections": visit.href(f"/contribute/{draft.id}/objections")}, memo=found,
                        sheet=sheet(found), draft=draft, link=link, problem=problem, waits=waits, changed=bool(waits) and signing.changed(pool, draft), may=may,
                        planned=bool(draft.extra.get("publishing")), days=signing.DAYS, posted=posted, letters=mailing.on(pool), longest=signing.LONGEST)  # fmt: skip


@page(router, "/datasets/{id}/memo", "json", about="One page about a dataset of the pool and its decision, for those who may see the desk")
def of_dataset(visit: Owner, id: str) -> Response:
    """The memo of a dataset as it was decided."""
    pool = visit.serving.pool
    visit.must("judge", accounts.holder(pool, id))
    found = memo(subjects.of_dataset(pool, visit.reader, id, visit.language), visit.language)
    return visit.answer("memo.html", found.record(), links={"dataset": visit.href(f"/datasets/{id}")}, memo=found, sheet=sheet(found), draft=None, link="", problem=None, waits=None,
                        changed=False, may=False, planned=False, days=signing.DAYS, posted="", letters=False, longest=signing.LONGEST)
