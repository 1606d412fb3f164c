"""frame: what a dataset says that "all" would be, and how much of it is here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.evidence.framing import WORK, span
from intarsia.model import Dataset, Frame
from intarsia.store import columnar
from intarsia.store.outcomes import Outcome
from intarsia.tables import TABLES

#: how an entity is called in each table, and the year it belongs to; of figures only those with a value count
_ENTITIES = {
    "work": "SELECT w.id AS entity, w.year_start AS year, w.form AS what{columns} FROM work AS w{parts}",
    "observation": "SELECT coalesce(o.about, o.place) AS entity, CAST(left(o.period_start, 4) AS BIGINT) AS year, o.measure AS what{columns} FROM observation AS o WHERE o.value IS NOT NULL",
}
_PARTS = " LEFT JOIN (SELECT work, title AS part_of FROM relation WHERE predicate = 'part_of') AS p ON p.work = w.id"


def frames(dataset: Dataset, mapped: Outcome | None) -> pa.Table | None:
    """The table `frame` of one dataset; without rows of it (`mapped`), it says of none how much is here."""
    if not dataset.frames:
        return None
    engine = DuckDB()
    try:
        found = []
        have = _shown(engine, mapped, dataset.frames) if mapped else {}
        for frame in dataset.frames:
            only = "; ".join(f"{name}={value}" for name, value in frame.only.items()) or None
            for of in frame.of or ("",):
                for period, size in frame.size.items():
                    here, beyond = _counted(engine, have, dataset.frames, frame, of, period) if of and mapped else (None, None)
                    found.append({"dataset": dataset.id, "measure": frame.measure, "of": of, "period": period, "size": size, "source": frame.source, "subset": only,
                                  "selection": frame.selection or None, "have": here, "beyond": beyond})
    finally:
        engine.close()
    found.sort(key=lambda row: (row["measure"], row["of"], row["period"]))
    return pa.Table.from_pylist(found, schema=columnar.schema(TABLES["frame"]))


def _shown(engine: DuckDB, mapped: Outcome, stated: Iterable[Frame]) -> dict[str, str]:
    """The tables with rows, each once as entity, year, what it is, and the columns that frames ask for; by the name it has in the engine."""
    tables = mapped.tables()
    for name in ("work", "observation", "relation"):
        if name in tables:
            engine.scan([Path(mapped.file(name))], name)
    asked = sorted({name for frame in stated for name in frame.only})
    found = {}
    for table, sql in _ENTITIES.items():
        if table not in tables:
            continue
        joined = table == "work" and "part_of" in asked and "relation" in tables
        columns = [(f'p."{name}"' if name == "part_of" and joined else f'{table[0]}."{name}"' if name in TABLES[table].names else "CAST(NULL AS VARCHAR)", name) for name in asked]
        listed = "".join(f', CAST({value} AS VARCHAR) AS {identifier("only " + name)}' for value, name in columns)
        engine.run(f"framed_{table}", "SELECT DISTINCT * FROM (" + sql.format(columns=listed, parts=_PARTS if joined else "") + ") AS e")
        found[table] = f"framed_{table}"
    return found


def _counted(engine: DuckDB, have: dict[str, str], stated: Iterable[Frame], frame: Frame, of: str, period: str) -> tuple[int, int]:
    """How many entities of the frame are here in the period, and how many of the same kind that no frame covers."""
    here = beyond = 0
    reach = span(period)
    for shown in have.values():
        values: dict[str, Any] = {}
        scope = [] if of == WORK and shown.endswith("_work") else ["what = $of"]
        if scope:
            values["of"] = of
        if reach is not None:
            scope.append("year BETWEEN $first AND $last")
            values |= {"first": reach[0], "last": reach[1]}
        mine = _only(frame, values, "m")
        every = [_only(other, values, f"o{n}_") for n, other in enumerate(stated) if of in other.of]
        where = " AND ".join(scope) or "true"
        sql = (f"SELECT count(DISTINCT entity) FILTER ({mine}), count(DISTINCT entity) FILTER (NOT coalesce({' OR '.join(every)}, false)) FROM {identifier(shown)} WHERE {where}")
        one, more = engine.rows(sql, values)[0]
        here, beyond = here + one, beyond + more
    return here, beyond


def _only(frame: Frame, values: dict[str, Any], prefix: str) -> str:
    """The condition that rows of a frame fulfil; its values go into `values`."""
    parts = []
    for n, (name, value) in enumerate(frame.only.items()):
        values[f"{prefix}{n}"] = value
        parts.append(f"{identifier('only ' + name)} = ${prefix}{n}")
    return "(" + (" AND ".join(parts) or "true") + ")"
