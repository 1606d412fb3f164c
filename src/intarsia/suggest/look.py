"""What the child process does to sample a file: read its first records, take values evenly spread over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.shelf import loader
from intarsia.shelf.formats.base import Batch, Reject
from intarsia.suggest import beside
from intarsia.suggest.columns import Column, Sample

#: records looked at, rows of a batch that values are taken from, different values kept of each column, and of all
RECORDS, ROWS_A_BATCH, VALUES, ALL_VALUES = 50_000, 2_000, 240, 40_000
LONGEST = 300
#: columns of a table that are compared with each other
WIDEST = 400
SYSTEM = frozenset({"_row", "_line", "_record", "_id", "_parent", "_index"})


def in_child(path: str, format_name: str, options: dict[str, Any], own: str) -> dict[str, Any]:
    """The sample as plain values, for `columns.look`."""
    shelf, file = Path(own) if own else None, Path(path)
    format_ = loader.format_named(format_name, shelf) if format_name else loader.format_for(file, shelf, options)
    sample = sample_of(format_, file, options)
    if "sheet" in format_.OPTIONS:
        sample.others = [name for name in beside.sheets(file) if name != str(sample.options.get("sheet"))]
    return asdict(sample)


def sample_of(format_: ModuleType, path: Path, options: dict[str, Any] | None = None, records: int = RECORDS) -> Sample:
    """Read the first records of a file, in this process.

    Raises: Invalid when the file cannot be read at all.
    """
    settled = format_.guess(path, dict(options or {}))
    return of_items(format_.read(path, settled), settled, format_.NAME, records)


def of_items(items: Iterable[Batch | Reject], settled: dict[str, Any], format_name: str, records: int = RECORDS) -> Sample:
    """The sample of the first records of what a format reads, or has read before."""
    found: dict[str, dict[str, Column]] = {"": {}}
    rows: dict[str, int] = {}
    rejects, whole = 0, True
    for item in items:
        if isinstance(item, Reject):
            rejects += 1
        elif isinstance(item, Batch):
            first = item.table not in rows
            rows[item.table] = rows.get(item.table, 0) + item.rows.num_rows
            add(found.setdefault(item.table, {}), item)
            if first:
                _twins(found[item.table], item.rows)
        if rows.get("", 0) + rejects >= records:
            whole = False
            break
    for table, columns in found.items():
        for column in columns.values():
            column.rows = rows.get(table, 0)
    return Sample(settled, {table: list(columns.values()) for table, columns in sorted(found.items())}, rows.get("", 0), whole, rejects, format_name)


def add(columns: dict[str, Column], batch: Batch) -> None:
    """Count the values of a batch into its columns, and keep some of them."""
    rows = batch.rows
    every = max(1, -(-rows.num_rows // ROWS_A_BATCH))
    thin = rows.take(pa.array(range(0, rows.num_rows, every), type=pa.int64())) if every > 1 else rows
    names = rows.schema.names
    for number, name in enumerate(names):
        if name in SYSTEM:
            continue
        column = columns.setdefault(name, Column(batch.table, name))
        column.filled += rows.num_rows - rows.column(number).null_count
        values = thin.column(number).drop_null()
        if not len(values):
            continue
        column.longest = max(column.longest, pc.max(pc.utf8_length(values)).as_py() or 0)
        counted = pc.value_counts(values)
        different = counted.field(0)
        repeated = different.filter(pc.greater(counted.field(1), 1))
        column.again += sum(1 for v in repeated.slice(0, 20).to_pylist() if any(c.isalnum() and c not in "xXcC" for c in v))
        column.looked += len(values)
        column.different += len(different)
        _keep(column, different, len(names))


def _twins(columns: dict[str, Column], rows: Any) -> None:
    """Mark columns that go one to one with an earlier one, in records that repeat both: a code and its name.

    Values are numbered as they come up, so two columns that say the same have the same numbers.
    """
    seen: dict[bytes, str] = {}
    thin = rows.slice(0, ROWS_A_BATCH)
    for number, name in enumerate(rows.schema.names[:WIDEST]):
        values = thin.column(number)
        if name in SYSTEM or values.null_count > 0.98 * len(values):
            continue
        coded = pc.dictionary_encode(values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values)
        if 2 <= len(coded.dictionary) <= 0.7 * (len(values) - values.null_count):
            earlier = seen.setdefault(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).tobytes(), name)
            columns[name].twin = earlier if earlier != name else ""


def _keep(column: Column, different: Any, siblings: int) -> None:
    """Up to VALUES different values, evenly spread; long texts are cut, for only their beginning is looked at."""
    room = min(VALUES, max(2, ALL_VALUES // max(1, siblings))) - len(column.values)
    if room <= 0:
        return
    step = max(1, len(different) // room)
    known = set(column.values)
    for value in pc.utf8_slice_codeunits(different, 0, LONGEST).to_pylist()[::step][:room]:
        if value and value.strip() and value not in known:
            known.add(value)
            column.values.append(value)
