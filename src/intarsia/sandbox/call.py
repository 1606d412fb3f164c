"""One call: a child is asked, watched and, when it goes over a limit, ended."""

from __future__ import annotations

import json
import logging
import os
import selectors
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from intarsia import disk
from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.sandbox import verdict
from intarsia.sandbox.limits import Limits
from intarsia.sandbox.warm import warm

LOG = logging.getLogger("intarsia.sandbox")
EVERY, MEMORY_EVERY = 0.2, 0.05  # seconds between two looks: at the clock and what was written, at the memory in use
LONGEST_ANSWER = 256_000_000
AT_ONCE = max(2, os.cpu_count() or 1)
_PAGE = os.sysconf("SC_PAGE_SIZE")
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Tick:
    """How a call goes: seconds since its start, bytes written so far."""

    seconds: float
    written: int


def call(function: str, arguments: dict[str, Any], limits: Limits = Limits(), on_tick: Callable[[Tick], None] | None = None, *,  # noqa: B008 (frozen)
         where: str = "", folder: Path | None = None, patience: float | None = None) -> Any:
    """Run `module:function` with JSON-able arguments in a child process and return its JSON-able result.

    folder: where the child writes; its size is watched, and temporary files go there and are gone afterwards.
    where: what error texts name, the file. on_tick: called a few times a second; what it raises ends the call.
    patience: seconds to wait for a place (as many calls run at once as the machine has cores); None waits for ever.
    Any thread may call. What the child sends is never unpickled.
    Raises: the child's own IntarsiaError; Invalid for a crash and each limit; DiskTrouble; Unavailable without a place.
    """
    if not _places.acquire(timeout=patience):
        raise Unavailable("many files are being read at this moment", where=where, way_out="try again in a minute")
    try:
        with _temporary(folder) as temp:
            request = {"function": function, "arguments": arguments, "limits": asdict(limits), "cwd": os.getcwd(), "temp": temp}
            return _Call(limits, where, folder, on_tick).run(function.partition(":")[0], json.dumps(request).encode())
    finally:
        _places.release()


class _Call:
    """The two sockets of a child, read until both are closed."""

    def __init__(self, limits: Limits, where: str, folder: Path | None, on_tick: Callable[[Tick], None] | None) -> None:
        self.limits, self.where, self.folder, self.on_tick = limits, where, folder, on_tick
        self.answer, self.told = bytearray(), bytearray()
        self.before = written(folder)

    def run(self, module: str, request: bytes) -> Any:
        link, status = warm.submit(module)
        with link, status:  # closing the status ends the child, whatever happens here
            with suppress(BrokenPipeError, ConnectionResetError):
                link.settimeout(60)
                link.sendall(request)
                link.shutdown(socket.SHUT_WR)
            over = self._listen(link, status)
        if over:
            raise verdict.over(over, self.limits, self.where)
        return self._result(_ending(self.told))

    def _listen(self, link: socket.socket, status: socket.socket) -> str:
        """Take in what comes until the child has ended; the limit it went over, or "" ."""
        start, next_look = time.monotonic(), time.monotonic() + EVERY
        with selectors.DefaultSelector() as selector:
            for each, into in ((link, self.answer), (status, self.told)):
                each.setblocking(False)
                selector.register(each, selectors.EVENT_READ, into)
            ended = 0.0
            while selector.get_map():
                for key, _ in selector.select(MEMORY_EVERY):
                    chunk = _received(key.fileobj)  # type: ignore[arg-type]
                    key.data.extend(chunk)
                    if not chunk:
                        selector.unregister(key.fileobj)
                        ended = ended or (time.monotonic() if key.data is self.told else 0.0)
                now = time.monotonic()
                if len(self.answer) > LONGEST_ANSWER:
                    return "answer"
                if in_use(_ending(self.told).get("pid")) > self.limits.memory:
                    return "memory"
                if now >= next_look:
                    next_look = now + EVERY
                    if over := self._over(now - start):
                        return over
                if ended and now - ended > 1:  # the child is gone; something it started holds its socket open
                    return ""
        return "output" if written(self.folder) - self.before > self.limits.output else ""

    def _over(self, seconds: float) -> str:
        size = written(self.folder) - self.before
        if self.on_tick is not None:
            self.on_tick(Tick(seconds, size))
        return "wall" if seconds > self.limits.wall else "output" if size > self.limits.output else ""

    def _result(self, ending: dict[str, Any]) -> Any:
        if "failed" in ending:
            raise Unavailable(f"no process can be started to read this: {ending['failed']}", where=self.where, way_out="the machine is short of memory or processes: try again later")
        found = _understood(self.answer)
        if found is None or ending.get("code") != 0:
            raise verdict.ended(ending, bool(self.answer), self.limits, self.where)
        if "result" in found:
            return found["result"]
        if found.get("limit") in verdict.LIMITS:
            raise verdict.over(found["limit"], self.limits, self.where)
        if isinstance(found.get("disk"), int):
            raise disk.trouble(found["disk"], self.folder or tempfile.gettempdir())
        kind = _kinds().get(str(found.get("error")))
        if kind is not None:
            raise kind(str(found.get("what")), where=str(found.get("where", "")) or self.where, way_out=str(found.get("way_out", "")))
        LOG.debug("a call failed in its child:\n%s", found.get("traceback"))
        raise verdict.failed(str(found.get("failed"))[:60], self.where)


def _received(link: socket.socket) -> bytes:
    try:
        return link.recv(1 << 18)
    except BlockingIOError as error:  # readable a moment ago: ask again
        raise Invalid("the child's answer is not whole") from error
    except ConnectionResetError:
        return b""


def _understood(answer: bytes | bytearray) -> dict[str, Any] | None:
    """The JSON object a child sent; None when it is none."""
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _ending(told: bytearray) -> dict[str, Any]:
    """What the server says of the child: its process id, and how it ended; without the latter when the server itself is gone."""
    said: dict[str, Any] = {}
    for line in told.splitlines():
        said |= _understood(line) or {}
    return said


def _kinds() -> dict[str, type[IntarsiaError]]:
    return {kind.__name__: kind for kind in IntarsiaError.__subclasses__() if kind.__module__ == IntarsiaError.__module__}


@contextmanager
def _temporary(folder: Path | None) -> Iterator[str]:
    """A place for temporary files in the watched folder, so that nothing of a killed child is left."""
    if folder is None:
        yield ""
        return
    with disk.in_words(folder):
        temp = tempfile.mkdtemp(prefix=".tmp-", dir=folder)
    try:
        yield temp
    finally:
        shutil.rmtree(temp, ignore_errors=True)


def in_use(pid: Any) -> int:
    """Bytes of memory a process uses alone; 0 where the operating system has no /proc (macOS: there memory is not watched)."""
    try:
        with open(f"/proc/{int(pid)}/statm", encoding="ascii") as handle:
            _, resident, shared, *_ = (int(word) for word in handle.read().split())
    except (OSError, TypeError, ValueError):
        return 0
    return (resident - shared) * _PAGE


def written(folder: Path | None) -> int:
    """Bytes of all files in a folder; files that come and go meanwhile are no harm."""
    total = 0
    stack = [folder] if folder is not None else []
    while stack:
        with suppress(OSError), os.scandir(stack.pop()) as entries:
            for entry in entries:
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
    return total
