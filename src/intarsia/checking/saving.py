"""Saving: the safer records as a file that somebody can open: CSV or Parquet, by its name."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from intarsia.checking.report import Seen
from intarsia.errors import Conflict, Invalid, Refused
from intarsia.exporting import escaped

EXTENSIONS = (".csv", ".parquet")


def checked_name(output: Path, source: Path) -> None:
    """Raises: Invalid for a name that says no format; Conflict for the file that is being checked."""
    if output.suffix.lower() not in EXTENSIONS:
        raise Invalid("the name of the safer copy says no format", where=str(output), way_out="end it in .csv or .parquet")
    if output.exists() and source.exists() and os.path.samefile(output, source):
        raise Conflict("the safer copy would take the place of the file itself", where=str(output), way_out="give it another name")


def save(seen: Seen, output: Path) -> None:
    """Write the safer records. In CSV, texts that a spreadsheet would take for a formula get an apostrophe, as in every export.

    Raises: Refused where rules still ask for something after the remedies, or nothing is left.
    """
    if seen.report["after"] != "OPEN":
        raise Refused(
            f"after the suggested changes the verdict would be {seen.report['after']}, so no safer copy is written",
            where=seen.report["file"],
            way_out="describe the file instead, or change what is named under 'why, and the way out' and check again",
        )
    if seen.safe is None:
        raise Refused("after the suggested changes no column is left", where=seen.report["file"], way_out="describe the file instead")
    aside = output.with_name(f".{output.name}.part")
    try:
        with pq.ParquetFile(seen.safe) as parquet, open(aside, "wb") as out:
            schema = parquet.schema_arrow
            writer = pacsv.CSVWriter(out, schema) if output.suffix.lower() == ".csv" else pq.ParquetWriter(out, schema, compression="zstd")
            with writer:
                for batch in parquet.iter_batches():
                    writer.write_batch(escaped(batch) if isinstance(writer, pacsv.CSVWriter) else batch)
        os.replace(aside, output)
    finally:
        aside.unlink(missing_ok=True)


def spans(found: Path, output: Path) -> int:
    """Write where personal data stands as CSV: record, line, column, kind, start, end. Returns how many places."""
    table = pq.read_table(found)
    pacsv.write_csv(table, output)
    return int(table.num_rows)
