"""The desk: takes a question, waits for a turn, has a child answer it, and drops it when nobody waits any more."""

from __future__ import annotations

import asyncio
import logging
import threading
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from intarsia.errors import IntarsiaError
from intarsia.model import Asking
from intarsia.questions.children import Child, edition
from intarsia.questions.question import Answer, Question
from intarsia.questions.turns import Turns

log = logging.getLogger(__name__)
Gone = Callable[[], Awaitable[bool]]
LOOK = 0.1  # seconds between two looks whether the client is still there


class Desk:
    """Questions of one server process. Children are started with the first question, and kept warm between questions."""

    def __init__(self, limits: Asking = Asking()) -> None:  # noqa: B008 (frozen)
        self.limits = limits
        self.turns = Turns(limits.at_once, limits.waiting)
        self._idle: list[Child] = []
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(limits.at_once + 1, thread_name_prefix="question")
        self._closed = False
        weakref.finalize(self, _close, self._idle, self._threads)

    async def ask(self, question: Question, client: str = "", gone: Gone | None = None) -> Answer | None:
        """The answer; None when the client went away, and then the child that was at it is dead.

        Raises: Busy; TooMuch; Invalid, Refused and Unavailable as they come.
        """
        watch = asyncio.ensure_future(_until(gone)) if gone else None
        work = asyncio.ensure_future(self._turn(question, client))
        try:
            await asyncio.wait({work, watch} if watch else {work}, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                return work.result()
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
            return None
        finally:
            for each in (work, watch):
                if each is not None and not each.done():
                    each.cancel()
                    with suppress(asyncio.CancelledError):
                        await each

    async def _turn(self, question: Question, client: str) -> Answer:
        async with self.turns.turn(client):
            at = _At()
            working = asyncio.wrap_future(self._threads.submit(self._answer, question, at))
            try:
                return await asyncio.shield(working)
            except asyncio.CancelledError:
                at.drop()
                with suppress(IntarsiaError):
                    (await working).close()
                raise

    def _answer(self, question: Question, at: _At) -> Answer:
        """In a thread of its own: with an idle child of that release, or a new one."""
        child = self._child(question.release)
        at.has(child)
        try:
            return child.ask(question)
        finally:
            at.leaves()
            self._back(child)

    def _child(self, release: Path) -> Child:
        now = edition(release)
        with self._lock:
            past = [child for child in self._idle if child.release == release and child.edition != now]
            for old in past:
                self._idle.remove(old)
            for child in reversed(self._idle):
                if child.release == release:
                    self._idle.remove(child)
                    break
            else:
                child = None
            full = child is None and len(self._idle) >= self.limits.at_once
            extra = [*past, *([self._idle.pop(0)] if full else [])]
        for other in extra:
            other.close()
        return child or Child(release, self.limits)

    def _back(self, child: Child) -> None:
        """Keep it for the next question; a dead or tired one is replaced before it is missed."""
        if child.tired:
            release = child.release
            child.close()
            if not self._closed:
                with suppress(RuntimeError):  # the server is stopping
                    self._threads.submit(self._spare, release)
        else:
            self._keep(child)

    def _spare(self, release: Path) -> None:
        try:
            self._keep(Child(release, self.limits))
        except IntarsiaError as error:
            log.warning("no child for questions: %s", error.what)

    def _keep(self, child: Child) -> None:
        with self._lock:
            extra = [child] if self._closed else [self._idle.pop(0)] if len(self._idle) >= self.limits.at_once else []
            if not self._closed:
                self._idle.append(child)
        for one in extra:
            one.close()

    def pids(self) -> list[int]:
        """Of the children that wait for a question."""
        with self._lock:
            return [child.pid for child in self._idle if child.pid is not None]

    def close(self) -> None:
        """End all children."""
        self._closed = True
        _close(self._idle, self._threads)


class _At:
    """Which child is at a question, for who may have to kill it from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._dropped = False

    def has(self, child: Child) -> None:
        with self._lock:
            self._child = child
            if self._dropped:
                child.kill()

    def leaves(self) -> None:
        with self._lock:
            self._child = None

    def drop(self) -> None:
        """Nobody waits any more."""
        with self._lock:
            self._dropped = True
            if self._child is not None:
                self._child.kill()


async def _until(gone: Gone) -> None:
    while not await gone():
        await asyncio.sleep(LOOK)


def _close(idle: list[Child], threads: ThreadPoolExecutor) -> None:
    threads.shutdown(wait=False, cancel_futures=True)
    while idle:
        idle.pop().close()
