"""Requests for data that are only to be asked for (ASK): somebody says what for, a steward answers, and both dates are kept.

Of who asks as little is kept as an answer needs: a name, a way to answer, what it is for. All three are deleted when the request
has been there for `request_days` of [desk] in pool.toml, answered or not; that there was a request, when, and what became of it stays.
None of it is in a release, an index, a log or a backup.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.stewarding.schema import REQUEST
from intarsia.store.desk import DeskFile, at

OPEN, TIME, YES, NO = "open", "time", "yes", "no"
STATES = (OPEN, TIME, YES, NO)
#: what an answer may be, and whether it needs words
ANSWERS = {YES: True, NO: True, TIME: False}
NAME, CONTACT, PURPOSE, ANSWER = 200, 200, 2_000, 2_000  # characters
DAY = 86_400


@dataclass(frozen=True)
class Asked:
    """What somebody asks. name: who, as they want to be called; contact: how to answer; purpose: what the data are for."""

    name: str
    contact: str
    purpose: str
    language: str = "en"

    def checked(self) -> Asked:
        """Itself without needless blanks. Raises: Invalid, in words, for what is missing or too long."""
        name, contact, purpose = " ".join(self.name.split()), " ".join(self.contact.split()), self.purpose.replace("\r\n", "\n").strip()
        for said, most, field, what in ((purpose, PURPOSE, "purpose", "what the data are for"), (name, NAME, "name", "who asks"), (contact, CONTACT, "contact", "how to answer")):
            if not said:
                raise Invalid(f"the request does not say {what}", where=field, way_out="go back and write a few words there")
            if len(said) > most:
                raise Invalid(f"{what}: more than {most:,} characters", where=field, way_out="go back and write it shorter; the rest can follow in the conversation")
            if any(not letter.isprintable() and letter not in "\n\t" for letter in said):
                raise Invalid(f"{what}: there are characters in it that nobody can see", where=field, way_out="go back and type it again")
        return Asked(name, contact, purpose, self.language)


@dataclass(frozen=True)
class Request:
    """A request as it stands. name, contact, purpose: None once it was forgotten. made, answered: seconds since 1970."""

    number: int
    dataset: str
    state: str
    made: float
    name: str | None
    contact: str | None
    purpose: str | None
    language: str
    answered: float | None
    answered_by: str | None
    answer: str | None
    forgotten: float | None


def ask(pool: Pool, dataset: str, asked: Asked, now: float | None = None) -> int:
    """Keep a request; returns its number. Raises: Invalid."""
    asked = asked.checked()
    with _desk(pool).write() as connection:
        row = sa.insert(REQUEST).values(dataset=dataset, state=OPEN, made=time.time() if now is None else now, name=asked.name, contact=asked.contact, purpose=asked.purpose,
                                        language=asked.language)
        return int(connection.execute(row.returning(REQUEST.c.id)).scalar_one())


def listed(pool: Pool, datasets: Collection[str] | None = None) -> list[Request]:
    """Requests about these datasets (of all when None): those that wait first, the oldest first; then the answered ones, the latest first."""
    desk = _desk(pool)
    if not desk.has("request"):
        return []
    query = sa.select(REQUEST)
    if datasets is not None:
        query = query.where(REQUEST.c.dataset.in_(sorted(datasets)))
    with desk.read() as connection:
        found = [_of(row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.state not in (OPEN, TIME), one.made if one.state in (OPEN, TIME) else -(one.answered or 0)))


def waiting(pool: Pool, datasets: Collection[str] | None = None) -> int:
    """How many wait for an answer."""
    return sum(one.state in (OPEN, TIME) and one.forgotten is None for one in listed(pool, datasets))


def find(pool: Pool, number: int) -> Request:
    """One request. Raises: NotFound."""
    desk = _desk(pool)
    if desk.has("request"):
        with desk.read() as connection:
            row = connection.execute(sa.select(REQUEST).where(REQUEST.c.id == number)).first()
        if row is not None:
            return _of(row)
    raise NotFound(f"there is no request {number}", where="/desk/requests", way_out="see those there are: /desk/requests")


def answer(pool: Pool, number: int, state: str, words: str, by: str, now: float | None = None) -> Request:
    """Answer a request: "yes" with how to get the data, "no" with the reason, "time" when it takes longer. An answer may be given again.

    Raises: NotFound; Invalid for an answer without the words it needs; Conflict for a request that was forgotten meanwhile.
    """
    if state not in ANSWERS:
        raise Invalid("nothing was chosen", where="state", way_out="answer yes, no, or that it takes time")
    words = words.replace("\r\n", "\n").strip()
    if ANSWERS[state] and not words:
        raise Invalid("the answer needs words", where="answer", way_out="say how the data can be had" if state == YES else "say why not; whoever asked will want to know")
    if len(words) > ANSWER:
        raise Invalid(f"an answer has at most {ANSWER:,} characters", where="answer", way_out="write it shorter")
    with _desk(pool).write() as connection:
        row = connection.execute(sa.select(REQUEST).where(REQUEST.c.id == number)).first()
        if row is None:
            raise NotFound(f"there is no request {number}", where="/desk/requests", way_out="see those there are: /desk/requests")
        if row.forgotten is not None:
            raise Conflict("who asked is no longer known: the request was deleted after its time", where=str(number), way_out="whoever still wants the data can ask again")
        connection.execute(sa.update(REQUEST).where(REQUEST.c.id == number).values(state=state, answer=words, answered=time.time() if now is None else now, answered_by=by))
        return _of(connection.execute(sa.select(REQUEST).where(REQUEST.c.id == number)).one())


def forget(pool: Pool, number: int, now: float | None = None) -> None:
    """Delete who asked and what for, before the time is over. Raises: NotFound."""
    find(pool, number)
    with _desk(pool).write() as connection:
        _blank(connection, REQUEST.c.id == number, time.time() if now is None else now)


def sweep(pool: Pool, now: float | None = None) -> int:
    """Delete who asked and what for, where the time is over; returns in how many requests."""
    now, desk = time.time() if now is None else now, _desk(pool)
    if not desk.has("request"):
        return 0
    over = sa.and_(REQUEST.c.forgotten.is_(None), REQUEST.c.made <= now - pool.config.desk.request_days * DAY)
    with desk.read() as connection:
        if connection.execute(sa.select(REQUEST.c.id).where(over)).first() is None:
            return 0
    with desk.write() as connection:
        return _blank(connection, over, now)


def _blank(connection: sa.Connection, which: sa.ColumnElement[bool], now: float) -> int:
    return connection.execute(sa.update(REQUEST).where(which).values(name=None, contact=None, purpose=None, answer=None, forgotten=now)).rowcount


def _of(row: sa.Row[tuple[object, ...]]) -> Request:
    return Request(row.id, row.dataset, row.state, row.made, row.name, row.contact, row.purpose, row.language, row.answered, row.answered_by, row.answer, row.forgotten)


def _desk(pool: Pool) -> DeskFile:
    return at(pool.layout.desk)
