"""Parquet: row group by row group, every value as text; columns of lists and structs as nested records."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import (
    BATCH,
    MAX_BYTES,
    MAX_BYTES_MEANING,
    MEMBER_MEANING,
    Batch,
    Reject,
    column_names,
    plain_path,
    root_batch,
    settle,
    too_large,
)
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, guess_lists, shred

if TYPE_CHECKING:
    import pyarrow.parquet as pq

NAME = "parquet"
EXTENSIONS = (".parquet",)
MEDIA_TYPE = "application/vnd.apache.parquet"
OPTIONS = {"lists": LISTS_MEANING, "member": MEMBER_MEANING, "max_bytes": MAX_BYTES_MEANING}
DEFAULTS = {"lists": None, "member": "", "max_bytes": MAX_BYTES}


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The lists by the first records; a file of plain columns has none."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["lists"] is None:
        found["lists"] = guess_lists(_records(path, found)) if _is_nested(path, found) else []
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Every row is a record."""
    full = guess(path, options)
    if _is_nested(path, full):
        yield from shred(_records(path, full), full)
        return
    done = 0
    for rows in _batches(path, full):
        columns = [_as_text(column) for column in rows.columns]
        numbers = range(done + 1, done + rows.num_rows + 1)
        done += rows.num_rows
        yield root_batch(
            column_names(rows.schema.names), columns, numbers, pa.nulls(rows.num_rows, pa.int64())
        )


@contextmanager
def _file(path: Path, options: Mapping[str, Any]) -> Iterator[pq.ParquetFile]:
    import pyarrow.parquet as pq  # here, because whoever reads other formats needs it not

    limit = int(options["max_bytes"])
    with plain_path(path, options) as plain:
        try:
            with pq.ParquetFile(plain) as file:
                meta = file.metadata
                if sum(meta.row_group(at).total_byte_size for at in range(meta.num_row_groups)) > limit:
                    raise too_large(str(path), limit)
                yield file
        except (pa.ArrowException, OSError) as error:
            raise Invalid(
                "The file is not Parquet, or it is damaged.",
                where=str(path),
                way_out="Fetch or export it again.",
            ) from error


def _is_nested(path: Path, options: Mapping[str, Any]) -> bool:
    with _file(path, options) as file:
        return any(pa.types.is_nested(field.type) for field in file.schema_arrow)


def _batches(path: Path, options: Mapping[str, Any]) -> Iterator[pa.RecordBatch]:
    limit, left = int(options["max_bytes"]), int(options["max_bytes"])
    with _file(path, options) as file:
        for rows in file.iter_batches(batch_size=BATCH):
            left -= rows.nbytes  # what really came out: what the file says of itself leaves out what it repeats
            if left < 0:
                raise too_large(str(path), limit)
            yield rows


def _as_text(column: pa.Array) -> pa.Array:
    """Arrow's own text form, ISO for dates; bytes that are no text in base64; empty text is no value."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        text = column.cast(pa.string())
    except pa.ArrowException:
        text = pa.array([_scalar(value) for value in column.to_pylist()], type=pa.string())
    return pc.if_else(pc.equal(text, ""), None, text)


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    number = count(1)
    for rows in _batches(path, options):
        plain = [column if pa.types.is_nested(column.type) else _as_text(column) for column in rows.columns]
        for record in pa.RecordBatch.from_arrays(plain, names=column_names(rows.schema.names)).to_pylist():
            yield next(number), None, _scalar(record)


def _scalar(value: Any) -> Any:
    """Python values with text at the leaves."""
    if isinstance(value, dict):
        return {key: _scalar(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scalar(inner) for inner in value]
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    if value is None or isinstance(value, (str, bool)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """Two rows of two columns."""
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"title": ["Zomer", "Herfst"], "year": [1990, 1991]}), path)
    return path, {}, 2
