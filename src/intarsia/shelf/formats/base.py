"""What a format promises, and the few things all formats need: opening, counting bytes, naming columns.

A format is a module. `guess` makes every option explicit; `read` yields the file as batches of text columns
and says of every record that could not be read where it stood and why. Rows in = rows out + rejects.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import pyarrow as pa

from intarsia.errors import Invalid, NotFound

BATCH = 50_000  # rows in one batch, at most
MAX_BYTES = 4_000_000_000  # bytes a file may have once unpacked, unless the option says otherwise
MAX_BYTES_MEANING = "the most bytes the file may have once unpacked"
BLOCK = 1 << 20
HALF_PAIR = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Batch:
    """Some rows of one table: "" is the records, "studios" a list inside them, "works.soloists" deeper."""

    table: str
    rows: pa.RecordBatch


@dataclass(frozen=True)
class Reject:
    """A record that could not be read. The reason never quotes a cell."""

    record: int | None
    line: int | None
    reason: str


class Format(Protocol):
    """A module of this folder that has a NAME."""

    NAME: str
    EXTENSIONS: tuple[str, ...]
    MEDIA_TYPE: str
    OPTIONS: dict[str, str]

    def guess(self, path: Path, options: Mapping[str, Any]) -> dict[str, Any]: ...

    def read(self, path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]: ...


def settle(name: str, path: Path, options: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults with what was given over them. An option nobody knows is an error, not a silence."""
    if not path.exists():
        raise NotFound("There is no such file.", where=str(path), way_out="Check the path.")
    unknown = sorted(set(options) - set(defaults))
    if unknown:
        raise Invalid(
            f"The format {name} has no option {', '.join(unknown)}.",
            where=str(path),
            way_out=f"It knows: {', '.join(sorted(defaults))}.",
        )
    given = {key: value for key, value in options.items() if value is not None}
    return {**defaults, **given}


class Counted(io.RawIOBase):
    """A stream that stops when more than `limit` bytes have really come out of it."""

    def __init__(self, stream: BinaryIO, limit: int, where: str) -> None:
        self._stream, self._limit, self._where, self.count = stream, limit, where, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            raise Invalid(
                "The packed file is damaged or cut off.", where=self._where, way_out="Fetch it again."
            ) from error
        self.count += len(data)
        if self.count > self._limit:
            raise too_large(self._where, self._limit)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def too_large(where: str, limit: int) -> Invalid:
    return Invalid(
        f"The file unpacks to more than {limit:,} bytes.",
        where=where,
        way_out="Raise the option max_bytes if this file may be that large.",
    )


def is_gzip(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(2) == b"\x1f\x8b"
    except OSError as error:
        raise Invalid(
            "The file cannot be opened.", where=str(path), way_out="Check its permissions."
        ) from error


def open_binary(path: Path, options: Mapping[str, Any]) -> io.BufferedReader:
    """The bytes of the file, unpacked if they begin like gzip, counted against `max_bytes`."""
    stream = cast(BinaryIO, gzip.open(path, "rb") if is_gzip(path) else path.open("rb"))  # noqa: SIM115 (closed by Counted)
    counted = Counted(stream, int(options.get("max_bytes", MAX_BYTES)), str(path))
    return io.BufferedReader(counted, buffer_size=BLOCK)


@contextmanager
def plain_path(path: Path, options: Mapping[str, Any]) -> Iterator[Path]:
    """A path to the unpacked bytes: the file itself, or a temporary copy when it was gzip."""
    if not is_gzip(path):
        if path.stat().st_size > int(options.get("max_bytes", MAX_BYTES)):
            raise too_large(str(path), int(options["max_bytes"]))
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="intarsia-", suffix="".join(path.suffixes[:-1][-1:])) as copy:
        with open_binary(path, options) as stream:
            shutil.copyfileobj(stream, copy, BLOCK)
        copy.flush()
        yield Path(copy.name)


def column_names(cells: Iterable[str | None], reserved: Sequence[str] = ("_row", "_line")) -> list[str]:
    """Header cells as column names: stripped, empty ones numbered, repeated ones counted."""
    names: list[str] = []
    taken = set(reserved)
    for number, cell in enumerate(cells, start=1):
        stem = (cell or "").strip().strip("\ufeff").strip() or f"column_{number}"
        names.append(free_name(stem, taken))
        taken.add(names[-1])
    return names


def free_name(stem: str, taken: Iterable[str]) -> str:
    """`stem`, or `stem_2`, `stem_3` and so on when it is taken."""
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}_{count}"
    return name


def strings(values: Sequence[str | None]) -> pa.Array:
    """Text as an Arrow column. Half a surrogate pair has no UTF-8 form and becomes U+FFFD."""
    try:
        return pa.array(values, type=pa.string())
    except UnicodeEncodeError:
        return pa.array([value and HALF_PAIR.sub("\ufffd", value) for value in values], type=pa.string())


def root_batch(names: Sequence[str], columns: Sequence[pa.Array], rows: Any, lines: Any) -> Batch:
    """One batch of flat records: `_row`, `_line`, then the value columns."""
    arrays = [pa.array(rows, type=pa.int64()), pa.array(lines, type=pa.int64()), *columns]
    return Batch("", pa.RecordBatch.from_arrays(arrays, names=["_row", "_line", *names]))
