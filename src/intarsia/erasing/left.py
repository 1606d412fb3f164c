"""Looking: does any file below a folder still hold one of these values? Unpacked, read as tables, or as the bytes they are.

The proof of an erasure, and a search of its own: it knows nothing of what the erasure did. Drafts of strangers are among what it reads, so
it reads piece by piece, unpacks only so much of a file, and nothing that stands in one stops it.
"""

from __future__ import annotations

import gzip
import json
import lzma
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

SHORTEST = 6  # letters: shorter values stand anywhere by accident
MOST = 2_000  # values looked for, the longest first
DEEPEST = 4  # archives in archives
PIECE, ROWS = 1 << 20, 16_384  # bytes, and rows of a table, that are looked at in one go
#: bytes that are unpacked of one file: so many, and so many times its own size; far more than any file that a pool writes needs
FREE, TIMES = 1 << 30, 100
IN_MEMORY = 1 << 24  # bytes of an archive in an archive; a larger one is put aside on disk meanwhile
_BROKEN = (OSError, ValueError, EOFError, NotImplementedError, RuntimeError, KeyError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, zstandard.ZstdError,
           pa.ArrowException)


class _TooMuch(Exception):
    """More is packed in a file than is unpacked of it."""


class _Room:
    """How much of a file may still be unpacked."""

    def __init__(self, size: int) -> None:
        self._left = FREE + TIMES * size

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _TooMuch


def telling(values: Iterable[str]) -> list[str]:
    """Of many values those that cannot stand somewhere by accident."""
    fit = {value for value in values if len(value) >= SHORTEST and (any(c.isalpha() for c in value) or len(value) > 8)}
    return sorted(fit, key=lambda value: (-len(value), value))[:MOST]


def places(root: Path, values: Iterable[str]) -> list[Path]:
    """The files below a folder, or the file itself, that hold one of these values; in order of path. A file in which so much is packed
    that it was not looked through to its end is among them: nobody can say that it does not hold one.
    """
    wanted = [form for value in telling(values) for form in _forms(value)]
    if not wanted:
        return []
    files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if _in_file(path, wanted)]


def _forms(value: str) -> Iterator[bytes]:
    """A value as files write it: as it is, as JSON does, and as XML does."""
    yield value.encode("utf-8")
    escaped = value.replace("&", "&amp;").replace("<", "&lt;")
    for written in (*(json.dumps(value, ensure_ascii=plain)[1:-1] for plain in (True, False)), escaped, escaped.replace(">", "&gt;")):
        if written != value:
            yield written.encode("utf-8")


def _in_file(path: Path, wanted: list[bytes]) -> bool:
    try:
        with path.open("rb") as file:
            return _inside(file, wanted, _Room(path.stat().st_size), 0)
    except FileNotFoundError:
        return False
    except _TooMuch:
        return True


def _inside(file: IO[bytes], wanted: list[bytes], room: _Room, depth: int) -> bool:
    """Is one of them in these bytes, or in what is packed in them? file: one in which one can go back."""
    head = file.read(512)
    file.seek(0)
    if _streamed(file, wanted):
        return True
    try:
        if head[:4] == b"PAR1":
            file.seek(0)
            return _in_table(file, wanted, room)
        if depth == DEEPEST or not _packed(head):
            return False
        file.seek(0)
        return any(_unpacked(inside, wanted, room, depth + 1) for inside in _members(file, head))
    except _BROKEN:
        return False  # what cannot be unpacked was looked at as it is


def _streamed(file: IO[bytes], wanted: list[bytes]) -> bool:
    """Is one of them in the bytes as they are? Pieces overlap: a value may stand where one ends."""
    overlap, kept = max(map(len, wanted)) - 1, b""
    while piece := file.read(PIECE):
        piece = kept + piece
        if any(value in piece for value in wanted):
            return True
        kept = piece[-overlap:]
    return False


def _unpacked(inside: IO[bytes], wanted: list[bytes], room: _Room, depth: int) -> bool:
    """The same for what comes out of an archive, as far as it can be unpacked."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as aside:
        try:
            while piece := inside.read(PIECE):
                room.take(len(piece))
                aside.write(piece)
        except _BROKEN:
            pass  # what came before the fault is looked at
        aside.seek(0)
        return _inside(aside, wanted, room, depth)


def _packed(head: bytes) -> bool:
    return head[:4] in (b"\x28\xb5\x2f\xfd", b"PK\x03\x04") or head[:2] == b"\x1f\x8b" or head[257:262] == b"ustar"


def _members(file: IO[bytes], head: bytes) -> Iterator[IO[bytes]]:
    """What is packed in an archive; a member that cannot be opened is passed over."""
    if head[:2] == b"\x1f\x8b":
        yield cast(IO[bytes], gzip.open(file))  # noqa: SIM115 (it holds nothing of its own; the file is closed by who opened it)
    elif head[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(file) as packed:
            for name in packed.infolist():
                try:
                    inside = packed.open(name)
                except _BROKEN:
                    continue
                with inside:
                    yield inside
    elif head[257:262] == b"ustar":
        with tarfile.open(fileobj=file) as rolled:
            for member in rolled:
                found = rolled.extractfile(member) if member.isfile() else None
                if found is not None:
                    yield found
    else:
        yield cast(IO[bytes], zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False))


def _in_table(file: IO[bytes], wanted: list[bytes], room: _Room) -> bool:
    """The same for the texts of a table, also those in lists and structures; so many rows at a time. A row counts as a byte, beside the different texts."""
    for batch in pq.ParquetFile(file).iter_batches(ROWS):
        room.take(batch.num_rows)
        for texts in (texts for column in batch.columns for texts in _texts(column)):
            said = "\x1f".join(one for one in pc.unique(texts).to_pylist() if one is not None).encode("utf-8", "replace")
            room.take(len(said))
            if any(value in said for value in wanted):
                return True
    return False


def _texts(column: pa.Array) -> Iterator[pa.Array]:
    """The texts in a column, however deep."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        yield column
    elif pa.types.is_dictionary(column.type):
        yield from _texts(column.dictionary)
    elif pa.types.is_struct(column.type):
        for part in column.flatten():
            yield from _texts(part)
    elif pa.types.is_map(column.type):
        yield from _texts(column.keys)
        yield from _texts(column.items)
    elif pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        yield from _texts(column.flatten())
