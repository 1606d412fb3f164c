"""What an invitation leads to: a new account, more roles for one that is there, or a new password."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.accounts import invitations, limits, sessions
from intarsia.errors import IntarsiaError, Invalid, NotFound
from intarsia.web import door
from intarsia.web.desk import DeskVisit, Posted, Sent
from intarsia.web.pages.sign_in import HOME, entered
from intarsia.web.roles import role_name
from intarsia.web.routes import page
from intarsia.web.visit import Asked

router = APIRouter(tags=["desk"])
SAID = "there were too many tries with links that do not work"


@page(router, "/join/{secret}", about="What a link of invitation leads to")
def invited(visit: Asked, secret: str) -> Response:
    """The form that goes with the link."""
    return _shown(DeskVisit(visit.request), _opened(visit, secret))


@router.post("/join/{secret}", include_in_schema=False)
def joined(form: Sent, secret: str) -> Response:
    """Use the link: it works once."""
    visit = form.visit
    found, file = _opened(visit, secret), door.people(visit.request)
    try:
        if not found.member and form.get("act") == "accept":
            return _accepted(form, secret)
        if form.raw("password") != form.raw("again"):
            raise Invalid("the two passwords are not the same", where="password", way_out="type the same one twice")
        if found.member:
            number = invitations.set_password(file, secret, form.raw("password"))
        else:
            number = invitations.join(file, secret, form.get("login"), form.get("name"), form.raw("password"))
        began = sessions.begin(file, number)
    except IntarsiaError as error:
        if visit.form != "html":
            raise
        return _shown(visit, found, form, error)
    visit.request.app.state.accounts_at = float("-inf")  # what is remembered of it may be over
    return entered(visit, began, HOME)


def _accepted(form: Posted, secret: str) -> Response:
    """More roles for who is signed in, who then works for that organisation."""
    if form.who.kind != "member":
        raise Invalid("nobody is signed in", where="account", way_out="sign in first, then open the link again")
    file = door.people(form.visit.request)
    organisation = invitations.accept(file, secret, form.who)
    sessions.choose(file, form.who, organisation)
    return form.back("/desk/account", done="joined")


def _opened(visit: Asked, secret: str) -> invitations.Invitation:
    """The invitation. Raises: NotFound; limits.TooOften for an address that tries many."""
    file, most = door.people(visit.request), {door.address_key(visit.request): limits.PER_ADDRESS}
    limits.look(file, SAID, most)
    try:
        return invitations.open(file, secret)
    except NotFound:
        if file.has("attempt"):
            limits.count(file, SAID, most)
        raise


def _shown(visit: DeskVisit, found: invitations.Invitation, form: Posted | None = None, error: IntarsiaError | None = None) -> Response:
    problem = {"where": "", "way_out": "", **error.problem()} if error else None
    data = problem or {"organisation": found.organisation_name, "roles": list(found.roles), "ends": found.ends}
    roles = [role_name(role, visit.words) for role in found.roles]
    return visit.answer("join.html", data, status=error.status if error else 200, invited=found, roles=roles, problem=problem, login=form.get("login") if form else "",
                        called=form.get("name") if form else "")
