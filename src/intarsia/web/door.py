"""Who sends a request: found once, from a personal token, from a session, or from where the request comes.

While nobody has an account, a request from this machine itself is its owner's, and there are no others. Once somebody has, a session
or a token says who it is, on this machine too.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from intarsia.accounts import limits, members, sessions, tokens
from intarsia.accounts.who import NOBODY, OWNER, Who
from intarsia.store import desk
from intarsia.store.desk import DeskFile
from intarsia.web.nearby import from_here

log = logging.getLogger(__name__)
COOKIE = "intarsia-session"
BEARER = "bearer "
REMEMBERED = 10  # seconds for which it is remembered whether there are accounts, where only a link depends on it


def people(request: Request) -> DeskFile:
    """The file that holds the accounts of the pool that is served."""
    return desk.at(request.app.state.serving.pool.layout.desk)


def who_of(request: Request) -> Who:
    """Who sends this request. Raises: limits.TooOften for an address that tried many tokens that are none."""
    state: dict[str, Any] = request.scope.setdefault("state", {})
    if "who" not in state:
        state["who"] = NOBODY  # whatever goes wrong now
        try:
            state["who"] = _found(request)
        except SQLAlchemyError as error:  # those who only read are served all the same
            log.warning("the accounts cannot be read: %s", type(error).__name__)
    found: Who = state["who"]
    return found


def has_accounts(request: Request) -> bool:
    """Has anybody an account in this pool? As of some seconds ago: a link depends on it, no permission."""
    state = request.app.state
    now = time.monotonic()
    if now - getattr(state, "accounts_at", -REMEMBERED) >= REMEMBERED:
        state.accounts_there, state.accounts_at = members.any_there(people(request)), now
    return bool(state.accounts_there)


def address_key(request: Request) -> str:
    """What the address of who asks is counted by."""
    return limits.address(request.client.host if request.client else "", request.app.state.desk_key)


def with_session(request: Request, response: Response, secret: str) -> Response:
    """The answer, which has the browser keep the secret of a session."""
    response.set_cookie(named(request), secret, max_age=sessions.LONGEST, path=_path(request), httponly=True, samesite="lax", secure=_https(request))
    return response


def without_session(request: Request, response: Response) -> Response:
    """The answer, which has the browser forget it."""
    response.delete_cookie(named(request), path=_path(request), httponly=True, samesite="lax", secure=_https(request))
    return response


def bearer(request: Request) -> str | None:
    """The token that came with the request; None without one."""
    given = request.headers.get("authorization", "")
    return given[len(BEARER):].strip() if given.lower().startswith(BEARER) else None


def _found(request: Request) -> Who:
    file = people(request)
    if (token := bearer(request)) is not None:
        key, said = address_key(request), "there were too many tries with tokens that do not work"
        limits.look(file, said, {key: limits.PER_ADDRESS})
        found = tokens.who(file, token)
        if found is None and members.any_there(file):
            limits.count(file, said, {key: limits.PER_ADDRESS})
        return found or NOBODY
    if (secret := request.cookies.get(named(request))) and (signed_in := sessions.who(file, secret)) is not None:
        return signed_in
    if request.app.state.here is not None and from_here(request) and not members.any_there(file):
        return OWNER
    return NOBODY


def _https(request: Request) -> bool:
    return request.url.scheme == "https"


def _path(request: Request) -> str:
    return str(request.scope.get("root_path", "")).rstrip("/") or "/"


def named(request: Request, cookie: str = COOKIE) -> str:
    """What a cookie is called: the beginnings have browsers insist on https, and (at the root of a host) that no other host of the domain set it."""
    if not _https(request):
        return cookie
    return f"__Host-{cookie}" if _path(request) == "/" else f"__Secure-{cookie}"
