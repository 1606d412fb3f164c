"""The contributor's own file in its own columns, with what was gained behind them: values, IRIs of their sources, probabilities."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from intarsia.build.staleness import safe
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid, NotFound, Unavailable
from intarsia.pool import Pool
from intarsia.receipt.basis import BOUNDS, Basis
from intarsia.receipt.gains import values
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.scope import HIDDEN, Scope
from intarsia.steps import register
from intarsia.store.outcomes import Outcome, Outcomes

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
#: what stands in a cell between several values
BETWEEN = " | "
#: first half of the names of the new columns: the own ones keep theirs
MARK = "gained "


def write(pool: Pool, basis: Basis, dataset: str, distribution: str, output: Path, least: float = BOUNDS[0]) -> dict[str, Any]:
    """Write the file of a dataset as CSV: every row and column it has, then three columns for each that was gained. Tells rows, columns and gained.

    distribution: which of its files; "" for the only one. least: the least probability of a link.
    Raises: NotFound for no such dataset or file; Invalid when several files could be meant; Unavailable when it was not read by a build here.
    """
    name = _distribution(pool, dataset, distribution)
    found = values(basis, dataset, least)
    fields = list(dict.fromkeys(sorted(one["field"] for one in found)))
    by: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for one in _of_main_kind(basis, dataset, found):
        by.setdefault(one["record"], {}).setdefault(one["field"], []).append(one)
    fields = [one for one in fields if any(one in got for got in by.values())]
    gained = rows = 0
    aside = output.with_name(output.name + ".part")
    with closing(DuckDB()) as engine:
        columns, lines = _rows(engine, pool, dataset, name)
        own = basis.rows("SELECT record, iri FROM work WHERE dataset = $d UNION ALL SELECT record, iri FROM agent WHERE dataset = $d AND NOT EXISTS (SELECT 1 FROM work WHERE dataset "
                         "= $d)", {"d": dataset})
        iris = {one["record"]: one["iri"] for one in own}
        try:
            with open(aside, "w", encoding="utf-8", newline="") as out:
                writer = csv.writer(out, lineterminator="\r\n")
                head = [f"{MARK}{field}{part}" for field in fields for part in ("", " source", " probability")]
                writer.writerow([_cell(one) for one in (*columns, "iri", *head)])
                for key, cells in lines:
                    added: list[Any] = []
                    for field in fields:
                        got = by.get(key or "", {}).get(field, [])
                        gained += bool(got)
                        added += [BETWEEN.join(dict.fromkeys(str(one["value"]) for one in got)), BETWEEN.join(dict.fromkeys(one["source_iri"] for one in got)),
                            max((one["probability"] for one in got), default="")]
                    writer.writerow([_cell(one) for one in (*cells, iris.get(key or "", ""), *added)])
                    rows += 1
            aside.replace(output)
        finally:
            aside.unlink(missing_ok=True)
    return {"file": str(output), "distribution": name, "rows": rows, "own_columns": len(columns), "gained_columns": len(fields), "gained": gained}


def _distribution(pool: Pool, dataset: str, wanted: str) -> str:
    folder = pool.layout.dataset(dataset)
    if not (folder / "dataset.toml").is_file():
        raise NotFound(f"there is no dataset '{dataset[:80]}' in this pool", where=str(pool.layout.datasets), way_out="see them: intarsia status")
    names = [one.name for one in register.dataset(folder).distributions]
    if wanted in names:
        return wanted
    if wanted or len(names) != 1:
        raise Invalid(f"which of its {len(names)} files is meant?" if not wanted else "the dataset has no such file", where="--file", way_out="name one of: " + ", ".join(names))
    return names[0]


def _of_main_kind(basis: Basis, dataset: str, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row stands for a work where the dataset has works, else for an agent: what makers gain is not put into the rows of their works."""
    works = {one["id"] for one in basis.rows("SELECT id FROM work WHERE dataset = $d", {"d": dataset})}
    return [one for one in found if one["own"] in works] if works else found


def _rows(engine: DuckDB, pool: Pool, dataset: str, name: str) -> tuple[list[str], Iterator[tuple[str | None, tuple[Any, ...]]]]:
    """The columns of the file, and each row as (the key its record has in the pool, cells)."""
    raw = _read(pool, dataset, name)
    mapping = mappings.load(pool.layout.dataset(dataset) / "mapping.toml")
    columns = list(raw.note["columns"][""])
    shown = [one for one in columns if one not in HIDDEN]
    described = mapping.sources.get(name)
    engine.scan([raw.path / part for part in raw.note["parts"][""]], "file")
    scope = Scope(mapping, name, (), {"": [*columns, "_record"]}, None, set())
    key = f"trim(CAST({scope.sql(described.record, (*described.path, 'record'))} AS VARCHAR))" if described and described.record else "CAST(root._row AS VARCHAR)"
    listed = "".join(', root."' + one.replace('"', '""') + '"' for one in shown)
    rows = engine.rows(f"SELECT {key} AS _key{listed} FROM file AS root ORDER BY root._row")
    return shown, ((row[0], row[1:]) for row in rows)


def _read(pool: Pool, dataset: str, name: str) -> Outcome:
    """What reading the file left at the last build."""
    found = Outcomes(pool.layout.outcomes).last("profile", f"{dataset}/{safe(name)}")
    if found is None or "" not in found.note.get("parts", {}):
        raise Unavailable("this file was not read by a build of this pool", where=f"{dataset}: {name}", way_out=f"build it: intarsia build {pool.layout.root}")
    return found


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in FORMULA else value
