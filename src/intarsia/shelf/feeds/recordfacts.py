"""What is known about a record, as one long list: which field, which value. Receipts and the title index count by it.

A field is a group ("maker"), or a group and what it is of ("maker:director", "identifier:imdb", "title:fr", "figures:visits").
Groups are what a contributor would call a column. What every record has by nature (a title, a name, a form) is no field.
"""

from __future__ import annotations

#: groups in the order in which they are told; a title index keeps one bit for each, so new ones go to the end
GROUPS = ("year", "date", "title", "maker", "country", "language", "genre", "audience", "subject", "description", "identifier", "page", "figures", "born", "died")

#: (field, value, table, condition, column of the record's id); `r` is the row
_WORKS = (
    ("'year'", "CAST(r.year_start AS VARCHAR)", "work", "r.year_start IS NOT NULL", "id"),
    ("'date'", "r.date", "work", "length(r.date) = 10 AND regexp_matches(r.date, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$')", "id"),
    ("'language'", "r.language", "work", "r.language IS NOT NULL", "id"),
    ("'description'", "r.description", "work", "r.description IS NOT NULL", "id"),
    ("'page'", "r.page", "work", "r.page IS NOT NULL", "id"),
    ("'title:' || r.language", "r.value", "title", "r.language IS NOT NULL AND r.value IS NOT NULL", "work"),
    ("'maker:' || r.role", "r.name_written", "contribution", "r.role IS NOT NULL AND r.name_written IS NOT NULL", "work"),
    ("r.facet", "coalesce(r.concept, r.value)", "term", "r.facet IN ('country', 'language', 'genre', 'audience', 'subject') AND (r.concept IS NOT NULL OR r.facet = 'subject')", "work"),
    ("'figures:' || r.measure", "CAST(r.value AS VARCHAR)", "observation", "r.about_kind = 'work' AND r.value IS NOT NULL", "about"),
)
_AGENTS = (
    ("'born'", "CAST(r.year_start AS VARCHAR)", "agent", "r.year_start IS NOT NULL", "id"),
    ("'died'", "CAST(r.year_end AS VARCHAR)", "agent", "r.year_end IS NOT NULL", "id"),
    ("'country'", "r.country", "agent", "r.country IS NOT NULL", "id"),
    ("'figures:' || r.measure", "CAST(r.value AS VARCHAR)", "observation", "r.about_kind = 'agent' AND r.value IS NOT NULL", "about"),
)
_BOTH = (("'identifier:' || r.scheme", "r.value", "identifier", "r.value IS NOT NULL", "entity"),)


def facts_sql(chosen: str) -> str:
    """A query of record, field, value, dataset: what is known about the records of `chosen`, a relation with a column `id`.

    dataset: who says it, which of figures need not be the one that has the record. The same value may come twice.
    """
    parts = [f'SELECT r."{key}" AS record, {field} AS field, {value} AS value, r.dataset AS dataset FROM "{table}" AS r JOIN {chosen} AS c ON c.id = r."{key}" WHERE {condition}'
             for field, value, table, condition, key in (*_WORKS, *_AGENTS, *_BOTH)]
    return " UNION ALL ".join(parts)
