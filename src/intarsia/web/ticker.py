"""The ticker: what a server does by itself now and then, in one thread of each worker: drafts die in time, decisions leave when their hour has come."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from intarsia.contributing import Drafts, leaving
from intarsia.web import founding, partnering, readied, told

log = logging.getLogger(__name__)
EVERY = 10.0  # seconds between two rounds
Task = Callable[[FastAPI], None]


def expire(app: FastAPI) -> None:
    """Remove the drafts whose time is over. Several workers may do so at once."""
    gone = Drafts(app.state.serving.pool).expire(datetime.datetime.now(datetime.UTC))
    if gone:
        log.info("%d drafts were removed: their time was over", gone)


def leave(app: FastAPI) -> None:
    """Let drafts leave whose hour has come, each in a process of its own, started once by whichever worker is first."""
    if started := leaving.carry_out(app.state.serving.pool):
        log.info("%d decided drafts are being published", started)


#: each must be harmless when several workers do it at once
TASKS: list[Task] = [readied.warm, expire, leave, told.tell, founding.warm, partnering.warm]


class Ticker:
    """Runs the tasks until it is stopped; one that fails is told, and tried again in the next round."""

    def __init__(self, app: FastAPI, every: float = EVERY) -> None:
        self._app, self._every = app, every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> Ticker:
        """Begin, a round after the server."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """End after the round under way."""
        self._stop.set()
        self._thread.join(5)

    def round(self) -> None:
        """Every task once."""
        for task in TASKS:
            try:
                task(self._app)
            except Exception as error:  # noqa: BLE001 (the others still run; nothing of a draft is in the words)
                log.error("what the server does by itself failed: %s in %s", type(error).__name__, getattr(task, "__name__", "a task"))

    def _run(self) -> None:
        while not self._stop.wait(self._every):
            self.round()


@contextmanager
def ticking(app: FastAPI) -> Iterator[Ticker]:
    """The ticker of a server, while the body runs."""
    ticker = Ticker(app).start()
    try:
        yield ticker
    finally:
        ticker.stop()
