"""A real HTTP server that behaves as it is told, byte by byte: sources that redirect, drip, lie, cut and never end."""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate

LONG_AGO = formatdate(1_600_000_000, usegmt=True)


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


@dataclass
class Talk:
    """One connection: what was asked, and a way to answer in bytes."""

    asked: Asked
    wire: socket.socket
    source: Source

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self.wire.sendall(data)
        self.source.sent += len(data)

    def head(self, status: str, *headers: str) -> None:
        """A status line and headers."""
        self.send("\r\n".join([f"HTTP/1.1 {status}", f"Date: {formatdate(usegmt=True)}", *headers, "", ""]).encode("latin-1"))

    def file(self, data: bytes, *headers: str) -> None:
        """A whole file, with its right length."""
        self.head("200 OK", f"Content-Length: {len(data)}", *headers)
        self.send(data)


Answer = Callable[[Talk], None]


@dataclass
class Source:
    """A server on a loopback address: `answers` by path. It counts connections, requests and bytes sent."""

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    sent: int = 0

    def __enter__(self) -> Source:
        self._listening = socket.create_server((self.host, 0), family=socket.AF_INET6 if ":" in self.host else socket.AF_INET)
        self.port = self._listening.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing = True
        self._listening.shutdown(socket.SHUT_RDWR)
        self._threads[0].join(10)
        self._listening.close()
        for wire in self._open:
            wire.close()
        for thread in self._threads[1:]:
            thread.join(10)

    @property
    def url(self) -> str:
        """The address of this server, without the last slash."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                wire, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(wire)
            self._threads.append(threading.Thread(target=self._serve, args=(wire,)))
            self._threads[-1].start()

    def _serve(self, wire: socket.socket) -> None:
        try:
            if self.tls:
                wire = self.tls.wrap_socket(wire, server_side=True)
                self._open.append(wire)
            asked = b""
            while b"\r\n\r\n" not in asked:
                got = wire.recv(65536)
                if not got:
                    return
                asked += got
            lines = asked.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
            request = Asked(lines[0].split(" ")[1], {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])})
            self.asked.append(request)
            self.answers.get(request.path, lambda talk: talk.head("404 Not Found", "Content-Length: 0"))(Talk(request, wire, self))
            wire.shutdown(socket.SHUT_WR)
            wire.settimeout(0.5)
            wire.recv(1)  # let the other end close first: an early close can lose what was just sent
        except (OSError, ValueError):
            return
        finally:
            wire.close()


# ---- answers ---------------------------------------------------------------------------------------


def gives(data: bytes, *headers: str) -> Answer:
    """A whole file."""
    return lambda talk: talk.file(data, *headers)


def says(status: str, *headers: str, body: bytes = b"") -> Answer:
    """A status, headers and a body, with a length."""

    def answer(talk: Talk) -> None:
        talk.head(status, f"Content-Length: {len(body)}", *headers)
        talk.send(body)

    return answer


def moves(location: str, status: str = "302 Found") -> Answer:
    """A redirect; `{port}` is this server's own port."""
    return lambda talk: talk.head(status, "Location: " + location.replace("{port}", str(talk.source.port)), "Content-Length: 0")


def raw(data: bytes) -> Answer:
    """These very bytes."""
    return lambda talk: talk.send(data)


def in_turn(*answers: Answer) -> Answer:
    """The first answer at the first request, the second at the second; the last one stays."""
    left = list(answers)
    return lambda talk: (left.pop(0) if len(left) > 1 else left[0])(talk)


def for_ever(head: bytes, piece: bytes, pause: float = 0.0) -> Answer:
    """A head and then the same piece again and again, at most about 100 MB or 30 seconds."""

    def answer(talk: Talk) -> None:
        talk.send(head)
        until = time.monotonic() + 30
        for _ in range(100_000_000 // len(piece)):
            talk.send(piece)
            time.sleep(pause)
            if time.monotonic() > until:
                return

    return answer


def resumable(data: bytes, *validators: str, cut: int = 0, cuts: int = 1) -> Answer:
    """A file of which ranges can be had while the validator holds; the first `cuts` answers stop after `cut` bytes."""
    left = [cuts]

    def answer(talk: Talk) -> None:
        start = 0
        wanted = re.match(r"bytes=(\d+)-$", talk.asked.headers.get("range", ""))
        current = [v.partition(":")[2].strip() for v in validators]
        if wanted and talk.asked.headers.get("if-range") in current:
            start = int(wanted[1])
            if start >= len(data):
                return talk.head("416 Range Not Satisfiable", f"Content-Range: bytes */{len(data)}", "Content-Length: 0")
            talk.head("206 Partial Content", f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}", f"Content-Length: {len(data) - start}", *validators)
        else:
            talk.head("200 OK", f"Content-Length: {len(data)}", "Accept-Ranges: bytes", *validators)
        stop = len(data)
        if cut and left[0]:
            left[0] -= 1
            stop = min(stop, start + cut)
        talk.send(data[start:stop])

    return answer


def unless_known(data: bytes, *validators: str) -> Answer:
    """304 to who has the validator, else the file."""

    def answer(talk: Talk) -> None:
        known = {talk.asked.headers.get("if-none-match"), talk.asked.headers.get("if-modified-since")}
        if known & {v.partition(":")[2].strip() for v in validators}:
            talk.head("304 Not Modified", *validators)
        else:
            talk.file(data, *validators)

    return answer


BOMB = gzip.compress(bytes(30_000_000))
