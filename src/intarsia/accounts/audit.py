"""Who did what, when, and by which kind of door. No cells, no secrets, no addresses; kept for two years."""

from __future__ import annotations

import datetime
import time
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.accounts.schema import AUDIT
from intarsia.accounts.who import Who
from intarsia.store.desk import DeskFile

KEPT = 2 * 365 * 86_400  # seconds
LONGEST = 200


@dataclass(frozen=True)
class Line:
    """One line of the audit."""

    number: int
    at: str
    who: str
    organisation: str
    door: str
    act: str
    about: str


def note(desk: DeskFile, who: Who, act: str, about: str = "", door: str = "page") -> None:
    """Write a line."""
    with desk.write() as connection:
        write(connection, who, act, about, door)


def write(connection: sa.Connection, who: Who, act: str, about: str = "", door: str = "page", organisation: str = "") -> None:
    """Write a line within the change that it is about."""
    now = time.time()
    connection.execute(sa.delete(AUDIT).where(AUDIT.c.at < now - KEPT))
    connection.execute(sa.insert(AUDIT).values(at=now, member=who.member or None, who=who.name, organisation=organisation or who.organisation, door=door[:LONGEST], act=act[:LONGEST],
                                               about=about[:LONGEST]))


def lines(desk: DeskFile, organisation: str = "", before: int = 0, most: int = 100) -> list[Line]:
    """The lines, newest first; of one organisation where one is named; `before`: older than this line."""
    if not desk.has("audit"):
        return []
    query = sa.select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)
    if organisation:
        query = query.where(AUDIT.c.organisation == organisation)
    if before:
        query = query.where(AUDIT.c.id < before)
    with desk.read() as connection:
        return [Line(row.id, written(row.at), row.who, row.organisation, row.door, row.act, row.about) for row in connection.execute(query)]


def written(at: float) -> str:
    """A time as the ledger writes it."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).replace(microsecond=0).isoformat()
