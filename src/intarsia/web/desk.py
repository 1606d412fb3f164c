"""The desk's door: who may change something, and how a form proves that it is ours.

Until there are accounts, whoever sits at this machine is the pool's owner. So the pages of the desk, and every form that changes
something, answer only where the server is bound to this machine alone and the request comes from it (`nearby`), and a form only
with the address of this site as its Origin and a token that no other site can read. Elsewhere the answer is 403, in words.

A page of the desk takes `Owner`, a form that is sent takes `Act`:

    @page(router, "/desk/terms", "json", about="...")
    def proposals(visit: Owner) -> Response: ...            # in its template, in each form: {{ token(visit) }}

    @router.post("/desk/terms", include_in_schema=False)
    def accept(act: Act) -> Response: ...                   # act.visit, act.get("term"), act.actor; ends in act.back("/desk/terms")
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from intarsia.errors import Invalid, Refused
from intarsia.store.ledger import Ledger
from intarsia.web.nearby import from_here
from intarsia.web.visit import Visit

OWNER = "owner"  # who acts, until there are accounts
FIELD = "token"
LONGEST = 200_000  # bytes of a form
FIELDS = 2_000
_WAY_IN = "on the machine itself: intarsia serve DIR, without --host, --proxy or --base-path, and open the address it prints"


class DeskVisit(Visit):
    """A visit to the desk: its pages say what the ledger holds at this moment, so nothing may keep them."""

    def headers(self) -> dict[str, str]:
        return {"Cache-Control": "no-store", "Vary": self.vary}


@dataclass(frozen=True)
class Posted:
    """A form that may act: the visit, its fields in order, and who acts."""

    visit: DeskVisit
    fields: tuple[tuple[str, str], ...]
    actor: str

    def get(self, name: str, otherwise: str = "") -> str:
        """The first value of a field, without the blanks around it."""
        return next((value.strip() for field, value in self.fields if field == name), otherwise)

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


def open_to(request: Request) -> bool:
    """May who sends this request use the desk?"""
    return request.app.state.here is not None and from_here(request)


def guarded(request: Request, acting: bool = False, token: str = "") -> None:
    """Go on when this request may see the desk; `acting`: and may change something, with the token of its form.

    Raises: Refused, in words.
    """
    if request.app.state.here is None:
        raise Refused("the desk is closed at this address: until there are accounts, only the owner works at it, on the machine the pool is on", where="/desk",
                      way_out=f"{_WAY_IN}; where the pool's base is a public address, also say --local")
    if not from_here(request):
        raise Refused("the desk answers only to this machine itself, not through a proxy and not under another name", where="/desk", way_out=_WAY_IN)
    if not acting:
        return
    if request.headers.get("origin", "").lower() != f"{request.url.scheme}://{request.headers.get('host', '')}".lower() \
            or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Refused("this was not sent from a page of this site", where="Origin", way_out="open the desk in the browser and use the form there; by hand there is the command line")
    if not _ours(request, token):
        raise Refused("the form does not hold the token of this server: it is from another page, or the server was started again since", where=FIELD,
                      way_out="load the page again, and send the form from there; nothing was changed")


def token_of(request: Request) -> str:
    """What a form must send along: fresh each time, good until the server stops."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_signed(request, nonce)}"


def token(visit: Visit) -> Markup:
    """The hidden field that each form of the desk holds."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token_of(visit.request))


def owner(request: Request) -> DeskVisit:
    """The visit of somebody who may see the desk. Raises: Refused."""
    guarded(request)
    return DeskVisit(request)


async def posted(request: Request) -> Posted:
    """A form that may act.

    Raises: Refused; Invalid for what is no form.
    """
    guarded(request)  # before anything of it is read
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Invalid("this is no form", where="Content-Type", way_out="send it as application/x-www-form-urlencoded")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise Invalid(f"a form of the desk has at most {LONGEST:,} bytes", way_out="send less at once")
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError as error:
        raise Invalid("the form cannot be read: it is no UTF-8, or has too many fields", way_out="send it from the page") from error
    guarded(request, acting=True, token=next((value for name, value in fields if name == FIELD), ""))
    return Posted(DeskVisit(request), tuple(fields), OWNER)


Owner = Annotated[DeskVisit, Depends(owner)]
Act = Annotated[Posted, Depends(posted)]


@contextmanager
def ledger(visit: Visit) -> Iterator[Ledger]:
    """The ledger of the pool that this visit is about."""
    found = visit.serving.pool.ledger()
    try:
        yield found
    finally:
        found.close()


def _signed(request: Request, nonce: str) -> str:
    key: str = request.app.state.desk_key
    return hmac.new(key.encode(), nonce.encode(), hashlib.sha256).hexdigest()


def _ours(request: Request, given: str) -> bool:
    nonce, _, signature = given.partition(".")
    return bool(nonce) and hmac.compare_digest(signature.encode("utf-8", "replace"), _signed(request, nonce).encode())
