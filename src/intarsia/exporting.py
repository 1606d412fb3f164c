"""Exporting: a table of a release as a file, streamed."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from intarsia.errors import NotFound
from intarsia.reader import Reader
from intarsia.shelf.mappings.mapping import closest
from intarsia.tables import TABLES


def export(reader: Reader, table: str, format_name: str, output: Path, where: str = "") -> int:
    """Write the rows of a table that meet a condition; returns how many.

    Raises: NotFound for an unknown table, Invalid for a condition that is not SQL.
    """
    if table not in TABLES:
        raise NotFound(f"no table '{table}'", where=f"release {reader.id}", way_out=closest(table, TABLES))
    order = ", ".join(f'"{k}"' for k in TABLES[table].key)
    batches = reader.batches(f'SELECT * FROM "{table}"' + (f" WHERE {where}" if where else "") + f" ORDER BY {order}")
    rows = 0
    with open(output, "wb") as out:
        writer = _Writer(format_name, out, batches.schema)
        for batch in batches:
            writer.write(batch)
            rows += batch.num_rows
        writer.close()
    return rows


class _Writer:
    """One of the formats, batch by batch."""

    def __init__(self, name: str, out: object, schema: pa.Schema) -> None:
        self.name, self.out = name, out
        if name == "parquet":
            self.writer = pq.ParquetWriter(out, schema, compression="zstd")
        elif name == "csv":
            self.writer = pacsv.CSVWriter(out, schema)

    def write(self, batch: pa.RecordBatch) -> None:
        if self.name == "parquet":
            self.writer.write_batch(batch)
        elif self.name == "csv":
            self.writer.write_batch(escaped(batch))
        else:
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in batch.to_pylist())
            self.out.write(lines.encode())  # type: ignore[attr-defined]

    def close(self) -> None:
        if self.name != "jsonl":
            self.writer.close()


def escaped(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Texts that a spreadsheet would take for a formula get an apostrophe."""
    import pyarrow.compute as pc

    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            column = pc.replace_substring_regex(column, r"^([=+\-@\t\r])", r"'\1")
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
