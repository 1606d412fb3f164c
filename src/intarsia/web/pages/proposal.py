"""Terms made together: what is proposed, with the arguments, for everybody; and the forms to propose, argue and decide, at the desk."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import proposals
from intarsia.errors import Invalid
from intarsia.web import desk, terms
from intarsia.web.desk import Act, DeskVisit, Owner
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["terms"])
COLUMNS = ("number", "vocabulary", "label", "language", "broader", "definition", "word", "state", "notation")
PATH = "/desk/terms"


@page(router, "/proposals", "json", "csv", about="Terms that are proposed, with what was said for and against each, and what became of them")
def public(visit: Asked) -> Response:
    """The proposals as the ledger has them now: open ones first."""
    live = DeskVisit(visit.request)  # what is said of a proposal is not of a release: nothing may keep this page
    found = known(live)
    told = [told_of(live, one) for one in found]
    return live.answer("proposals.html", told, meta={"total": len(told), "open": sum(one.state == "open" for one in found)},
                       table=(COLUMNS, ([one[name] for name in COLUMNS] for one in told)), at_desk=False)


@page(router, PATH, "json", about="Proposals of terms, to argue and decide; on this machine alone")
def at_desk(visit: Owner) -> Response:
    """The same with forms."""
    told = [told_of(visit, one) for one in known(visit)]
    schemes = [one["scheme"] for one in visit.serving.once(visit.reader, "schemes", lambda: terms.schemes(visit.reader)) if one["source"] == f"{one['scheme']}.ttl"]
    return visit.answer("proposals.html", told, meta={"total": len(told), "open": sum(one["state"] == "open" for one in told)}, at_desk=True, token=desk.token, schemes=schemes,
                        done=visit.request.query_params.get("done", ""))


@router.post(PATH, include_in_schema=False)
def act(act: Act) -> Response:
    """Propose, argue, accept or reject."""
    act.must("judge")
    what, shelf = act.need("act"), act.visit.serving.pool.layout.shelf
    with desk.ledger(act.visit) as ledger:
        if what == "propose":
            number = proposals.propose(ledger, act.actor, act.need("vocabulary"), act.need("label"), language=act.get("language") or "en", broader=act.get("broader"),
                                       definition=act.get("definition"), why=act.get("why"))
        else:
            number = _number(act.need("proposal"))
            if what == "argue":
                proposals.argue(ledger, act.actor, number, act.need("why"))
            elif what == "accept":
                proposals.accept(ledger, shelf, act.actor, number, act.get("why"), act.get("notation"))
            elif what == "reject":
                proposals.reject(ledger, act.actor, number, act.need("why"))
            else:
                raise Invalid("this act is not known", where="act", way_out="propose, argue, accept or reject")
    return act.back(PATH, done=what)


def known(visit: Visit) -> list[proposals.Proposal]:
    """The proposals of the ledger, open ones first; read again when the ledger changed."""
    path = visit.serving.pool.layout.desk
    if not path.is_file():
        return []
    stamp = path.stat().st_mtime_ns

    def read() -> list[proposals.Proposal]:
        with desk.ledger(visit) as ledger:
            found = proposals.listed(ledger.judgements(proposals.KIND, standing=True))
        return sorted(found, key=lambda one: (one.state != "open", -one.number))

    return visit.serving.once(visit.reader, f"proposals {stamp}", read)


def told_of(visit: Visit, one: proposals.Proposal) -> dict[str, Any]:
    """A proposal as pages tell it."""
    return {**{name: getattr(one, name) for name in COLUMNS}, "scheme_title": terms.title(one.vocabulary, visit.words),
            "broader_name": visit.reader.label(f"{one.vocabulary}:{one.broader.rpartition(':')[2]}", visit.language) if one.broader else None,
            "said": [{"act": said.act, "by": said.by, "on": said.on, "why": said.why} for said in one.said]}


def _number(written: str) -> int:
    if not written.isdecimal() or len(written) > 9:
        raise Invalid("this is no number of a proposal", where="proposal", way_out="take it from the list")
    return int(written)
