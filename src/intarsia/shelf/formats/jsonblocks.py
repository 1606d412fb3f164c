"""JSON Lines by blocks of whole lines: those of the usual shape set-wise, in order with those that Python reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import quote
from intarsia.model import ADDED
from intarsia.shelf.formats.base import BATCH, Batch
from intarsia.shelf.formats.csvblocks import int64s
from intarsia.shelf.formats.jsonshape import Dict, Irregular, List, Node, Style, Writer, offsets, shape_of
from intarsia.shelf.formats.nested import Buffer, Shredder

SIZE = 1 << 23  # bytes of a block
AT_ONCE = 8_000  # lines written again at once: what fits in the processor's own memory
RUNS = 64  # times that a block may change between the two readers
PATIENCE = 3  # blocks in a row that Python had to read before Arrow is no longer asked


def whole_lines(stream: BufferedReader, longest: int) -> Iterator[bytes | None]:
    """Blocks of whole lines; None in the place of one line that is too long."""
    rest = b""
    while block := stream.read(SIZE):
        end = block.rfind(b"\n") + 1
        if not end and len(rest) + len(block) >= longest:
            line: bytes = block
            while line and not line.endswith(b"\n"):
                line = stream.readline(SIZE)
            rest = b""
            yield None
        elif not end:
            rest += block
        else:
            yield b"".join((rest, memoryview(block)[:end]))
            rest = block[end:]
    if rest:
        yield rest


class Shaped:
    """Reads blocks set-wise, after a look at the first one."""

    def __init__(self, shredder: Shredder) -> None:
        self.shredder = shredder
        self.shape: Dict | None = None
        self.style: Style | None = None
        self.misses = 0
        self.end = "\n"
        self.seen: dict[str, set[str]] = {}

    def look(self, block: bytes) -> None:
        """Find the shape; without one every block is left to Python."""
        self.end = "\r\n" if b"}\r\n" in block[: block.find(b"\n") + 1] else "\n"
        try:
            shape, self.style = shape_of(line for line in block[:SIZE].decode("utf-8", "replace").split("\n") if line.strip())
            self._check(shape, "", "", {"": set()})
        except Irregular:
            return
        import duckdb  # here, because whoever reads other formats needs it not

        self.shape = shape
        self.engine = duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False, "autoload_known_extensions": False})

    def _check(self, node: Node, table: str | None, column: str, names: dict[str, set[str]]) -> None:
        """Columns whose names meet, and lists that are none, are left to Python."""
        join = self.shredder.join
        if isinstance(node, Dict):
            for field in node.fields:
                name = join(column, field.key)
                path = join(table, name) if table is not None else None
                if path in self.shredder.lists and not isinstance(field.node, List):
                    raise Irregular
                if isinstance(field.node, List) and path is not None:
                    names[path] = set()
                    self._check(field.node.node, path, "", names)
                    self._check(field.node.node, table, name, names)  # the first element's columns beside the others
                elif not isinstance(field.node, List):
                    self._check(field.node, table, name, names)
        elif table is not None:
            taken = names[table]
            column = column or "value"
            if column in taken or column in ADDED:
                raise Irregular
            taken.add(column)

    def read(self, block: bytes) -> tuple[pa.Array, Any] | None:
        """The values of the lines and which of the lines they stand for exactly; None when it is better left to Python."""
        if self.shape is None or self.style is None or self.misses >= PATIENCE:
            return None
        lines = _lines(block)
        if lines is None:
            return None
        found = self._values(lines)
        if found is None:
            return None
        exact = np.concatenate([self._exact(found.slice(at, AT_ONCE), lines.slice(at, AT_ONCE)) for at in range(0, len(lines), AT_ONCE)])
        exact &= _without_gaps(self.shape, found)
        changes = int(np.count_nonzero(np.diff(exact.astype(np.int8))))
        self.misses = self.misses + 1 if changes > RUNS or not exact.any() else 0
        return (found, exact) if changes <= RUNS else None

    def _values(self, lines: pa.Array) -> pa.Array | None:
        """The values as DuckDB finds them; nothing for a line that is no JSON."""
        import duckdb

        assert self.shape is not None
        written = pa.table({"line": lines})  # noqa: F841 (named in the query)
        values = f"json_transform(line, {quote(json.dumps(self.shape.transform()))})"
        for field in (values, f"TRY({values})"):
            try:
                found = self.engine.sql(f"SELECT {field} AS record FROM written").to_arrow_table().column("record")
            except duckdb.Error:
                continue
            return found.chunk(0) if found.num_chunks == 1 else pa.concat_arrays(found.chunks)
        return None

    def _exact(self, records: pa.Array, lines: pa.Array) -> Any:
        """Which lines come out as they stand, at once or with what is escaped."""
        assert self.shape is not None and self.style is not None
        same = _same(Writer(self.style).lines(self.shape, records, self.end), lines)
        if not same.all():
            at = np.flatnonzero(~same)
            some = pa.array(at.tolist(), pa.int64())
            same[at] = _same(Writer(self.style, escape=True).lines(self.shape, records.take(some), self.end), lines.take(some))
        return same

    def batches(self, records: pa.Array, numbers: Any, lines: Any) -> Iterator[Batch]:
        """Rows of all tables, the records first."""
        assert self.shape is not None
        tables: dict[str, dict[str, pa.Array]] = {"": {"_row": int64s(numbers), "_line": int64s(lines)}}
        self._dict(self.shape, records, "", "", tables[""], tables, "_row")
        for path, columns in tables.items():
            seen = self.seen.setdefault(path, set(ADDED))
            seen.update(name for name, column in columns.items() if column.null_count < len(column))
            kept = {name: column for name, column in columns.items() if name in seen}
            for rows in pa.table(kept).to_batches(max_chunksize=BATCH):
                if rows.num_rows:
                    yield Batch(path, rows)

    def _dict(self, node: Dict, column: pa.Array, table: str | None, at: str, row: dict[str, pa.Array], tables: dict[str, Any], key: str) -> None:
        join = self.shredder.join
        for place, field in enumerate(node.fields):
            name, inner = join(at, field.key), pc.struct_field(column, place)
            if isinstance(field.node, List):
                if table is not None:
                    self._children(field.node, inner, join(table, name), row, tables, key)
                self._value(field.node.node, _first(inner), None, name, row, tables, key)
            else:
                self._value(field.node, inner, table, name, row, tables, key)

    def _value(self, node: Node, column: pa.Array, table: str | None, at: str, row: dict[str, pa.Array], tables: dict[str, Any], key: str) -> None:
        if isinstance(node, Dict):
            self._dict(node, column, table, at, row, tables, key)
        else:
            row[at] = pc.if_else(pc.equal(column, ""), None, column)

    def _children(self, node: List, column: pa.Array, path: str, row: dict[str, pa.Array], tables: dict[str, Any], key: str) -> None:
        """The elements of lists as rows of their table."""
        buffer = self.shredder.buffers.setdefault(path, Buffer(("_row", "_id", "_parent", "_index")))
        values, of = column.flatten(), pc.list_parent_indices(column)
        starts, count = np.asarray(offsets(column))[:-1], len(values)
        ids = int64s(np.arange(buffer.last_id + 1, buffer.last_id + count + 1))
        buffer.last_id += count
        index = int64s(np.arange(count) - starts[np.asarray(of)])
        child = tables[path] = {"_row": row["_row"].take(of), "_id": ids, "_parent": row[key].take(of), "_index": index}
        self._value(node.node, values, path, "" if isinstance(node.node, Dict) else "value", child, tables, "_id")




def _lines(block: bytes) -> pa.Array | None:
    """The lines of a block, their ends included; None when one is empty or not UTF-8."""
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10) + 1
    if not len(ends) or ends[-1] != len(block):
        return None
    bounds = np.concatenate(([0], ends)).astype(np.int32)
    lines = pa.StringArray.from_buffers(len(ends), pa.py_buffer(bounds), pa.py_buffer(block))
    try:
        lines.validate(full=True)
    except pa.ArrowInvalid:
        return None
    return None if int(np.diff(bounds).min()) < 3 else lines


def _same(one: pa.Array, other: pa.Array) -> Any:
    return pc.equal(one, other).fill_null(False).to_numpy(zero_copy_only=False)


def _first(column: pa.Array) -> pa.Array:
    """The first element of each list."""
    starts = np.asarray(offsets(column))[:-1]
    filled = pc.greater(pc.fill_null(pc.list_value_length(column), 0), 0)
    return column.flatten().take(pc.if_else(filled, int64s(starts), None))


def _without_gaps(node: Dict, records: pa.Array) -> Any:
    """Lists with an empty element are left to Python: which one comes first is a question. So are numbers that are none."""
    fine = np.ones(len(records), dtype=bool)
    for place, field in enumerate(node.fields):
        inner = pc.struct_field(records, place)
        if isinstance(field.node, Dict):
            fine &= _without_gaps(field.node, inner)
        elif isinstance(field.node, List):
            values = inner.flatten()
            empty = values.is_null() if isinstance(field.node.node, Dict) else pc.or_kleene(values.is_null(), pc.equal(values, ""))
            of = np.asarray(pc.list_parent_indices(inner))
            fine[of[np.asarray(empty.fill_null(True).to_numpy(zero_copy_only=False))]] = False
            if isinstance(field.node.node, Dict):
                fine[of[~_without_gaps(field.node.node, values)]] = False
            elif not field.node.node.quoted:
                fine[of[~_numbers(values)]] = False
        elif not field.node.quoted:
            fine &= _numbers(inner)
    return fine


def _numbers(values: pa.Array) -> Any:
    """Which values are not NaN or Infinity: DuckDB takes those for numbers, JSON does not."""
    written = values.buffers()[2]
    signs = b"" if written is None else written.to_pybytes()
    if b"n" not in signs and b"N" not in signs:
        return np.ones(len(values), dtype=bool)
    return ~pc.match_substring_regex(values, "(?i)nan|inf").fill_null(False).to_numpy(zero_copy_only=False)


