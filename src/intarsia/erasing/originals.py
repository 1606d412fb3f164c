"""The contributor's own file without some records: rewritten (`rewriting/`), read again, and compared; else a better file is asked for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia import sandbox
from intarsia.build.staleness import safe
from intarsia.engine.duckdb import DuckDB
from intarsia.erasing import left
from intarsia.erasing.rewriting.record import INSTEAD
from intarsia.errors import NotFound, Refused
from intarsia.model import ADDED, Distribution
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.steps import map, profile, register
from intarsia.store import outcomes
from intarsia.store.blobs import Blobs


@dataclass(frozen=True)
class Replaced:
    """A file of a dataset and what takes its place; old, new: their checksums."""

    path: Path
    content: bytes
    old: str
    new: str


@dataclass(frozen=True)
class Files:
    """What becomes of the files of a dataset. written: what stands in the records that go, stays: in the others; sources: addresses that may give them again; found: records."""

    replaced: tuple[Replaced, ...] = ()
    written: frozenset[str] = frozenset()
    stays: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()
    found: int = 0


def without(pool: Pool, dataset: str, records: tuple[str, ...]) -> Files:
    """The files of a dataset without some records.

    Raises: Refused for a file that has one of them and whose format cannot be cut; nothing was changed then.
    """
    folder = pool.layout.dataset(dataset)
    try:
        described, mapping = register.dataset(folder), mappings.load(folder / "mapping.toml")
    except NotFound:
        return Files()
    done = Files()
    for distribution in described.distributions:
        if distribution.name not in mapping.sources:
            continue
        file = _at_hand(pool, dataset, folder, distribution)
        if file is None:
            done = replace(done, sources=(*done.sources, distribution.url or distribution.name))
            continue
        one = _one(pool, file, distribution, mapping, records, folder)
        sources = (*done.sources, *([distribution.url] if distribution.url else []))
        done = Files((*done.replaced, *one.replaced), done.written | one.written, done.stays | one.stays, sources, done.found + one.found)
    return done


def _at_hand(pool: Pool, dataset: str, folder: Path, distribution: Distribution) -> Path | None:
    """The file in the dataset's folder, or the last that was fetched."""
    if distribution.path:
        path = folder / distribution.path
        return path if path.exists() else None
    subject = f"{dataset}/{safe(distribution.name)}"
    last = outcomes.Outcomes(pool.layout.outcomes).last("fetch", subject)
    blobs = Blobs(pool.layout.blobs)
    held = [blobs.path(sha256) for _, sha256 in last.note["files"]] if last else []
    return held[0] if len(held) == 1 and held[0].is_file() else None


def _one(pool: Pool, file: Path, distribution: Distribution, mapping: mappings.Mapping, records: tuple[str, ...], folder: Path) -> Files:
    with tempfile.TemporaryDirectory(prefix=".intarsia-erase-", dir=pool.layout.root) as scratch, _named(file, distribution, Path(scratch)) as readable:
        raw, places = _read(pool, readable, distribution, mapping, records, Path(scratch) / "before")
        if not places:
            return Files()
        if not mapping.sources[distribution.name].record:
            raise Refused(f"the records of {distribution.name} have no key of their own, and their numbers differ from delivery to delivery", where=str(folder / "mapping.toml"),
                          way_out="erase the dataset, and add it again without the record; nothing was changed yet")
        said, stays = _said(Path(scratch) / "before", raw, {row for row, _ in places})
        if not distribution.path:
            return Files(written=said, stays=stays, found=len(places))
        copy = _rewritten(pool, file, distribution, raw, places, Path(scratch))
        again, still = _read(pool, copy, distribution, mapping, records, Path(scratch) / "after")
        if still or not _same(Path(scratch), raw, again, {row for row, _ in places}):
            raise Refused(f"{distribution.path} could not be cut so that only the record is gone", where=str(file), way_out=INSTEAD)
        others = "\x1f".join(stays)
        if left.places(copy, [value for value in left.telling({*(said - stays), *records}) if value not in others]):
            raise Refused(f"what the record says stands in {distribution.path} in other places too, such as a second sheet or a title", where=str(file), way_out=INSTEAD)
        return Files((Replaced(file, copy.read_bytes(), _sha256(file), _sha256(copy)),), said, stays, (), len(places))


def _rewritten(pool: Pool, file: Path, distribution: Distribution, raw: profile.Raw, places: list[tuple[int, int | None]], scratch: Path) -> Path:
    """A copy of the file without the records, made in a child process. Raises: Refused where its format, or this file, cannot be rewritten."""
    if not file.is_file():
        raise Refused(f"{distribution.path} is a folder of files, out of which no record is cut", where=str(file), way_out=INSTEAD)
    copy = scratch / "cut" / file.name
    copy.parent.mkdir()
    starts = sorted({line for _, line in _lines(scratch / "before", raw)} | {line for _, line, _ in raw.rejects if line})
    arguments = {"source": str(file.absolute()), "target": str(copy), "format_name": distribution.format, "options": raw.options,
                 "rows": [row for row, _ in places], "lines_": [line for _, line in places if line], "starts": starts}
    sandbox.call("intarsia.erasing.rewriting.child:in_child", arguments, sandbox.Limits.reading(file.stat().st_size, pool.config.reading), where=str(file), folder=copy.parent)
    return copy


def _same(scratch: Path, before: profile.Raw, after: profile.Raw, gone: set[int]) -> bool:
    """Do all other records say the same as before, list by list and column by column? A column that only the record had may be gone."""
    for table in before.parts:
        old, new = _table(scratch / "before", before, table), _table(scratch / "after", after, table)
        rows = old.column("_row")
        old = old.filter(pc.invert(pc.is_in(rows, value_set=pa.array(sorted(gone), rows.type))))
        for name in (one for one in old.column_names if one not in ADDED or one == "_index"):
            if name not in new.column_names:
                if old.column(name).null_count < old.num_rows:
                    return False
            elif not old.column(name).equals(new.column(name).cast(old.column(name).type)):
                return False
        if old.num_rows != new.num_rows or not _ranks(old.column("_row")).equals(_ranks(new.column("_row"))) or (set(new.column_names) - set(old.column_names)):
            return False
    return not set(after.parts) - set(before.parts)


def _ranks(rows: pa.ChunkedArray) -> pa.Array:
    """Which rows belong to the same record, and in which order: the numbers themselves move up."""
    return pc.rank(rows, sort_keys="ascending", tiebreaker="dense")


def _table(folder: Path, raw: profile.Raw, table: str) -> pa.Table:
    """One list of a file that was read, in order; parts may have different columns, and there may be none."""
    parts = [pq.read_table(folder / part, partitioning=None) for part in raw.parts.get(table, ())]
    return pa.concat_tables(parts, promote_options="default") if parts else pa.table({"_row": pa.array([], pa.int64())})


@contextmanager
def _named(file: Path, distribution: Distribution, scratch: Path) -> Iterator[Path]:
    """A blob has no extension; formats look at it."""
    if distribution.path:
        yield file
        return
    link = scratch / Path(distribution.name).name
    os.symlink(file.resolve(), link)
    yield link


def _read(pool: Pool, file: Path, distribution: Distribution, mapping: mappings.Mapping, records: tuple[str, ...], folder: Path) -> tuple[profile.Raw, list[tuple[int, int | None]]]:
    """The file as raw tables, and where the records stand in it."""
    folder.mkdir()
    raw = profile.apart(file, distribution.format, dict(distribution.options), folder, own=pool.layout.shelf, settings=pool.config.reading, described=False).raw
    source = map.RawSource(distribution.name, {table: [folder / part for part in parts] for table, parts in raw.parts.items()}, raw.columns, raw.rows_in, {})
    engine = DuckDB(folder / "spill")
    try:
        return raw, map.places_of(engine, mapping, source, list(records))
    finally:
        engine.close()


def _lines(folder: Path, raw: profile.Raw) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for part in raw.parts[""]:
        table = pq.read_table(folder / part, columns=["_row", "_line"], partitioning=None)
        found += [(row, line) for row, line in zip(table.column("_row").to_pylist(), table.column("_line").to_pylist(), strict=True) if line is not None]
    return found


def _said(folder: Path, raw: profile.Raw, rows: set[int]) -> tuple[frozenset[str], frozenset[str]]:
    """What stands in these records, and what in the others of the file; in their lists too."""
    mine: set[str] = set()
    others: set[str] = set()
    for parts in raw.parts.values():
        for part in parts:
            table = pq.read_table(folder / part, partitioning=None)
            its = pc.is_in(table.column("_row"), value_set=pa.array(sorted(rows), table.schema.field("_row").type))
            for name in table.column_names:
                if name not in ADDED:
                    mine |= set(table.column(name).filter(its).unique().to_pylist())
                    others |= set(table.column(name).filter(pc.invert(its)).unique().to_pylist())
    return frozenset(mine - {None, ""}), frozenset(others - {None, ""})


def _sha256(file: Path) -> str:
    import hashlib

    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
