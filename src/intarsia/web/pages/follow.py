"""Following a dataset: a feed for anybody, and letters for who asks for them where the pool sends any."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia import mailing
from intarsia.errors import Conflict
from intarsia.mailing import outbox, rounds
from intarsia.stewarding import news, subscriptions
from intarsia.stewarding.news import News
from intarsia.stewarding.subscriptions import Subscription
from intarsia.web import atom, happened
from intarsia.web.desk import DeskVisit, Sent
from intarsia.web.fresh import Fresh, counted
from intarsia.web.gone import missing
from intarsia.web.pages.release import manifests
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["datasets"])
OFTEN = "letters were asked for many times from this address a moment ago"
DAY = 86_400


@page(router, "/datasets/{id}/follow", "json", about="What happened to a dataset, and how to be told when something does")
def follow(visit: Fresh, id: str) -> Response:
    """The news so far, the address of the feed, and the form for letters."""
    told = _news(visit, id)
    pool = visit.serving.pool
    shown = [{"kind": one.kind, "on": one.on, "what": happened.headline(visit, one), "told": happened.told(visit, one), "link": happened.link(visit, one)} for one in told]
    data: dict[str, Any] = {"id": id, "title": _title(visit, id), "letters": mailing.on(pool), "news": shown}
    links = {"dataset": visit.href(f"/datasets/{id}"), "feed": f"{visit.root}/datasets/{id}/feed.atom"}
    return visit.answer("follow.html", data, links=links, sent=visit.request.query_params.get("sent") == "1")


@router.get("/datasets/{id}/feed.atom", summary="What happened to a dataset, as an Atom feed: releases, corrections, withdrawals, erasures")
@router.head("/datasets/{id}/feed.atom", include_in_schema=False)
def feed(visit: Asked, id: str) -> Response:
    """The feed of a dataset, also of one that was withdrawn: who follows it must learn that."""
    told = _news(visit, id)
    title = _title(visit, id)
    entries = [happened.entry(visit, one, title) for one in told]
    return atom.feed(visit, f"dataset/{id}", f"{title} · {visit.serving.pool.config.name}", f"/datasets/{id}", entries)


@router.post("/datasets/{id}/follow", include_in_schema=False)
def subscribe(form: Sent, id: str) -> Response:
    """Send a letter with which an address is confirmed; nothing else is sent before that. What is said is the same for an address that is known."""
    visit = form.visit
    _news(visit, id)
    pool = visit.serving.pool
    if not mailing.on(pool):
        raise Conflict("this pool sends no letters", where="[mail]", way_out=f"follow the feed: {visit.href(f'/datasets/{id}/feed.atom')}")
    address = outbox.address(form.need("address"))
    counted(visit, "follow", OFTEN, address=8)
    one = subscriptions.subscribe(pool, subscriptions.DATASET, id, address, visit.language)
    if one.confirmed is None:
        mailing.put(pool, address, visit.language, "confirm", key=f"{one.number}|confirm|{int(time.time() // DAY)}", title=rounds.title(pool, id, visit.language),
                    link=f"{outbox.site(pool)}letters/{one.secret}")
    return form.back(f"/datasets/{id}/follow", sent="1")


@router.get("/letters/{secret}", include_in_schema=False)
def letters(visit: Fresh, secret: str) -> Response:
    """A subscription, for whoever has a letter of it: a button to confirm it, or to end it. Looking changes nothing: mail programs look too."""
    return _letters(visit, subscriptions.find(visit.serving.pool, secret))


async def said(request: Request) -> bytes:
    """The first bytes of a form that says one word."""
    body = bytearray()
    async for piece in request.stream():
        body += piece[: 1_000 - len(body)]
    return bytes(body)


@router.post("/letters/{secret}", include_in_schema=False)
def settle(visit: Fresh, secret: str, body: Annotated[bytes, Depends(said)]) -> Response:
    """Confirm a subscription, or end it. The secret is the right to do so: mail programs send this with one click (RFC 8058), without a token."""
    pool = visit.serving.pool
    one = subscriptions.find(pool, secret)
    if b"act=confirm" in body:
        subscriptions.confirm(pool, secret)
        return RedirectResponse(visit.href(f"/letters/{secret}"), 303, headers={"Cache-Control": "no-store"})
    subscriptions.end(pool, secret)
    return _letters(visit, one, ended=True)


def _letters(visit: DeskVisit, one: Subscription, ended: bool = False) -> Response:
    desk = one.kind == subscriptions.DESK
    data = {"state": "ended" if ended else "open" if one.confirmed is None else "confirmed", "kind": one.kind,
            "title": visit.serving.pool.config.name if desk else _title(visit, one.subject), "dataset": "" if desk else one.subject}
    return visit.answer("letters.html", data, secret=one.secret)


def _news(visit: Visit, dataset: str) -> list[News]:
    """What happened to a dataset, as far as these readers may know. Raises: NotFound for one that never was."""
    found = news.of(visit.serving.pool, dataset, manifests(visit))
    if not found:
        raise missing(visit, "dataset", dataset)
    return found


def _title(visit: Visit, dataset: str) -> str:
    """What a dataset is called: as the release says, else as its description does, which a withdrawn one still has."""
    shown = visit.names("dataset", dataset)
    return shown if shown.casefold() != dataset else rounds.title(visit.serving.pool, dataset, visit.language)
