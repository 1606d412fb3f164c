"""A child as the server sees it: started, asked, watched, and killed when it goes over a limit or nobody waits any more."""

from __future__ import annotations

import atexit
import json
import os
import selectors
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intarsia import disk, errors
from intarsia.disk import size
from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.model import Asking
from intarsia.questions import wire
from intarsia.questions.question import Answer, Question, TooMuch
from intarsia.sandbox.call import in_use
from intarsia.sandbox.warm import Warm

LOOK = 0.05  # seconds between two looks at the memory in use
STARTING = 30  # seconds for a child to open a release
TIRED = 2_000  # questions after which a child is replaced: what an engine keeps between them never grows for long
ENTRY = "intarsia.questions.child:serve"

#: the process that forks them; of its own, so that reading a file and asking a question never wait for each other
warm = Warm()
atexit.register(warm.close)
os.register_at_fork(after_in_child=warm.forget)


def edition(release: Path) -> int | None:
    """What tells that something was erased from a release meanwhile: which file its manifest is."""
    try:
        return (release / "manifest.json").stat().st_ino
    except OSError:
        return None


class Child:
    """One process with a release open. One question at a time; any thread; `kill` from any other."""

    def __init__(self, release: Path, limits: Asking) -> None:
        """Start it. Raises: Unavailable when no process can be started or the release does not open."""
        self.release, self.limits, self.asked, self.dead = release, limits, 0, False
        self.edition = edition(release)
        self._link, self._status = warm.submit(ENTRY)
        self._mailbox, self._told, self._closing = wire.Mailbox(), bytearray(), threading.Lock()
        self._closed = False
        with suppress(OSError):
            wire.send(self._link, {"release": str(release), "limits": {name: getattr(limits, name) for name in ("memory", "seconds", "rows", "size")}})
        if self._wait(STARTING) is None:
            ending = self._ending()
            self.close()
            why = f": {ending['failed']}" if "failed" in ending else ""
            raise Unavailable(f"no process can open this release for questions{why}", way_out="intarsia verify looks for damage; else try again later")

    @property
    def pid(self) -> int | None:
        """Its process id; None when it never started."""
        return self._ending().get("pid")

    @property
    def tired(self) -> bool:
        """Is it time for another? After many questions, or when it keeps much memory."""
        return self.dead or self.asked >= TIRED or in_use(self.pid) > self.limits.memory // 2

    def ask(self, question: Question) -> Answer:
        """Its answer.

        Raises: what the child says is wrong (Invalid, Refused, Unavailable); TooMuch for a limit; Unavailable when it was killed from elsewhere.
        """
        self.asked += 1
        asked = asdict(question)
        del asked["release"]
        with suppress(OSError):
            self._link.setblocking(True)
            wire.send(self._link, asked)
        found = self._wait(self.limits.seconds)
        if found is None:
            raise self._ended()
        head, held, file = found
        if "media" in head:
            return Answer.told(head, held, file)
        if head.get("limit") == "memory":  # an engine that ran out may hold on to what it had
            self.kill()
            raise self._too_much("memory")
        raise _error(head, self.limits)

    def kill(self) -> None:
        """End it now, whatever it is doing."""
        self.dead = True
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        with suppress(OSError):
            self._status.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it and let go of its sockets; not while it is being asked."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self.kill()
                self._link.close()
                self._status.close()
                self._mailbox.close()

    def _wait(self, seconds: float) -> Any:
        """Its next message; None when it is dead: by itself, killed, or because it went over a limit, which `_over` then names."""
        self._over = ""
        until = time.monotonic() + seconds
        self._link.setblocking(False)
        self._status.setblocking(False)
        with selectors.DefaultSelector() as selector:
            selector.register(self._link, selectors.EVENT_READ)
            selector.register(self._status, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select(LOOK):
                    if key.fileobj is self._link:
                        with suppress(BlockingIOError):
                            if not self._mailbox.take(self._link):
                                self.kill()
                                self._drain()
                                return None
                    elif not self._hear():
                        selector.unregister(self._status)
                if (message := self._message()) is not None:
                    return message
                if self.dead:
                    return None
                if in_use(self.pid) > self.limits.memory:
                    self._over = "memory"
                elif time.monotonic() > until:
                    self._over = "seconds"
                if self._over:
                    self.kill()
                    return None

    def _message(self) -> Any:
        try:
            return self._mailbox.message()
        except ValueError:
            self.kill()
            return None

    def _hear(self) -> bool:
        """What the server of children says of it; False when that is all."""
        try:
            said = self._status.recv(1 << 16)
        except BlockingIOError:
            return True
        except OSError:
            said = b""
        self._told += said
        if "code" in self._ending() or not said:
            self.dead = True
        return bool(said)

    def _drain(self) -> None:
        """How it ended, which is told a moment later."""
        self._status.setblocking(True)
        self._status.settimeout(1)
        while "code" not in self._ending():
            try:
                said = self._status.recv(1 << 16)
            except OSError:
                return
            if not said:
                return
            self._told += said

    def _ending(self) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for line in bytes(self._told).splitlines():
            with suppress(ValueError):
                said |= json.loads(line)
        return said

    def _ended(self) -> IntarsiaError:
        """Why there is no answer."""
        if self._over:
            return self._too_much(self._over)
        code = self._ending().get("code")
        if code == -signal.SIGALRM:
            return self._too_much("seconds")
        if code == -signal.SIGXFSZ:
            return self._too_much("size")
        if isinstance(code, int) and code in (-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL):
            return TooMuch("the engine broke on this question", way_out="it may be nested too deeply, or ask for more than fits: write it flatter and smaller")
        return Unavailable("the process that answered this question was ended", way_out="ask again")

    def _too_much(self, limit: str) -> TooMuch:
        what = {"memory": f"this question needs more than {size(self.limits.memory)} of memory", "seconds": f"this question takes more than {self.limits.seconds} seconds",
                "size": f"the answer to this question is longer than {size(self.limits.size)}"}[limit]
        return TooMuch(what, way_out="narrow it: filter early, join on equal columns, add LIMIT; or take the dumps and ask them on your own machine")


def _error(head: dict[str, Any], limits: Asking) -> IntarsiaError:
    """What a child says is wrong, as an error of ours."""
    if head.get("limit"):
        return TooMuch(f"the answer to this question is longer than {size(limits.size)}" if head["limit"] == "output" else "this question opens more files than it may", way_out="narrow it")
    if isinstance(head.get("disk"), int):
        return disk.trouble(head["disk"], "/tmp")
    kind = getattr(errors, str(head.get("error")), None)
    if isinstance(kind, type) and issubclass(kind, IntarsiaError):
        return kind(str(head.get("what")), where=str(head.get("where", "")), way_out=str(head.get("way_out", "")))
    return Invalid("the engine failed on this question", way_out="write it another way; if it stays, tell the operator")
