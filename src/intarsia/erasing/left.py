"""Looking: does any file below a folder still hold one of these values? Unpacked, read as tables, or as the bytes they are.

The proof of an erasure, and a search of its own: it knows nothing of what the erasure did.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import zstandard

SHORTEST = 6  # letters: shorter values stand anywhere by accident
MOST = 2_000  # values looked for, the longest first
DEEPEST = 4  # archives in archives


def telling(values: Iterable[str]) -> list[str]:
    """Of many values those that cannot stand somewhere by accident."""
    fit = {value for value in values if len(value) >= SHORTEST and (any(c.isalpha() for c in value) or len(value) > 8)}
    return sorted(fit, key=lambda value: (-len(value), value))[:MOST]


def places(root: Path, values: Iterable[str]) -> list[Path]:
    """The files below a folder, or the file itself, that hold one of these values; in order of path."""
    wanted = [form for value in telling(values) for form in _forms(value)]
    if not wanted:
        return []
    files = [root] if root.is_file() else sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if _in_file(path, wanted)]


def _forms(value: str) -> Iterator[bytes]:
    """A value as files write it: as it is, and as JSON does."""
    yield value.encode("utf-8")
    for plain in (True, False):
        written = json.dumps(value, ensure_ascii=plain)[1:-1].encode("ascii" if plain else "utf-8")
        if written != value.encode("utf-8"):
            yield written


def _in_file(path: Path, wanted: list[bytes]) -> bool:
    try:
        if path.suffix == ".parquet":
            return _in_table(pq.read_table(path, partitioning=None), wanted)
        return any(_holds(piece, wanted) for piece in _unpacked(path.read_bytes(), 0))
    except FileNotFoundError:
        return False


def _in_table(table: pa.Table, wanted: list[bytes]) -> bool:
    texts = [column for column in table.columns if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)]
    return any(_holds("\x1f".join(one for one in pc.unique(column).to_pylist() if one is not None).encode("utf-8", "replace"), wanted) for column in texts)


def _holds(data: bytes, wanted: list[bytes]) -> bool:
    return any(value in data for value in wanted)


def _unpacked(data: bytes, depth: int) -> Iterator[bytes]:
    """Some bytes, and what is packed in them."""
    yield data
    if depth == DEEPEST:
        return
    try:
        if data[:4] == b"\x28\xb5\x2f\xfd":
            yield from _unpacked(zstandard.ZstdDecompressor().decompressobj().decompress(data), depth + 1)
        elif data[:2] == b"\x1f\x8b":
            yield from _unpacked(gzip.decompress(data), depth + 1)
        elif data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for name in packed.namelist():
                    yield from _unpacked(packed.read(name), depth + 1)
        elif data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as rolled:
                for member in rolled:
                    inside = rolled.extractfile(member) if member.isfile() else None
                    if inside is not None:
                        yield from _unpacked(inside.read(), depth + 1)
        elif data[:4] == b"PAR1":
            table = pq.read_table(io.BytesIO(data))
            for column in table.columns:
                if pa.types.is_string(column.type):
                    yield "\x1f".join(one for one in pc.unique(column).to_pylist() if one is not None).encode("utf-8", "replace")
    except (OSError, ValueError, zipfile.BadZipFile, tarfile.TarError, zstandard.ZstdError, EOFError, NotImplementedError, RuntimeError):
        return  # what cannot be unpacked was looked at as it is
