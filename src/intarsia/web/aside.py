"""What takes seconds is made aside, once for a release, while pages go on without it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from intarsia.answering import Release
from intarsia.answering.release import stop as stop_answers
from intarsia.answering.release import stopping

log = logging.getLogger(__name__)
#: how long a reader waits before a page says that something is being made
PATIENCE = 0.1
_running: set[threading.Thread] = set()
_starting = threading.Lock()


def ready(release: Release, key: str, make: Callable[[], Any], patience: float = PATIENCE) -> bool:
    """Is what `release.once(key, make)` gives there? If not, it is begun, and waited for as long as patience lasts."""
    thread = release.once(f"{key} aside", lambda: threading.Thread(target=_made, args=(release, key, make), name=key, daemon=True))
    with _starting:  # two requests at once begin it once
        if thread.ident is None:
            _running.add(thread)
            thread.start()
    thread.join(patience)
    return not thread.is_alive()


def _made(release: Release, key: str, make: Callable[[], Any]) -> None:
    try:
        release.once(key, make)
    except Exception as error:  # noqa: BLE001 (nobody to raise to; a release that was replaced meanwhile is closed)
        log.log(logging.DEBUG if stopping() else logging.WARNING, "%s could not be made: %s", key, type(error).__name__)
    finally:
        _running.discard(threading.current_thread())


def stop(patience: float = 10.0) -> None:
    """Let what is being made give up, and wait for it: a process that ends in the midst of it complains of what it still holds."""
    stop_answers()
    until = time.monotonic() + patience
    for thread in tuple(_running):
        thread.join(max(0.0, until - time.monotonic()))
