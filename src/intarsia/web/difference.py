"""What came, went and changed between two releases, with examples. Releases never change, so each pair is compared once and remembered;
one comparison runs at a time, and a page waits for it no longer than it says."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Unavailable
from intarsia.pool import Pool, sides
from intarsia.tables import TABLES
from intarsia.web.termdiff import TermChanges, changes

EXAMPLES = 5
REMEMBERED = 40
WAITING = 4
LONGEST = 200
#: what a row is called by, where its table has such a column
NAMES = ("title", "name", "value", "message", "reason", "column", "measure", "size")
KINDS = {
    "added": "SELECT k FROM b ANTI JOIN a USING (k)", "withdrawn": "SELECT k FROM a ANTI JOIN b USING (k)",
    "changed": "SELECT a.k AS k FROM a JOIN b ON a.k = b.k AND a.v <> b.v",
}


@dataclass(frozen=True)
class Difference:
    """Two releases side by side. parts: per table and dataset the rows added, changed and withdrawn, the columns that changed, and examples."""

    old: str
    new: str
    parts: list[dict[str, Any]]
    terms: TermChanges

    @property
    def totals(self) -> dict[str, int]:
        return {kind: sum(part[kind] for part in self.parts) for kind in KINDS}

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The numbers alone."""
        return [{name: part[name] for name in ("table", "dataset", "added", "changed", "withdrawn")} for part in self.parts]


class Differences:
    """The comparisons of one pool that were asked for."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, "difference")
        self._known: OrderedDict[tuple[str, str], Future[Difference]] = OrderedDict()

    def between(self, old: str, new: str, seconds: float) -> Difference | None:
        """The difference of two releases by their full ids; None when it takes longer than that and goes on.

        Raises: NotFound for a release that is not there; Unavailable while too many others wait.
        """
        with self._lock:
            task = self._known.get((old, new))
            if task is None:
                if sum(not one.done() for one in self._known.values()) >= WAITING:
                    raise Unavailable("other releases are being compared", way_out="ask again in a minute")
                self._pool.reader(old), self._pool.reader(new)
                task = self._known[(old, new)] = self._worker.submit(compared, self._pool, old, new)
                while len(self._known) > REMEMBERED and next(iter(self._known.values())).done():
                    self._known.popitem(last=False)
            self._known.move_to_end((old, new))
        try:
            return task.result(seconds)
        except TimeoutError:
            return None
        except Exception:
            with self._lock:
                self._known.pop((old, new), None)
            raise


def compared(pool: Pool, old: str, new: str) -> Difference:
    """Two releases compared, with examples."""
    a, b = pool.reader(old), pool.reader(new)
    parts = pool.diff(old, new)
    for part in parts:
        with sides(a, b, part["table"], part["dataset"]) as engine:
            part.update(told(engine, part))
    return Difference(old, new, parts, changes(a, b))


def told(engine: DuckDB, part: dict[str, Any]) -> dict[str, Any]:
    """Which columns changed in how many rows, and some rows of each kind."""
    columns = [name for name in engine.columns("raw_b") if name != "k"]
    table = TABLES[part["table"]]
    examples: dict[str, list[dict[str, Any]]] = {}
    for kind in KINDS:
        examples[kind] = _examples(engine, kind, table.key, columns) if part[kind] else []
    changed: list[dict[str, Any]] = []
    if part["changed"]:
        counted = ", ".join(f'count(*) FILTER (x."{name}" IS DISTINCT FROM y."{name}")' for name in columns)
        once = "(SELECT k FROM {} GROUP BY k HAVING count(*) = 1)"
        row = engine.rows(f"SELECT {counted} FROM ({KINDS['changed']}) AS q JOIN raw_a AS x ON x.k = q.k JOIN raw_b AS y ON y.k = q.k "
                          f"WHERE q.k IN {once.format('raw_a')} AND q.k IN {once.format('raw_b')}")[0]
        changed = [{"column": name, "rows": n} for name, n in sorted(zip(columns, row, strict=True), key=lambda pair: -pair[1]) if n]
    return {"columns": changed, "examples": examples}


def _examples(engine: DuckDB, kind: str, key: tuple[str, ...], columns: list[str]) -> list[dict[str, Any]]:
    named = next((name for name in (*NAMES, *key) if name in columns), columns[0])
    fields = ", ".join(f'"{name}"' for name in columns)
    shown = f"SELECT k, {fields} FROM {{}} WHERE k IN (SELECT k FROM ({KINDS[kind]}) AS q ORDER BY k LIMIT {EXAMPLES}) ORDER BY k LIMIT {EXAMPLES}"
    rows = {side: [dict(zip(["k", *columns], row, strict=True)) for row in engine.rows(shown.format(f"raw_{side}"))] for side in ("a", "b")}
    found = []
    before = {row["k"]: row for row in rows["a"]}
    for row in rows["a" if kind == "withdrawn" else "b"]:
        one: dict[str, Any] = {"key": [_short(row[name]) for name in key if row.get(name) is not None], "name": _short(row[named])}
        if kind == "changed" and (old := before.get(row["k"])):
            one["columns"] = [{"column": name, "before": _short(old[name]), "after": _short(row[name])} for name in columns if old[name] != row[name]]
        found.append(one)
    return found


def _short(value: Any) -> Any:
    return value[:LONGEST] + "…" if isinstance(value, str) and len(value) > LONGEST else value
