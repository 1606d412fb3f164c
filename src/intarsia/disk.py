"""What a disk says no to, in words: it is full, it is read-only, or this user may not write there."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intarsia.errors import Unavailable

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
READ_ONLY = frozenset({errno.EROFS})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM})
#: libraries with errors of their own say it in the operating system's words (DuckDB, tantivy, RocksDB)
_SENTENCES = {
    errno.ENOSPC: re.compile(r"no space left on device|failed to offload|max_temp_directory_size|io::error most likely|os error 28\b", re.IGNORECASE),
    errno.EDQUOT: re.compile(r"disk quota exceeded|os error 122\b", re.IGNORECASE),
    errno.EFBIG: re.compile(r"file too large|os error 27\b", re.IGNORECASE),
    errno.EROFS: re.compile(r"read-only file ?system|os error 30\b", re.IGNORECASE),
}
_SAYING = frozenset({"IOException", "OutOfMemoryException", "ValueError", "RuntimeError"})


class DiskTrouble(Unavailable):
    """The disk is full, read-only, or closed to this user."""


def number_of(error: BaseException) -> int | None:
    """The errno for which a disk refused, None when this error is about something else.

    Errors that stand behind an error are looked at too. A missing permission only counts on a bare OSError: behind an
    IntarsiaError it concerns a file that was to be read, and that error says so already.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.errno in (FULL | READ_ONLY if seen is not error else FULL | READ_ONLY | FORBIDDEN):
            return seen.errno
        if type(seen).__name__ in _SAYING or (isinstance(seen, OSError) and seen.errno is None):
            text = str(seen)[:2000]
            found = next((number for number, sentence in _SENTENCES.items() if sentence.search(text)), None)
            if found is not None:
                return found
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return None


def refused(error: BaseException) -> bool:
    """Did a full or read-only disk cause this?"""
    return number_of(error) in FULL | READ_ONLY


def trouble(number: int, folder: Path | str, needed: int = 0) -> DiskTrouble:
    """The error of an errno about a folder; `needed` are the bytes that were to be written, where that is known."""
    wanted = f"; about {size(needed)} are needed" if needed else ""
    if number in FULL:
        said = {errno.EDQUOT: "the quota of this user is used up", errno.EFBIG: "a file would become larger than this process may write"}.get(number, "the disk is full")
        return DiskTrouble(f"{said}: {free(folder)}{wanted}", where=str(folder),
                           way_out="make room there, or move the pool to a larger disk, and run this again; what was there before is as it was")
    if number in READ_ONLY:
        return DiskTrouble("this folder is read-only: nothing can be written there", where=str(folder),
                           way_out="mount it for writing, or work on a copy; a release that is there can still be served and asked")
    return DiskTrouble("this user may not write here", where=str(folder), way_out="change its owner or permissions, or run this as its owner")


@contextmanager
def in_words(folder: Path | str = "", needed: int = 0) -> Iterator[None]:
    """Turn what a disk refuses while the body runs into a `DiskTrouble`; other errors go through as they are.

    Without a folder the error names the file's, when the operating system told which file it was.
    """
    try:
        yield
    except DiskTrouble:
        raise
    except Exception as error:
        number = number_of(error)
        if number is None:
            raise
        named = getattr(error, "filename", None)
        file = Path(os.fsdecode(named)) if isinstance(named, str | bytes) else None
        if file is not None and number in FORBIDDEN:
            raise trouble(number, file, needed) from error
        raise trouble(number, folder or (file.absolute().parent if file else Path.cwd()), needed) from error


def free(folder: Path | str) -> str:
    """How much room a folder's disk has, as words."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return "how much is free is not known"
    return f"{size(usage.free)} of {size(usage.total)} are free"


def size(count: float) -> str:
    """Bytes as a person writes them: 1.5 GB."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:,.3g} {unit}" if unit != "bytes" else f"{count:,.0f} bytes"
        count /= 1000
    return f"{count:,.4g} TB"
