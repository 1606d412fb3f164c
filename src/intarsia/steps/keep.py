"""keep: ordered queries become table files, hashed as they are written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.placed.levels import REGION
from intarsia.store import columnar
from intarsia.tables import TABLES


def keep(engine: DuckDB, queries: dict[str, str], folder: Path) -> dict[str, dict[str, Any]]:
    """Write each table with rows; returns table -> {rows, hash, bytes}."""
    found = {}
    for name, sql in queries.items():
        path = folder / f"{name}.parquet"
        written = columnar.write(path, TABLES[name], engine.stream(sql))
        if written.rows:
            found[name] = asdict(written)
        else:
            path.unlink()
    return found


def used_places(engine: DuckDB, folder: Path, tables: dict[str, Any]) -> list[str]:
    """The codes of countries and of regions (NUTS) that a dataset's rows speak of."""
    columns = {"term": "concept", "observation": "place", "agent": "country", "intervention": "place"}
    parts = []
    for name, column in columns.items():
        if name in tables:
            engine.scan([folder / f"{name}.parquet"], f"kept_{name}")
            parts.append(f"SELECT {column} AS code FROM kept_{name}" + (" WHERE facet = 'country'" if name == "term" else ""))
    if not parts:
        return []
    return [row[0] for row in engine.rows(f"SELECT DISTINCT code FROM ({' UNION ALL '.join(parts)}) AS p WHERE regexp_matches(code, '^([A-Z]{{2}}|{REGION})$') ORDER BY code")]
