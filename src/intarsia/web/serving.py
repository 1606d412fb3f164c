"""Which release is served: looked up by the stamp of the pool's `current` file, so a new one needs no restart."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from intarsia.errors import IntarsiaError, Unavailable
from intarsia.pool import Pool
from intarsia.reader import Reader

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")
KEPT = 512


class Serving:
    """The pool as the doors see it, with what was computed once per release.

    A new release is opened by one request while the others go on with the one before. Readers are held here, by the pool (the few
    last asked for) and by the requests that use them: one that nobody holds any more is closed, with its memory.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._reader: Reader | None = None
        self._memory: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._memory_lock = threading.Lock()
        self._making: dict[tuple[str, str], threading.Lock] = {}

    def reader(self, release: str | None = None) -> Reader | None:
        """The release asked for, else the current one; None when the pool has none yet.

        Raises: NotFound for a release that is not there; Unavailable when the current one cannot be read and none was open before.
        """
        if release:
            return self.pool.reader(release)
        stamp = self._stamp_now()
        if stamp != self._stamp and self._lock.acquire(blocking=self._reader is None):
            try:
                if stamp != self._stamp:
                    self._take(stamp)
            finally:
                self._lock.release()
        return self._reader

    def once(self, reader: Reader, key: str, make: Callable[[], Thing]) -> Thing:
        """What `make` gives, computed once per release: others that want it meanwhile wait for it. The longest unused go first."""
        name = (reader.edition, key)
        with self._memory_lock:
            if name in self._memory:
                self._memory.move_to_end(name)
                held: Thing = self._memory[name]
                return held
            making = self._making.setdefault(name, threading.Lock())
        try:
            with making:
                with self._memory_lock:
                    if name in self._memory:
                        there: Thing = self._memory[name]
                        return there
                found = make()
                with self._memory_lock:
                    self._memory[name] = found
                    while len(self._memory) > KEPT:
                        self._memory.popitem(last=False)
        finally:
            with self._memory_lock:
                self._making.pop(name, None)
        return found

    def close(self) -> None:
        """Let go of all."""
        with self._memory_lock:
            self._memory.clear()
        self._reader = None

    def _stamp_now(self) -> tuple[int, int] | None:
        try:
            status = self.pool.shown.current.stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino

    def _take(self, stamp: tuple[int, int] | None) -> None:
        """Serve what `current` names; when that cannot be read, go on with the release that is open."""
        before = self._reader
        if stamp is None and before is not None:
            log.warning("still serving %s: the file 'current' is gone; build, or roll back to a release, to have one again", before.id)
        else:
            try:
                self._reader = self._opened() if stamp else None
            except IntarsiaError as error:
                if before is None:
                    raise Unavailable(f"the current release cannot be read: {error.what}", way_out=error.way_out or "build again, or roll back: intarsia rollback") from error
                log.warning("still serving %s: %s", before.id, error.what)
        self._stamp = stamp
        if before is not None and self._reader is not None and self._reader is not before:
            log.info("serving %s after %s", self._reader.edition, before.edition)
            self._forget(before.edition)

    def _opened(self) -> Reader:
        """The current release, with what its first readers would wait for."""
        reader = self.pool.reader()
        try:
            _ = reader.index
            reader.hold()
        except (OSError, ValueError) as error:
            raise Unavailable(f"the search index of release {reader.id} cannot be read", way_out="verify it: intarsia verify") from error
        return reader

    def _forget(self, release: str) -> None:
        """Let go of what was computed for a release."""
        with self._memory_lock:
            for name in [name for name in self._memory if name[0] == release]:
                del self._memory[name]
