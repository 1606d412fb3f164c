"""The graph: a SPARQL store beside a release, loaded from its N-Quads after the release is served.

Loading costs far more than writing the text, so it is a projection made by a child process of low priority:
`python -m intarsia.store.graph <release folder>`. It is built as `graph.part`, under a lock that the operating
system gives back when the process dies, and renamed when whole: a folder `graph` is a graph that is ready.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox
import zstandard

from intarsia.errors import Broken, NotFound, Unavailable

NAME, PART, LOCK = "graph", "graph.part", ".graph.lock"
NICE = 10
BUFFER = 1 << 20


def ready(release: Path) -> bool:
    """Is the whole graph there?"""
    return (release / NAME).is_dir()


def open(release: Path) -> ox.Store:
    """The store of a release, which nobody can change through it.

    Raises: Unavailable while it is not ready.
    """
    if not ready(release):
        raise Unavailable("the graph of this release is not ready yet", where=str(release / NAME), way_out="ask again in some minutes; the dumps are there now")
    return ox.Store.read_only(str(release / NAME))


def start(release: Path) -> subprocess.Popen[bytes]:
    """Load in a child process that goes on when this one ends."""
    require_dumps(release)
    return subprocess.Popen(
        [sys.executable, "-m", "intarsia.store.graph", str(release)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )


def load(release: Path) -> bool:
    """Build the graph of a release, in this process; True when it was this call that made it.

    Raises: NotFound without dumps; Broken when one cannot be read.
    """
    dumps = require_dumps(release)
    with _mine(release) as mine:
        if not mine or ready(release):
            return False
        aside = release / PART
        shutil.rmtree(aside, ignore_errors=True)
        _fill(aside, dumps)
        os.rename(aside, release / NAME)
    return True


def require_dumps(release: Path) -> list[Path]:
    """The N-Quads of a release, in order of name.

    Raises: NotFound when there are none.
    """
    dumps = sorted((release / "dumps").glob("*.nq.zst"))
    if not dumps:
        raise NotFound("this release has no N-Quads to load", where=str(release / "dumps"), way_out="build again with the feed nquads")
    return dumps


def _fill(folder: Path, dumps: list[Path]) -> None:
    """Load and flush; the store is closed when this returns."""
    store = ox.Store(str(folder))
    for dump in dumps:
        with dump.open("rb") as packed:
            try:
                store.bulk_load(io.BufferedReader(Unpacked(packed), BUFFER), format=ox.RdfFormat.N_QUADS)
            except (SyntaxError, ValueError, OSError, zstandard.ZstdError) as error:
                raise Broken(f"the dump cannot be loaded: {error}", where=str(dump), way_out="run intarsia verify, then build again") from error
    store.optimize()
    store.flush()


class Unpacked(io.RawIOBase):
    """The text of a zstandard file; unlike `stream_reader` it notices that a file was cut off."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed, self._frame, self._rest = packed, zstandard.ZstdDecompressor().decompressobj(), memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Some bytes; none at the end. Raises: OSError when the end comes too early."""
        while not self._rest:
            packed = self._packed.read(BUFFER >> 3)
            if not packed:
                if not self._frame.eof:
                    raise OSError("the file is cut off")
                return 0
            self._rest = memoryview(self._frame.decompress(packed))
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


@contextmanager
def _mine(release: Path) -> Iterator[bool]:
    """Is it for this process to build? False at once when another is at it."""
    with (release / LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def main(arguments: list[str]) -> int:
    """The child process: low priority, one release."""
    os.nice(NICE)
    load(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
