"""profile: a delivery becomes raw tables (text columns, Parquet) and an account of its columns.

A file is other people's bytes: `apart` has a child process with limits read it, and believes nothing the child says
unseen. `profile` and `read` do the same in this process; only the child, and records we wrote ourselves, go that way.
"""

from __future__ import annotations

import json
import pkgutil
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import sandbox
from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.errors import IntarsiaError, Invalid
from intarsia.model import ADDED, Reading
from intarsia.shelf import formats, loader
from intarsia.shelf.formats.base import MAX_COLUMNS, Batch, Reject, too_wide
from intarsia.store.layout import link_or_copy

#: what the process that forks readers imports beforehand
WARM = (*(f"{formats.__name__}.{module.name}" for module in pkgutil.iter_modules(formats.__path__)), "intarsia.shelf.preloaded")
PART = re.compile(r"raw\d+-\d+\.parquet")
#: what `profile` tells of a column, in this order
DESCRIBED = ("list", "position", "column", "looks_like", "rows", "filled", "different", "longest")
ROWS_A_PART = 500_000
MOST_TABLES = 200  # each holds a file open
LONGEST_NAME = 2_000  # characters of a column's name
#: different values are counted, and shapes of values looked at, over every n-th row of longer tables
DISTINCT_SAMPLE, SHAPE_SAMPLE = 50_000, 10_000
#: every column whose different values are counted takes the engine some megabytes, however few rows there are; planning
#: a query over shapes takes it time that grows with the square of the columns
FEW = 25
AT_ONCE, WIDE = 200, 1_000  # columns described together; a table with more than the latter is described piece by piece
SHAPES = {"integer": r"^-?\d+$", "number": r"^-?[\d.,\s]*\d[\d.,\s]*$", "year": r"^\d{4}$", "date": r"^\d{4}-\d\d-\d\d"}


@dataclass
class Raw:
    """A read delivery: nested path -> Parquet parts and columns; records counted; rejects with their place; `more` rejects are only counted."""

    options: dict[str, Any]
    parts: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    rejects: list[tuple[int | None, int | None, str]] = field(default_factory=list)
    more: int = 0

    @property
    def rejected(self) -> int:
        return len(self.rejects) + self.more

    @property
    def rows_in(self) -> int:
        return self.rows.get("", 0) + self.rejected

    def note(self) -> dict[str, Any]:
        return {"options": self.options, "parts": self.parts, "columns": self.columns, "rows": self.rows, "rejects": self.rejects, "more": self.more}


def from_note(note: dict[str, Any]) -> Raw:
    """The `Raw` that an outcome's note describes."""
    return Raw(note["options"], note["parts"], note["columns"], note["rows"], [tuple(r) for r in note["rejects"]], note.get("more", 0))


@dataclass(frozen=True)
class Profiled:
    """What a child found: the format it took, the raw tables, and the columns as `profile` returns them."""

    format: str
    media_type: str
    raw: Raw
    columns: list[tuple[Any, ...]]


def apart(path: Path, format_name: str, options: dict[str, Any], folder: Path, *, own: Path | None = None, offered: dict[str, Any] | None = None,
          engine: DuckDB | None = None, settings: Reading | None = None, shown: str = "", nice: int = 0, patience: float | None = None,
          on_tick: Callable[[sandbox.Tick], None] | None = None, told: int | None = None, described: bool = True) -> Profiled:
    """Read a file into `folder` and describe its columns, in a child process with limits.

    format_name: "" for the format that the file's name and content tell. own: the pool's shelf. offered: options that are
    given where the format knows them and `options` does not. engine: describes the columns in this process, from the tables
    the child wrote; a build has one, and it is 0.1 CPU seconds a file cheaper than one the child starts. Without it the child
    describes them too, and none of it weighs on this process. shown: what error texts call the file. settings, nice: the limits. patience, on_tick: see `sandbox.call`.
    told: how many rejects are told one by one, the others being counted; None for all. described: False leaves the columns undescribed.
    Raises: NotFound for an unknown format; Invalid for a file that cannot be read, or not within the limits.
    """
    where = shown or str(path)
    bytes_in = sandbox.written(path) if path.is_dir() else path.stat().st_size if path.exists() else 0
    limits = sandbox.Limits.reading(bytes_in, settings, nice)
    arguments = {"path": str(path), "format_name": format_name, "options": options, "offered": offered or {}, "folder": str(folder), "own": str(own) if own else "", "told": told,
                 "memory": 0 if engine or not described else limits.memory // 2}
    try:
        found = sandbox.call(f"{__name__}:in_child", arguments, limits, on_tick, where=where, folder=folder, patience=patience)
    except IntarsiaError as error:
        error.where = error.where.replace(str(path), where) or where
        raise
    try:
        seen = _believed(found, folder)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, OSError):
        raise Invalid("the reader of this file gave an answer that cannot be understood", where=where, way_out="export the file again, in another format if need be") from None
    if engine is not None:
        seen.columns.extend(row for table in sorted(seen.raw.parts) for row in _describe(engine, seen.raw, folder, table))
    return seen


def in_child(path: str, format_name: str, options: dict[str, Any], offered: dict[str, Any], folder: str, own: str, memory: int, told: int | None) -> dict[str, Any]:
    """What `apart` asks of the child; the answer is JSON-able. memory: of the engine that describes the columns; 0 leaves that out."""
    shelf, file = Path(own) if own else None, Path(path)
    format_ = loader.format_named(format_name, shelf) if format_name else loader.format_for(file, shelf, options)
    settled = {**{name: value for name, value in offered.items() if name in format_.OPTIONS}, **options}
    if memory:
        raw, columns = profile(format_, file, settled, Path(folder), DuckDB(Path(tempfile.gettempdir()) / "spill", f"{memory // 1_000_000}MB"), told)
    else:
        raw, columns = read(format_, file, settled, Path(folder), told), []
    return {"format": format_.NAME, "media_type": format_.MEDIA_TYPE, "raw": raw.note(), "columns": columns}


def _believed(found: dict[str, Any], folder: Path) -> Profiled:
    """The child's answer, looked at: only plain values of the right kinds, only files of its own making in its own folder."""
    raw = from_note(found["raw"])
    if not set(raw.parts) == set(raw.columns) == set(raw.rows) or "" not in raw.parts or not isinstance(raw.options, dict):
        raise ValueError("tables")
    for table, names in raw.parts.items():
        for name in names:
            file = folder / name
            if not PART.fullmatch(name) or file.is_symlink() or not file.is_file():
                raise ValueError("parts")
        if not isinstance(raw.rows[table], int) or raw.rows[table] < 0 or not all(isinstance(column, str) for column in raw.columns[table]):
            raise ValueError("rows")
    if not isinstance(raw.more, int) or raw.more < 0:
        raise ValueError("rejects")
    for record, line, reason in raw.rejects:
        if not (isinstance(record, int | None) and isinstance(line, int | None) and isinstance(reason, str)):
            raise ValueError("rejects")
    columns = [(str(table), int(at), str(column), str(kind), *(None if n is None else int(n) for n in counts)) for table, at, column, kind, *counts in found["columns"]]
    return Profiled(str(found["format"]), str(found["media_type"]), raw, columns)


def profile(format_: ModuleType, path: Path, options: dict[str, Any], folder: Path, engine: DuckDB, told: int | None = None) -> tuple[Raw, list[tuple[Any, ...]]]:
    """Read a file into `folder` and describe its columns.

    Returns the raw tables and, per column: (source table, position, column, type, rows, filled, distinct, longest).
    Raises: Invalid when the file cannot be read at all.
    """
    raw = read(format_, path, options, folder, told)
    described = [row for table in sorted(raw.parts) for row in _describe(engine, raw, folder, table)]
    return raw, described


def read(format_: ModuleType, path: Path, options: dict[str, Any], folder: Path, told: int | None = None) -> Raw:
    """A file as raw tables on disk; every record is a row or a reject.

    Raises: Invalid for a file that cannot be read, or with more tables or columns than a database can do anything with.
    """
    settled = format_.guess(path, options)
    raw = Raw(json.loads(json.dumps(settled, default=str)))
    writers: dict[str, _Writer] = {}
    for item in format_.read(path, settled):
        if isinstance(item, Reject):
            if told is None or len(raw.rejects) < told:
                raw.rejects.append((item.record, item.line, item.reason))
            else:
                raw.more += 1
        elif isinstance(item, Batch):
            if len(writers) == MOST_TABLES and item.table not in writers:
                raise Invalid(f"There are more than {MOST_TABLES} kinds of lists in the records.", where=str(path), way_out="Check that its keys are names, not values.")
            writers.setdefault(item.table, _Writer(folder, len(writers), str(path))).add(item.rows)
    writers.setdefault("", _Writer(folder, len(writers), str(path)))
    for table, writer in writers.items():
        writer.close(child=bool(table))
        raw.parts[table], raw.columns[table], raw.rows[table] = writer.parts, list(writer.columns), writer.rows
    return raw


class _Writer:
    """Parquet parts of one raw table; a new part begins when the columns change or a part is full."""

    def __init__(self, folder: Path, number: int, where: str) -> None:
        self.folder, self.number, self.where = folder, number, where
        self.parts: list[str] = []
        self.columns: dict[str, None] = {}
        self.rows = self._part_rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._schema: pa.Schema | None = None

    def _check(self, fresh: list[str]) -> None:
        if len(self.columns) > MAX_COLUMNS + len(ADDED):
            raise too_wide(self.where)
        if max(map(len, fresh)) > LONGEST_NAME:
            raise Invalid(f"A column has a name of more than {LONGEST_NAME:,} characters.", where=self.where, way_out="Check that the names are names, and not values or text.")

    def add(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        if fresh := [name for name in batch.schema.names if name not in self.columns]:
            self.columns.update(dict.fromkeys(fresh))
            self._check(fresh)
        if self._writer is None or not batch.schema.equals(self._schema) or self._part_rows >= ROWS_A_PART:
            self._open(batch.schema)
        assert self._writer is not None
        self._writer.write_batch(batch)
        self.rows += batch.num_rows
        self._part_rows += batch.num_rows

    def _open(self, schema: pa.Schema) -> None:
        if self._writer is not None:
            self._writer.close()
        name = f"raw{self.number}-{len(self.parts)}.parquet"
        self._writer = pq.ParquetWriter(self.folder / name, schema, compression="lz4", use_dictionary=False, write_statistics=False)
        self.parts.append(name)
        self._schema, self._part_rows = schema, 0

    def close(self, child: bool) -> None:
        if self._writer is None:
            names = ("_row", "_id", "_parent", "_index") if child else ("_row", "_line")
            self._open(pa.schema([(name, pa.int64()) for name in names]))
            self.columns = dict.fromkeys(names)
        assert self._writer is not None
        self._writer.close()


def account(engine: DuckDB, raw: Raw, folder: Path) -> list[tuple[Any, ...]]:
    """The account of all columns of raw tables: rows of DESCRIBED."""
    return [row for table in sorted(raw.parts) for row in _describe(engine, raw, folder, table)]


def _describe(engine: DuckDB, raw: Raw, folder: Path, table: str) -> Iterator[tuple[Any, ...]]:
    columns = [c for c in raw.columns[table] if c not in ADDED]
    rows = raw.rows[table]
    if not columns or not rows:
        return
    paths, key = [folder / part for part in raw.parts[table]], "_id" if "_id" in raw.columns[table] else "_row"
    wide = len(columns) > WIDE
    for start in range(0, len(columns), AT_ONCE):
        some = columns[start:start + AT_ONCE]
        engine.scan(paths, "__profiled", [key, *some])
        if wide:  # a query over a file of thousands of columns takes long, whatever it asks
            engine.run("__some", 'SELECT * FROM "__profiled"')
        yield from describe(engine, "__some" if wide else "__profiled", some, rows, table, key, start)
    engine.drop(["__some"])


def describe(engine: DuckDB, relation: str, columns: list[str], rows: int, table: str = "", key: str = "_row", start: int = 0) -> Iterator[tuple[Any, ...]]:
    """The account of text columns of a relation (as SQL names it) with so many rows: a row of DESCRIBED for each. key: a number of the row."""
    looks = ("count({c})", *(f"count(*) FILTER (regexp_matches({{c}}, {quote(p)}))" for p in SHAPES.values()))
    source = (relation, key)
    whole = _measure(engine, source, columns, ("count({c})", "max(length({c}))"), 1) if columns else []
    pieces = [columns[at:at + FEW] for at in range(0, len(columns), FEW)]
    distinct = [one for few in pieces for one in _measure(engine, source, few, ("count(DISTINCT {c})",), -(-rows // DISTINCT_SAMPLE))]
    shapes = [one for few in pieces for one in _measure(engine, source, few, looks, -(-rows // SHAPE_SAMPLE))]
    for n, column in enumerate(columns):
        filled, longest = whole[n]
        yield table, start + n + 1, column, _kind(shapes[n], distinct[n][0]), rows, filled, distinct[n][0], longest


def _measure(engine: DuckDB, source: tuple[str, str], columns: list[str], measures: tuple[str, ...], every: int) -> list[tuple[Any, ...]]:
    """The measures of each column, over every n-th row."""
    fields = ", ".join(m.replace("{c}", identifier(c)) for c in columns for m in measures)
    table, key = source
    where = f" WHERE {key} % {every} = 0" if every > 1 else ""
    found = engine.rows(f"SELECT {fields} FROM {table}{where}")[0]
    return [tuple(found[n * len(measures):(n + 1) * len(measures)]) for n in range(len(columns))]


def _kind(shapes: tuple[int, ...], distinct: int) -> str:
    filled, integers, numbers, years, dates = shapes
    if not filled:
        return "empty"
    for name, count in (("year", years), ("date", dates), ("integer", integers), ("number", numbers)):
        if count >= 0.95 * filled:
            return name
    return "code" if distinct <= max(20, filled // 50) else "text"


@contextmanager
def assembled(files: tuple[tuple[str, str], ...], blob: Callable[[str], Path], scratch: Path) -> Iterator[Path]:
    """A path a format can read: one file, or a folder, with the files' own names (hard links to the blobs, for readers follow no symbolic ones)."""
    scratch.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="read-", dir=scratch))
    try:
        for name, sha256 in files:
            target = folder / (name if len(files) > 1 else Path(name).name)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(blob(sha256), target)
        yield folder if len(files) > 1 else target
    finally:
        shutil.rmtree(folder, ignore_errors=True)
