"""Who wants to be told: of a dataset anybody, of a desk its members. Letters go out only after the address was confirmed from a letter to it.

The secret of a subscription stands in each of its letters, so it is kept as it is: it confirms, and it ends the subscription, nothing else.
The key of a desk's feed is shown once and kept as a hash; it shows a member's desk to a feed reader until it is taken back, or until
the member is no longer one.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia import accounts
from intarsia.accounts import schema as people
from intarsia.accounts import secrets as keys
from intarsia.accounts.who import Who
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.stewarding.schema import FEED_KEY, SUBSCRIPTION
from intarsia.store import redactions
from intarsia.store.desk import DeskFile, at

DATASET, DESK = "dataset", "desk"
TO_CONFIRM = 7 * 86_400  # seconds
MOST = 200  # subscriptions of one address


@dataclass(frozen=True)
class Subscription:
    """kind: "dataset" or "desk"; subject: the dataset, or the organisation (`accounts.HERE` for the owner). confirmed: None until it was."""

    number: int
    kind: str
    subject: str
    address: str
    language: str
    member: int
    secret: str
    made: float
    confirmed: float | None
    since_act: int


@dataclass(frozen=True)
class FeedKey:
    """A key that opens a desk's feed: whose it is, and since when."""

    number: int
    member: int
    organisation: str
    made: float


def subscribe(pool: Pool, kind: str, subject: str, address: str, language: str, member: int = 0, now: float | None = None) -> Subscription:
    """Keep that an address wants to be told, not confirmed yet; the one there is where it asked before.

    Raises: Conflict when one address wants too much.
    """
    now = time.time() if now is None else now
    acts = [act.number for act in redactions.acts(pool.layout)]
    with _desk(pool).write() as connection:
        same = sa.and_(SUBSCRIPTION.c.kind == kind, SUBSCRIPTION.c.subject == subject, SUBSCRIPTION.c.address == address)
        if (row := connection.execute(sa.select(SUBSCRIPTION).where(same)).first()) is not None:
            return _of(row)
        if connection.execute(sa.select(sa.func.count()).where(SUBSCRIPTION.c.address == address)).scalar_one() >= MOST:
            raise Conflict("this address is told about very much already", where="address", way_out="end some of it first, by the link in the letters; or follow the feed instead")
        new = sa.insert(SUBSCRIPTION).values(kind=kind, subject=subject, address=address, language=language, member=member, secret=secrets.token_urlsafe(32), made=now,
                                             since_act=max(acts, default=0))
        number = connection.execute(new.returning(SUBSCRIPTION.c.id)).scalar_one()
        return _of(connection.execute(sa.select(SUBSCRIPTION).where(SUBSCRIPTION.c.id == number)).one())


def find(pool: Pool, secret: str) -> Subscription:
    """The subscription of a secret. Raises: NotFound, the same for one that never was and one that ended."""
    desk = _desk(pool)
    if desk.has("subscription") and keys.stored(secret):
        with desk.read() as connection:
            row = connection.execute(sa.select(SUBSCRIPTION).where(SUBSCRIPTION.c.secret == secret)).first()
        if row is not None:
            return _of(row)
    raise NotFound("there is no such subscription: it was ended, or not confirmed within seven days", where="/letters",
                   way_out="nothing is sent to you on account of it; to be told, ask again")


def confirm(pool: Pool, secret: str, now: float | None = None) -> Subscription:
    """From now on letters are sent. Raises: NotFound."""
    one = find(pool, secret)
    if one.confirmed is None:
        with _desk(pool).write() as connection:
            connection.execute(sa.update(SUBSCRIPTION).where(SUBSCRIPTION.c.id == one.number).values(confirmed=time.time() if now is None else now))
    return find(pool, secret)


def end(pool: Pool, secret: str) -> None:
    """No letters any more; the address is deleted. It is no fault to end what has ended."""
    with _desk(pool).write() as connection:
        connection.execute(sa.delete(SUBSCRIPTION).where(SUBSCRIPTION.c.secret == secret))


def of_member(pool: Pool, who: Who) -> list[Subscription]:
    """What a member is told of the desk, by letter."""
    return [one for one in _all(pool) if one.kind == DESK and one.member == who.member and one.subject == who.holds]


def confirmed(pool: Pool) -> list[Subscription]:
    """Those to whom letters are sent: confirmed, and of a desk only members who still are."""
    return [one for one in _all(pool) if one.confirmed is not None and (one.kind == DATASET or _belongs(pool, one.member, one.subject))]


def followers(pool: Pool, dataset: str) -> int:
    """How many are told about a dataset by letter."""
    return sum(one.kind == DATASET and one.subject == dataset and one.confirmed is not None for one in _all(pool))


def tidy(pool: Pool, now: float) -> None:
    """Delete addresses that were not confirmed in time, and those of members who are gone."""
    over = [one.number for one in _all(pool) if (one.confirmed is None and one.made < now - TO_CONFIRM) or (one.kind == DESK and not _belongs(pool, one.member, one.subject))]
    if over:
        with _desk(pool).write() as connection:
            connection.execute(sa.delete(SUBSCRIPTION).where(SUBSCRIPTION.c.id.in_(over)))


# ---- the key of a desk's feed --------------------------------------------------------------------------------------


def feed_key(pool: Pool, who: Who, now: float | None = None) -> str:
    """A new key for a member's feed, shown once; the one before opens nothing any more. Raises: Invalid for somebody without a desk."""
    if not who.holds:
        raise Invalid("a feed of the desk is for whoever has one", where="/desk/mail", way_out="sign in first")
    secret, stored = keys.make()
    with _desk(pool).write() as connection:
        _revoke(connection, who)
        connection.execute(sa.insert(FEED_KEY).values(hash=stored, member=who.member, organisation=who.holds, made=time.time() if now is None else now))
    return secret


def revoke(pool: Pool, who: Who) -> None:
    """Take the key of a member's feed back."""
    with _desk(pool).write() as connection:
        _revoke(connection, who)


def key_of(pool: Pool, who: Who) -> FeedKey | None:
    """The key that a member has, without the secret."""
    return next((one for one in _keys(pool) if (one.member, one.organisation) == (who.member, who.holds)), None)


def opened(pool: Pool, secret: str) -> FeedKey:
    """Whose feed a key opens. Raises: NotFound for a key that is none, was taken back, or is of somebody who is no longer a member."""
    desk, stored = _desk(pool), keys.stored(secret)
    if stored and desk.has("feed_key"):
        with desk.read() as connection:
            row = connection.execute(sa.select(FEED_KEY).where(FEED_KEY.c.hash == stored)).first()
        if row is not None and _belongs(pool, row.member, row.organisation):
            return FeedKey(row.id, row.member, row.organisation, row.made)
    raise NotFound("this key opens no feed", where="/desk/feed.atom", way_out="make a new one at /desk/mail")


def _belongs(pool: Pool, member: int, organisation: str) -> bool:
    """Does this member still work for this organisation? The owner of a machine has no account, and is one only while nobody has."""
    if not member:
        return organisation == accounts.HERE and not accounts.organisations(pool)
    with _desk(pool).read() as connection:
        there = sa.select(people.ROLE.c.role).join(people.MEMBER, people.MEMBER.c.id == people.ROLE.c.member)
        return connection.execute(there.where(people.MEMBER.c.id == member, people.MEMBER.c.removed.is_(None), people.ROLE.c.organisation == organisation)).first() is not None


def _revoke(connection: sa.Connection, who: Who) -> None:
    connection.execute(sa.delete(FEED_KEY).where(FEED_KEY.c.member == who.member, FEED_KEY.c.organisation == who.holds))


def _keys(pool: Pool) -> list[FeedKey]:
    desk = _desk(pool)
    if not desk.has("feed_key"):
        return []
    with desk.read() as connection:
        return [FeedKey(row.id, row.member, row.organisation, row.made) for row in connection.execute(sa.select(FEED_KEY))]


def _all(pool: Pool) -> list[Subscription]:
    desk = _desk(pool)
    if not desk.has("subscription"):
        return []
    with desk.read() as connection:
        return [_of(row) for row in connection.execute(sa.select(SUBSCRIPTION).order_by(SUBSCRIPTION.c.id))]


def _of(row: sa.Row[tuple[object, ...]]) -> Subscription:
    return Subscription(row.id, row.kind, row.subject, row.address, row.language, row.member, row.secret, row.made, row.confirmed, row.since_act)


def _desk(pool: Pool) -> DeskFile:
    return at(pool.layout.desk)
