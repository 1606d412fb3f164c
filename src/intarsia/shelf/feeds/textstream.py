"""A column of text poured into a file: each Arrow batch is one slice of bytes, so nothing is done row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import zstandard

from intarsia.engine.duckdb import DuckDB

LEVEL = 1  # lines this alike pack better and in half the time at level 1 than at 3: measured 12.6 against 13.8 MB
ROWS = 4_096  # rows of one batch: some megabytes of lines, and far below what 32-bit offsets can hold


def query(engine: DuckDB, sql: str) -> Iterator[pa.RecordBatch]:
    """The batches of a query, smaller than the engine's own: half the memory and less time."""
    yield from engine.connection.sql(sql).to_arrow_reader(ROWS)


def chunks(batches: Iterable[pa.RecordBatch]) -> Iterator[memoryview]:
    """The texts of the only column, one after the other."""
    for batch in batches:
        yield content(batch.column(0))


def content(texts: pa.Array) -> memoryview:
    """The bytes of all texts of a column, NULLs as nothing, without a copy."""
    data = texts.buffers()[2]
    if data is None or not len(texts):
        return memoryview(b"")
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    offsets = np.frombuffer(texts.buffers()[1], dtype=width)
    return memoryview(data)[int(offsets[texts.offset]):int(offsets[texts.offset + len(texts)])]


def write_zst(path: Path, pieces: Iterable[memoryview]) -> None:
    """Write pieces as one zstandard frame."""
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)
    with open(path, "wb") as out, compressor.stream_writer(out, write_size=1 << 20) as packed:
        for piece in pieces:
            if piece.nbytes:
                packed.write(piece)
