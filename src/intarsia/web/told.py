"""What a server does by itself for the desk: requests are forgotten in time, receipts of a new release are counted, letters leave."""

from __future__ import annotations

import logging
import threading
import time

from fastapi import FastAPI

from intarsia import mailing
from intarsia.pool import Pool
from intarsia.stewarding import receipts, requests

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two rounds of one worker; several workers do no harm to each other
_last: dict[int, float] = {}
_posting = threading.Lock()


def tell(app: FastAPI) -> None:
    """A round, where it is time for one."""
    now = time.monotonic()
    if now - _last.get(id(app), -EVERY) < EVERY:
        return
    _last[id(app)] = now
    pool = app.state.serving.pool
    requests.sweep(pool)
    if mailing.on(pool):
        threading.Thread(target=_post, args=(pool,), name="letters", daemon=True).start()  # a mail server that does not answer holds up nothing else
    if pool.layout.desk.is_file():  # somebody works at this pool: a copy for readers is left as it is
        receipts.count_aside(pool)


def _post(pool: Pool) -> None:
    if not _posting.acquire(blocking=False):
        return
    try:
        mailing.post(pool)
    except Exception as error:  # noqa: BLE001 (a thread's last words: what it failed at, and nothing of a letter)
        log.error("letters could not be sent: %s", type(error).__name__)
    finally:
        _posting.release()
