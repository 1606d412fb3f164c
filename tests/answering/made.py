"""Releases written by hand from a few rows: no build, so that a test can have dozens of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia.answering import Release
from intarsia.engine.duckdb import DuckDB
from intarsia.iris import iri
from intarsia.reader import Reader
from intarsia.shelf.feeds import nquads
from intarsia.store import columnar, graph
from intarsia.tables import BOOL, FLOAT, INT, TABLES

BASE = "http://localhost:8000/"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
ARROW = {INT: pa.int64(), FLOAT: pa.float64(), BOOL: pa.bool_()}
Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


def key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def dataset(id: str, sector: str = "film-tv", selection: str = "sample", publisher: str = "") -> dict[str, Any]:
    return {"id": id, "iri": iri(BASE, "dataset", id), "title": id.title(), "description": "Invented.", "publisher": publisher or f"A keeper of {id}", "sector": sector,
            "selection": selection, "licence": CC0, "mining": "allowed", "synthetic": True, "verdict": "OPEN"}


def work(name: str, dataset: str, year: int | None, sector: str = "film-tv", form: str = "film", status: str | None = None) -> dict[str, Any]:
    return {"id": key(name), "iri": iri(BASE, "work", key(name)), "dataset": dataset, "record": name, "form": form, "sector": sector, "title": name, "date": str(year) if year else None,
            "year_start": year, "year_end": year, "status": status}


def term(name: str, dataset: str, facet: str, concept: str) -> dict[str, Any]:
    return {"work": key(name), "facet": facet, "value": concept, "concept": concept, "state": "matched", "score": 1.0, "dataset": dataset, "record": name}


def observed(measure: str, about: str, value: float | None, start: str, end: str, dataset: str = "figures", kind: str = "agent", place: str = "NL", **more: Any) -> dict[str, Any]:
    return {"measure": measure, "value": value, "unit": measure, "about": key(about) if kind in ("agent", "work") else about, "about_kind": kind, "place": place, "period_start": start,
            "period_end": end, "dataset": dataset, "record": f"{about} {start}", "method": "counted", **more}


def agent(name: str, dataset: str = "figures", kind: str = "organisation") -> dict[str, Any]:
    return {"id": key(name), "iri": iri(BASE, "agent", key(name)), "dataset": dataset, "record": name, "kind": kind, "name": name, "sort_name": name}


def released(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]], as_of: str = "2026-11-23") -> Release:
    """The release that these rows make, as questions are asked of it."""
    told: dict[str, Any] = {}
    for name, table in TABLES.items():
        parts: dict[str, Rows] = {}
        for row in tables.get(name, ()):
            parts.setdefault(str(row["id"] if name == "dataset" else row.get("dataset") or "_pool"), []).append(dict(row))
        schema = pa.schema([(c.name, ARROW.get(c.type, pa.string())) for c in table.columns])
        for part, rows in parts.items():
            path = folder / "tables" / name / f"{part}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            rows.sort(key=lambda row: tuple(str(row.get(column) or "") for column in table.key))
            pq.write_table(pa.Table.from_pylist([{c: row.get(c) for c in table.names} for row in rows], schema), path)
            entry = told.setdefault(name, {"rows": 0, "hash": "", "parts": {}})
            entry["rows"] += len(rows)
            entry["parts"][part] = {"rows": len(rows), "hash": "", "bytes": path.stat().st_size}
    folder.mkdir(parents=True, exist_ok=True)
    pool = {"name": "A made pool", "base": BASE, "publisher": "Test desk", "languages": ["en", "nl"]}
    manifest = {"schema": 1, "id": "1111222233334444", "issued": f"{as_of}T12:00:00Z", "as_of": as_of, "previous": None, "pool": pool, "code": "c0de", "inputs": {}, "tables": told}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return Release(Reader(folder))


def credit(work: str, agent: str, dataset: str, role: str | None = None) -> dict[str, Any]:
    return {"work": key(work), "agent": key(agent), "name_written": agent, "role": role, "role_written": role, "position": 1, "dataset": dataset, "record": work}


def based(work: str, source: str) -> dict[str, Any]:
    name = f"{work} based on {source}"
    return {"id": key(name), "kind": "work", "subject": key(work), "predicate": "based_on", "object": key(source), "state": "accepted", "method": "stated"}


def concept(scheme: str, notation: str) -> dict[str, Any]:
    return {"id": f"{scheme}:{notation}", "iri": f"{BASE}id/concept/{scheme}/{notation}", "scheme": scheme, "notation": notation}


def as_one(kind: str, *members: str) -> Rows:
    """Records that are linked as one work, or one agent."""
    return [{"cluster": key("one " + " ".join(members)), "member": key(member), "kind": kind, "method": "identifier"} for member in members]


def graphed(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Release:
    """A release as `released` makes it, with its linked data, so that it answers SPARQL too."""
    made = released(folder, tables)
    (folder / "dumps").mkdir()
    for part in sorted({str(row.get("dataset") or "_pool") for rows in tables.values() for row in rows} | {str(row["id"]) for row in tables["dataset"]}):
        engine = DuckDB()
        for name, table in TABLES.items():
            rows = [row for row in tables.get(name, ()) if str(row["id"] if name == "dataset" else row.get("dataset") or "_pool") == part]
            engine.load(name, pa.Table.from_pylist([{c: row.get(c) for c in table.names} for row in rows], schema=columnar.schema(table)))
        nquads.write(engine, part, BASE, folder / "dumps")
    graph.load(folder)
    return made
