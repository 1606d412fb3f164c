"""Members and their roles: one's colleagues; who may, invites, gives roles and removes."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.accounts import invitations, members
from intarsia.accounts import organisation as organisations
from intarsia.accounts.acts import OPERATOR, ROLES
from intarsia.accounts.who import Who
from intarsia.errors import IntarsiaError, Invalid, NotFound, Refused
from intarsia.web import door
from intarsia.web.desk import Act, DeskVisit, Owner, Posted
from intarsia.web.pages.account import number_of
from intarsia.web.roles import role_about, role_name
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
PATH = "/desk/people"


@page(router, PATH, "json", about="The members of one's organisation, with their roles; of every organisation for operators")
def people(visit: Owner) -> Response:
    """Members, invitations, and the forms for those who may."""
    return _shown(visit)


@router.post(PATH, include_in_schema=False)
def changed(act: Act) -> Response:
    """Invite, give roles, remove, take an invitation back, make a link for a new password."""
    act.must("people")
    what = act.need("act")
    try:
        if what == "invite":
            return _shown(act.visit, link=_invite(act))
        if what == "reset":
            return _shown(act.visit, link=_reset(act), again=True)
        if what == "roles":
            _roles(act)
        elif what == "remove":
            _remove(act)
        elif what == "take back":
            _take_back(act)
        else:
            raise Invalid("this act is not known", where="act", way_out="load the page again")
    except IntarsiaError as error:
        if act.visit.form != "html":
            raise
        return _shown(act.visit, error=error)
    return act.back(PATH, done=what)


def _invite(act: Posted) -> str:
    file, named, new = door.people(act.visit.request), act.get("organisation"), act.get("new")
    roles = set(act.all("role"))
    _may_give(act.who, roles)
    if new:
        if not act.who.may("operate"):
            raise Refused("only an operator adds an organisation", where="organisation", way_out="ask the operator of this pool")
        named = organisations.make(file, new) if not members.any_there(file) or new not in organisations.listed(file).values() else new
    if not named:
        raise Invalid("an invitation is to an organisation", where="organisation", way_out="choose one, or write the name of a new one")
    act.must("people", named)
    if not members.any_there(file):
        roles |= {OPERATOR}  # the first one: somebody must be
    return invitations.make(file, act.who, named, roles, act.get("label"))


def _roles(act: Posted) -> None:
    file, organisation = door.people(act.visit.request), act.need("organisation")
    act.must("people", organisation)
    member, wanted = _member(act, organisation), set(act.all("role"))
    held = member.roles[organisation]
    _may_give(act.who, wanted ^ held if OPERATOR in held else wanted)
    if not members.checked(wanted):
        raise Invalid("a member has at least one role", where="roles", way_out="choose one, or remove the member")
    members.give(file, member, organisation, wanted, act.who, "page")


def _remove(act: Posted) -> None:
    """From this organisation; where they work for no other, the account goes too."""
    file, organisation = door.people(act.visit.request), act.need("organisation")
    act.must("people", organisation)
    member = _member(act, organisation)
    if OPERATOR in member.roles[organisation]:
        _may_give(act.who, {OPERATOR})
    if len(member.roles) > 1:
        members.give(file, member, organisation, (), act.who, "page")
    else:
        members.remove(file, member, act.who, "page", forget=act.get("forget") == "yes")


def _reset(act: Posted) -> str:
    organisation = act.need("organisation")
    act.must("people", organisation)
    member = _member(act, organisation)
    for other in member.roles:  # a new password opens everything that the account may do
        act.must("people", other)
    if member.operates:
        _may_give(act.who, {OPERATOR})
    return invitations.reset(door.people(act.visit.request), act.who, member, "page")


def _take_back(act: Posted) -> None:
    file, number = door.people(act.visit.request), number_of(act.need("invitation"))
    found = next((one for one in invitations.listed(file) if one.id == number), None)
    if found is None:
        raise NotFound("there is no such invitation", where="invitation", way_out="it was used or is over; load the page again")
    act.must("people", found.organisation)
    invitations.take_back(file, act.who, number)


def _member(act: Posted, organisation: str) -> members.Member:
    found = members.by_number(door.people(act.visit.request), number_of(act.need("member")))
    if organisation not in found.roles:
        raise NotFound("there is no such member", where="member", way_out="load the page of members again")
    return found


def _may_give(who: Who, roles: set[str]) -> None:
    if OPERATOR in roles and not who.may("operate"):
        raise Refused("only an operator makes or removes an operator", where="roles", way_out="ask the operator of this pool")


def _shown(visit: DeskVisit, link: str = "", again: bool = False, error: IntarsiaError | None = None) -> Response:
    file, who = door.people(visit.request), visit.who
    problem = {"where": "", "way_out": "", **error.problem()} if error else None
    names = organisations.listed(file)
    every = who.may("operate")
    mine = names if every else {id: name for id, name in names.items() if id == who.organisation}
    groups: list[dict[str, Any]] = []
    for id, name in mine.items():
        rules = who.may("people", id)
        of = [{"id": one.id, "name": one.name, "roles": sorted(one.roles[id], key=ROLES.index), **({"login": one.login} if rules else {})} for one in members.listed(file, id)]
        waiting = [{"id": one.id, "roles": list(one.roles), "label": one.label, "ends": one.ends} for one in invitations.listed(file, id)] if rules else []
        groups.append({"id": id, "name": name, "members": of, "invitations": waiting, "rules": rules})
    data = {"organisations": groups}
    address = f"{visit.origin}{visit.root}/join/{link}" if link else ""
    return visit.answer("people.html", problem or data, status=error.status if error else 200, groups=groups, problem=problem, link=address, again=again, every=every,
                        roles=ROLES if every else [one for one in ROLES if one != OPERATOR], role_name=role_name, role_about=role_about, fresh=not members.any_there(file),
                        may_invite=who.may("people"), done=visit.request.query_params.get("done", ""), days=invitations.DAYS)
