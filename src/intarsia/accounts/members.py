"""Members: people with an account, and the roles they have in organisations."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.accounts import audit, passwords
from intarsia.accounts import organisation as organisations
from intarsia.accounts.acts import OPERATOR, ROLES
from intarsia.accounts.schema import AUDIT, INVITATION, MEMBER, ORGANISATION, ROLE, SESSION, TOKEN
from intarsia.accounts.who import HERE, OWNER, OWNER_NAME, Who
from intarsia.errors import Conflict, Invalid, NotFound, Refused
from intarsia.store.desk import DeskFile
from intarsia.store.ledger import ACTOR
from intarsia.text import fold

LONGEST_LOGIN = 100


@dataclass(frozen=True)
class Member:
    """Somebody with an account. roles: organisation id -> roles there."""

    id: int
    login: str
    name: str
    roles: dict[str, frozenset[str]]

    @property
    def operates(self) -> bool:
        """Is this an operator?"""
        return any(OPERATOR in roles for roles in self.roles.values())


def any_there(desk: DeskFile) -> bool:
    """Has anybody an account? While nobody has, whoever sits at this machine is the owner."""
    if not desk.has("member"):
        return False
    with desk.read() as connection:
        return connection.execute(sa.select(MEMBER.c.id).where(MEMBER.c.removed.is_(None)).limit(1)).first() is not None


def listed(desk: DeskFile, organisation: str = "") -> list[Member]:
    """Those who have an account, by name; of one organisation where one is named."""
    if not desk.has("member"):
        return []
    with desk.read() as connection:
        found = _read(connection, MEMBER.c.removed.is_(None))
    return [one for one in found if not organisation or organisation in one.roles]


def find(desk: DeskFile, login: str) -> Member:
    """The member who signs in with this. Raises: NotFound."""
    found = []
    if desk.has("member"):
        with desk.read() as connection:
            found = _read(connection, MEMBER.c.login == folded_login(login))
    if not found:
        raise NotFound(f"nobody signs in as '{login[:LONGEST_LOGIN]}'", where="login", way_out="see who does: intarsia people list")
    return found[0]


def by_number(desk: DeskFile, number: int) -> Member:
    """A member by the number of the account. Raises: NotFound."""
    with desk.read() as connection:
        found = _read(connection, sa.and_(MEMBER.c.id == number, MEMBER.c.removed.is_(None)))
    if not found:
        raise NotFound("there is no such member", where="member", way_out="load the page of members again")
    return found[0]


def add(desk: DeskFile, login: str, name: str, password: str, organisation: str, roles: Iterable[str]) -> int:
    """A new account, and its organisation where that is not there yet; returns its number. The first account of a pool is an operator's
    too: somebody must be.

    Raises: Invalid for what is no login, name, role or password; Conflict for a login or name that somebody has.
    """
    return with_organisation(desk, login, name, passwords.hashed(password), organisation, roles)


def with_organisation(desk: DeskFile, login: str, name: str, kept: str, organisation: str, roles: Iterable[str]) -> int:
    """The same with a password that was hashed already."""
    wanted = checked(roles)
    with desk.write() as connection:
        id = organisations.within(connection, organisation, make=True)
        number = create(connection, login, name, kept, id, wanted)
        audit.write(connection, OWNER, "account made", f"{', '.join(sorted(wanted))} at {id}", "command line", id)
    return number


def organisation_of(desk: DeskFile, member: Member, named: str) -> str:
    """The id of an organisation, by its id or name, for which a member works. Raises: NotFound."""
    with desk.read() as connection:
        id = organisations.found(connection, named)
    if id not in member.roles:
        raise NotFound(f"{member.name} does not work for '{named}'", where="organisation", way_out="see who works for whom: intarsia people list")
    return id


def create(connection: sa.Connection, login: str, name: str, kept: str, organisation: str, roles: frozenset[str], strict: bool = False) -> int:
    """The same within a change; `strict`: the name may not be one under which the ledger has acts already."""
    login, name = folded_login(login), organisations.shown(name, "name")
    if connection.execute(sa.select(MEMBER.c.id).where(MEMBER.c.login == login)).first():
        raise Conflict("somebody signs in with that already", where="login", way_out="choose another")
    taken = connection.execute(sa.select(MEMBER.c.id).where(MEMBER.c.folded == fold(name))).first()
    acted = strict and any(fold(row.name) == fold(name) for row in connection.execute(sa.select(ACTOR.c.name)))
    if taken or acted or fold(name) in (OWNER_NAME, fold(HERE)):
        raise Conflict("somebody has, or had, that name here, and what was done stands under it", where="name", way_out="add an initial or your work: Anna B., Anna (film archive)")
    if not connection.execute(sa.select(MEMBER.c.id).where(MEMBER.c.removed.is_(None)).limit(1)).first():
        roles |= {OPERATOR}
    row = sa.insert(MEMBER).values(login=login, name=name, folded=fold(name), password=kept, made=time.time())
    number = int(connection.execute(row.returning(MEMBER.c.id)).scalar_one())
    give_in(connection, number, organisation, roles)
    return number


def give(desk: DeskFile, member: Member, organisation: str, roles: Iterable[str], by: Who = OWNER, door: str = "command line") -> None:
    """Have somebody hold exactly these roles in an organisation; none ends their work for it. Where a role is taken, the invitations that they made end.

    Raises: Invalid for an unknown role; NotFound for an unknown organisation; Refused where no operator would be left.
    """
    wanted = checked(roles, none=True)
    with desk.write() as connection:
        organisation = organisations.found(connection, organisation)
        had = set(connection.execute(sa.select(ROLE.c.role).where(ROLE.c.member == member.id, ROLE.c.organisation == organisation)).scalars())
        connection.execute(sa.delete(ROLE).where(ROLE.c.member == member.id, ROLE.c.organisation == organisation))
        give_in(connection, member.id, organisation, wanted)
        if not wanted:
            for table in (SESSION, TOKEN):
                connection.execute(sa.delete(table).where(table.c.member == member.id, table.c.organisation == organisation))
        if had - wanted:  # a link of one's own, kept back, would give again what is taken now
            connection.execute(sa.delete(INVITATION).where(INVITATION.c.made_by == member.id))
        _somebody_operates(connection)
        audit.write(connection, by, "roles changed", f"{member.name}: {', '.join(sorted(wanted)) or 'none'} at {organisation}", door, organisation)


def give_in(connection: sa.Connection, member: int, organisation: str, roles: frozenset[str]) -> None:
    """Add roles within a change."""
    had = set(connection.execute(sa.select(ROLE.c.role).where(ROLE.c.member == member, ROLE.c.organisation == organisation)).scalars())
    if new := sorted(roles - had):
        connection.execute(sa.insert(ROLE), [{"member": member, "organisation": organisation, "role": role} for role in new])


def remove(desk: DeskFile, member: Member, by: Who = OWNER, door: str = "command line", forget: bool = False) -> str:
    """End an account: password, roles, sessions, tokens and the invitations that they made go at once. What was done stays, under the
    name, or with `forget` under the role alone; returns the name it stands under.

    Raises: Refused for the last operator while others have accounts.
    """
    names, number = organisations.listed(desk), member.id
    roles = sorted({role for held in member.roles.values() for role in held}, key=ROLES.index)
    where = [names[one] for one in member.roles]
    with desk.write() as connection:
        for table in (ROLE, SESSION, TOKEN):
            connection.execute(sa.delete(table).where(table.c.member == number))
        connection.execute(sa.delete(INVITATION).where(sa.or_(INVITATION.c.made_by == number, INVITATION.c.member == number)))
        connection.execute(sa.update(MEMBER).where(MEMBER.c.id == number).values(login=None, password=None, removed=time.time()))
        _somebody_operates(connection)
        name = member.name
        if forget:
            name = f"a former {' and '.join(roles) or 'member'} of {', '.join(where) or 'this pool'} ({number})"
            connection.execute(sa.update(MEMBER).where(MEMBER.c.id == number).values(name=name, folded=fold(name)))
            connection.execute(sa.update(ACTOR).where(ACTOR.c.name == member.name).values(name=name))
            connection.execute(sa.update(AUDIT).where(AUDIT.c.member == number).values(who=name))
            connection.execute(sa.update(AUDIT).where(AUDIT.c.about.contains(member.name, autoescape=True)).values(about=sa.func.replace(AUDIT.c.about, member.name, name)))
        for organisation in member.roles or [""]:
            audit.write(connection, by, "account removed", name, door, organisation)
    if forget:
        desk.compact()
    return name


def knows(desk: DeskFile, number: int, password: str) -> bool:
    """Is this the account's password?"""
    with desk.read() as connection:
        kept = connection.execute(sa.select(MEMBER.c.password).where(MEMBER.c.id == number, MEMBER.c.removed.is_(None))).scalar()
    return passwords.right(password, kept)


def new_password(desk: DeskFile, number: int, password: str, by: Who, door: str = "page", but: int = 0) -> None:
    """Another password; ends every session of the account but the one with the number `but`. Raises: Invalid."""
    kept = passwords.hashed(password)
    with desk.write() as connection:
        connection.execute(sa.update(MEMBER).where(MEMBER.c.id == number, MEMBER.c.removed.is_(None)).values(password=kept))
        connection.execute(sa.delete(SESSION).where(SESSION.c.member == number, SESSION.c.id != but))
        connection.execute(sa.delete(INVITATION).where(INVITATION.c.member == number))
        audit.write(connection, by, "password changed", "", door)


def checked(roles: Iterable[str], none: bool = False) -> frozenset[str]:
    """Roles that there are. Raises: Invalid."""
    found = frozenset(roles)
    if unknown := sorted(found - set(ROLES)):
        raise Invalid(f"there is no role '{unknown[0][:40]}'", where="roles", way_out=f"the roles are: {', '.join(ROLES)}")
    if not found and not none:
        raise Invalid("a member has at least one role", where="roles", way_out=f"choose one or more of: {', '.join(ROLES)}")
    return found


def folded_login(login: str) -> str:
    """What somebody signs in with, as it is compared. Raises: Invalid."""
    found = unicodedata.normalize("NFKC", login).strip().casefold()
    if not 2 <= len(found) <= LONGEST_LOGIN or not found.isprintable() or " " in found:
        raise Invalid(f"what one signs in with has 2 to {LONGEST_LOGIN} characters and no blanks", where="login", way_out="take an e-mail address or a short name")
    return found


def _somebody_operates(connection: sa.Connection) -> None:
    left = connection.execute(sa.select(MEMBER.c.id).where(MEMBER.c.removed.is_(None)).limit(1)).first()
    if left and not connection.execute(sa.select(ROLE.c.member).where(ROLE.c.role == OPERATOR).limit(1)).first():
        raise Refused("nobody would be left who operates this pool", where="roles", way_out="make somebody else an operator first")


def _read(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Member]:
    rows = connection.execute(sa.select(MEMBER.c.id, MEMBER.c.login, MEMBER.c.name).where(which).order_by(MEMBER.c.folded)).all()
    roles: dict[int, dict[str, set[str]]] = {}
    held = sa.select(ROLE, ORGANISATION.c.name).join(ORGANISATION, ORGANISATION.c.id == ROLE.c.organisation).order_by(ORGANISATION.c.name)
    for row in connection.execute(held):
        roles.setdefault(row.member, {}).setdefault(row.organisation, set()).add(row.role)
    return [Member(row.id, row.login or "", row.name, {one: frozenset(held) for one, held in roles.get(row.id, {}).items()}) for row in rows]
