"""What changed in the vocabularies between two releases, as people speak of terms: added, renamed, moved, withdrawn, gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.reader import Reader
from intarsia.tables import TABLES

SHOWN = 50
KINDS = ("added", "renamed", "moved", "withdrawn", "gone")
#: the names of a concept in the languages both releases know, as one text
_NAMES = ("SELECT entity, string_agg(concat(language, ' ', \"value\"), chr(31) ORDER BY language, \"value\") AS names, max(\"value\") FILTER (language = 'en') AS english "
          "FROM label_{side} WHERE kind = 'pref' GROUP BY entity")
_JOINED = """
SELECT coalesce(b.id, a.id) AS id, a.id IS NULL AS added, b.id IS NULL AS gone, coalesce(b.withdrawn, FALSE) AND NOT coalesce(a.withdrawn, FALSE) AS withdrawn, b.replaced_by AS replaced_by,
 a.broader AS broader_before, b.broader AS broader_after, m.english AS name_before, n.english AS name_after,
 a.id IS NOT NULL AND b.id IS NOT NULL AND coalesce(a.broader, '') <> coalesce(b.broader, '') AS moved,
 a.id IS NOT NULL AND b.id IS NOT NULL AND coalesce(m.names, '') <> coalesce(n.names, '') AS renamed
FROM concept_a AS a FULL JOIN concept_b AS b ON a.id = b.id LEFT JOIN names_a AS m ON m.entity = a.id LEFT JOIN names_b AS n ON n.entity = b.id
"""


@dataclass(frozen=True)
class TermChanges:
    """The counts of each kind, and the first `SHOWN` of each, in order of key."""

    counts: dict[str, int]
    terms: dict[str, list[dict[str, Any]]]

    def __bool__(self) -> bool:
        return any(self.counts.values())


def changes(a: Reader, b: Reader) -> TermChanges:
    """What came, was called otherwise, moved below another, was withdrawn or left out, from release a to release b."""
    engine = DuckDB()
    try:
        changed = {name for table in ("concept", "label") for name in {*_parts(a, table), *_parts(b, table)} if _parts(a, table).get(name) != _parts(b, table).get(name)}
        for side, reader in (("a", a), ("b", b)):
            for table in ("concept", "label"):
                files = [reader.path / "tables" / table / f"{name}.parquet" for name in sorted(changed & set(_parts(reader, table)))]
                wanted = ", ".join(f'"{column}"' for column in TABLES[table].names)
                engine.run(f"empty_{table}", TABLES[table].empty_select())
                if files:
                    engine.scan(files, f"read_{table}_{side}")
                    engine.view(f"{table}_{side}", f"SELECT {wanted} FROM (SELECT * FROM read_{table}_{side} UNION ALL BY NAME SELECT * FROM empty_{table}) AS u")
                else:
                    engine.view(f"{table}_{side}", f"SELECT {wanted} FROM empty_{table}")
            engine.run(f"names_{side}", _NAMES.format(side=side))
        engine.run("changes", _JOINED)
        counts = engine.rows(f"SELECT {', '.join(f'count(*) FILTER ({kind})' for kind in KINDS)} FROM changes")[0]
        columns = ("id", "name_before", "name_after", "broader_before", "broader_after", "replaced_by")
        found = {kind: [dict(zip(columns, row, strict=True)) for row in engine.rows(f"SELECT {', '.join(columns)} FROM changes WHERE {kind} ORDER BY id LIMIT {SHOWN}")] for kind in KINDS}
    finally:
        engine.close()
    return TermChanges(dict(zip(KINDS, map(int, counts), strict=True)), found)


def _parts(reader: Reader, table: str) -> dict[str, str]:
    """The hash of each dataset's rows of a table: parts that two releases share hold no change."""
    return {name: part["hash"] for name, part in reader.manifest["tables"].get(table, {}).get("parts", {}).items()}
