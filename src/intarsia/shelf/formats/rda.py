"""R data (.rda, .RData, .rds): one data frame; factors as their labels, NA empty, dates as ISO. No R code is run."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import BATCH, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Counted, Reject, column_names, open_binary, root_batch, settle
from intarsia.shelf.formats.heads import Head
from intarsia.shelf.formats.nested import Record, shred
from intarsia.shelf.formats.rcolumns import cells_of
from intarsia.shelf.formats.rserial import NA_INT, Trouble, Vector, load

NAME = "rda"
EXTENSIONS = (".rda", ".rdata", ".rds")
MEDIA_TYPE = "application/x-r-data"
OPTIONS = {
    "frame": "name of the data frame; data frames in a list are list$name",
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"frame": None, "member": "", "max_bytes": 1_000_000_000}
PACKED: tuple[tuple[bytes, Any], ...] = ((b"\x1f\x8b", gzip.GzipFile), (b"BZh", bz2.BZ2File), (b"\xfd7zXZ\x00", lzma.LZMAFile), (b"\x5d\x00\x00", lzma.LZMAFile))
SAVE = "In R: write.csv(x, 'x.csv', row.names = FALSE), or save(x, file = 'x.rda')."
UNNAMED = "data"  # the one data frame of an .rds


def recognises(head: Head) -> bool:
    """R's own marks."""
    return head.kind == "r"


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The one data frame there is.

    Raises: Invalid when there are several, or none.
    """
    found = settle(NAME, path, options, DEFAULTS)
    if found["frame"] is None:
        frames = _frames(path, found)
        if len(frames) > 1:
            raise _choose(path, frames, "The file holds several data frames.")
        found["frame"] = next(iter(frames))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Every row of the data frame is a record."""
    full = settle(NAME, path, options, DEFAULTS)
    frames = _frames(path, full)
    if full["frame"] is None and len(frames) == 1:
        full["frame"] = next(iter(frames))
    if full["frame"] not in frames:
        raise _choose(path, frames, "Which data frame?" if full["frame"] is None else "There is no such data frame in the file.")
    try:
        names, columns, rows = _columns(frames[full["frame"]])
    except (Trouble, ValueError, OverflowError, pa.ArrowException) as error:
        raise Invalid("The data frame has a column that cannot be read.", where=str(path), way_out=SAVE) from error
    names = column_names(names)
    if any(isinstance(column, list) for column in columns):
        yield from shred(_records(names, columns, rows), {})
        return
    for start in range(0, rows, BATCH):
        part = [column.slice(start, BATCH) for column in columns]
        numbers = np.arange(start + 1, min(rows, start + BATCH) + 1)
        yield root_batch(names, part, numbers, pa.nulls(len(numbers), pa.int64()))


def _choose(path: Path, frames: Mapping[str, Any], what: str) -> Invalid:
    names = ["".join(sign if sign.isprintable() else "?" for sign in name)[:80] for name in list(frames)[:10]]
    return Invalid(what, where=str(path), way_out=f"Set the option frame to one of: {', '.join(names)}.")


def _frames(path: Path, options: Mapping[str, Any]) -> dict[str, Vector]:
    """The data frames of the file by name.

    Raises: Invalid when there is none.
    """
    try:
        objects = load(_bytes(path, options))
    except Trouble as error:
        raise Invalid(str(error), where=str(path), way_out=f"Save the data frame alone. {SAVE}") from error
    found: dict[str, Vector] = {}
    for name, value in objects.items():
        if not isinstance(value, Vector) or value.kind != "list":
            continue
        if "data.frame" in value.words("class"):
            found[name or UNNAMED] = value
            continue
        for number, (inner, part) in enumerate(zip(_names(value), value.values), start=1):
            if isinstance(part, Vector) and "data.frame" in part.words("class"):
                found[f"{name or UNNAMED}${inner or number}"] = part
    if not found:
        raise Invalid("The file holds no data frame.", where=str(path), way_out=f"Make one of its objects with as.data.frame(). {SAVE}")
    return found


def _bytes(path: Path, options: Mapping[str, Any]) -> bytes:
    """All bytes, out of R's own packing."""
    with open_binary(path, options) as stream:
        start = stream.peek(8)[:8]
        for mark, opener in PACKED:
            if start.startswith(mark):
                unpacked = Counted(cast(BinaryIO, opener(stream)), int(options["max_bytes"]), str(path), path.stat().st_size)
                with io.BufferedReader(unpacked) as inner:
                    return inner.read()
        return stream.read()


def _names(value: Vector) -> list[str]:
    """The names of a list's elements, as many as it has."""
    names = value.words("names")
    return names + [""] * (len(value.values) - len(names))


def _columns(frame: Vector, before: str = "", deep: int = 0) -> tuple[list[str], list[Any], int]:
    """Names, columns (Arrow text; a Python list where cells are lists), number of rows."""
    names: list[str] = []
    columns: list[Any] = []
    labels = frame.attributes.get("row.names")
    if isinstance(labels, Vector) and labels.kind == "str" and not before:
        names.append("row.names")
        columns.append(pa.array([label or None for label in labels.values], type=pa.string()))
    for name, column in zip(_names(frame), frame.values):
        if isinstance(column, Vector) and "data.frame" in column.words("class") and deep < 3:
            inner, parts, _ = _columns(column, f"{before}{name}.", deep + 1)
            names, columns = [*names, *inner], [*columns, *parts]
            continue
        for suffix, cells in cells_of(column):
            names.append(f"{before}{name}{suffix}")
            columns.append(cells)
    rows = {len(column) for column in columns}
    if len(rows) > 1:
        raise Trouble("The columns are not of one length.")
    return names, columns, rows.pop() if rows else 0


def _records(names: list[str], columns: list[Any], rows: int) -> Iterator[Record]:
    """Rows as dicts, for frames with lists in their cells."""
    plain = [column if isinstance(column, list) else column.to_pylist() for column in columns]
    for number, cells in enumerate(zip(*plain), start=1):
        yield number, None, dict(zip(names, cells))


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """One data frame of two rows, as R writes it."""

    def text(value: str) -> bytes:
        return struct.pack(">ii", 0x40009, len(value)) + value.encode("ascii")

    def pair(tag: str, value: bytes) -> bytes:
        return struct.pack(">ii", 0x402, 1) + text(tag) + value

    def words(*values: str) -> bytes:
        return struct.pack(">ii", 16, len(values)) + b"".join(map(text, values))

    end = struct.pack(">i", 254)
    years = struct.pack(">iiii", 13, 2, 1990, 1991)
    frame = struct.pack(">ii", 0x313, 2) + words("Zomer", "Herfst") + years
    about = pair("names", words("title", "year")) + pair("row.names", struct.pack(">iiii", 13, 2, NA_INT, -2)) + pair("class", words("data.frame")) + end
    data = b"RDX2\nX\n" + struct.pack(">iii", 2, 0x30500, 0x20300) + pair("films", frame + about) + end
    path.write_bytes(bz2.compress(data))
    return path, {}, 2
