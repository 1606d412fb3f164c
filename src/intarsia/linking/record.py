"""The shared record: what every source is brought to before it is compared."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from intarsia import errors

KINDS = ("work", "person", "organisation")

_TEXTS = pa.list_(pa.string())

#: one row a record; every column but key, source and kind may be null, and null means "not known", never "differs"
SCHEMA = pa.schema([
    pa.field("key", pa.string(), nullable=False),  # unique inside its source
    pa.field("source", pa.string(), nullable=False),  # records of one source are not linked with each other unless Options.within
    pa.field("kind", pa.string(), nullable=False),  # one of KINDS; works are never compared with agents
    pa.field("titles", _TEXTS),  # titles or names, the first is the one to show
    pa.field("people", _TEXTS),  # works: credited names without their roles
    pa.field("year_start", pa.int32()),  # works: made or shown first; persons: birth; organisations: founded
    pa.field("year_end", pa.int32()),  # works: last; persons: death; organisations: ended
    pa.field("date", pa.string()),  # a whole day, YYYY-MM-DD
    pa.field("numbers", _TEXTS),  # "season 3", "episode 12", "track 4"
    pa.field("duration", pa.float64()),  # seconds
    pa.field("text", pa.string()),  # everything else that was written: description, subjects, unknown columns
    pa.field("context", pa.string()),  # works: album, series, programme; agents: titles of their works
    pa.field("identifiers", _TEXTS),  # "scheme:value"
    pa.field("form", pa.string()),  # film, series, episode, book ...
    pa.field("sector", pa.string()),  # weak evidence
])


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a table of SCHEMA; columns left out are null."""
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def checked(records: pa.Table) -> pa.Table:
    """`records` with the columns of SCHEMA in their types and order; absent columns are null.

    Raises: Invalid when key, source or kind is absent or empty, a kind is unknown, or a type cannot be read.
    """
    columns = []
    for field in SCHEMA:
        if field.name not in records.column_names:
            if not field.nullable:
                raise errors.Invalid(f'The records to link have no column "{field.name}".', way_out="Each record needs key, source and kind (docs/linking.md).")
            columns.append(pa.nulls(len(records), field.type))
            continue
        column = records[field.name].combine_chunks()
        try:
            columns.append(column if column.type == field.type else column.cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as wrong:
            raise errors.Invalid(f'The column "{field.name}" of the records to link is {column.type}, not {field.type}.', way_out="See docs/linking.md for the columns.") from wrong
        if not field.nullable and columns[-1].null_count:
            raise errors.Invalid(f'{columns[-1].null_count} records to link have no "{field.name}".', way_out="Leave such records out, or give them one.")
    kinds = set(columns[2].unique().to_pylist()) - set(KINDS)
    if kinds:
        raise errors.Invalid(f"{len(kinds)} kinds of records are unknown.", way_out=f"A kind is one of: {', '.join(KINDS)}.")
    return pa.Table.from_arrays(columns, schema=pa.schema([field.with_nullable(True) for field in SCHEMA]))
