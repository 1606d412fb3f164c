"""What a file holds, as tables with typed columns: any format of the shelf, no pool needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.errors import Unavailable
from intarsia.shelf import loader
from intarsia.shelf.formats.base import Batch, Reject
from intarsia.shelf.formats.typed import typed


def read(file: str | Path, *, format: str | None = None, **options: Any) -> Contents:
    """Read a file: CSV, JSON, JSON Lines, XML, Excel and the other formats of docs/formats.md, gzipped or not.

    `format` names one when extension and content do not tell; options not given are guessed (see `.options`).
    Raises: NotFound when there is no file or no format for it; Invalid when it cannot be read at all.
    """
    path = Path(file)
    module = loader.format_named(format) if format else loader.format_for(path, options=options)
    settled = module.guess(path, options)
    batches: dict[str, list[pa.RecordBatch]] = {"": []}
    rejected: list[Reject] = []
    for item in module.read(path, settled):
        if isinstance(item, Batch):
            batches.setdefault(item.table, []).append(item.rows)
        else:
            rejected.append(item)
    return Contents(module.NAME, settled, rejected, batches, certain="decimal" in options)


class Contents:
    """The records of a file. Any Arrow tool reads it as it is; `rejected` says which records are not in it, and why.

    Columns: `_row`, the number of the record in the file, then its values. A column has a type only when every value
    is one and nothing written is lost ("007" stays text). `lists` are the nested lists by path: `_row` is the record,
    `_parent` the row they belong to (`_id` of the list above, or `_row`), `_index` the place in the list.
    """

    def __init__(self, name: str, options: Mapping[str, Any], rejected: list[Reject], batches: Mapping[str, list[pa.RecordBatch]], certain: bool = False) -> None:
        self.format, self.options, self.rejected = name, dict(options), rejected
        decimal = str(options.get("decimal") or ".")
        tables = {path: typed(_whole(parts), decimal, certain) for path, parts in batches.items()}
        self.table: pa.Table = tables.pop("")
        self.lists: dict[str, pa.Table] = tables

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns."""
        return self.table.schema

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def to_arrow(self) -> pa.Table:
        """An Arrow table."""
        return self.table

    def to_pandas(self) -> Any:
        """A pandas DataFrame (extra 'pandas')."""
        try:
            return self.table.to_pandas()
        except ImportError:
            raise Unavailable("pandas is not installed", way_out="pip install 'intarsia[pandas]'") from None

    def to_polars(self) -> Any:
        """A Polars DataFrame (extra 'polars')."""
        try:
            import polars
        except ImportError:
            raise Unavailable("polars is not installed", way_out="pip install 'intarsia[polars]'") from None
        return polars.from_arrow(self.table)

    def to_duckdb(self) -> Any:
        """A DuckDB relation of its own connection."""
        import duckdb

        return duckdb.connect().from_arrow(self.table)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        columns = ", ".join(f"{field.name}: {field.type}" for field in self.schema if not field.name.startswith("_"))
        lists = f"; lists {', '.join(sorted(self.lists))}" if self.lists else ""
        return f"<{self.format}: {len(self):,} records, {len(self.rejected):,} rejected; {columns}{lists}>"


def _whole(parts: list[pa.RecordBatch]) -> pa.Table:
    """Batches as one table; columns that some lack are empty there. The line is for rejects, not for rows."""
    if not parts:
        return pa.table({"_row": pa.array([], pa.int64())})
    whole = pa.concat_tables([pa.Table.from_batches([part]) for part in parts], promote_options="default")
    parts.clear()
    return whole.drop_columns([name for name in ("_line",) if name in whole.column_names])
