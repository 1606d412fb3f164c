"""Sign: the page behind a link, for somebody without an account: the memo whole, and three answers."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from intarsia.accounts import limits
from intarsia.errors import IntarsiaError, Invalid, NotFound, Refused
from intarsia.objections import signing
from intarsia.objections.sheet import sheet
from intarsia.objections.signing import Waiting
from intarsia.web.desk import Sent
from intarsia.web.door import address_key, people
from intarsia.web.drafting import DraftVisit
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])
#: links that lead to nothing, and answers, in a quarter of an hour from one address
TRIES = 30
FIELDS = ("name", "role", "decision", "day", "why")


def visit(request: Request) -> DraftVisit:
    """The visit, as FastAPI hands it to a page: nothing may keep the page or list it, and no other site learns its address."""
    return DraftVisit(request)


Signing = Annotated[DraftVisit, Depends(visit)]


@router.get("/sign/{token}", include_in_schema=False)
@router.head("/sign/{token}", include_in_schema=False)
def show(visit: Signing, token: str) -> Response:
    """The memo and the form. 404 for what is no link of ours, 410 for one that is dead; both say what to do."""
    return _shown(visit, _found(visit, token))


@router.post("/sign/{token}", include_in_schema=False)
def sign(form: Sent, token: str) -> Response:
    """Somebody answers. What is not filled in right is said on the same page, with what was filled in."""
    visit = DraftVisit(form.visit.request)
    limits.count(people(visit.request), "many answers came in a short time", {f"sign:{address_key(visit.request)}": TRIES})
    found = _found(visit, token)
    given = {name: form.get(name) for name in FIELDS}
    if form.who.kind in ("member", "token") and form.who.name == found.by and not form.who.may("publish"):
        raise Refused("whoever asks for a signature does not give it", where="/sign", way_out="send the link to somebody who may decide")
    try:
        signature = signing.checked(**given, today=datetime.date.today())
        signing.sign(visit.serving.pool, token, signature, form.get("seal"))
    except Invalid as error:
        return _shown(visit, found, given, {"where": "", "way_out": "", **error.problem()}, error.status)
    except NotFound:
        raise
    except IntarsiaError as error:
        return _shown(visit, found, given, {"where": "", "way_out": "", **error.problem()}, error.status)
    return visit.page("signed.html", 200, visit.headers(), signature=signature, memo=found.memos[visit.language])


def _found(visit: Visit, token: str) -> Waiting:
    """What the link leads to. Who tries many links that lead to nothing must wait. Raises: NotFound, Gone, TooOften."""
    key = {f"sign:{address_key(visit.request)}": TRIES}
    limits.look(people(visit.request), "many links were tried in a short time", key)
    try:
        return signing.find(visit.serving.pool, token)
    except NotFound as error:
        if error.status == NotFound.status:
            limits.count(people(visit.request), "many links were tried in a short time", key)
        raise


def _shown(visit: DraftVisit, found: Waiting, given: dict[str, str] | None = None, problem: dict[str, Any] | None = None, status: int = 200) -> Response:
    memo = found.memos[visit.language]
    tomorrow = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()
    return visit.page("sign.html", status, visit.headers(), memo=memo, sheet=sheet(memo), seal=found.seal, by=found.by, until=found.until, named=found.named, given={**dict.fromkeys(FIELDS,
    ""), **(given or {})}, problem=problem,
                      tomorrow=tomorrow, longest=signing.LONGEST)


