"""Questions at the web door: who asks, whether they are still there, and how an answer leaves."""

from __future__ import annotations

import atexit
import ipaddress
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.questions import Answer, Desk, Question
from intarsia.store import graph
from intarsia.web import errorpages
from intarsia.web.visit import Visit

LONGEST = 1_000_000  # bytes of a posted question
PAGE_ROWS = 500  # rows that a page shows; the files hold more
GONE = 499  # nobody reads it; it stands in the log and the counts


class TooLong(Invalid):
    """A posted question that no one wrote by hand."""

    title, status = "Too long", 413


class WrongKind(Invalid):
    """A body of a kind that is not read here."""

    title, status = "Unsupported media type", 415


class NotReady(Unavailable):
    """The graph of a release is being made."""

    title, retry_after = "Not ready yet", 30


class Given(Response):
    """An answer, sent piece by piece as fast as the reader takes it; `before` and `after` stand around it."""

    def __init__(self, answer: Answer, headers: dict[str, str], before: bytes = b"", after: bytes = b"", media: str = "") -> None:
        super().__init__(b"", 200, headers, media_type=media or answer.media)
        self.given, self.before, self.after = answer, before, after
        self.headers["Content-Length"] = str(len(before) + answer.size + len(after))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            chunks = self.given.chunks()
            piece: bytes | None = self.before
            while piece is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await run_in_threadpool(next, chunks, None) if self.given.file is not None else next(chunks, None)
            await send({"type": "http.response.body", "body": self.after, "more_body": False})
        finally:
            self.given.close()


async def ask(visit: Visit, question: Question) -> Answer | None:
    """The answer; None when the client went away meanwhile.

    Raises: what `Desk.ask` raises; Unavailable while the graph is not ready, whose making is then begun.
    """
    if question.language == "sparql":
        await run_in_threadpool(need_graph, question.release)
    desk: Desk = visit.request.app.state.desk
    return await desk.ask(question, client_of(visit.request), visit.request.is_disconnected)


async def release_of(visit: Visit) -> Path:
    """The folder of the release that this visitor reads. Raises: NothingServed; NotFound."""
    path: Path = await run_in_threadpool(lambda: visit.reader.path)
    return path.resolve()


def client_of(request: Request) -> str:
    """For whose turn it is: an address, an IPv6 one by its network; it is not kept."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def headers_of(answer: Answer, visit: Visit) -> dict[str, str]:
    """What is said of an answer beside it."""
    about = {**visit.headers(), "Intarsia-Rows": str(answer.rows)}
    return {**about, "Intarsia-Truncated": answer.truncated} if answer.truncated else about


def meta_of(answer: Answer) -> dict[str, Any]:
    """The same within JSON."""
    return {"rows": answer.rows, "truncated": answer.truncated or None, "seconds": round(answer.seconds, 4), "columns": [{"name": name, "type": kind} for name, kind in answer.columns]}


def problem(visit: Visit, error: IntarsiaError) -> Response:
    """An error for a program, whatever it accepts: RFC 9457."""
    scope = dict(visit.request.scope)
    scope["headers"] = [*((name, value) for name, value in scope["headers"] if name != b"accept"), (b"accept", b"application/problem+json")]
    return errorpages.answer(Request(scope), error.problem(), errorpages.retry_after(error))


def gone() -> Response:
    """For nobody."""
    return Response(status_code=GONE)


async def body_of(request: Request) -> bytes:
    """The body of a request. Raises: TooLong."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > LONGEST:
            raise TooLong(f"a question has at most {LONGEST:,} bytes", way_out="shorten its lists of values")
    return bytes(found)


def text_of(body: bytes) -> str:
    """A body as text. Raises: Invalid for what is no UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid("the question is no UTF-8", way_out="send it as UTF-8") from error


def kind_of(request: Request) -> str:
    """The media type of a body, without its options. Raises: WrongKind for a character set that is not UTF-8."""
    kind, *options = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    for option in options:
        name, _, value = option.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise WrongKind("questions are read as UTF-8", where="Content-Type", way_out="send the question as UTF-8")
    return kind


def need_graph(release: Path) -> None:
    """Go on when the graph is ready, else begin to make it.

    Raises: NotReady; NotFound when the release has nothing to make it from.
    """
    if not graph.ready(release):
        _makers.make(release, lambda: graph.start(release))
        raise NotReady("the graph of this release is being made", way_out="ask again in half a minute; the dumps and SQL answer now")


class Makers:
    """The processes that make graphs, one for each release."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Path, subprocess.Popen[bytes]] = {}

    def make(self, release: Path, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        with self._lock:
            running = self._running.get(release)
            if running is None or running.poll() is not None:
                self._running[release] = start()

    def close(self) -> None:
        """End them with this process: what is half made is thrown away by who makes it next."""
        with self._lock:
            for one in self._running.values():
                one.kill()
                one.wait()
            self._running.clear()


_makers = Makers()
atexit.register(_makers.close)
os.register_at_fork(after_in_child=_makers.__init__)  # type: ignore[misc]


def address(visit: Visit, path: str, query: str, **more: Any) -> str:
    """The address of a question, with the release it is asked of where the reader pinned one."""
    return visit.href(path, query=query, **more) if query else visit.href(path) + (f"?{urlencode(more)}" if more else "")
