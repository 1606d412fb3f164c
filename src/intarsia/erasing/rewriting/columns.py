"""Records as rows of Parquet: the same columns, types and packing, without the rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from intarsia.erasing.rewriting.record import Records


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """The table without these rows, one row group for each that it had. Dictionaries are made anew, for they hold values that no row has."""
    with pq.ParquetFile(source) as file:
        metadata = file.metadata
        codec = metadata.row_group(0).column(0).compression if metadata.num_row_groups and metadata.num_columns else "SNAPPY"
        with pq.ParquetWriter(target, file.schema_arrow, compression="NONE" if codec == "UNCOMPRESSED" else codec) as out:
            done = 0
            for number in range(metadata.num_row_groups):
                rows = file.read_row_group(number)
                stays = ~np.isin(np.arange(done + 1, done + rows.num_rows + 1), records.rows)
                done += rows.num_rows
                kept = rows.filter(pa.array(stays))
                fresh = [column.cast(column.type.value_type).cast(column.type) if pa.types.is_dictionary(column.type) else column for column in kept.columns]
                out.write_table(pa.Table.from_arrays(fresh, schema=kept.schema))
