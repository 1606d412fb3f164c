"""The outbox: letters that wait in desk.sqlite until a server took them. What a letter said and to whom is deleted once it is sent or given up."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.errors import Invalid
from intarsia.mailing import letters
from intarsia.pool import Pool
from intarsia.stewarding.schema import OUTBOX
from intarsia.store.desk import DeskFile, at

WAITING, SENT, FAILED = "waiting", "sent", "failed"
ADDRESS = re.compile(r"[^\s@<>\",;:()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
#: seconds until the next try; then it is given up
PAUSES = (300, 1_800, 7_200, 28_800, 86_400)
CLAIM = 600  # seconds that a round may take with a letter before another tries
KEPT = 400 * 86_400  # seconds that the outbox remembers that a letter was sent, so that none is sent twice
FULL = 10_000  # letters that may wait


@dataclass(frozen=True)
class Waiting:
    """A letter that is tried now."""

    number: int
    address: str
    subject: str
    body: str
    unsubscribe: str
    tries: int


def on(pool: Pool) -> bool:
    """Does this pool send letters at all?"""
    return bool(pool.config.mail.host)


def site(pool: Pool) -> str:
    """Where the pool is read, ending with a slash: what links in letters begin with."""
    return pool.config.mail.site or pool.config.base


def address(written: str) -> str:
    """A mail address. Raises: Invalid."""
    found = written.strip().removeprefix("mailto:")
    if len(found) > 254 or not found.isascii() or not ADDRESS.fullmatch(found) or ".." in found:
        raise Invalid("this is no mail address that a letter can be sent to", where="address", way_out="write it as name@example.org")
    return found


def put(pool: Pool, to: str, language: str, kind: str, *, key: str = "", unsubscribe: str = "", now: float | None = None, **fields: str) -> int | None:
    """Put a letter into the outbox; returns its number, None when the pool sends no letters or this one (by `key`) was written before.

    kind: of `letters.TEXTS`; fields: what its text needs; `pool` is filled in. Raises: Invalid for an address that is none, or too many that wait.
    """
    if not on(pool):
        return None
    now, to = time.time() if now is None else now, address(to)
    letter = letters.written(kind, language, unsubscribe=unsubscribe, **{"pool": pool.config.name, **fields})
    with _desk(pool).write() as connection:
        if key and connection.execute(sa.select(OUTBOX.c.id).where(OUTBOX.c.key == key)).first() is not None:
            return None
        if connection.execute(sa.select(sa.func.count()).where(OUTBOX.c.state == WAITING)).scalar_one() >= FULL:
            raise Invalid("so many letters wait already that no more are taken", where="[mail]", way_out="see why they do not leave: intarsia mail")
        row = sa.insert(OUTBOX).values(key=key or f"{kind}|{now:.6f}|{to}", made=now, state=WAITING, address=to, subject=letter.subject, body=letter.body, unsubscribe=unsubscribe,
                                       tries=0, due=now)
        return int(connection.execute(row.returning(OUTBOX.c.id)).scalar_one())


def mark(pool: Pool, key: str, now: float) -> bool:
    """Remember that something was done, under a key; False when it was done before. What is done once a day is done once by all processes."""
    with _desk(pool).write() as connection:
        if connection.execute(sa.select(OUTBOX.c.id).where(OUTBOX.c.key == key)).first() is not None:
            return False
        connection.execute(sa.insert(OUTBOX).values(key=key, made=now, state="done", tries=0, due=now, sent=None))
        return True


def take(pool: Pool, most: int, now: float) -> list[Waiting]:
    """The letters that are due, at most so many and no more than `an_hour` allows; no other round takes them for a while."""
    with _desk(pool).write() as connection:
        sent = connection.execute(sa.select(sa.func.count()).where(OUTBOX.c.state == SENT, OUTBOX.c.sent > now - 3_600)).scalar_one()
        room = min(most, pool.config.mail.an_hour - sent)
        if room <= 0:
            return []
        rows = connection.execute(sa.select(OUTBOX).where(OUTBOX.c.state == WAITING, OUTBOX.c.due <= now).order_by(OUTBOX.c.due, OUTBOX.c.id).limit(room)).all()
        if rows:
            connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id.in_([row.id for row in rows])).values(due=now + CLAIM, tries=OUTBOX.c.tries + 1))
        return [Waiting(row.id, row.address, row.subject, row.body, row.unsubscribe or "", row.tries + 1) for row in rows]


def sent(pool: Pool, number: int, now: float) -> None:
    """A server took it."""
    _settle(pool, number, state=SENT, sent=now, trouble=None, **_BLANK)


def later(pool: Pool, one: Waiting, trouble: str, now: float) -> bool:
    """It did not leave: try again after a while, or give it up after the last try (False)."""
    if one.tries > len(PAUSES):
        give_up(pool, one.number, trouble)
        return False
    _settle(pool, one.number, due=now + PAUSES[one.tries - 1], trouble=trouble)
    return True


def give_up(pool: Pool, number: int, trouble: str) -> None:
    """It will not leave. trouble: in a few words, without an address."""
    _settle(pool, number, state=FAILED, trouble=trouble, **_BLANK)


def tidy(pool: Pool, now: float) -> None:
    """Forget what was sent long ago."""
    with _desk(pool).write() as connection:
        connection.execute(sa.delete(OUTBOX).where(OUTBOX.c.state != WAITING, OUTBOX.c.made < now - KEPT))


def counts(pool: Pool) -> dict[str, int]:
    """How many wait, were sent, were given up."""
    desk, found = _desk(pool), dict.fromkeys((WAITING, SENT, FAILED), 0)
    if desk.has("outbox"):
        with desk.read() as connection:
            found |= {state: number for state, number in connection.execute(sa.select(OUTBOX.c.state, sa.func.count()).group_by(OUTBOX.c.state)) if state in found}
    return found


def troubles(pool: Pool) -> Counter[str]:
    """What keeps letters from leaving, with how many each."""
    desk = _desk(pool)
    if not desk.has("outbox"):
        return Counter()
    with desk.read() as connection:
        return Counter({said: number for said, number in connection.execute(sa.select(OUTBOX.c.trouble, sa.func.count()).where(OUTBOX.c.trouble.is_not(None)).group_by(OUTBOX.c.trouble))})


_BLANK: dict[str, None] = {"address": None, "subject": None, "body": None, "unsubscribe": None}


def _settle(pool: Pool, number: int, **values: object) -> None:
    with _desk(pool).write() as connection:
        connection.execute(sa.update(OUTBOX).where(OUTBOX.c.id == number).values(**values))


def _desk(pool: Pool) -> DeskFile:
    return at(pool.layout.desk)
