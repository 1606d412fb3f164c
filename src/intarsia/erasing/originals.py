"""The contributor's own file without some records: cut where a format has a record on lines of its own, else a better file is asked for."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from intarsia.build.staleness import safe
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import NotFound, Refused
from intarsia.model import ADDED, Distribution
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.steps import map, profile, register
from intarsia.store import outcomes
from intarsia.store.blobs import Blobs, uncompressed

CUTTABLE = ("csv", "jsonl")


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
        if distribution.format not in CUTTABLE or not file.is_file() or next(uncompressed(file), b"") != _head(file) or any(line is None for _, line in places):
            raise Refused(f"the record stands in {distribution.path}, and a record of such a file cannot be cut out of it", where=str(file),
                          way_out="put a file without it in its place, as the contributor would deliver it; then erase again: nothing was changed yet")
        boundaries = sorted({line for _, line in _lines(Path(scratch) / "before", raw)} | {line for _, line, _ in raw.rejects if line})
        content = _cut(file.read_bytes(), [line for _, line in places if line], boundaries)
        copy = Path(scratch) / f"cut{''.join(file.suffixes)}"
        copy.write_bytes(content)
        again, still = _read(pool, copy, distribution, mapping, records, Path(scratch) / "after")
        if still or again.rows.get("", 0) != raw.rows.get("", 0) - len(places) or again.columns != raw.columns:
            raise Refused(f"{distribution.path} could not be cut so that only the record is gone", where=str(file),
                          way_out="put a file without it in its place, as the contributor would deliver it; then erase again: nothing was changed yet")
        return Files((Replaced(file, content, _sha256(file), _sha256(copy)),), said, stays, (), len(places))


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
    """What stands in these records, and what in the others of the file."""
    mine: set[str] = set()
    others: set[str] = set()
    for part in raw.parts[""]:
        table = pq.read_table(folder / part, partitioning=None)
        its = [row in rows for row in table.column("_row").to_pylist()]
        for name in table.column_names:
            if name not in ADDED:
                for value, is_its in zip(table.column(name).to_pylist(), its, strict=True):
                    (mine if is_its else others).add(value)
    return frozenset(mine - {None, ""}), frozenset(others - {None, ""})


def _cut(content: bytes, starts: list[int], boundaries: list[int]) -> bytes:
    """A text without the lines from each start up to the next boundary."""
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", content)
    gone: set[int] = set()
    for start in starts:
        end = next((line for line in boundaries if line > start), len(lines) + 1)
        gone |= set(range(start, end))
    return b"".join(line for number, line in enumerate(lines, 1) if number not in gone)


def _head(file: Path) -> bytes:
    with file.open("rb") as handle:
        return handle.read(1 << 20)


def _sha256(file: Path) -> str:
    import hashlib

    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
