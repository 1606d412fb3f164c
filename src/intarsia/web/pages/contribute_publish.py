"""Decide and publish: what becomes public of a draft, in whose name, how far and why; then the time to undo, and how far publishing is."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from intarsia import accounts
from intarsia.contributing import Draft, choosing, decision, leaving, publishing
from intarsia.contributing.draft import DECIDING
from intarsia.contributing.leaving import PROGRESS
from intarsia.contributing.plan import LICENCES, SECTORS, Plan
from intarsia.errors import IntarsiaError, Invalid, Refused
from intarsia.web import drafting, verdict, weighing
from intarsia.web.drafting import Contribute, ContributeAct
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])
TEXTS = ("dataset", "title", "description", "publisher", "sector", "goal", "mining", "contact", "verdict", "who", "why", "until", "embargo", "when", "language")
SOON, WHILE = 20, 2  # seconds after which a page that waits looks again


@page(router, "/contribute/{id}/publish", "json", about="What becomes public of a draft, in whose name, how far and why; and how far publishing is")
def form(visit: Contribute, id: str) -> Response:
    """The form; or, when it is decided, when it leaves and how to undo that."""
    draft = drafting.found(visit, id)
    if draft.state in ("leaves at", "publishing"):
        return _waiting(visit, draft)
    if draft.state == DECIDING:
        return _looking(visit, draft)
    ready = drafting.ready(visit, id)
    if isinstance(ready, Response):
        return ready
    if ready.about.get("parcel"):
        return RedirectResponse(visit.href(f"/contribute/{id}/parcel"), 303, headers={"Cache-Control": "no-store"})
    pool = drafting.pool_of(visit)
    report = weighing.read(pool, ready, visit.language)
    ready = weighing.begun(ready, report)
    after, problem = weighing.weighed(pool, ready, report, visit.language)
    if after is None and problem is None:
        return _looking(visit, ready)
    told = publishing.plan(pool, ready, report, visit.language)
    if visit.request.query_params.get("only") == "description":
        told = replace(told, verdict="DESCRIBE ONLY", stands=False)
    return _form(visit, ready, report, after, told, problem, decision.refused(ready))


def _looking(visit: Visit, draft: Draft) -> Response:
    """The rules look at what would leave, before anybody decides or afterwards; the page looks again by itself."""
    answer = visit.answer("contribute-looking.html", {"state": "deciding" if draft.state == DECIDING else "looking", "stage": draft.stage}, draft=draft, stages=decision.STAGES)
    if visit.form == "html":
        answer.headers["Refresh"] = str(WHILE)
    return answer


def _form(visit: Visit, draft: Draft, report: dict[str, Any], after: dict[str, Any] | None, told: Plan, cannot: dict[str, str] | None = None, wrong: dict[str, Any] | None = None,
          status: int = 200) -> Response:
    """The page with what is filled in; `wrong`: what must be mended, beside its field."""
    own = told.licence if told.licence and told.licence not in LICENCES.values() else ""
    data = {"plan": told.record(), "leaves": _account(report, after, told), **({"problem": wrong} if wrong else {})}
    known = {rule["rule"]: rule for rule in report["findings"]}
    left = [{**{"title": rule, "why": ""}, **known.get(rule, {}), "rule": rule} for rule in dict.fromkeys([*(after["left"] if after else ()), *(wrong or {}).get("rules", ())])]
    nobody = visit.who.kind == "nobody"
    return visit.answer("contribute-publish.html", data, status=status, draft=draft, report=report, told=verdict.told(report, visit.language), after=after, plan=told,
                        cannot=cannot, wrong=wrong, left=left, questions=_questions(told.licence), own=own, sectors=SECTORS,
                        licence_name=next((name for name, uri in LICENCES.items() if uri == told.licence), own),
                        nobody=nobody, may_publish=not nobody and visit.who.may("publish", draft.owner or accounts.HERE), minutes=drafting.pool_of(visit).config.contribute.undo_minutes,
                        kept=visit.request.query_params.get("done") == "kept", out=data["leaves"])


def _account(report: dict[str, Any], after: dict[str, Any] | None, told: Plan) -> dict[str, Any]:
    """What leaves and what stays, counted."""
    if told.verdict not in ("OPEN", "OPEN AFTER") or after is None:
        return {"rows": 0, "of": report["rows"], "columns": [], "stay": [], "acts": []}
    return {"rows": after["rows_out"], "of": after["rows_in"], "columns": after["columns"], "stay": after["gone"], "acts": after["acts"]}


def _questions(licence: str) -> dict[str, str]:
    """The answers to the three questions that lead to a licence; "" where it is another one, or none yet."""
    name = next((name for name, uri in LICENCES.items() if uri == licence), "")
    if not name:
        return {"credit": "", "trade": "", "alike": ""}
    return {"credit": "no" if name == "CC0" else "yes", "trade": "no" if "NC" in name else "yes", "alike": "yes" if "SA" in name else "no"}


def licence_of(act: ContributeAct) -> str:
    """The licence that the form asks for: its own address, else what the three answers lead to; "" where they are not all there."""
    if own := act.get("licence_own"):
        return own
    credit, trade, alike = (act.get(name) for name in ("credit", "trade", "alike"))
    if credit == "no" and trade == "yes" and alike == "no":
        return LICENCES["CC0"]
    if "" in (credit, trade, alike):
        return ""
    return LICENCES["CC BY" + ("-NC" if trade == "no" else "") + ("-SA" if alike == "yes" else "")]


@router.post("/contribute/{id}/publish", include_in_schema=False)
def act(act: ContributeAct, id: str) -> Response:
    """Keep what is filled in, decide and let it leave, undo, do not wait, or go and ask for a signature.

    Raises: Refused for who may not.
    """
    visit, what = act.visit, act.get("act")
    draft = drafting.found(visit, id)
    if what in ("undo", "now"):
        act.must("publish", draft.owner or accounts.HERE)
        if what == "undo":
            publishing.undo(draft)
        else:
            publishing.publish_now(draft)
            leaving.carry_out(drafting.pool_of(visit))
        return act.back(f"/contribute/{id}/publish")
    ready = drafting.ready(visit, id)
    if isinstance(ready, Response):
        return ready
    pool = drafting.pool_of(visit)
    report = weighing.read(pool, ready, visit.language)
    before = publishing.plan(pool, ready, report, visit.language)
    said: dict[str, Any] = {name: act.get(name) for name in TEXTS if any(field == name for field, _ in act.fields)}
    if before.again:  # a new delivery is of the dataset it was begun for, whatever a form says: another one may be somebody else's
        said.pop("dataset", None)
    told = replace(before, **said, licence=licence_of(act) or before.licence, signed=tuple(dict.fromkeys(act.all("signed"))), stands=before.again and act.get("stands") == "yes")
    if told.verdict in ("OPEN", "OPEN AFTER"):  # one answer on the page: with the chosen changes, where there are any
        told = replace(told, verdict="OPEN AFTER" if choosing.acts(report, ready.choices) else "OPEN")
    ready = publishing.save(ready, told)
    if what == "draft":
        return act.back(f"/contribute/{id}/publish", done="kept")
    if what == "sign":
        return act.back(f"/contribute/{id}/memo")
    return _decided(act, ready, report, told)


def _decided(act: ContributeAct, draft: Draft, report: dict[str, Any], told: Plan) -> Response:
    """The decision, which is carried out while the page tells how far it is; what is wrong with it stands beside its field."""
    visit, pool = act.visit, drafting.pool_of(act.visit)
    if act.who.kind == "nobody":
        raise Refused("without an account nothing can be published here", where="/contribute", way_out="sign in first; this draft then becomes your organisation's")
    holder = accounts.holder(pool, told.dataset) if told.again else draft.owner or act.who.holds
    act.must("publish", holder)
    try:
        decision.begin(pool, draft, told, act.actor, owner=holder, member=act.who.member, then=lambda: accounts.note(pool, act.who, "publish", f"a decision about {told.dataset}"))
    except IntarsiaError as error:
        if visit.form == "json":
            raise
        after, cannot = weighing.weighed(pool, draft, report, visit.language)
        wrong = {"way_out": "", **error.problem(), "where": error.where.removeprefix("--"), "rules": getattr(error, "rules", [])}
        status = error.status if isinstance(error, Invalid | Refused) else 400
        return _form(visit, draft.again(), report, after, told, cannot, wrong, status)
    return act.back(f"/contribute/{draft.id}/publish")


def _waiting(visit: Visit, draft: Draft) -> Response:
    """It is decided: when it leaves, or how far it is."""
    leaves = publishing.hour(draft)
    seconds = max(0, int((leaves - datetime.datetime.now(datetime.UTC)).total_seconds())) if leaves else 0
    progress = draft.kept(PROGRESS) or {} if draft.state == "publishing" else {}
    data = {"state": draft.state, "leaves_at": leaves.isoformat() if leaves else None, "seconds": seconds, "progress": progress}
    signed = (draft.extra.get("signatures") or [])[-1:] if str((draft.extra.get("signatures") or [{}])[-1].get("at", "")) > str(draft.times.get("deciding", "")) else []
    answer = visit.answer("contribute-leaving.html", data, draft=draft, signed=signed, plan=publishing.plan_kept(draft), seconds=seconds, leaves=leaves, progress=progress,
                          may_publish=visit.who.kind != "nobody" and visit.who.may("publish", draft.owner or accounts.HERE))
    if visit.form == "html":
        answer.headers["Refresh"] = str(WHILE if draft.state == "publishing" else min(SOON, max(WHILE, seconds + 1)))
    return answer
