"""Sessions: kept by the server, known to the browser by a secret of which only the hash is stored."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.accounts import audit, limits, members, passwords, secrets
from intarsia.accounts.schema import MEMBER, ORGANISATION, ROLE, SESSION
from intarsia.accounts.who import Who
from intarsia.errors import Invalid, NotFound, Refused
from intarsia.store.desk import DeskFile

IDLE, LONGEST = 12 * 3600, 30 * 86_400  # seconds without use, and in all
SEEN_EVERY = 60  # seconds: a session that is used is not written to with every request


@dataclass(frozen=True)
class Session:
    """A session as its member sees it."""

    id: int
    organisation: str
    began: str
    seen: str


def sign_in(desk: DeskFile, login: str, password: str, address: str) -> str:
    """Begin a session; returns its secret, for the cookie. Every sign-in makes a new one: nobody can be given a session in advance.

    address: as `limits.address` counts it. Raises: Refused for a wrong name or password, which it does not tell apart; TooOften.
    """
    try:
        named = members.folded_login(login)
    except Invalid:
        named = ""
    most = {limits.account(named): limits.PER_ACCOUNT, address: limits.PER_ADDRESS}
    limits.count(desk, "there were too many tries to sign in", most)
    with desk.read() as connection:
        found = connection.execute(sa.select(MEMBER.c.id, MEMBER.c.name, MEMBER.c.password).where(MEMBER.c.login == named, MEMBER.c.removed.is_(None))).first()
    if not passwords.right(password, found.password if found else None) or found is None:
        if found:
            audit.note(desk, Who(found.name, member=found.id), "sign-in failed")
        raise Refused("the name or the password is not right", where="sign in", way_out="try again; whoever invited you can make a link with which you set a new password")
    if passwords.outdated(found.password):
        kept = passwords.hashed(password)
        with desk.write() as connection:
            connection.execute(sa.update(MEMBER).where(MEMBER.c.id == found.id, MEMBER.c.password == found.password).values(password=kept))
    limits.forgive(desk, [limits.account(named)])  # not the address: who owns one account may not try others for ever
    return begin(desk, found.id)


def begin(desk: DeskFile, member: int) -> str:
    """A session for a member whom something else has proved to be who they are. Raises: Refused for one without any role, or who was removed meanwhile."""
    secret, stored = secrets.make()
    now = time.time()
    with desk.write() as connection:
        alive = connection.execute(sa.select(MEMBER.c.name).where(MEMBER.c.id == member, MEMBER.c.removed.is_(None))).scalar()
        where = sa.select(ROLE.c.organisation).join(ORGANISATION, ORGANISATION.c.id == ROLE.c.organisation).where(ROLE.c.member == member)
        organisation = connection.execute(where.order_by(ORGANISATION.c.name).limit(1)).scalar()
        if alive is None or organisation is None:
            raise Refused("this account works for no organisation any more", where="sign in", way_out="ask the operator of this pool for an invitation")
        connection.execute(sa.delete(SESSION).where(sa.or_(SESSION.c.seen < now - IDLE, SESSION.c.began < now - LONGEST)))
        connection.execute(sa.insert(SESSION).values(hash=stored, member=member, organisation=organisation, began=now, seen=now))
        audit.write(connection, Who(alive, organisation, member=member), "signed in")
    return secret


def who(desk: DeskFile, secret: str, now: float | None = None) -> Who | None:
    """Whose session this is, with the roles of this moment; None when it is none, is over, or its member has no role there any more."""
    now = time.time() if now is None else now
    stored = secrets.stored(secret)
    if not stored or not desk.has("session"):
        return None
    with desk.read() as connection:
        found = connection.execute(sa.select(SESSION, MEMBER.c.name).join(MEMBER, MEMBER.c.id == SESSION.c.member).where(
            SESSION.c.hash == stored, SESSION.c.seen > now - IDLE, SESSION.c.began > now - LONGEST, MEMBER.c.removed.is_(None))).first()
        roles = frozenset(connection.execute(sa.select(ROLE.c.role).where(ROLE.c.member == found.member, ROLE.c.organisation == found.organisation)).scalars()) if found else frozenset()
    if found is None or not roles:
        return None
    if found.seen < now - SEEN_EVERY:
        with desk.write() as connection:
            connection.execute(sa.update(SESSION).where(SESSION.c.id == found.id).values(seen=now))
    return Who(found.name, found.organisation, roles, "member", found.member, found.id)


def of(desk: DeskFile, member: int) -> list[Session]:
    """The sessions of a member, the last used first."""
    now = time.time()
    alive = sa.select(SESSION).where(SESSION.c.member == member, SESSION.c.seen > now - IDLE, SESSION.c.began > now - LONGEST)
    with desk.read() as connection:
        return [Session(row.id, row.organisation, audit.written(row.began), audit.written(row.seen)) for row in connection.execute(alive.order_by(SESSION.c.seen.desc()))]


def choose(desk: DeskFile, who: Who, organisation: str) -> None:
    """Work for another organisation from now on, in this session. Raises: NotFound where they have no role."""
    with desk.write() as connection:
        if connection.execute(sa.select(ROLE.c.role).where(ROLE.c.member == who.member, ROLE.c.organisation == organisation).limit(1)).first() is None:
            raise NotFound("you have no role in that organisation", where="organisation", way_out="ask its members for an invitation")
        connection.execute(sa.update(SESSION).where(SESSION.c.id == who.session, SESSION.c.member == who.member).values(organisation=organisation))


def end(desk: DeskFile, who: Who, everywhere: bool = False) -> None:
    """Sign out: here, or everywhere."""
    with desk.write() as connection:
        which = SESSION.c.member == who.member
        connection.execute(sa.delete(SESSION).where(which if everywhere else sa.and_(which, SESSION.c.id == who.session)))
        audit.write(connection, who, "signed out everywhere" if everywhere else "signed out")
