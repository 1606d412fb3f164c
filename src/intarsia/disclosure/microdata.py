"""Rows about persons: how many share the same combination of telling columns, and how varied is what they would tell.

k-anonymity: every row shares its combination of quasi-identifiers with at least k - 1 others (Samarati and Sweeney, 1998).
l-diversity: in each such class a sensitive column has at least l different values (Machanavajjhala and others, 2007: "distinct").

An empty cell is a value of its own: rows without a postcode are a class. (Programs that leave rows with empty cells out, as a
grouping in pandas does, count fewer rows; on complete rows the figures are the same.) One GROUP BY a question; the rows are
never in Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid


@dataclass(frozen=True)
class Classes:
    """rows; k: the size of the smallest class; classes: how many; unique: rows alone in theirs; below: rows in classes of fewer
    than `asked`."""

    rows: int
    k: int
    classes: int
    unique: int
    below: int
    asked: int

    @property
    def share(self) -> float:
        """The part of the rows that is alone."""
        return self.unique / self.rows if self.rows else 0.0


def classes(engine: Any, relation: str, quasi: Sequence[str], k: int = 5) -> Classes:
    """The classes of rows with the same quasi-identifiers; without any, all rows are one class. No rows: k is 0.

    engine: `DuckDB`, or a connection of duckdb. relation: what stands after FROM.
    """
    if k < 1:
        raise Invalid(f"k is {k}, and a class has at least one row", way_out="ask for k of 1 and more")
    sizes = f"SELECT count(*) AS size FROM {relation}{_group(quasi)}"
    row = _rows(engine, f"""SELECT sum(size), min(size), count(*), count(*) FILTER (size = 1), sum(size) FILTER (size < {k})
        FROM ({sizes}) WHERE size > 0""")[0]
    rows, smallest, count, unique, few = (int(x or 0) for x in row)
    return Classes(rows, smallest, count, unique, few, k)


def diversity(engine: Any, relation: str, quasi: Sequence[str], sensitive: Sequence[str]) -> dict[str, int]:
    """l of each sensitive column: its different values in the class that has fewest. An empty cell is a value. No rows: 0."""
    if not sensitive:
        return {}
    counted = ", ".join(f"count(DISTINCT {identifier(c)}) + max(CASE WHEN {identifier(c)} IS NULL THEN 1 ELSE 0 END) AS l{at}" for at, c in enumerate(sensitive))
    least = ", ".join(f"min(l{at})" for at in range(len(sensitive)))
    row = _rows(engine, f"SELECT {least} FROM (SELECT {counted} FROM {relation}{_group(quasi)} HAVING count(*) > 0)")[0]
    return {column: int(least or 0) for column, least in zip(sensitive, row)}


def below(quasi: Sequence[str], k: int = 5) -> str:
    """SQL that is true of rows in classes of fewer than k, for a WHERE after QUALIFY: `SELECT ... QUALIFY <this>`."""
    return f"count(*) OVER ({'PARTITION BY ' + _listed(quasi) if quasi else ''}) < {int(k)}"


def telling(engine: Any, relation: str, columns: Sequence[str], most: int = 3) -> list[tuple[tuple[str, ...], float]]:
    """Which combinations of at most `most` columns single rows out: the share of rows alone, most telling first.

    One GROUP BY a combination, in one query. With over 12 columns only the 12 with the most different
    values are combined; a combination of which a part already tells as much is left out.
    """
    chosen = list(dict.fromkeys(columns))
    if not chosen or most < 1:
        return []
    if len(chosen) > 12:
        counts = _rows(engine, f"SELECT {', '.join(f'count(DISTINCT {identifier(c)})' for c in chosen)} FROM {relation}")[0]
        chosen = [c for _, c in sorted(zip(counts, chosen), key=lambda pair: (-pair[0], chosen.index(pair[1])))[:12]]
    sets = [one for size in range(1, min(most, len(chosen)) + 1) for one in combinations(chosen, size)]
    rows = int(_rows(engine, f"SELECT count(*) FROM {relation}")[0][0])
    if not rows:
        return []
    asked = [f"SELECT {at}, count(*) FROM (SELECT 1 FROM {relation} GROUP BY {_listed(one)} HAVING count(*) = 1)" for at, one in enumerate(sets)]
    alone = {sets[int(at)]: int(count) / rows for at, count in _rows(engine, " UNION ALL ".join(asked))}
    kept: list[tuple[tuple[str, ...], float]] = []
    for one in sets:
        if alone[one] > max((alone[part] for size in range(1, len(one)) for part in combinations(one, size)), default=0.0):
            kept.append((one, alone[one]))
    return sorted(kept, key=lambda pair: (-pair[1], len(pair[0]), pair[0]))


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(map(identifier, columns))


def _group(columns: Sequence[str]) -> str:
    return f" GROUP BY {_listed(columns)}" if columns else ""


def _rows(engine: Any, sql: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = engine.rows(sql) if isinstance(engine, DuckDB) else engine.execute(sql).fetchall()
    return rows
