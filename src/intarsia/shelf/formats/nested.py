"""Nested records as flat tables: what JSON, XML, RDF and front matter have in common.

dict -> dotted columns; scalar -> a column; list -> a child table named by its path, its first element also in
the parent's columns. So `coalesce(name, "name.@value")` reads a name that is text, an object or a list.
A path in `lists` is a list in every record, also where a file wrote one element without a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.shelf.formats.base import BATCH, Batch, Reject, free_name, strings

LISTS_MEANING = "paths that are lists in every record, also where only one element is written"
SAMPLE = 2_000  # records looked at to guess `lists`
MAX_DEPTH = 60
MAX_CELLS = 1_000_000  # of one record
FULL = 4_000_000  # cells of one batch
WIDE = 16_000_000  # cells of one table counting the empty ones

Row = dict[str, Any]
Record = tuple[int, int | None, Any]  # number, line, the record or a Reject


def text(value: Any) -> str | None:
    """A scalar as it is written; empty text is no value."""
    if value is True:
        return "true"
    return "false" if value is False else value or None


class TooLarge(Exception):
    """This record is too deep or too wide to be a record."""


class Runs:
    """Lists of scalars, one after the other, in flat lists: a million containers cost the collector dear."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.values: list[Any] = []

    def add(self, number: int, parent: int, values: list[Any]) -> None:
        self.numbers.append(number)
        self.parents.append(parent)
        self.values.extend(values)
        self.ends.append(len(self.values))

    def forget(self, number: int) -> None:
        """Take back the lists of this record."""
        while self.numbers and self.numbers[-1] == number:
            for column in (self.numbers, self.parents, self.ends):
                column.pop()
        del self.values[self.ends[-1] if self.ends else 0 :]


class Buffer:
    """The rows of one table on their way to a batch: columns, or runs while there is nothing else."""

    def __init__(self, system: tuple[str, ...]) -> None:
        self.system = system
        self.last_id = 0
        self.clear()

    def clear(self) -> None:
        self.size = 0
        self.columns: dict[str, list[Any]] = {name: [] for name in self.system}
        self.runs = Runs()

    def add(self, row: Row) -> None:
        """One row, of any columns."""
        if self.runs.ends:
            self.unroll()
        size = self.size
        for name, value in row.items():
            column = self.columns.get(name)
            if column is None:
                if self.cells() > 4 * WIDE:
                    raise TooLarge("the record has too many different columns")
                column = self.columns[name] = []
            if len(column) < size:
                column.extend([None] * (size - len(column)))
            column.append(value)
        self.size = size + 1

    def extend(self, number: int, parent: int, values: list[Any]) -> None:
        """A list of scalars: as many rows, of one column."""
        self.runs.add(number, parent, values)
        self.last_id += len(values)
        if self.size:
            self.unroll()

    def forget(self, number: int, last_id: int) -> None:
        """Take back the rows of this record."""
        self.runs.forget(number)
        rows = self.columns["_row"]
        while self.size and rows[self.size - 1] == number:
            self.size -= 1
        self.last_id = last_id
        for column in self.columns.values():
            del column[self.size :]

    def empty(self) -> bool:
        return not (self.size or self.runs.ends)

    def cells(self) -> int:
        return self.size * len(self.columns)

    def batches(self, table: str) -> Iterator[Batch]:
        """What has come in, in order; the buffer is empty after."""
        rows = self._from_runs() if self.runs.ends else None
        if rows is None:
            self.unroll()
            rows = self._from_columns()
        self.clear()
        for start in range(0, rows.num_rows, BATCH):
            yield Batch(table, rows.slice(start, BATCH))

    def _from_columns(self) -> pa.RecordBatch:
        for column in self.columns.values():
            column.extend([None] * (self.size - len(column)))
        arrays = [pa.array(self.columns[name], type=pa.int64()) for name in self.system]
        arrays += [strings(column) for name, column in self.columns.items() if name not in self.system]
        return pa.RecordBatch.from_arrays(arrays, names=list(self.columns))

    def _from_runs(self) -> pa.RecordBatch | None:
        """The usual case, lists of text, without a loop over their elements. None: it needs the loop."""
        runs = self.runs
        try:
            values = pa.array(runs.values, type=pa.string())
        except (pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):
            return None
        offsets = pa.array([0, *runs.ends], type=pa.int32())
        of = pc.list_parent_indices(pa.ListArray.from_arrays(offsets, values))
        count = len(values)
        index = pc.subtract(pa.array(range(count), type=pa.int64()), offsets.cast(pa.int64()).take(of))
        ids = pa.array(range(self.last_id - count + 1, self.last_id + 1), type=pa.int64())
        number, parent = (
            pa.array(column, type=pa.int64()).take(of) for column in (runs.numbers, runs.parents)
        )
        values = pc.if_else(pc.equal(values, ""), None, values)
        return pa.RecordBatch.from_arrays([number, ids, parent, index, values], names=[*self.system, "value"])

    def unroll(self) -> None:
        """Lists of scalars as ordinary rows."""
        if not self.runs.ends:
            return
        runs, self.runs = self.runs, Runs()
        identity, start = self.last_id - len(runs.values), 0
        for number, parent, end in zip(runs.numbers, runs.parents, runs.ends, strict=True):
            for index, value in enumerate(runs.values[start:end]):
                identity += 1
                self.add(
                    {
                        "_row": number,
                        "_id": identity,
                        "_parent": parent,
                        "_index": index,
                        "value": text(value),
                    }
                )
            start = end


class Shredder:
    """Takes records one by one, gives batches. `attributes`: keys that begin with @ are glued on (XML)."""

    def __init__(self, lists: Iterable[str] = (), attributes: bool = False) -> None:
        self.lists = frozenset(lists)
        self.attributes = attributes
        self.buffers = {"": Buffer(("_row", "_line"))}
        self.cells = 0
        self._room = MAX_CELLS
        self._number = 0

    def add(self, number: int, line: int | None, record: Any) -> Reject | None:
        """Take one record in: all of it, or none of it and the reason."""
        root: Row = {"_row": number, "_line": line}
        self._room, self._number = MAX_CELLS, number
        before = {table: buffer.last_id for table, buffer in self.buffers.items()}
        try:
            self._walk(record if isinstance(record, dict) else {"value": record}, "", "", root, number, 0)
            self._spend(0)
            self.buffers[""].add(root)
        except TooLarge as error:
            for table, buffer in self.buffers.items():
                buffer.forget(number, before.get(table, 0))
            return Reject(number, line, str(error))
        self.cells += MAX_CELLS - self._room
        return None

    def full(self) -> bool:
        """Is it time to flush?"""
        if self.cells >= FULL or self.buffers[""].size >= BATCH:
            return True
        return self._number % 16 == 0 and any(buffer.cells() > WIDE for buffer in self.buffers.values())

    def flush(self) -> Iterator[Batch]:
        """All rows taken in so far: the records first, then their lists."""
        for table, buffer in self.buffers.items():
            if not buffer.empty():
                yield from buffer.batches(table)
        self.cells = 0

    def _walk(
        self, value: dict[str, Any], table: str | None, at: str, row: Row, parent: int, deep: int
    ) -> None:
        """Write a dict into `row`, its columns under `at`. Without a table no lists are written."""
        if deep > MAX_DEPTH:
            raise TooLarge(f"the record is nested more than {MAX_DEPTH} levels deep")
        for key, inner in value.items():
            if inner is None or inner == "":
                continue
            column = self.join(at, key) if at else key
            if type(inner) is str and (table is None or not self.lists or (self.join(table, column) if table else column) not in self.lists):
                self._room -= 1  # the usual case, a text, without calls
                column = column or "value"
                row[column if column not in row else free_name(column, row)] = inner
                continue
            path = column if not table else self.join(table, column)
            if table is not None and column and (isinstance(inner, list) or path in self.lists):
                self._children(inner if isinstance(inner, list) else [inner], path, parent, deep)
                self._columns(inner, None, column, row, parent, deep)
            else:
                self._columns(inner, table, column, row, parent, deep)

    def _columns(self, value: Any, table: str | None, column: str, row: Row, parent: int, deep: int) -> None:
        """One value into the columns of `row`; of a list its first element."""
        if isinstance(value, list):
            value = next((item for item in value if item or item is False), None)
            value = {"value": value} if isinstance(value, list) else value
        if isinstance(value, dict):
            self._walk(value, table, column, row, parent, deep + 1)
        elif value is not None:
            self._spend(1)
            column = column or "value"
            row[column if column not in row else free_name(column, row)] = text(value)

    def _children(self, items: list[Any], path: str, parent: int, deep: int) -> None:
        """The elements of a list as rows of the table `path`."""
        buffer = self.buffers.get(path)
        if buffer is None:
            buffer = self.buffers[path] = Buffer(("_row", "_id", "_parent", "_index"))
        self._spend(len(items))
        kinds = set(map(type, items))
        if not (dict in kinds or list in kinds):
            buffer.extend(self._number, parent, items)
            return
        buffer.unroll()
        for index, item in enumerate(items):
            buffer.last_id += 1
            row: Row = {"_row": self._number, "_id": buffer.last_id, "_parent": parent, "_index": index}
            self._walk(
                item if isinstance(item, dict) else {"value": item}, path, "", row, row["_id"], deep + 1
            )
            buffer.add(row)

    def _spend(self, cells: int) -> None:
        self._room -= cells
        if self._room < 0:
            raise TooLarge(f"the record has more than {MAX_CELLS:,} values")

    def join(self, path: str, key: str) -> str:
        """A path with one more key."""
        if not path or not key or (self.attributes and key[0] == "@"):
            return path + key
        return f"{path}.{key}"


def shred(
    records: Iterable[Record], options: Mapping[str, Any], attributes: bool = False
) -> Iterator[Batch | Reject]:
    """Numbered records as batches; what is already a Reject passes through."""
    shredder = Shredder(options.get("lists", ()), attributes)
    for number, line, record in records:
        reject = record if isinstance(record, Reject) else shredder.add(number, line, record)
        if reject is not None:
            yield reject
        elif shredder.full():
            yield from shredder.flush()
    yield from shredder.flush()


def guess_lists(records: Iterable[Record], attributes: bool = False, most: int | None = SAMPLE) -> list[str]:
    """The paths that are lists somewhere in the first records."""
    shredder = Shredder((), attributes)
    for number, line, record in islice(records, most):
        if not isinstance(record, Reject):
            shredder.add(number, line, record)
        if shredder.full():
            break
    return sorted(table for table, buffer in shredder.buffers.items() if table and not buffer.empty())
