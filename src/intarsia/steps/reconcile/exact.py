"""What exact labels decide: within the mapping, as fast as a join."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.tables import TABLES

#: facets whose concepts are codes that functions read; all others are looked up in the vocabulary of that name
CODED = {"country": "country(d.value)", "language": "language(d.value)"}
#: words that the mapping itself reads by a vocabulary, where a rule gives them by a column
READ_AS_WORDS = ("form", "status")


def load_words(engine: DuckDB, words: Iterable[tuple[str, str, str, str | None]] | pa.Table) -> None:
    """The table `words`: (vocabulary, folded label, notation, sector that a form belongs to)."""
    if not isinstance(words, pa.Table):
        columns = list(zip(*words, strict=True)) or [(), (), (), ()]
        names = ("vocabulary", "folded", "notation", "sector")
        words = pa.table({name: pa.array(column, type=pa.string()) for name, column in zip(names, columns, strict=True)})
    engine.load("words", words)


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


def used_words(engine: DuckDB, dataset: str) -> str | None:
    """Every word that this dataset writes, with the concept that an exact label gives it: the ordered query for `word`; None without any.

    After `reconcile`. The words of terms come from `out_term`, those of roles from `out_contribution`, those of forms and statuses from the works.
    """
    present = {tuple(row) for row in engine.rows("SELECT table_name, column_name FROM information_schema.columns")}
    tables = {name for name, _ in present}
    parts = []
    if "out_term" in tables:
        parts.append("SELECT t.facet AS facet, t._vocabulary AS vocabulary, t.value AS value, count(DISTINCT t.work) AS uses, min(t.record) AS record, min(m.concept) AS concept "
                     "FROM out_term AS t JOIN mapped_words AS m ON m.facet = t.facet AND m._vocabulary = t._vocabulary AND m.value = t.value GROUP BY t.facet, t._vocabulary, t.value")
    if "out_contribution" in tables:
        parts.append("SELECT 'role' AS facet, 'role' AS vocabulary, role_written AS value, count(*) AS uses, min(record) AS record, min(role) AS concept "
                     "FROM out_contribution WHERE role_written IS NOT NULL GROUP BY role_written")
    for name in sorted(tables):
        for facet in READ_AS_WORDS:
            if (name, f"{facet}_written") in present and (name, facet) in present:
                parts.append(f"SELECT '{facet}' AS facet, '{facet}' AS vocabulary, {facet}_written AS value, count(*) AS uses, min(record) AS record, min({facet}) AS concept "
                             f"FROM {identifier(name)} WHERE _reject IS NULL AND {facet}_written IS NOT NULL GROUP BY {facet}_written")
    if not parts:
        return None
    method = "CASE WHEN min(concept) IS NULL THEN NULL WHEN vocabulary IN (" + ", ".join(f"'{name}'" for name in CODED) + ") THEN 'code' ELSE 'label' END"
    return (
        f"SELECT {quote(dataset)} AS dataset, facet, vocabulary, value, CAST(sum(uses) AS BIGINT) AS uses, min(record) AS record, min(concept) AS concept, "
        f"CASE WHEN min(concept) IS NULL THEN 'no_match' ELSE 'matched' END AS state, {method} AS method, "
        "CASE WHEN min(concept) IS NULL THEN NULL ELSE CAST(1 AS DOUBLE) END AS probability "
        f"FROM ({' UNION ALL '.join(parts)}) AS p GROUP BY facet, vocabulary, value ORDER BY facet, vocabulary, value")
