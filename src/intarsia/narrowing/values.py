"""The names, titles and keys in somebody's file, read in a child process with limits; nothing of it is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.steps import profile

#: different values that are compared, and how long one may be
MOST, LONGEST = 50_000, 300
#: a value as short as this is an initial or a number, not a name
SHORTEST = 3


def values(path: Path, *, own: Path | None = None, nice: int = 0, patience: float | None = None) -> list[str]:
    """The different texts in a file, of whatever format is known, in order of the alphabet.

    Raises: Invalid for a file that cannot be read, or not within the limits.
    """
    with tempfile.TemporaryDirectory(prefix="intarsia-list-") as folder:
        seen = profile.apart(path, "", {}, Path(folder), own=own, shown=path.name, nice=nice, patience=patience, described=False)
        engine = DuckDB(Path(folder) / "spill", "200MB")
        selects = []
        for table, parts in sorted(seen.raw.parts.items()):
            listed = ", ".join(quote(str(Path(folder) / part)) for part in parts)
            for column in seen.raw.columns[table]:
                name = '"' + column.replace('"', '""') + '"'
                selects.append(f"SELECT DISTINCT CAST({name} AS VARCHAR) AS value FROM read_parquet([{listed}])")
        if not selects:
            return []
        sql = (f"SELECT DISTINCT trim(value) AS value FROM ({' UNION ALL '.join(selects)}) WHERE length(trim(value)) BETWEEN {SHORTEST} AND {LONGEST} AND NOT regexp_matches(trim(value), "
               f"'^[0-9.,:/ -]+$') ORDER BY value LIMIT {MOST}")
        try:
            return [str(row[0]) for row in engine.rows(sql)]
        finally:
            engine.close()
