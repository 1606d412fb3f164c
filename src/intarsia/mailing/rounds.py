"""A round: what happened is put into letters for those who asked for them, and what waits is sent. Any process may do it; nothing is sent twice."""

from __future__ import annotations

import datetime
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass

from babel.dates import format_date

from intarsia import accounts
from intarsia.deciding import due
from intarsia.errors import IntarsiaError, Unavailable
from intarsia.mailing import letters, outbox, smtp
from intarsia.pool import Pool
from intarsia.steps import register
from intarsia.stewarding import news, requests, subscriptions
from intarsia.stewarding.news import News
from intarsia.stewarding.subscriptions import DATASET, DESK, Subscription

log = logging.getLogger(__name__)
AT_ONCE = 50  # letters in a round


@dataclass(frozen=True)
class Posted:
    """What a round did: letters sent, put off, given up; how many wait now, and why none could leave."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    waiting: int = 0
    trouble: str = ""


def post(pool: Pool, now: float | None = None) -> Posted:
    """Do a round. Where the pool sends no letters, nothing is done. Trouble with the server is told in the answer: letters wait."""
    if not outbox.on(pool):
        return Posted()
    now = time.time() if now is None else now
    gather(pool, now)
    done = {"sent": 0, "later": 0, "failed": 0}
    trouble = ""
    taken = outbox.take(pool, AT_ONCE, now)
    left = list(taken)
    try:
        if taken:
            with smtp.connected(pool.config.mail) as server:
                for one in taken:
                    done[_sent(pool, server, one, now)] += 1
                    left.remove(one)
    except IntarsiaError as error:
        trouble = error.what
        log.warning("letters wait: %s", error.what)
        for one in left:
            done["later" if outbox.later(pool, one, "the mail server could not be used", now) else "failed"] += 1
    return Posted(**done, waiting=outbox.counts(pool)[outbox.WAITING], trouble=trouble)


def gather(pool: Pool, now: float) -> None:
    """Put what happened into letters."""
    subscriptions.tidy(pool, now)
    wanted = subscriptions.confirmed(pool)
    about: dict[str, list[News]] = {}
    public = pool.public()
    for one in wanted:
        if one.kind == DATASET:
            if one.subject not in about:
                about[one.subject] = news.of(public, one.subject)
            for event in about[one.subject]:
                if event.act > one.since_act if event.act else _moment(event.on) > (one.confirmed or now):
                    _tell(pool, one, event, now)
    if desks := [one for one in wanted if one.kind == DESK]:
        _desks(pool, desks, now)


def title(pool: Pool, dataset: str, language: str) -> str:
    """What a dataset is called, also when it is withdrawn."""
    try:
        titles = register.dataset(pool.layout.dataset(dataset)).title
    except IntarsiaError:
        return dataset
    return titles.get(language) or titles.get("en") or next(iter(titles.values()), dataset)


def _sent(pool: Pool, server: object, one: outbox.Waiting, now: float) -> str:
    try:
        smtp.send(server, pool.config.mail, one)  # type: ignore[arg-type]
    except smtp.Refused as error:
        outbox.give_up(pool, one.number, str(error))
        return "failed"
    except smtp.Later as error:
        return "later" if outbox.later(pool, one, str(error), now) else "failed"
    except ValueError:  # a header that the mail package will not write
        outbox.give_up(pool, one.number, "the letter could not be written")
        return "failed"
    outbox.sent(pool, one.number, now)
    return "sent"


def _tell(pool: Pool, one: Subscription, event: News, now: float) -> None:
    where = outbox.site(pool)
    released = event.release and event.kind != "closed"
    link = f"{where}redactions/{event.act}.json" if event.kind == "erased" else f"{where}releases/{event.release}" if released else f"{where}datasets/{event.dataset}"
    _put(pool, one, event.kind, f"{one.number}|{event.name}", now, title=title(pool, event.dataset, one.language), day=_day(event.on, one.language), who=event.who, why=event.why,
         what=letters.erased(event.records, one.language), link=link)


def _desks(pool: Pool, desks: list[Subscription], now: float) -> None:
    """Requests that wait, and, once a day, decisions that are due."""
    today = datetime.datetime.fromtimestamp(now, datetime.UTC).date().isoformat()
    asked = [one for one in requests.listed(pool) if one.state == requests.OPEN]
    again = dict(_due(pool, today)) if outbox.mark(pool, f"looked for due decisions|{today}", now) else {}
    for one in desks:
        mine = None if one.subject == accounts.HERE and not accounts.organisations(pool) else accounts.held(pool, one.subject)
        for request in asked:
            if (mine is None or request.dataset in mine) and request.made > (one.confirmed or now):
                _put(pool, one, "request", f"{one.number}|request/{request.number}", now, title=title(pool, request.dataset, one.language), link=f"{outbox.site(pool)}desk/requests")
        for dataset, day in again.items():
            if mine is None or dataset in mine:
                _put(pool, one, "due", f"{one.number}|due/{dataset}/{day}", now, title=title(pool, dataset, one.language), day=_day(day, one.language), link=f"{outbox.site(pool)}desk")


def _due(pool: Pool, today: str) -> Iterator[tuple[str, str]]:
    try:
        yield from ((dataset, told["ask_again"]) for dataset, told in due.decisions(pool, today).items() if told["due"])
    except Unavailable as error:  # no release yet, or a damaged one: tomorrow again
        log.warning("decisions that are due could not be looked up: %s", error.what)


def _put(pool: Pool, one: Subscription, kind: str, key: str, now: float, **fields: str) -> None:
    outbox.put(pool, one.address, one.language, kind, key=key, unsubscribe=f"{outbox.site(pool)}letters/{one.secret}", now=now, **fields)


def _day(on: str, language: str) -> str:
    return str(format_date(datetime.date.fromisoformat(on[:10]), "long", locale=language))


def _moment(on: str) -> float:
    found = datetime.datetime.fromisoformat(on.replace("Z", "+00:00"))
    return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).timestamp()
