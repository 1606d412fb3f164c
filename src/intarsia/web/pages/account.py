"""One's own account: for which organisation one works, password, tokens for programs, sessions."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.accounts import limits, members, passwords, sessions, tokens
from intarsia.accounts import organisation as organisations
from intarsia.accounts.acts import ROLES
from intarsia.errors import IntarsiaError, Invalid, Refused
from intarsia.web import door
from intarsia.web.desk import Act, DeskVisit, Owner, Posted
from intarsia.web.roles import role_name
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
PATH = "/desk/account"


@page(router, PATH, "json", about="One's own account: organisations, password, tokens, sessions")
def account(visit: Owner) -> Response:
    """What belongs to the account."""
    return _shown(visit)


@router.post(PATH, include_in_schema=False)
def changed(act: Act) -> Response:
    """Work for another organisation, change the password, make or revoke a token, sign out everywhere."""
    if act.who.kind != "member":
        raise Refused("an account is changed by who signed in, not by a program and not by the owner of the machine", where=PATH, way_out="sign in in the browser")
    file, what = door.people(act.visit.request), act.need("act")
    try:
        if what == "organisation":
            sessions.choose(file, act.who, act.need("organisation"))
        elif what == "password":
            _password(act)
        elif what == "token":
            days = act.get("days") or str(tokens.DAYS)
            if not days.isascii() or not days.isdecimal() or len(days) > 4:
                raise Invalid("a number of days is written in digits", where="days", way_out=f"write a number from 1 to {tokens.MOST_DAYS}")
            return _shown(act.visit, secret=tokens.make(file, act.who, act.need("name"), int(days)))
        elif what == "revoke":
            tokens.revoke(file, act.who, number_of(act.need("token_id")))
        else:
            raise Invalid("this act is not known", where="act", way_out="load the page again")
    except IntarsiaError as error:
        if act.visit.form != "html":
            raise
        return _shown(act.visit, error=error)
    return act.back(PATH, done=what)


def _password(act: Posted) -> None:
    file = door.people(act.visit.request)
    me = members.by_number(file, act.who.member)
    limits.count(file, "there were too many tries with a wrong password", {limits.account(me.login): limits.PER_ACCOUNT})
    if not members.knows(file, me.id, act.raw("current")):
        raise Refused("this is not the password you have now", where="password", way_out="type the one with which you signed in")
    limits.forgive(file, [limits.account(me.login)])
    if act.raw("password") != act.raw("again"):
        raise Invalid("the two passwords are not the same", where="password", way_out="type the same one twice")
    members.new_password(file, me.id, act.raw("password"), act.who, but=act.who.session)


def number_of(written: str) -> int:
    """A number that a form holds. Raises: Invalid."""
    if not written.isascii() or not written.isdecimal() or len(written) > 12:
        raise Invalid("this is no number", where="number", way_out="load the page again")
    return int(written)


def _shown(visit: DeskVisit, secret: str = "", error: IntarsiaError | None = None) -> Response:
    file, who = door.people(visit.request), visit.who
    problem = {"where": "", "way_out": "", **error.problem()} if error else None
    names = organisations.listed(file)
    me = members.by_number(file, who.member) if who.member else None
    told = {
        "name": who.name, "kind": who.kind, "organisation": who.organisation, "roles": [role for role in ROLES if role in who.roles],
        "organisations": [{"id": id, "name": names.get(id, id), "roles": sorted(roles)} for id, roles in (me.roles if me else {}).items()],
        "tokens": [vars(one) for one in tokens.of(file, me.id)] if me and who.kind == "member" else [],
        "sessions": [{"began": one.began, "seen": one.seen, "this": one.id == who.session} for one in sessions.of(file, me.id)] if me and who.kind == "member" else [],
    }
    return visit.answer("account.html", problem or told, status=error.status if error else 200, told=told, names=names, problem=problem, secret=secret, role_name=role_name,
                        shortest=passwords.SHORTEST, days=tokens.DAYS, most_days=tokens.MOST_DAYS, done=visit.request.query_params.get("done", ""), login=me.login if me else "")
