"""A file as columns of cells: read by a child process, lists and attribute tables brought to one record each."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia.errors import Invalid, NotFound
from intarsia.model import ADDED, Reading
from intarsia.pairs import triples
from intarsia.pairs.cells import Cells, Rows, cells
from intarsia.shelf.formats.base import Batch
from intarsia.steps import profile
from intarsia.suggest import columns, look
from intarsia.suggest.suggestion import MOST

#: "..."@en and "..."^^<type>, as N-Triples writes text, with the text in a group
LITERAL = r'^"(?P<text>(?s:.*))"(?:@[A-Za-z-]+|\^\^\S+)?$'
BRACKETED = r"^<(?P<text>[^<>\s]+)>$"


@dataclass
class Table:
    """A file that was read. names: its columns, "list.column" for those of nested lists; cells and samples by name.

    records: how many there are; `numbers`: the record's number in the file, from 1. rejected: (number, reason) of what could not be read.
    """

    file: Path
    format: str
    records: int
    numbers: Rows
    cells: dict[str, Cells] = field(default_factory=dict)
    samples: dict[str, columns.Column] = field(default_factory=dict)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    repeated: int = 0  #: records that were put together with an earlier one of the same key

    @property
    def names(self) -> list[str]:
        return list(self.cells)


def read(file: Path, format_name: str = "", options: dict[str, Any] | None = None, *, settings: Reading | None = None, things: bool = True) -> Table:
    """A file of any format as a table. things: its records are things, so a table of attributes is turned; False for one of pairs.

    Raises: NotFound when there is no such file or format; Invalid when it cannot be read, not within the limits, or holds no values.
    """
    if not file.is_file():
        raise NotFound("there is no such file", where=str(file), way_out="check the path")
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        seen = profile.apart(file, format_name, options or {}, Path(scratch), settings=settings, described=False)
        return of_raw(file, seen.format, seen.raw, Path(scratch), things)


def of_raw(file: Path, format_name: str, read: profile.Raw, folder: Path, things: bool = True) -> Table:
    """A file that was read into a folder, as a table. Raises: Invalid when it holds no values."""
    raw = {name: _table(folder, read, name) for name in read.parts}
    numbers = raw[""]["_row"].to_numpy() if raw[""].num_rows else np.empty(0, np.int64)
    table = Table(file, format_name, len(numbers), numbers, rejected=[(number or 0, reason) for number, _, reason in read.rejects])
    if things and (long := triples.recognised(raw)):
        table.numbers, table.cells = triples.turned(long)
        table.records = len(table.numbers)
        table.notes.append("an attribute table: a row is one attribute of one thing, and the rows of a thing were put together")
    else:
        table.cells = dict(_columns(raw, numbers))
    if not table.cells:
        raise Invalid("this file holds no values", where=str(file), way_out="export it again with its rows, or name another sheet, member or record with -o")
    table.cells = {name: _bare(one) for name, one in table.cells.items()}
    table.samples = {name: sample(name, one, table.records) for name, one in table.cells.items()}
    return table


def _table(folder: Path, raw: profile.Raw, name: str) -> pa.Table:
    """The parts of one raw table in one piece; a column that a part has not is empty there."""
    parts = [pq.read_table(folder / part, memory_map=False) for part in raw.parts[name]]
    return pa.concat_tables(parts, promote_options="default").combine_chunks()


def _columns(raw: dict[str, pa.Table], numbers: Rows) -> Iterable[tuple[str, Cells]]:
    """The filled columns of the records and of the lists inside them, each once."""
    nested = {path for path in raw if path}
    for path, found in raw.items():
        rows = np.searchsorted(numbers, found["_row"].to_numpy()) if path else np.arange(len(numbers))
        for name in found.column_names:
            full = f"{path}.{name}" if path and name != "value" else path or name
            copied = any(full == other or full.startswith((f"{other}.", f"{other}@")) for other in nested if len(other) > len(path))
            if name in ADDED or copied or not pa.types.is_string(found.schema.field(name).type):
                continue
            if len(filled := cells(rows, found[name])):
                yield full, filled


def _bare(one: Cells) -> Cells:
    """Values without what N-Triples writes around them: quotes, language, type, angle brackets."""
    head = one.values.slice(0, 200)
    for pattern in (LITERAL, BRACKETED):
        if pc.sum(pc.match_substring_regex(head, pattern)).as_py() >= 0.9 * len(head):
            inside = pc.extract_regex(one.values, pattern).field(0)
            return cells(one.rows, pc.coalesce(inside, one.values))
    return one


def sample(name: str, one: Cells, records: int) -> columns.Column:
    """A column as those who recognise columns look at it."""
    found: dict[str, columns.Column] = {}
    look.add(found, Batch("", pa.RecordBatch.from_arrays([one.values], names=["value"])))
    column = found["value"]
    column.table, column.name, column.rows = "", name, records
    column.filled = int(one.filled(records).sum())
    return column


def keyed(table: Table, column: str) -> tuple[Table, pa.Array]:
    """The table with the records of one key put together, and the key of each; records without a key are rejected.

    Raises: Invalid when no record has a key.
    """
    keys = table.cells[column].first(table.records)
    empty = np.flatnonzero(keys.is_null().to_numpy(zero_copy_only=False))
    if len(empty) == table.records:
        raise Invalid("the key column is empty", where=f"{table.file}, column {column}", way_out="name another one with --key")
    coded = pc.dictionary_encode(keys)
    to = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    count = len(coded.dictionary)
    if count == table.records:
        return table, keys
    _, earliest = np.unique(to[to >= 0], return_index=True)
    put = Table(table.file, table.format, count, table.numbers[to >= 0][earliest], notes=table.notes)
    put.rejected = [*table.rejected, *((int(n), "no key") for n in table.numbers[empty])]
    put.repeated = int((to >= 0).sum()) - count
    for name, one in table.cells.items():
        rows = to[one.rows]
        kept = rows >= 0
        moved = cells(rows[kept], one.values.filter(pa.array(kept)))
        if len(moved):
            put.cells[name] = moved.different()
            put.samples[name] = table.samples[name]
    return put, coded.dictionary.cast(pa.string())


def column_named(table: Table, wanted: str) -> str:
    """The column that somebody named: as it is written, or else without regard to case.

    Raises: NotFound, with the names there are.
    """
    if wanted in table.cells:
        return wanted
    alike = _alike(table, wanted)
    if len(alike) == 1:
        return alike[0]
    shown = ", ".join(table.names[:40]) + (f" and {len(table.names) - 40} more" if len(table.names) > 40 else "")
    raise NotFound(f"there is no column '{wanted}'" if not alike else f"several columns are called '{wanted}'", where=str(table.file), way_out=f"the filled columns are: {shown}")


def has(table: Table, column: str) -> bool:
    """Is there a column of this name?"""
    return column in table.cells or bool(_alike(table, column))


def _alike(table: Table, wanted: str) -> list[str]:
    return [name for name in table.names if name.casefold() == wanted.casefold() or re.split(r"[/#]", name)[-1].casefold() == wanted.casefold()]


#: columns that are looked at: of a table that nobody made by hand, the first ones
MOST_COLUMNS = MOST
