"""Personal tokens: for programs that act for a member. Shown once; only the hash is stored."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.accounts import audit, secrets
from intarsia.accounts import organisation as organisations
from intarsia.accounts.schema import MEMBER, ROLE, TOKEN
from intarsia.accounts.who import Who
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.store.desk import DeskFile

DAYS, MOST_DAYS = 90, 366
MOST = 20  # tokens of one member
SEEN_EVERY = 60


@dataclass(frozen=True)
class Token:
    """A token as its member sees it; `used` is empty for one that nobody used yet."""

    id: int
    name: str
    organisation: str
    made: str
    used: str
    ends: str
    over: bool


def make(desk: DeskFile, who: Who, name: str, days: int = DAYS, door: str = "page") -> str:
    """A new token of a member for the organisation they work for; returns it, which is the only time it is seen.

    Raises: Invalid for a name or a number of days that is none; Conflict when there are too many.
    """
    name = organisations.shown(name, "name")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(f"a token works for 1 to {MOST_DAYS} days", where="days", way_out="choose a number in between; make a new one when it ends")
    secret, stored = secrets.make(secrets.TOKEN)
    now = time.time()
    with desk.write() as connection:
        if connection.execute(sa.select(sa.func.count()).where(TOKEN.c.member == who.member)).scalar_one() >= MOST:
            raise Conflict(f"there are {MOST} tokens already", where="tokens", way_out="revoke one that nobody uses")
        row = sa.insert(TOKEN).values(hash=stored, member=who.member, organisation=who.organisation, name=name, made=now, ends=now + days * 86_400)
        connection.execute(row)
        audit.write(connection, who, "token made", name, door)
    return secret


def who(desk: DeskFile, secret: str, now: float | None = None) -> Who | None:
    """For whom a token acts, with the roles of this moment; None when it is none, is over or revoked, or its member has no role there any more."""
    now = time.time() if now is None else now
    stored = secrets.stored(secret, secrets.TOKEN)
    if not stored or not desk.has("token"):
        return None
    with desk.read() as connection:
        found = connection.execute(sa.select(TOKEN, MEMBER.c.name.label("of")).join(MEMBER, MEMBER.c.id == TOKEN.c.member).where(
            TOKEN.c.hash == stored, TOKEN.c.ends > now, MEMBER.c.removed.is_(None))).first()
        roles = frozenset(connection.execute(sa.select(ROLE.c.role).where(ROLE.c.member == found.member, ROLE.c.organisation == found.organisation)).scalars()) if found else frozenset()
    if found is None or not roles:
        return None
    if found.used is None or found.used < now - SEEN_EVERY:
        with desk.write() as connection:
            connection.execute(sa.update(TOKEN).where(TOKEN.c.id == found.id).values(used=now))
    return Who(found.of, found.organisation, roles, "token", found.member)


def of(desk: DeskFile, member: int) -> list[Token]:
    """The tokens of a member, the newest first."""
    with desk.read() as connection:
        rows = connection.execute(sa.select(TOKEN).where(TOKEN.c.member == member).order_by(TOKEN.c.id.desc())).all()
    return [Token(row.id, row.name, row.organisation, audit.written(row.made), audit.written(row.used) if row.used else "", audit.written(row.ends), row.ends <= time.time()) for row in rows]


def revoke(desk: DeskFile, who: Who, number: int, door: str = "page") -> None:
    """End a token of this member. Raises: NotFound for one that is not theirs."""
    with desk.write() as connection:
        name = connection.execute(sa.delete(TOKEN).where(TOKEN.c.id == number, TOKEN.c.member == who.member).returning(TOKEN.c.name)).scalar()
        if name is None:
            raise NotFound("there is no such token", where="token", way_out="load the page again")
        audit.write(connection, who, "token revoked", name, door)
