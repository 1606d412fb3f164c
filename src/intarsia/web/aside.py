"""What takes seconds is made aside, once for a release, while pages go on without it."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Any

from intarsia.answering import Release
from intarsia.errors import IntarsiaError

log = logging.getLogger(__name__)
#: how long a reader waits before a page says that something is being made
PATIENCE = 0.2


def ready(release: Release, key: str, make: Callable[[], Any], patience: float = PATIENCE) -> bool:
    """Is what `release.once(key, make)` gives there? If not, it is begun, and waited for as long as patience lasts."""
    thread = release.once(f"{key} aside", lambda: threading.Thread(target=_made, args=(release, key, make), name=key, daemon=True))
    if thread.ident is None:
        with contextlib.suppress(RuntimeError):  # another request was sooner
            thread.start()
    thread.join(patience)
    return not thread.is_alive()


def _made(release: Release, key: str, make: Callable[[], Any]) -> None:
    try:
        release.once(key, make)
    except (IntarsiaError, ValueError, ArithmeticError) as error:
        log.warning("%s could not be made: %s", key, error)
