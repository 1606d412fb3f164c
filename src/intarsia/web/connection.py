"""One connection: uvicorn's, with patience that ends. Who sends or reads too slowly gives up their place for others.

Checked once a second over all connections, so that a timer a connection is not needed. What is waited for:
the head of a request (10 s in all), a body (no silence of 20 s, and 2 kB/s after the first half minute), and a reader
who takes what is sent (1 kB/s, looked at every 20 s). Between requests a connection is kept for 5 s.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from intarsia.web import metrics

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

HEAD_SECONDS = 10.0
SILENCE_SECONDS = 20.0
BODY_SECONDS, BODY_RATE = 30.0, 2_000
READING_SECONDS, READING_RATE = 20.0, 1_000
LARGEST_HEAD = 32_000
LEAVING_NEW, LEAVING = 1.0, 0.3  # a request may be on its way while this process stops: on a connection that has sent none, on a kept one
FULL = "This server has as many visitors as it can serve at once. Try again in some seconds.\n"
TOO_LARGE = "The head of the request is larger than 32,000 bytes.\n"
TOO_SLOW = "The request did not come in time.\n"


class Connection(HttpToolsProtocol):
    """`most` is the number of connections of this process; above it the one that has waited longest for a request makes room."""

    most = 2000

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: asyncio.AbstractEventLoop | None = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.head_since: float | None = None
        self.head_bytes = 0
        self.body_since: float | None = None
        self.body_last = 0.0
        self.body_bytes = 0
        self.stuck_since: float | None = None
        self.stuck_bytes = 0
        self.leaving = False

    # ---- what comes in ------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.head_since = self.loop.time()
        if len(self.connections) > self.most and not self._make_room():
            self._turn_away(503, FULL, "full")

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.head_since is not None:
            self.head_bytes += len(data)
        super().data_received(data)
        if self.head_since is not None and self.head_bytes > LARGEST_HEAD and not self.transport.is_closing():
            self._turn_away(431, TOO_LARGE, "large head")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self.head_since is None:
            self.head_since, self.head_bytes = self.loop.time(), 0

    def on_headers_complete(self) -> None:
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD:
            self._turn_away(431, TOO_LARGE, "large head")
            raise httptools.HttpParserError("the head is too large")
        self._whole_address()
        self.head_since, self.head_bytes = None, 0
        self.body_since = self.body_last = self.loop.time()
        self.body_bytes = 0
        super().on_headers_complete()
        if self.leaving and self.cycle is not None:
            self.cycle.keep_alive = False

    def _whole_address(self) -> None:
        """A whole address instead of a path, which is how proxies are asked, outranks the Host header; `nearby` wants to know of it."""
        if self.url.startswith(b"/") or self.url == b"*":
            return
        self.scope["state"]["whole_address"] = True
        try:
            asked = httptools.parse_url(self.url)
        except httptools.HttpParserInvalidURLError:
            return
        if asked.host:
            host = asked.host + (b":%d" % asked.port if asked.port else b"")
            self.headers[:] = [*((name, value) for name, value in self.headers if name != b"host"), (b"host", host)]

    def on_body(self, body: bytes) -> None:
        self.body_last = self.loop.time()
        self.body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.body_since = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        if not self.transport.is_closing():
            super().send_400_response(msg)

    # ---- what goes out ------------------------------------------------------------------------------

    def pause_writing(self) -> None:
        self.stuck_since, self.stuck_bytes = self.loop.time(), self.transport.get_write_buffer_size()
        super().pause_writing()

    def resume_writing(self) -> None:
        self.stuck_since = None
        super().resume_writing()

    # ---- the end ------------------------------------------------------------------------------------

    def shutdown(self) -> None:
        """Take no more than the request that is on its way: closed at once, it would be lost without an answer."""
        self.leaving = True
        if self.cycle is not None and not self.cycle.response_complete:
            super().shutdown()
        else:
            self.loop.call_later(LEAVING_NEW if self.cycle is None else LEAVING, self._leave)

    def _leave(self) -> None:
        if self.idle and not self.head_bytes:
            self.transport.close()

    # ---- patience -----------------------------------------------------------------------------------

    @property
    def idle(self) -> bool:
        """Is no request under way, so that nobody loses an answer when this is closed?"""
        return (self.cycle is None or self.cycle.response_complete) and self.stuck_since is None

    def look(self, now: float) -> None:
        """Give up on a peer that is too slow."""
        if self.transport.is_closing() and self.stuck_since is None:  # what is left of an answer waits for a reader who went
            self.stuck_since, self.stuck_bytes = now, self.transport.get_write_buffer_size()
        if self.head_since is not None and self.idle and not self.transport.is_closing() and now - self.head_since > HEAD_SECONDS:
            self._turn_away(408, TOO_SLOW, "slow head") if self.head_bytes else self._drop("no request")
        elif self.body_since is not None and self.flow.read_paused:
            self.body_last, self.body_since = now, self.body_since + 1  # it is we who do not read
        elif self.body_since is not None and (now - self.body_last > SILENCE_SECONDS or self._slower(now - self.body_since, BODY_SECONDS, self.body_bytes, BODY_RATE)):
            self._drop("slow body")
        elif self.stuck_since is not None and now - self.stuck_since > READING_SECONDS:
            left = self.transport.get_write_buffer_size()
            if self.stuck_bytes - left < READING_RATE * (now - self.stuck_since):
                self._drop("slow reader")
            else:
                self.stuck_since, self.stuck_bytes = now, left

    @staticmethod
    def _slower(spent: float, free: float, came: int, rate: int) -> bool:
        return spent > free and came < (spent - free) * rate

    def _make_room(self) -> bool:
        waiting = [one for one in self.connections if isinstance(one, Connection) and one is not self and one.idle and not one.transport.is_closing()]
        if not waiting:
            return False
        oldest = min(waiting, key=lambda one: one.head_since or 0.0)
        oldest._drop("made room")
        return True

    def _drop(self, why: str) -> None:
        metrics.DROPPED.labels(why).inc()
        self.transport.abort()

    def _turn_away(self, status: int, why: str, reason: str) -> None:
        """Say why, and close; what cannot be sent at once is not waited for."""
        metrics.DROPPED.labels(reason).inc()
        names = {503: "Service Unavailable", 408: "Request Timeout", 431: "Request Header Fields Too Large"}
        later = "Retry-After: 5\r\n" if status == 503 else ""
        head = f"HTTP/1.1 {status} {names[status]}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(why)}\r\n{later}Connection: close\r\n\r\n"
        self.transport.write((head + why).encode("ascii"))
        self.transport.close()
