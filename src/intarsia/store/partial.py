"""A download that is under way: the bytes so far and, beside them, what the source said of them, so that a later try resumes."""

from __future__ import annotations

import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from intarsia.store.layout import replace

PREFIX = ".fetch-"
#: unfinished downloads are dropped after this many seconds, and the oldest first beyond this many bytes
KEPT_SECONDS = 7 * 24 * 3600
KEPT_BYTES = 10_000_000_000
#: flushed to disk, and noted as safe, at each so many bytes
SAFE_EVERY = 64 << 20


@dataclass(frozen=True)
class Said:
    """What a source said of a file: where it stood in the end, its validators, size, packing and type."""

    url: str = ""
    etag: str = ""
    modified: str = ""
    date: str = ""
    total: int | None = None
    encoding: str = ""
    media_type: str = ""

    @property
    def validator(self) -> dict[str, str]:
        """What is remembered with a delivery, to ask later whether it changed."""
        return {"url": self.url, "etag": self.etag, "modified": self.modified} if self.etag or self.modified else {}

    @property
    def strong(self) -> str:
        """The validator that tells that bytes are the same: a strong ETag, or a date of change well before the answer (RFC 9110, 8.8.2.2)."""
        if self.etag.startswith('"'):
            return self.etag
        try:
            old = (parsedate_to_datetime(self.date) - parsedate_to_datetime(self.modified)).total_seconds() >= 60
        except (TypeError, ValueError):
            return ""
        return self.modified if old and not self.etag else ""

    def stands_at(self, url: str) -> bool:
        """May a download from `url` resume what was said? The same address; or, by a strong ETag, one whose query alone differs (a signed link)."""
        return url == self.url or (self.etag.startswith('"') and urlsplit(url)[:3] == urlsplit(self.url)[:3])


class Partial:
    """The unfinished download of one address; `size` bytes of it are there."""

    def __init__(self, folder: Path, url: str) -> None:
        self.path = folder / (PREFIX + hashlib.sha256(url.encode()).hexdigest()[:32])
        self._note = self.path.with_name(self.path.name + ".json")
        self.said, self.size = Said(), 0
        self._out: IO[bytes] | None = None
        self._safe = 0
        try:
            noted = json.loads(self._note.read_text("utf-8"))
            self.said, self.size = Said(**noted["said"]), min(int(noted["bytes"]), self.path.stat().st_size)
        except (OSError, ValueError, TypeError, KeyError):
            self.drop()

    def begin(self, said: Said) -> None:
        """Start from nothing, with what the source says of the file."""
        self.close()
        self._out = open(self.path, "wb")  # noqa: SIM115 - stays open between chunks; `close` closes it
        self.said, self.size, self._safe = said, 0, 0

    def resume(self) -> None:
        """Go on after the bytes that are known to be on disk."""
        if self._out is None:
            self._out = open(self.path, "r+b")  # noqa: SIM115
        self._out.truncate(self.size)
        self._out.seek(self.size)

    def write(self, chunk: bytes) -> None:
        """Some more bytes."""
        assert self._out is not None
        self._out.write(chunk)
        self.size += len(chunk)
        if self.size - self._safe >= SAFE_EVERY:
            self._flush()

    def close(self) -> None:
        """Stop for now. What can be resumed is noted, all else is dropped."""
        if self._out is None:
            return
        worth = bool(self.size and self.said.strong)
        try:
            if worth:
                self._flush()
            self._out.close()
        except OSError:  # a full disk: why the download stopped is told by whoever wrote
            worth = False
        self._out = None
        if not worth:
            self.drop()

    def finish(self) -> None:
        """All bytes are there: flush them to the file, which `drop` removes after use."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def drop(self) -> None:
        """Forget it."""
        if self._out is not None:
            with suppress(OSError):
                self._out.close()
            self._out = None
        self._note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)
        self.said, self.size = Said(), 0

    def _flush(self) -> None:
        # the note is written after the bytes are on disk: after a power cut it never promises more than is there
        assert self._out is not None
        self._out.flush()
        if self.said.strong:
            os.fsync(self._out.fileno())
            replace(self._note, json.dumps({"said": asdict(self.said), "bytes": self.size}))
        self._safe = self.size


def sweep(folder: Path) -> None:
    """Drop unfinished downloads that are old, and the oldest ones where they take too much room."""
    found = sorted(((p.stat().st_mtime, p) for p in folder.glob(f"{PREFIX}*") if p.suffix != ".json"), reverse=True) if folder.is_dir() else []
    room, kept = KEPT_BYTES, set()
    for changed, path in found:
        room -= path.stat().st_size
        if room >= 0 and time.time() - changed < KEPT_SECONDS and path.with_name(path.name + ".json").is_file():
            kept |= {path.name, path.name + ".json"}
    for path in folder.glob(f"*{PREFIX}*") if folder.is_dir() else ():  # also what a killed build was writing a note to
        if path.name not in kept:
            path.unlink(missing_ok=True)
