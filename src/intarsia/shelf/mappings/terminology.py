"""Concepts and places that a dataset brings: terminologies are not works. SQL for the rules [[concept]] and [[place]].

A concept's id is `scheme:notation`. A place that `country()` knows is that country for every dataset; any other keeps the code as
written, so that two datasets that say "WLD" mean one place.
"""

from __future__ import annotations

from intarsia import iris
from intarsia.engine.duckdb import quote
from intarsia.shelf.mappings.clauses import tidy


def concepts(dataset: str, base: str, rows: str) -> tuple[str, str]:
    """Stage of the concepts a rule gives (from rows with _row, _lid, record, _c_scheme ...), and the query for table `concept`."""
    ident = f"lower({tidy('_c_scheme')}) || ':' || {tidy('_c_notation')}"
    reject = (f"CASE WHEN {tidy('_c_scheme')} IS NULL THEN 'no scheme' WHEN {tidy('_c_notation')} IS NULL THEN 'no notation' "
              "WHEN lower(trim(_c_scheme)) IN (SELECT DISTINCT vocabulary FROM words) THEN 'the scheme has the name of a vocabulary of the pool' "
              "WHEN _again > 1 THEN 'same notation as an earlier record' END")
    stage = (f"SELECT _row, _lid, record, _id AS id, {reject} AS _reject, _again > 1 AND _id IS NOT NULL AS _twice, lower({tidy('_c_scheme')}) AS scheme, "
             f"{tidy('_c_notation')} AS notation, {tidy('_c_label')} AS label, coalesce(language(_c_language), 'und') AS language, {tidy('_c_definition')} AS definition, "
             f"{tidy('_c_broader')} AS broader, 'pref' AS _kind FROM (SELECT *, row_number() OVER (PARTITION BY _id ORDER BY _row, _lid) AS _again "
             f"FROM (SELECT *, {ident} AS _id FROM ({rows}) AS r) AS i) AS n")
    iri = f"{quote(base + 'id/concept/')} || percent_encode(w.scheme) || '/' || percent_encode(w.notation)"
    fed = (f"SELECT w.id, {iri} AS iri, w.scheme, w.notation, CASE WHEN w.broader IS NOT NULL AND w.broader <> w.notation THEN w.scheme || ':' || w.broader END AS broader, "
           "w.definition, w.record, w._row")
    return stage, fed


def places(dataset: str, base: str, rows: str) -> tuple[str, str]:
    """Stage of the places a rule gives, and the query for table `place`."""
    stage = (f"SELECT _row, _lid, record, _id AS id, CASE WHEN _id IS NULL THEN 'no code' WHEN {tidy('_c_name')} IS NULL THEN 'no name' "
             f"WHEN _again > 1 THEN 'same code as an earlier record' END AS _reject, _again > 1 AND _id IS NOT NULL AS _twice, {tidy('_c_name')} AS label, "
             f"coalesce(language(_c_language), 'und') AS language, "
             f"coalesce(lower(trim(_c_kind)), CASE WHEN _country IS NOT NULL THEN 'country' ELSE 'place' END) AS kind, "
             "CASE WHEN _country IS NULL THEN 'pref' ELSE 'alt' END AS _kind "
             f"FROM (SELECT *, row_number() OVER (PARTITION BY _id ORDER BY CASE WHEN trim(_c_name) <> '' THEN 0 ELSE 1 END, _row, _lid) AS _again "
             f"FROM (SELECT *, coalesce(_country, {tidy('_c_code')}) AS _id FROM (SELECT *, country(_c_code) AS _country FROM ({rows}) AS r) AS c) AS i) AS n")
    iri = iris.iri_sql(base, "place", "percent_encode(w.id)")
    return stage, f"SELECT w.id, {iri} AS iri, w.label AS name, w.kind, {quote(dataset)} AS dataset, w.record, w._row"
