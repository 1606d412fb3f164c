"""The queue for questions: bounded, and fair, so that one client who asks much does not keep others waiting."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from intarsia.questions.question import Busy

EACH = 4  # a client may fill a quarter of the queue
Waiter = tuple[asyncio.AbstractEventLoop, "asyncio.Future[None]"]


class Turns:
    """At most `at_once` questions run, at most `waiting` wait; clients take turns.

    One client runs one question less than there is room for (but at least one), so that there is always a place for somebody else.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once, self.waiting = at_once, waiting
        self.each_runs, self.each_waits = max(1, at_once - 1), max(1, waiting // EACH)
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._queue: OrderedDict[str, deque[Waiter]] = OrderedDict()
        self._usual = 0.5  # seconds that a question took lately

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it.

        Raises: Busy when the queue is full, or this client's part of it.
        """
        await self._enter(client)
        start = time.monotonic()
        try:
            yield
        finally:
            self._usual += 0.2 * (time.monotonic() - start - self._usual)
            self._leave(client)

    @property
    def queued(self) -> int:
        """How many wait."""
        return sum(len(line) for line in self._queue.values())

    @property
    def running(self) -> int:
        """How many are being answered."""
        return self._running.total()

    async def _enter(self, client: str) -> None:
        with self._lock:
            if self._may_run(client) and not any(self._may_run(other) for other in self._queue):
                self._running[client] += 1
                return
            line = self._queue.get(client, deque())
            if self.queued >= self.waiting or len(line) >= self.each_waits:
                yours = len(line) >= self.each_waits
                seconds = max(1, math.ceil(self._usual * (self.queued + 1) / self.at_once))
                raise Busy("you have asked as many questions as may wait at once" if yours else "many questions are being answered at this moment", retry_after=min(seconds, 60),
                           way_out=f"ask again in {min(seconds, 60)} s")
            loop = asyncio.get_running_loop()
            waiter: Waiter = (loop, loop.create_future())
            self._queue.setdefault(client, deque()).append(waiter)
        try:
            await waiter[1]
        except asyncio.CancelledError:
            self._gave_up(client, waiter)
            raise

    def _may_run(self, client: str) -> bool:
        return self._running.total() < self.at_once and self._running[client] < self.each_runs

    def _leave(self, client: str) -> None:
        with self._lock:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]
            self._next()

    def _next(self) -> None:
        """Give free places to those who wait, one client after the other."""
        for client in list(self._queue):
            while self._queue.get(client) and self._may_run(client):
                loop, future = self._queue[client].popleft()
                self._running[client] += 1
                loop.call_soon_threadsafe(_wake, future)
                if self._queue[client]:
                    self._queue.move_to_end(client)
                    break
            if client in self._queue and not self._queue[client]:
                del self._queue[client]

    def _gave_up(self, client: str, waiter: Waiter) -> None:
        with self._lock:
            line = self._queue.get(client)
            if line is not None and waiter in line:
                line.remove(waiter)
                if not line:
                    del self._queue[client]
                return
        self._leave(client)  # its turn had come in the same moment


def _wake(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
