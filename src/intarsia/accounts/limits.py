"""How often something may be tried: counted in desk.sqlite, so that all processes of a server count together.

What is counted is a hash. Of an address it is keyed with a key that the server makes when it starts and nobody keeps, and a row goes
when its quarter of an hour is over: so no address of a person is kept.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from intarsia.accounts.schema import ATTEMPT
from intarsia.errors import Unavailable
from intarsia.store.desk import DeskFile

WINDOW = 900  # seconds
#: tries in a window: for one account, from one address
PER_ACCOUNT, PER_ADDRESS = 10, 40


class TooOften(Unavailable):
    """It was tried too often; some time must pass."""

    title, status = "Too often", 429

    def __init__(self, what: str, wait: float) -> None:
        minutes = max(1, -(-int(wait) // 60))
        super().__init__(what, way_out=f"wait {minutes} {'minute' if minutes == 1 else 'minutes'} and try again; whoever is signed in already stays so")
        self.retry_after = max(1, int(wait) + 1)


def account(login: str) -> str:
    """What an account is counted by, there or not."""
    return "account:" + hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()


def address(host: str, key: str) -> str:
    """What an address is counted by; of an IPv6 address its network, since a household has a whole one."""
    try:
        found = ipaddress.ip_address(host)
        host = str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else host
    except ValueError:
        pass
    return "address:" + hashlib.blake2b(host.encode("utf-8", "replace"), key=key.encode()[:64], digest_size=16).hexdigest()


def count(desk: DeskFile, what: str, most: Mapping[str, int], now: float | None = None) -> None:
    """Count a try for each key, before it is known how it ends: those who try at once in many processes gain nothing.

    what: said to whoever tried too often. Raises: TooOften, and counts nothing then.
    """
    now = time.time() if now is None else now
    with desk.write() as connection:
        connection.execute(sa.delete(ATTEMPT).where(ATTEMPT.c.at <= now - WINDOW))
        _within(connection, what, most, now)
        connection.execute(sa.insert(ATTEMPT), [{"key": key, "at": now} for key in most])


def look(desk: DeskFile, what: str, most: Mapping[str, int], now: float | None = None) -> None:
    """The same without counting. Raises: TooOften."""
    if desk.has("attempt"):
        with desk.read() as connection:
            _within(connection, what, most, time.time() if now is None else now)


def forgive(desk: DeskFile, keys: Iterable[str]) -> None:
    """It went well after all: these tries do not count."""
    with desk.write() as connection:
        connection.execute(sa.delete(ATTEMPT).where(ATTEMPT.c.key.in_(list(keys))))


def _within(connection: sa.Connection, what: str, most: Mapping[str, int], now: float) -> None:
    for key, allowed in most.items():
        tried, first = connection.execute(sa.select(sa.func.count(), sa.func.min(ATTEMPT.c.at)).where(ATTEMPT.c.key == key, ATTEMPT.c.at > now - WINDOW)).one()
        if tried >= allowed:
            raise TooOften(what, first + WINDOW - now)
