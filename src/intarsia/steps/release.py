"""release: the tables of all datasets become one immutable folder: written aside, verified, renamed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia.errors import Broken
from intarsia.model import PoolConfig
from intarsia.store import columnar
from intarsia.store.layout import Layout, link_or_copy, replace, sync_folder
from intarsia.store.outcomes import Outcome
from intarsia.tables import TABLES

MANIFEST_SCHEMA = 1


@dataclass(frozen=True)
class Part:
    """One dataset's rows of one table, as an outcome holds them."""

    table: str
    dataset: str
    path: Path
    rows: int
    hash: str
    bytes: int


def parts_of(dataset: str, outcomes: Iterable[Outcome]) -> list[Part]:
    """The table files of a dataset's outcomes."""
    return [Part(table, dataset, outcome.file(table), e["rows"], e["hash"], e["bytes"])
            for outcome in outcomes for table, e in sorted(outcome.tables().items())]


def table_entries(parts: Iterable[Part]) -> dict[str, Any]:
    """Per table: rows, hash over schema and the parts' hashes in order of dataset, and the parts."""
    found: dict[str, Any] = {}
    listed = sorted(parts, key=lambda p: (p.table, p.dataset))
    for part in listed:
        entry = found.setdefault(part.table, {"rows": 0, "hash": "", "parts": {}})
        entry["rows"] += part.rows
        entry["parts"][part.dataset] = {"rows": part.rows, "hash": part.hash, "bytes": part.bytes}
    for name, entry in found.items():
        shape = columnar.as_written(next(p.path for p in listed if p.table == name), TABLES[name])
        entry["hash"] = columnar.table_hash(shape.schema_text, entry["parts"])
    return found


def release_id(tables: dict[str, Any], inputs: dict[str, Any], code: str, stated: str = "") -> str:
    """The hash of tables, inputs, code version, and the day the build is of where somebody stated it; never of Parquet, index or graph bytes."""
    text = json.dumps([{n: e["hash"] for n, e in tables.items()}, inputs, code, *([stated] if stated else [])], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def manifest(identity: str, issued: str, config: PoolConfig, tables: dict[str, Any], inputs: dict[str, Any], code: str, previous: str | None) -> dict[str, Any]:
    """What a release says of itself."""
    pool = {"name": config.name, "base": config.base, "publisher": config.publisher, "languages": list(config.languages)}
    return {"schema": MANIFEST_SCHEMA, "id": identity, "issued": issued, "previous": previous, "pool": pool, "code": code,
            "inputs": inputs, "tables": tables, "dumps": {}, "files": {}}


def place_tables(folder: Path, parts: Iterable[Part]) -> None:
    """The outcomes' table files in the release, as links to the same bytes where the disk allows."""
    for part in parts:
        target = folder / "tables" / part.table / f"{part.dataset}.parquet"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise Broken(f"two outcomes give the table {part.table} of {part.dataset}", where=str(part.path), way_out="please report this; nothing was released")
        link_or_copy(part.path, target)


def seal(layout: Layout, aside: Path, body: dict[str, Any]) -> Path:
    """Note every file, check the whole, and give the release its name.

    Raises: Broken when what stands there is not what the manifest says.
    """
    body["files"] = {str(f.relative_to(aside)): {"bytes": f.stat().st_size, "sha256": checksum(f)} for f in sorted(aside.rglob("*")) if f.is_file()}
    replace(aside / "manifest.json", json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True))
    quick_check(aside, body)
    final = layout.releases / str(body["id"])
    if final.exists():
        shutil.rmtree(aside)
        return final
    os.rename(aside, final)
    sync_folder(layout.releases)
    return final


def manifest_of(layout: Layout, identity: str) -> dict[str, Any] | None:
    """The manifest of a release, None when there is no such release."""
    return manifest_in(layout.releases / identity)


def manifest_in(folder: Path) -> dict[str, Any] | None:
    """The manifest of the release in a folder, None when there is none."""
    try:
        found: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return found


def serve(layout: Layout, identity: str) -> None:
    """Make a release the one that is served."""
    layout.current.parent.mkdir(parents=True, exist_ok=True)
    replace(layout.current, identity + "\n")


def quick_check(folder: Path, body: dict[str, Any]) -> None:
    """Row counts of every table part, from the files' own footers.

    Raises: Broken.
    """
    for table, entry in body["tables"].items():
        for dataset, part in entry["parts"].items():
            path = folder / "tables" / table / f"{dataset}.parquet"
            if not path.is_file() or pq.read_metadata(path).num_rows != part["rows"]:
                raise Broken(f"the release does not hold what its manifest says: {table} of {dataset}", where=str(path), way_out="build again")


def checksum(path: Path) -> str:
    """sha256 of a file."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
