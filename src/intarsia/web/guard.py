"""The outermost layer of the door: looks at a request before it comes in, and at an answer before it goes out."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
import time

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intarsia.web import address, errorpages, headers, logs, metrics
from intarsia.web.heads import Heads
from intarsia.web.nearby import from_here
from intarsia.web.packing import Packing
from intarsia.web.proxies import Proxies
from intarsia.web.settings import Settings

log = logging.getLogger(__name__)
STOPPING = "The server is stopping. Try again in some seconds.\n"
PRIVATE = ("/desk/", "/contribute/", "/join/", "/sign/", "/letters/", "/wrong/")
FORMS = re.compile(r"[a-z]+/(?:[a-z0-9.-]+\+)?([a-z0-9.-]+)")


class Guard:
    """ASGI middleware: request ids, proxies, the base path, headers on every answer, compression, and a plain answer where our code fails."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.bare: ASGIApp = Heads(app)
        self.packed: ASGIApp = Packing(self.bare)
        self.settings = settings
        self.proxies = Proxies(settings.proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.bare(scope, receive, send)
            return
        scope = {**scope, "path": scope["path"], "root_path": ""}
        request_id = self.proxies.read(scope) or secrets.token_hex(8)
        address.stand(scope, self.settings.base_path)
        scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        answer = Answer(scope, send, request_id, self._shared(scope), self.settings.hsts)
        metrics.UNDER_WAY.inc()
        try:
            await self._let_in(scope, receive, answer)
        except asyncio.CancelledError:
            if not scope["app"].state.stopping:
                raise
            if not answer.status:
                await Response(STOPPING, 503, {"Retry-After": "5", "Connection": "close"}, "text/plain; charset=utf-8")(scope, receive, answer.send)
            log.info("request %s was cut off: the server stopped", request_id)
        except Exception as error:
            if answer.status:
                raise
            await errorpages.crash(Request(scope, receive), error)(scope, receive, answer.send)
        finally:
            metrics.UNDER_WAY.dec()
            answer.count()

    async def _let_in(self, scope: Scope, receive: Receive, answer: Answer) -> None:
        refused = address.refusal(scope)
        if refused:
            await errorpages.refused(Request(scope), *refused)(scope, receive, answer.send)
        elif (allowed := headers.preflight(scope)) is not None:
            await Response(status_code=204, headers=allowed)(scope, receive, answer.send)
        elif scope["root_path"] and scope["path"] == scope["root_path"]:
            await Response(status_code=308, headers={"Location": scope["root_path"] + "/"})(scope, receive, answer.send)
        else:
            whole = address.within(scope).startswith("/dumps/") or scope["path"].endswith(".parquet")
            await (self.bare if whole else self.packed)(scope, receive, answer.send)

    @staticmethod
    def _shared(scope: Scope) -> bool:
        """May pages of other sites read the answer? Not where it may hold what is for this machine or for members alone."""
        if (address.within(scope) + "/").startswith(PRIVATE) or address.within(scope).startswith(("/desk.", "/contribute.")):
            return False
        return scope["app"].state.here is None or not from_here(Request(scope))


class Answer:
    """One answer on its way out: given its headers, and counted."""

    def __init__(self, scope: Scope, send: Send, request_id: str, shared: bool, hsts: int) -> None:
        self.scope, self._send, self._id, self._shared, self._hsts = scope, send, request_id, shared, hsts
        self.status, self.size, self._form = 0, 0, "none"
        self._began = time.perf_counter()

    async def send(self, message: Message) -> None:
        """As the server's `send`."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = MutableHeaders(scope=message)
            headers.dress(given, self.scope, self._id, self._shared, self._hsts)
            root, location = self.scope["root_path"], given.get("location", "")
            if root and location.startswith("/") and not location.startswith(("//", root + "/")):
                given["Location"] = root + location  # redirects within the site need not know where it stands
            if self.status == 405:
                headers.allowed(given)
            found = FORMS.match(given.get("content-type", ""))
            self._form = found[1] if found else "none"
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)

    def count(self) -> None:
        """Once it is sent, or was cut off."""
        route = getattr(self.scope.get("route"), "path", "none")
        spent = time.perf_counter() - self._began
        metrics.answered(route, self.status, self._form, spent)
        logs.access(self._id, self.scope["method"], address.told(self.scope), route, self.status, spent, self.size)
