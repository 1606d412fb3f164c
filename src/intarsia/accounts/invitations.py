"""Invitations: a link that makes an account, adds roles to one, or sets a new password. Shown once, works once, for two weeks."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.accounts import audit, members, passwords, secrets
from intarsia.accounts import organisation as organisations
from intarsia.accounts.schema import INVITATION, MEMBER, ORGANISATION, SESSION
from intarsia.accounts.who import Who
from intarsia.errors import NotFound
from intarsia.store.desk import DeskFile

DAYS = 14


@dataclass(frozen=True)
class Invitation:
    """To which organisation and roles; member: whose password is set anew, 0 where it invites."""

    id: int
    organisation: str
    organisation_name: str
    roles: tuple[str, ...]
    label: str
    ends: str
    member: int = 0
    login: str = ""


def make(desk: DeskFile, by: Who, organisation: str, roles: Iterable[str], label: str = "", door: str = "page") -> str:
    """Invite somebody; returns the secret of the link. label: a note for those who see the list, not for who is invited.

    organisation: an id or a name; who may do this for which one is asked before. Raises: NotFound for an unknown one; Invalid for roles.
    """
    wanted = members.checked(roles)
    secret, stored = secrets.make()
    now = time.time()
    with desk.write() as connection:
        organisation = organisations.found(connection, organisation)
        label = organisations.shown(label, "note") if label.strip() else ""
        connection.execute(sa.delete(INVITATION).where(INVITATION.c.ends < now))
        connection.execute(sa.insert(INVITATION).values(hash=stored, organisation=organisation, roles=",".join(sorted(wanted)), label=label, made=now, ends=now + DAYS * 86_400,
                                                        made_by=by.member or None))
        audit.write(connection, by, "invited", f"{', '.join(sorted(wanted))} at {organisation}", door, organisation)
    return secret


def reset(desk: DeskFile, by: Who, member: members.Member, door: str = "command line") -> str:
    """A link with which a member sets a new password; an earlier one ends. Returns its secret."""
    secret, stored = secrets.make()
    now = time.time()
    organisation = next(iter(member.roles), "")
    with desk.write() as connection:
        connection.execute(sa.delete(INVITATION).where(INVITATION.c.member == member.id))
        connection.execute(sa.insert(INVITATION).values(hash=stored, organisation=organisation, roles="", label="", made=now, ends=now + DAYS * 86_400, made_by=by.member or None,
                                                        member=member.id))
        audit.write(connection, by, "link for a new password made", member.name, door, organisation)
    return secret


def open(desk: DeskFile, secret: str) -> Invitation:
    """What a link leads to. Raises: NotFound for one that never was, was used, was taken back or is over: it does not say which."""
    stored = secrets.stored(secret)
    if stored and desk.has("invitation"):
        with desk.read() as connection:
            found = _listed(connection, INVITATION.c.hash == stored)
        if found:
            return found[0]
    raise NotFound("this link does not work any more: it was used, taken back, or is older than two weeks", way_out="ask whoever gave it to you for a new one")


def listed(desk: DeskFile, organisation: str = "") -> list[Invitation]:
    """Invitations that nobody has used yet; of one organisation where one is named."""
    if not desk.has("invitation"):
        return []
    with desk.read() as connection:
        return _listed(connection, sa.and_(INVITATION.c.member.is_(None), INVITATION.c.organisation == organisation) if organisation else INVITATION.c.member.is_(None))


def take_back(desk: DeskFile, by: Who, number: int, door: str = "page") -> None:
    """End an invitation."""
    with desk.write() as connection:
        organisation = connection.execute(sa.delete(INVITATION).where(INVITATION.c.id == number).returning(INVITATION.c.organisation)).scalar()
        if organisation:
            audit.write(connection, by, "invitation taken back", "", door, organisation)


def join(desk: DeskFile, secret: str, login: str, name: str, password: str) -> int:
    """Make the account that a link invites to; returns its number.

    Raises: NotFound for a link that does not work; Invalid and Conflict as `members.add`, and then the link works still.
    """
    invited = open(desk, secret)
    kept = passwords.hashed(password)
    with desk.write() as connection:
        _use(connection, secret)
        number = members.create(connection, login, name, kept, invited.organisation, frozenset(invited.roles), strict=True)
        audit.write(connection, Who(organisations.shown(name), invited.organisation, member=number), "joined", ", ".join(invited.roles))
    return number


def accept(desk: DeskFile, secret: str, who: Who) -> str:
    """Add the roles that a link invites to, to an account that is signed in; returns the organisation's id. Raises: NotFound."""
    invited = open(desk, secret)
    with desk.write() as connection:
        _use(connection, secret)
        if connection.execute(sa.select(MEMBER.c.id).where(MEMBER.c.id == who.member, MEMBER.c.removed.is_(None))).first() is None:
            raise NotFound("there is no such member", where="member")
        members.give_in(connection, who.member, invited.organisation, frozenset(invited.roles))
        audit.write(connection, who, "joined", ", ".join(invited.roles), organisation=invited.organisation)
    return invited.organisation


def set_password(desk: DeskFile, secret: str, password: str) -> int:
    """Set a new password with a link; ends every session of the account. Returns its number. Raises: NotFound, Invalid."""
    invited = open(desk, secret)
    kept = passwords.hashed(password)
    with desk.write() as connection:
        _use(connection, secret)
        connection.execute(sa.delete(SESSION).where(SESSION.c.member == invited.member))
        name = connection.execute(sa.update(MEMBER).where(MEMBER.c.id == invited.member, MEMBER.c.removed.is_(None)).values(password=kept).returning(MEMBER.c.name)).scalar()
        if name is None:
            raise NotFound("there is no such member", where="member")
        audit.write(connection, Who(name, invited.organisation, member=invited.member), "password set with a link")
    return invited.member


def _use(connection: sa.Connection, secret: str) -> None:
    """A link works once, also when it is used twice at the same moment."""
    gone = connection.execute(sa.delete(INVITATION).where(INVITATION.c.hash == secrets.stored(secret), INVITATION.c.ends > time.time()).returning(INVITATION.c.id)).first()
    if gone is None:
        raise NotFound("this link does not work any more", way_out="ask whoever gave it to you for a new one")


def _listed(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Invitation]:
    rows = sa.select(INVITATION, ORGANISATION.c.name, MEMBER.c.login).join(ORGANISATION, ORGANISATION.c.id == INVITATION.c.organisation).outerjoin(
        MEMBER, MEMBER.c.id == INVITATION.c.member).where(which, INVITATION.c.ends > time.time()).order_by(INVITATION.c.id.desc())
    return [Invitation(row.id, row.organisation, row.name, tuple(part for part in row.roles.split(",") if part), row.label, audit.written(row.ends), row.member or 0, row.login or "")
            for row in connection.execute(rows)]


__all__ = ["DAYS", "Invitation", "accept", "join", "listed", "make", "open", "reset", "set_password", "take_back"]
