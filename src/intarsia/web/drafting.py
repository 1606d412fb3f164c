"""Drafts as pages meet them: who may begin one, who may see it, and the cookie that holds a draft which is nobody's."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia import accounts
from intarsia.accounts import limits, members
from intarsia.contributing import Draft, Drafts
from intarsia.contributing.decision import state
from intarsia.contributing.draft import now
from intarsia.errors import Conflict, NotFound, Refused
from intarsia.pool import Pool
from intarsia.web.desk import DeskVisit, Sent
from intarsia.web.door import address_key, named, people
from intarsia.web.visit import Visit

COOKIE = "intarsia-drafts"  #: of somebody without an account; `door.named` says how it is called over https
DAY = 86_400
#: bytes of a file of somebody without an account
LARGEST_OF_NOBODY = 20_000_000
#: times in a quarter of an hour that somebody without an account, at one address, has files looked at anew
LOOKS_OF_NOBODY = 60
#: pages on which a draft can be changed
OPEN = ("read", "failed", "waiting for a signature")


class DraftVisit(DeskVisit):
    """A visit to a draft: nothing may keep its pages, and no search engine may list them."""

    def headers(self) -> dict[str, str]:
        return {**super().headers(), "X-Robots-Tag": "noindex"}


def contribute(request: Request) -> DraftVisit:
    """The visit, as FastAPI hands it to a page of /contribute."""
    return DraftVisit(request)


Contribute = Annotated[DraftVisit, Depends(contribute)]
#: a form about a draft: from nobody too, who holds the cookie of an anonymous one
ContributeAct = Sent


def pool_of(visit: Visit) -> Pool:
    """The pool whose drafts these are."""
    return visit.serving.pool


def owners(visit: Visit) -> frozenset[str] | None:
    """Whose drafts this visitor may see: None for everybody's."""
    who = visit.who
    if who.kind == "owner":
        return None
    if who.kind == "nobody":
        return frozenset()
    return frozenset(one for one in (who.holds, *([accounts.HERE] if who.may("contribute", accounts.HERE) else [])) if one)


def found(visit: Visit, identity: str) -> Draft:
    """A draft, for who may see it. One that is nobody's becomes that of the organisation whose member opens it.

    Raises: NotFound in the same words for what is not there and what is not theirs.
    """
    drafts = Drafts(pool_of(visit))
    draft = drafts.find(identity, owners(visit), visit.request.cookies.get(named(visit.request, COOKIE), ""))
    if draft.anonymous and visit.who.kind != "nobody" and visit.who.may("contribute"):
        draft = drafts.claim(draft, visit.who.holds, visit.who.name)
    if (draft.times.get("opened") or "")[:10] != now()[:10] and draft.state != "receiving":
        draft = draft.say(times={"opened": now()})
    return state(draft)


def ready(visit: Visit, identity: str) -> Draft | Response:
    """The same where the draft can be looked at; while it is read, failed or has left, the way to the page that says so."""
    draft = found(visit, identity)
    if draft.state in OPEN and draft.state != "failed":
        return draft
    return RedirectResponse(visit.href(f"/contribute/{identity}"), 303, headers={"Cache-Control": "no-store"})


def changeable(visit: Visit, identity: str) -> Draft:
    """A draft whose file and choices may still be changed. Raises: NotFound; TooOften; Refused for a role that changes none; Conflict once it is decided, or while it is read."""
    draft = found(visit, identity)
    counted(visit)
    if visit.who.kind != "nobody":
        visit.who.must("contribute", draft.owner)
    if draft.state not in OPEN:
        raise Conflict("this draft cannot be changed at this moment: it is being read, or was decided", where="/contribute", way_out="wait until it was read; or undo its publication first")
    return draft


def counted(visit: Visit) -> None:
    """So often may somebody without an account have a file looked at anew: each time costs a process of its own. Raises: TooOften."""
    if visit.who.kind == "nobody":
        limits.count(people(visit.request), "this file was looked at anew many times in a short while", {f"looks:{address_key(visit.request)}": LOOKS_OF_NOBODY})


def may_begin(visit: Visit) -> str:
    """"" for somebody whose organisation may contribute; "nobody" for who may look at a file without an account.

    Raises: Refused in words where nothing can be sent.
    """
    if visit.who.kind != "nobody":
        visit.who.must("contribute")
        return ""
    if not members.any_there(people(visit.request)):
        raise Refused("files can be sent here once there are accounts: until then only the owner works at this pool, on its own machine", where="/contribute",
                      way_out="check a file without sending it: intarsia check FILE; the operator makes the first account with: intarsia people add")
    return "nobody"


def begin(visit: Visit, name: str, about: dict[str, Any], anonymous: bool) -> tuple[Draft, str]:
    """A new draft of the visitor, and the secret that its cookie must hold ("" where there is an account)."""
    drafts = Drafts(pool_of(visit))
    if not anonymous:
        return drafts.begin(visit.who.name, name, owner=visit.who.holds, about=about), ""
    secret = visit.request.cookies.get(named(visit.request, COOKIE), "")
    if not 32 <= len(secret) <= 100:
        secret = secrets.token_urlsafe(32)
    return drafts.begin("", name, owner="", secret=secret, about=about), secret


def held(response: Response, visit: Visit, secret: str) -> Response:
    """The answer with the cookie that holds an anonymous draft."""
    if secret:
        response.set_cookie(named(visit.request, COOKIE), secret, max_age=DAY, path=f"{visit.root}/", httponly=True, samesite="lax", secure=visit.request.url.scheme == "https")
    return response


def mine(visit: Visit) -> list[Draft]:
    """The drafts that this visitor may see, newest first."""
    drafts, whose = Drafts(pool_of(visit)), owners(visit)
    if visit.who.kind == "nobody":
        secret = visit.request.cookies.get(named(visit.request, COOKIE), "")
        return _held_by(drafts, secret) if secret else []
    return [state(draft) for draft in drafts.of(whose)]


def _held_by(drafts: Drafts, secret: str) -> list[Draft]:
    kept = []
    for draft in drafts.all():
        try:
            kept.append(state(drafts.find(draft.id, (), secret)))
        except NotFound:
            continue
    return sorted(kept, key=lambda one: one.times.get("begun", ""), reverse=True)


__all__ = ["Contribute", "ContributeAct", "DraftVisit", "begin", "changeable", "contribute", "counted", "found", "held", "may_begin", "mine", "owners", "pool_of", "ready"]
