"""Tables as Parquet, written and hashed in one pass.

The hash is of the values, never of the Parquet bytes: per column, in the table's key order, one sha256 over
validity (a byte a row), one over lengths (texts) and one over the values' bytes; then one over the schema and
the column hashes. Row groups, compression and the engine that computed the rows leave it unchanged.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from intarsia.tables import BOOL, FLOAT, INT, TEXT, Column, Table

ROW_GROUP = 50_000
#: texts that hardly repeat: a dictionary of them would be built and thrown away
UNIQUE = frozenset({"id", "iri", "record", "title", "name", "value", "name_written", "description", "work", "agent"})
_ARROW = {TEXT: pa.string(), INT: pa.int64(), FLOAT: pa.float64(), BOOL: pa.bool_()}


@dataclass(frozen=True)
class Written:
    """A table file as it stands on disk."""

    rows: int
    hash: str
    bytes: int


def schema(table: Table) -> pa.Schema:
    """The Arrow schema of a pool table."""
    return pa.schema([pa.field(c.name, _ARROW[c.type]) for c in table.columns])


class Digest:
    """The hash of a table's rows, fed in batches of any size."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._columns = [(hashlib.sha256(), hashlib.sha256(), hashlib.sha256()) for _ in table.columns]

    def add(self, batch: pa.RecordBatch) -> None:
        for column, hashes in zip(batch.columns, self._columns, strict=True):
            _hash_column(column, *hashes)

    def hexdigest(self) -> str:
        whole = hashlib.sha256(self._table.schema_text.encode())
        for hashes in self._columns:
            for part in hashes:
                whole.update(part.digest())
        return whole.hexdigest()


def _hash_column(column: pa.Array, valid: hashlib._Hash, lengths: hashlib._Hash, values: hashlib._Hash) -> None:
    mask = np.asarray(column.is_valid().to_numpy(zero_copy_only=False), dtype=np.uint8)
    valid.update(mask.tobytes())
    if pa.types.is_string(column.type):
        filled = column.fill_null("") if column.null_count else column
        offsets = np.frombuffer(filled.buffers()[1], dtype=np.int32)[filled.offset:filled.offset + len(filled) + 1]
        lengths.update(np.diff(offsets).astype("<i4").tobytes())
        data = filled.buffers()[2]
        if data is not None and len(filled):
            values.update(memoryview(data)[int(offsets[0]):int(offsets[-1])])
        return
    zero = pa.scalar(False) if pa.types.is_boolean(column.type) else pa.scalar(0, column.type)
    filled = column.fill_null(zero) if column.null_count else column
    values.update(filled.to_numpy(zero_copy_only=False).tobytes())


def conform(batch: pa.RecordBatch, want: pa.Schema) -> pa.RecordBatch:
    """The batch with exactly the wanted types (engines differ in integer width and string flavour)."""
    if batch.schema.equals(want, check_metadata=False):
        return batch
    return pa.RecordBatch.from_arrays([batch.column(f.name).cast(f.type) for f in want], schema=want)


def write(path: Path, table: Table, batches: Iterable[pa.RecordBatch]) -> Written:
    """Write rows, which come in key order, and say what was written.

    The file is flushed to disk; the caller renames the folder it stands in.
    """
    want, digest, rows = schema(table), Digest(table), 0
    path.parent.mkdir(parents=True, exist_ok=True)
    coded = [c.name for c in table.columns if c.type == TEXT and c.name not in UNIQUE]
    with pq.ParquetWriter(path, want, compression="zstd", compression_level=1, write_statistics=True, use_dictionary=coded) as writer:
        for batch in batches:
            if batch.num_rows:
                right = conform(batch, want)
                digest.add(right)
                writer.write_batch(right, row_group_size=ROW_GROUP)
                rows += right.num_rows
    _flush(path)
    return Written(rows, digest.hexdigest(), path.stat().st_size)


def as_written(path: Path, table: Table) -> Table:
    """The table with the columns that a file has: releases of earlier versions have those of their time."""
    known = {c.name: c for c in table.columns}
    types = {str(arrow): name for name, arrow in _ARROW.items()}
    fields = pq.read_schema(path)
    return replace(table, columns=tuple(known.get(f.name) or Column(f.name, types[str(f.type)], "") for f in fields))


def table_hash(schema_text: str, parts: Mapping[str, Any]) -> str:
    """The hash of a whole table: of its schema and of the hashes of its parts, in order of dataset. parts: dataset -> {rows, hash}."""
    text = schema_text + "".join(f"\n{dataset} {part['rows']} {part['hash']}" for dataset, part in parts.items())
    return hashlib.sha256(text.encode()).hexdigest()


def rehash(path: Path, table: Table) -> Written:
    """Read a table file again and say what it holds."""
    table = as_written(path, table)
    digest, rows = Digest(table), 0
    want = schema(table)
    for batch in read(path):
        digest.add(conform(batch, want))
        rows += batch.num_rows
    return Written(rows, digest.hexdigest(), path.stat().st_size)


def read(path: Path, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    """The rows of a table file, in order."""
    with pq.ParquetFile(path) as handle:
        yield from handle.iter_batches(batch_size=ROW_GROUP, columns=columns)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
