"""Packed files as plain bytes: gzip and zip, unpacked while reading and bounded by what really comes out."""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from intarsia.errors import Invalid
from intarsia.shelf.formats import archive

MAX_BYTES = 4_000_000_000  # bytes a file may have once unpacked, unless the option says otherwise
BLOCK = 1 << 20
RATIO = 200  # an honest file shrinks less than this when it is packed
HARMLESS = 100_000_000  # bytes below which nobody asks for the ratio
DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)


class Counted(io.RawIOBase):
    """A stream that stops when more than `limit` bytes have really come out of it, or out of all proportion to `packed`."""

    def __init__(self, stream: BinaryIO, limit: int, where: str, packed: int | None = None) -> None:
        self._stream, self._limit, self._where, self.count = stream, limit, where, 0
        self._most = limit if packed is None else max(HARMLESS, RATIO * packed)

    def expect(self, size: int) -> None:
        """Refuse now what the archive itself says is too much. What it says too low, counting finds."""
        self._refuse(size)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except DAMAGE as error:
            raise damaged(self._where) from error
        self.count += len(data)
        self._refuse(self.count)
        buffer[: len(data)] = data
        return len(data)

    def _refuse(self, count: int) -> None:
        if count > self._limit:
            raise too_large(self._where, self._limit)
        if count > self._most:
            raise out_of_proportion(self._where)

    def close(self) -> None:
        self._stream.close()
        super().close()


def out_of_proportion(where: str) -> Invalid:
    """The error for what grows as files made to fill a disk do."""
    return Invalid(
        f"The packed file unpacks to more than {RATIO} times its size, as files made to fill a disk do.",
        where=where,
        way_out="If it is what it should be, unpack it yourself and give the unpacked file.",
    )


def damaged(where: str) -> Invalid:
    """The error for an archive that does not unpack."""
    return Invalid("The packed file is damaged or cut off.", where=where, way_out="Fetch it again.")


def too_large(where: str, limit: int) -> Invalid:
    """The error for more than `limit` bytes."""
    return Invalid(
        f"The file unpacks to more than {limit:,} bytes.",
        where=where,
        way_out="Raise the option max_bytes if this file may be that large.",
    )


def limit_of(options: Mapping[str, Any], where: str) -> int:
    """The option max_bytes as a number.

    Raises: Invalid.
    """
    try:
        return int(options.get("max_bytes", MAX_BYTES))
    except (TypeError, ValueError) as error:
        raise Invalid("The option max_bytes is no whole number.", where=where, way_out="Write it like 4000000000.") from error


def first_bytes(path: Path, count: int = 512) -> bytes:
    """The beginning of the file as it is. Raises: Invalid when it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(count)
    except OSError as error:
        raise Invalid("The file cannot be opened.", where=str(path), way_out="Check its permissions.") from error


def is_gzip(path: Path) -> bool:
    """Does it begin like gzip?"""
    return first_bytes(path, 2) == b"\x1f\x8b"


def is_archive(path: Path) -> bool:
    """A zip that holds other files; office documents are zips too, but files of their own."""
    head = first_bytes(path)
    if path.suffix.lower() in archive.DOCUMENTS:
        return False
    return head[:4] in archive.MARKS and not archive.starts_like_office(head) and not archive.office(path)


def open_binary(path: Path, options: Mapping[str, Any]) -> io.BufferedReader:
    """The bytes of the file; unpacked if they begin like gzip or zip, and counted against `max_bytes`.

    Raises: Invalid for a damaged archive, one that holds several files or another archive, or too many bytes.
    """
    where, limit = str(path), limit_of(options, str(path))
    if is_gzip(path):
        stream, packed = cast(BinaryIO, gzip.open(path, "rb")), path.stat().st_size  # noqa: SIM115 (closed by Counted)
        return _unpacked(Counted(stream, limit, where, packed), path.name.removesuffix(".gz"), where)
    if is_archive(path):
        entry = archive.member(path, str(options.get("member") or ""))
        stream, name, packed = archive.open_entry(path, entry)
        counted = Counted(stream, limit, where, min(packed, path.stat().st_size))
        with closed_on_trouble(counted):
            counted.expect(entry.file_size)
        return _unpacked(counted, name, where)
    return io.BufferedReader(Counted(path.open("rb"), limit, where), buffer_size=BLOCK)


def _unpacked(counted: Counted, name: str, where: str) -> io.BufferedReader:
    """The stream, after a look at its beginning: what comes out of an archive is not unpacked a second time."""
    stream: io.BufferedReader = io.BufferedReader(counted, buffer_size=BLOCK)
    with closed_on_trouble(stream):
        archive.refuse_nested(stream.peek(512)[:512], name, where)
    return stream


@contextmanager
def closed_on_trouble(stream: io.IOBase) -> Iterator[None]:
    """A stream that is refused is closed."""
    try:
        yield
    except Invalid:
        stream.close()
        raise


@contextmanager
def plain_path(path: Path, options: Mapping[str, Any]) -> Iterator[Path]:
    """A path to the unpacked bytes: the file itself, or a temporary copy when it was packed."""
    if not is_gzip(path) and not is_archive(path):
        limit = limit_of(options, str(path))
        if path.stat().st_size > limit:
            raise too_large(str(path), limit)
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="intarsia-", suffix=PurePosixPath(inner_name(path, options)).suffix) as copy:
        with open_binary(path, options) as stream:
            shutil.copyfileobj(stream, copy, BLOCK)
        copy.flush()
        yield Path(copy.name)


def inner_name(path: Path, options: Mapping[str, Any]) -> str:
    """The name of the unpacked file: without .gz, or as it is called in the zip."""
    if is_gzip(path):
        return path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    if is_archive(path):
        return PurePosixPath(archive.member(path, str(options.get("member") or "")).filename.replace("\\", "/")).name
    return path.name
