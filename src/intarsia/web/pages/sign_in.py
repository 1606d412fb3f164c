"""In at the desk's door, and out again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from intarsia.accounts import members, sessions
from intarsia.errors import IntarsiaError, Invalid
from intarsia.web import door
from intarsia.web.desk import Act, DeskVisit, Owner, Sent
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["desk"])
PATH = "/desk/sign-in"
HOME = "/desk"


@page(router, PATH, "json", about="Where a member signs in; ?next= is the page they wanted")
def sign_in(visit: Asked) -> Response:
    """The form; somebody who is signed in already goes on."""
    live = DeskVisit(visit.request)
    wanted = within_site(visit.request.query_params.get("next", ""))
    if live.who.kind == "member" and live.form == "html":
        return RedirectResponse(live.root + (wanted or HOME), 303, headers={"Cache-Control": "no-store"})
    return _shown(live, wanted)


@router.post(PATH, include_in_schema=False)
async def signed_in(form: Sent) -> Response:
    """Begin a session; what is wrong stands above the form, with the name that was typed."""
    visit, wanted = form.visit, within_site(form.get("next"))
    try:
        if not form.get("login") or not form.raw("password"):
            raise Invalid("both are needed: what you sign in with, and your password", where="sign in", way_out="fill in both")
        secret = await run_in_threadpool(sessions.sign_in, door.people(visit.request), form.get("login"), form.raw("password"), door.address_key(visit.request))
    except IntarsiaError as error:
        if visit.form != "html":
            raise
        return await run_in_threadpool(_shown, visit, wanted, form.get("login")[: members.LONGEST_LOGIN], error)
    if form.who.session:  # somebody else was signed in here, or the same: that session is over
        await run_in_threadpool(sessions.end, door.people(visit.request), form.who)
    return entered(visit, secret, wanted or HOME)


@page(router, "/desk/sign-out", "json", about="Sign out, here or everywhere")
def leaving(visit: Owner) -> Response:
    """The two ways to sign out."""
    return visit.answer("sign-out.html", {"name": visit.who.name, "kind": visit.who.kind})


@router.post("/desk/sign-out", include_in_schema=False)
def signed_out(act: Act) -> Response:
    """End the session, or all of them."""
    if act.who.kind == "member":
        sessions.end(door.people(act.visit.request), act.who, everywhere=act.get("where") == "everywhere")
    return door.without_session(act.visit.request, act.back("/"))


def entered(visit: DeskVisit, secret: str, path: str) -> Response:
    """On to a page, with the session in the browser's keeping."""
    return door.with_session(visit.request, RedirectResponse(visit.root + path, 303, headers={"Cache-Control": "no-store"}), secret)


def within_site(written: str) -> str:
    """A path of this site to go on to; empty for anything else, so that no link to the sign-in leads elsewhere."""
    plain = written.startswith("/") and not written.startswith("//") and "\\" not in written and written.isprintable() and len(written) < 2_000
    return written if plain and not written.startswith((PATH, "/desk/sign-out")) else ""


def _shown(visit: DeskVisit, wanted: str, login: str = "", error: IntarsiaError | None = None) -> Response:
    problem = {"where": "", "way_out": "", **error.problem()} if error else None
    data: dict[str, Any] = problem or {"accounts": members.any_there(door.people(visit.request)), "next": wanted}
    answer = visit.answer("sign-in.html", data, status=error.status if error else 200, wanted=wanted, login=login, problem=problem, there=members.any_there(door.people(visit.request)))
    if error is not None and (wait := getattr(error, "retry_after", 0)):
        answer.headers["Retry-After"] = str(wait)
    return answer
