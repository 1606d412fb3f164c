"""Nobody may take all of the API: so many requests in so many seconds for each client, told by the RateLimit headers.

Who asks is told apart by a keyed hash with a key that is made anew at each start and never leaves the process; addresses are
neither kept nor written down, and a count is forgotten when its window ends. Each worker process counts for itself.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import secrets
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HELD = 100_000  # clients counted apart within a window; those who come after share one count
QUOTA = "https://iana.org/assignments/http-problem-types#quota-exceeded"


class RateLimit:
    """Around the app: `requests` in `seconds` for each client of the API; 0 requests is no limit."""

    def __init__(self, app: ASGIApp, requests: int, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._app, self._requests, self._seconds, self._clock = app, requests, seconds, clock
        self._key = secrets.token_bytes(32)
        self._ends = 0.0
        self._used: dict[bytes, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._requests or not _mine(scope):
            await self._app(scope, receive, send)
            return
        told = self._told(scope)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in told.items():
                    headers[name] = value
            await send(message)

        if "Retry-After" in told:
            problem = {"type": QUOTA, "title": "Too many requests", "status": 429, "detail": f"more than {self._requests:,} requests in {self._seconds} seconds",
                       "way_out": f"wait {told['Retry-After']} seconds; for everything at once take the dumps of the release or a table as Parquet"}
            await _send(counted, 429, {"Content-Type": "application/problem+json", "Cache-Control": "no-store"}, json.dumps(problem).encode())
        else:
            await self._app(scope, receive, counted)

    def _told(self, scope: Scope) -> dict[str, str]:
        now = self._clock()
        if now >= self._ends:
            self._used, self._ends = {}, now + self._seconds
        client = self._client(scope)
        if client not in self._used and len(self._used) >= HELD:
            client = b""
        used = self._used[client] = self._used.get(client, 0) + 1
        wait = max(1, round(self._ends - now))
        told = {"RateLimit-Policy": f'"default";q={self._requests};w={self._seconds}', "RateLimit": f'"default";r={max(0, self._requests - used)};t={wait}'}
        return told | ({"Retry-After": str(wait)} if used > self._requests else {})

    def _client(self, scope: Scope) -> bytes:
        """Who asks, as a hash; of an IPv6 address the network, since a household has a whole one."""
        host = (scope.get("client") or ("",))[0]
        try:
            address = ipaddress.ip_address(host)
            host = str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host
        except ValueError:
            pass
        return hashlib.blake2b(host.encode(), key=self._key, digest_size=12).digest()


def _mine(scope: Scope) -> bool:
    path = str(scope["path"]).removeprefix(str(scope.get("root_path", "")).rstrip("/"))
    return path.startswith(("/api/", "/reconcile/")) or path == "/openapi.json"


async def _send(send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    written = [(name.lower().encode(), value.encode()) for name, value in {**headers, "Content-Length": str(len(body))}.items()]
    await send({"type": "http.response.start", "status": status, "headers": written})
    await send({"type": "http.response.body", "body": body})
