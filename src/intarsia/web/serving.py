"""Which release is served: looked up by the stamp of the pool's `current` file, so a new one needs no restart."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.reader import Reader

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")
KEPT = 64


class Serving:
    """The pool as the doors see it, with what was computed once per release."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._reader: Reader | None = None
        self._memory: dict[tuple[str, str], Any] = {}

    def reader(self, release: str | None = None) -> Reader | None:
        """The release asked for, else the current one; None when the pool has none yet.

        Raises: NotFound for a release that is not there.
        """
        if release:
            return self.pool.reader(release)
        stamp = self._stamp_now()
        if stamp != self._stamp:
            with self._lock:
                if stamp != self._stamp:
                    self._take(stamp)
        return self._reader

    def once(self, reader: Reader, key: str, make: Callable[[], Thing]) -> Thing:
        """What `make` gives, computed once per release."""
        name = (reader.id, key)
        if name not in self._memory:
            if len(self._memory) >= KEPT:
                self._memory.clear()
            self._memory[name] = make()
        found: Thing = self._memory[name]
        return found

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            status = self.pool.shown.current.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino

    def _take(self, stamp: tuple[int, int] | None) -> None:
        """Serve what `current` names; when that cannot be read, go on with the release that is open."""
        try:
            self._reader = self.pool.reader() if stamp else None
        except IntarsiaError as error:
            if self._reader is None:
                raise
            log.warning("still serving %s: %s", self._reader.id, error)
        self._stamp = stamp
