"""Being told: a member's letters, and the feed of a desk with a key of its own."""

from __future__ import annotations

import datetime
import time
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts, mailing
from intarsia.accounts.who import Who
from intarsia.deciding import due
from intarsia.errors import Conflict, NotFound
from intarsia.mailing import outbox, rounds
from intarsia.pool import Pool
from intarsia.stewarding import news, requests, subscriptions
from intarsia.stewarding.subscriptions import DESK, FeedKey
from intarsia.web import atom, happened
from intarsia.web.atom import Entry
from intarsia.web.desk import Act, DeskVisit, Owner
from intarsia.web.fresh import Fresh, counted
from intarsia.web.pages.release import manifests
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
DAY = 86_400
OFTEN = "letters were asked for many times from this address a moment ago"


@page(router, "/desk/mail", "json", about="How a member is told: letters and the feed of the desk")
def told(visit: Owner) -> Response:
    """What there is, and the forms for more."""
    return _page(visit)


@router.post("/desk/mail", include_in_schema=False)
def settle(act: Act) -> Response:
    """Ask for letters, end them; make a key for the feed, or take it back."""
    visit, pool, what = act.visit, act.visit.serving.pool, act.get("act")
    if what == "key":
        return _page(visit, subscriptions.feed_key(pool, act.who))  # shown this once, and in no address
    if what == "revoke":
        subscriptions.revoke(pool, act.who)
    elif what == "end":
        for one in subscriptions.of_member(pool, act.who):
            subscriptions.end(pool, one.secret)
    else:
        _subscribe(act)
        return act.back("/desk/mail", sent="1")
    return act.back("/desk/mail")


@router.get("/desk/feed.atom", include_in_schema=False)
def feed(visit: Fresh) -> Response:
    """The desk of a member as a feed, for a reader that holds its key: what happened to the datasets, what is due, that somebody asks; never who asks."""
    pool = visit.serving.pool
    key = subscriptions.opened(pool, visit.request.query_params.get("key", ""))
    if not key.member and not visit.on_this_machine:
        raise NotFound("this key opens no feed", where="/desk/feed.atom", way_out="make a new one at /desk/mail")
    return atom.feed(visit, f"desk/{key.number}", f"{visit.words('The desk')} · {pool.config.name}", "/desk", [*_happened(visit, key), *_waits(visit, key)], private=True)


def _page(visit: DeskVisit, secret: str = "") -> Response:
    pool = visit.serving.pool
    key = subscriptions.key_of(pool, visit.who)
    since = datetime.datetime.fromtimestamp(key.made, datetime.UTC).date().isoformat() if key else None
    data: dict[str, Any] = {"letters": mailing.on(pool), "feed": since,
                            "to": [{"address": one.address, "confirmed": one.confirmed is not None} for one in subscriptions.of_member(pool, visit.who)]}
    return visit.answer("desk-mail.html", data, sent=visit.request.query_params.get("sent") == "1",
                        address=f"{visit.origin}{visit.root}/desk/feed.atom?key={secret}" if secret else "")


def _subscribe(act: Act) -> None:
    visit, pool, who = act.visit, act.visit.serving.pool, act.who
    if not mailing.on(pool):
        raise Conflict("this pool sends no letters", where="[mail]", way_out="whoever runs it can let it: see docs/desk.md; or follow the feed")
    address = outbox.address(act.need("address"))
    counted(visit, "follow", OFTEN, address=8)
    one = subscriptions.subscribe(pool, DESK, who.holds, address, visit.language, who.member)
    if one.confirmed is None:
        mailing.put(pool, address, visit.language, "confirm desk", key=f"{one.number}|confirm|{int(time.time() // DAY)}", title=_desk_name(pool, who),
                    link=f"{outbox.site(pool)}letters/{one.secret}")


def _desk_name(pool: Pool, who: Who) -> str:
    return accounts.organisations(pool).get(who.organisation, pool.config.publisher)


def _mine(pool: Pool, key: FeedKey) -> frozenset[str]:
    return accounts.held(pool, key.organisation)


def _happened(visit: DeskVisit, key: FeedKey) -> list[Entry]:
    pool, every = visit.serving.pool, manifests(visit)
    return [happened.entry(visit, one, rounds.title(pool, name, visit.language)) for name in sorted(_mine(pool, key)) for one in news.of(pool, name, every)]


def _waits(visit: DeskVisit, key: FeedKey) -> list[Entry]:
    """Decisions that are due, and requests, each under a name that stays the same."""
    _, pool, mine = visit.words, visit.serving.pool, _mine(visit.serving.pool, key)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    found = [Entry(f"desk/due/{name}/{one['ask_again']}", _("A decision is due: %(title)s", title=rounds.title(pool, name, visit.language)), one["ask_again"], visit.href("/desk"),
                   _("It was agreed to ask again about sharing it. Look at it, and decide again."))
             for name, one in due.decisions(pool, today).items() if one["due"] and name in mine]
    asked = [Entry(f"desk/request/{one.number}", _("Somebody asks for %(title)s", title=rounds.title(pool, one.dataset, visit.language)),
                   datetime.datetime.fromtimestamp(one.made, datetime.UTC).date().isoformat(), visit.href("/desk/requests"), _("Who asks, and what for, is told at the desk."))
             for one in requests.listed(pool, mine) if one.forgotten is None]
    return [*found, *asked]
