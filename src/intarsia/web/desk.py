"""The desk's door: who may see it, who may change something, and how a form proves that it is ours.

On a fresh pool whoever sits at this machine is its owner: the pages of the desk answer only where the server is bound to this machine
alone and the request comes from it. Once there are accounts, they answer whoever signed in, wherever. A form counts only with the
address of this site as its Origin and a token that no other site can read, bound to the session; a program with a personal token
needs neither, since no browser sends that by itself. Elsewhere the answer is 401 or 403, in words.

A page of the desk takes `Owner`, a form that is sent takes `Act`, and a form that strangers may send too takes `Sent`:

    @page(router, "/desk/terms", "json", about="...")
    def proposals(visit: Owner) -> Response: ...            # in its template, in each form: {{ token(visit) }}

    @router.post("/desk/terms", include_in_schema=False)
    def accept(act: Act) -> Response:                       # act.visit, act.get("term"), act.actor
        act.must("judge")                                   # Refused in words when their role does not let them
        return act.back("/desk/terms")
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia.accounts import audit, members
from intarsia.accounts.who import Who
from intarsia.errors import Invalid, Refused
from intarsia.store.ledger import Ledger
from intarsia.web.door import bearer, people, who_of
from intarsia.web.visit import Visit

log = logging.getLogger(__name__)
FIELD = "token"
LONGEST = 200_000  # bytes of a form
FIELDS = 2_000
TOLD = ("/desk/people", "/desk/account", "/desk/sign-out")  # what is done there the audit tells in lines of its own
_WAY_IN = "on the machine itself: intarsia serve DIR, without --host, --proxy or --base-path, and open the address it prints"
_ACCOUNTS = "or give people accounts, and they sign in here: intarsia people add"


class SignInFirst(Refused):
    """There are accounts, and who asks has not signed in."""

    title, status = "Sign in", 401


class DeskVisit(Visit):
    """A visit to the desk: its pages say what the ledger holds at this moment, so nothing may keep them."""

    def headers(self) -> dict[str, str]:
        return {"Cache-Control": "no-store", "Vary": self.vary}


@dataclass(frozen=True)
class Posted:
    """A form that may act: the visit, its fields in order, and who acts."""

    visit: DeskVisit
    fields: tuple[tuple[str, str], ...]
    who: Who

    @property
    def actor(self) -> str:
        """What the ledger says of who acts."""
        return self.who.name

    def must(self, act: str, organisation: str = "") -> None:
        """Go on when they may do this (accounts/acts.py). Raises: Refused, in words."""
        self.who.must(act, organisation)

    def get(self, name: str, otherwise: str = "") -> str:
        """The first value of a field, without the blanks around it."""
        return next((value.strip() for field, value in self.fields if field == name), otherwise)

    def raw(self, name: str) -> str:
        """The first value of a field as it was typed: a password may begin with a blank."""
        return next((value for field, value in self.fields if field == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value.strip() for field, value in self.fields if field == name]

    def need(self, name: str) -> str:
        """A field that must be there. Raises: Invalid."""
        found = self.get(name)
        if not found:
            raise Invalid(f"the form says nothing for '{name}'", where=name, way_out="go back and fill it in")
        return found

    def back(self, path: str, **query: Any) -> Response:
        """To a page of this site, which is then asked for with GET."""
        return RedirectResponse(self.visit.href(path, **query), 303, headers={"Cache-Control": "no-store"})


def guarded(request: Request, acting: bool = False, token: str = "") -> None:
    """Go on when this request may see the desk; `acting`: and may change something, with the token of its form.

    Raises: Refused or SignInFirst, in words.
    """
    if not who_of(request).known:
        _turn_away(request)
    if acting:
        checked(request, token)


def checked(request: Request, token: str) -> None:
    """Go on when a form is one of ours, whoever sends it: from a page of this site, with its token. Raises: Refused."""
    if who_of(request).kind == "token":
        return
    if request.headers.get("origin", "").lower() != f"{request.url.scheme}://{request.headers.get('host', '')}".lower() \
            or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Refused("this was not sent from a page of this site", where="Origin",
                      way_out="open the page in the browser and use the form there; programs send a personal token, and by hand there is the command line")
    if not _ours(request, token):
        raise Refused("the form does not hold the token of this server: it is from another page or another session, or the server was started again since", where=FIELD,
                      way_out="load the page again, and send the form from there; nothing was changed")


def token_of(request: Request) -> str:
    """What a form must send along: fresh each time, good for this session until the server stops."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_signed(request, nonce)}"


def token(visit: Visit) -> Markup:
    """The hidden field that each form of the desk holds."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token_of(visit.request))


def owner(request: Request) -> DeskVisit:
    """The visit of somebody who may see the desk. Raises: Refused."""
    guarded(request)
    return DeskVisit(request)


async def posted(request: Request) -> AsyncIterator[Posted]:
    """A form that may act, of somebody we know; once it was done, the audit has a line.

    Raises: Refused; Invalid for what is no form.
    """
    await run_in_threadpool(guarded, request)  # before anything of it is read
    form = await _form(request)
    yield form
    await run_in_threadpool(_noted, form)


async def sent(request: Request) -> Posted:
    """A form that strangers may send too. Raises: Refused, Invalid."""
    await run_in_threadpool(who_of, request)
    return await _form(request)


Owner = Annotated[DeskVisit, Depends(owner)]
Act = Annotated[Posted, Depends(posted)]
Sent = Annotated[Posted, Depends(sent)]


@contextmanager
def ledger(visit: Visit) -> Iterator[Ledger]:
    """The ledger of the pool that this visit is about."""
    found = visit.serving.pool.ledger()
    try:
        yield found
    finally:
        found.close()


def _turn_away(request: Request) -> None:
    """Why this request does not get in. Raises: SignInFirst where there are accounts; Refused."""
    if bearer(request) is not None:
        raise SignInFirst("this token does not work: it is none, is over, or was revoked", where="Authorization", way_out="make a new one at /desk/account")
    if members.any_there(people(request)):
        raise SignInFirst("this is for members who signed in", where="/desk", way_out="sign in at /desk/sign-in; programs send a personal token (Authorization: Bearer ...)")
    if request.app.state.here is None:
        raise Refused("the desk is closed at this address: nobody has an account yet, and the owner works on the machine the pool is on", where="/desk",
                      way_out=f"{_WAY_IN}; where the pool's base is a public address, also say --local; {_ACCOUNTS}")
    raise Refused("the desk answers only to this machine itself, not through a proxy and not under another name", where="/desk", way_out=f"{_WAY_IN}; {_ACCOUNTS}")


async def _form(request: Request) -> Posted:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    as_json = kind == "application/json" and who_of(request).kind == "token"
    if kind != "application/x-www-form-urlencoded" and not as_json:
        raise Invalid("this is no form", where="Content-Type", way_out="send it as application/x-www-form-urlencoded; with a personal token also as application/json")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise Invalid(f"a form of the desk has at most {LONGEST:,} bytes", way_out="send less at once")
    fields = _of_json(bytes(body)) if as_json else _of_form(bytes(body))
    checked(request, next((value for name, value in fields if name == FIELD), ""))
    return Posted(DeskVisit(request), tuple(fields), who_of(request))


def _of_form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError as error:
        raise Invalid("the form cannot be read: it is no UTF-8, or has too many fields", way_out="send it from the page") from error


def _of_json(body: bytes) -> list[tuple[str, str]]:
    """An object of texts, or of lists of texts."""
    try:
        found = json.loads(body)
        pairs = [(str(name), one) for name, value in found.items() for one in (value if isinstance(value, list) else [value])]
        "".join(one for pair in pairs for one in pair if isinstance(one, str)).encode()  # half a pair of surrogates is no text: no file could hold it
    except (ValueError, AttributeError, RecursionError):
        pairs = [("", None)]
    if len(pairs) > FIELDS or any(not isinstance(one, str) for _, one in pairs):
        raise Invalid("this is no JSON object of texts", where="the body", way_out='send {"name": "value"}, with a list where a field has several')
    return pairs


def _noted(form: Posted) -> None:
    """A line of the audit, with the route's pattern: what stood in the form and in the address is not in it."""
    request = form.visit.request
    if request.scope.get("path", "").removeprefix(form.visit.root).startswith(TOLD):
        return
    door = {"owner": "this machine", "token": "token"}.get(form.who.kind, "page")
    try:
        audit.note(people(request), form.who, f"form {getattr(request.scope.get('route'), 'path', '')}", "", door)
    except SQLAlchemyError as error:  # it was done already: that the audit lacks a line is for the operator
        log.warning("the audit could not be written: %s", type(error).__name__)


def _signed(request: Request, nonce: str) -> str:
    key: str = request.app.state.desk_key
    who = who_of(request)
    return hmac.new(key.encode(), f"{nonce}|{who.kind}|{who.session}".encode(), hashlib.sha256).hexdigest()


def _ours(request: Request, given: str) -> bool:
    nonce, _, signature = given.partition(".")
    return bool(nonce) and hmac.compare_digest(signature.encode("utf-8", "replace"), _signed(request, nonce).encode())
