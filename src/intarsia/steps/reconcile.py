"""reconcile: the words of each facet become concepts. Here by exact label; every word keeps a state."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.tables import TABLES

#: facets whose concepts are codes that functions read; all others are looked up in the vocabulary of that name
CODED = {"country": "country(d.value)", "language": "language(d.value)"}


def load_words(engine: DuckDB, words: Iterable[tuple[str, str, str, str | None]]) -> None:
    """The table `words`: (vocabulary, folded label, notation, sector that a form belongs to)."""
    columns = list(zip(*words, strict=True)) or [(), (), (), ()]
    names = ("vocabulary", "folded", "notation", "sector")
    engine.load("words", pa.table({name: pa.array(column, type=pa.string()) for name, column in zip(names, columns, strict=True)}))


def reconcile(engine: DuckDB) -> str:
    """From `out_term` (work, facet, value, _vocabulary, dataset, record) and `words`: the ordered query for `term`."""
    coded = " ".join(f"WHEN '{facet}' THEN {sql}" for facet, sql in CODED.items())
    engine.run("mapped_words", (
        f"SELECT d.facet AS facet, d._vocabulary AS _vocabulary, d.value AS value, CASE d._vocabulary {coded} ELSE w.notation END AS concept "
        "FROM (SELECT DISTINCT facet, _vocabulary, value FROM out_term) AS d "
        "LEFT JOIN words AS w ON w.vocabulary = d._vocabulary AND w.folded = fold(d.value)"))
    columns = ", ".join(TABLES["term"].names)
    return (
        f"SELECT {columns} FROM (SELECT t.work AS work, t.facet AS facet, t.value AS value, m.concept AS concept, "
        "CASE WHEN m.concept IS NULL THEN 'no_match' ELSE 'matched' END AS state, CASE WHEN m.concept IS NULL THEN NULL ELSE CAST(1 AS DOUBLE) END AS score, "
        "min(t.dataset) AS dataset, min(t.record) AS record FROM out_term AS t JOIN mapped_words AS m "
        "ON m.facet = t.facet AND m._vocabulary = t._vocabulary AND m.value = t.value GROUP BY t.work, t.facet, t.value, m.concept) AS r ORDER BY work, facet, value"
    )
