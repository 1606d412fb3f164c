"""terms: the pool's vocabularies and crosswalks as tables, set-wise, so that a million concepts take no more than a sort."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.errors import Invalid
from intarsia.shelf.crosswalks.crosswalk import SCHEMA, Crosswalk
from intarsia.shelf.vocabularies.vocabulary import Vocabulary

MATCHES = ("exact", "close", "broad", "narrow", "related")
_NAMES = pa.schema([("scheme", pa.string()), ("notation", pa.string()), ("kind", pa.string()), ("language", pa.string()), ("value", pa.string())])
_RELATED = pa.schema([("scheme", pa.string()), ("notation", pa.string()), ("relation", pa.string()), ("other", pa.string())])
_CONCEPTS = pa.schema([("scheme", pa.string()), ("notation", pa.string()), ("origin", pa.string()), ("broader", pa.string()), ("definition", pa.string()), ("unit", pa.string()),
                       ("since", pa.string()), ("withdrawn", pa.bool_()), ("replaced_by", pa.string())])


def load(engine: DuckDB, vocabularies: Iterable[Vocabulary]) -> None:
    """The tables `said_concept`, `said_name` and `said_relation`: what all vocabularies say, each row with its scheme."""
    vocabularies = list(vocabularies)
    engine.load("said_concept", _together(((v.scheme, v.table) for v in vocabularies), _CONCEPTS))
    engine.load("said_name", _together(((v.scheme, v.names) for v in vocabularies), _NAMES))
    engine.load("said_relation", _together(((v.scheme, v.relations) for v in vocabularies), _RELATED))


def _together(parts: Iterable[tuple[str, pa.Table]], schema: pa.Schema) -> pa.Table:
    found = [rows.add_column(0, "scheme", pa.repeat(pa.scalar(scheme, pa.string()), len(rows))).select(schema.names).cast(schema) for scheme, rows in parts]
    return pa.concat_tables([schema.empty_table(), *found])


def crosswalks(engine: DuckDB, files: Iterable[Crosswalk], own: Iterable[str], replaced: Iterable[str] = ()) -> pa.Table:
    """After `load`: what crosswalks and vocabularies say one concept is of another, in the columns of the table `crosswalk`.

    A concept that is called by the IRI it has at home is called by its key here. own: the schemes in which an unknown notation is a mistake.
    replaced: those that the pool has a file of its own for; what our crosswalks say of concepts that it does not have is left out.
    Raises: Invalid with the crosswalk and the concept.
    """
    files = list(files)
    engine.load("told_crosswalk", pa.concat_tables([SCHEMA.empty_table(), *(one.rows for one in files)]))
    listed = ", ".join(map(quote, MATCHES))
    engine.run("all_crosswalk", (
        "SELECT crosswalk, source, relation, target, source_iri, target_iri, source_label, target_label, said_by, said_on, note FROM told_crosswalk UNION ALL "
        "SELECT scheme, concat(scheme, ':', notation), relation, other, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM said_relation "
        f"WHERE relation IN ({listed}) AND (relation <> 'related' OR strpos(other, '://') > 0)"))
    engine.run("home", "SELECT origin, min(concat(scheme, ':', notation)) AS id FROM said_concept WHERE origin IS NOT NULL GROUP BY origin")
    columns = ("crosswalk, coalesce(s.id, source) AS source, relation, coalesce(t.id, target) AS target, coalesce(source_iri, s.origin) AS source_iri, "
               "coalesce(target_iri, t.origin) AS target_iri, source_label, target_label, said_by, said_on, note")
    engine.run("known_crosswalk", f"SELECT {columns} FROM all_crosswalk AS c LEFT JOIN home AS s ON s.origin = c.source LEFT JOIN home AS t ON t.origin = c.target")
    _refuse_unknown(engine, sorted(own))
    names = ", ".join(map(quote, sorted(replaced))) or "NULL"
    known = "SELECT concat(scheme, ':', notation) FROM said_concept"
    there = " AND ".join(f"(coalesce(split_part({end}, ':', 1) NOT IN ({names}), TRUE) OR {end} IN ({known}))" for end in ("source", "target"))
    return engine.stream(f"SELECT {', '.join(SCHEMA.names)} FROM known_crosswalk WHERE {there} ORDER BY crosswalk, source, relation, target").read_all()


def _refuse_unknown(engine: DuckDB, own: list[str]) -> None:
    for end in ("source", "target"):
        rows = engine.rows(f"SELECT crosswalk, {end} FROM known_crosswalk WHERE list_contains($own, split_part({end}, ':', 1)) "
                           f"AND {end} NOT IN (SELECT concat(scheme, ':', notation) FROM said_concept) ORDER BY 1, 2 LIMIT 1", {"own": own})
        if rows:
            raise Invalid(f"the {end} '{rows[0][1]}' is no concept of that vocabulary", where=f"crosswalk {rows[0][0]}", way_out="correct it, or add the concept: intarsia terms propose")


def tables(engine: DuckDB, crosswalk: pa.Table, place_names: pa.Table, base: str, brought: list[Path]) -> dict[str, str]:
    """After `load`: the ordered queries for `concept`, `concept_relation`, `label` and `crosswalk`.

    The names of places stand among the labels. brought: the concepts that datasets bring, which crosswalks may speak of as well.
    """
    engine.load("place_name", place_names.select(["entity", "kind", "language", "value"]))
    engine.load("crosswalk_rows", crosswalk)
    iri = f"concat({quote(base + 'id/concept/')}, {_encoded('scheme')}, '/', {_encoded('notation')})"
    ident = "concat(scheme, ':', notation)"
    if brought:
        engine.scan(brought, "brought_concept", ["id", "iri"])
    spoken = "SELECT source FROM crosswalk_rows UNION SELECT target FROM crosswalk_rows"
    engine.run("address", f"SELECT id, min(iri) AS iri FROM (SELECT {ident} AS id, {iri} AS iri FROM said_concept WHERE {ident} IN ({spoken})"
                          + (" UNION ALL SELECT id, iri FROM brought_concept" if brought else "") + ") AS a GROUP BY id")
    return {
        "concept": f"SELECT {ident} AS id, {iri} AS iri, scheme, notation, CASE WHEN broader IS NOT NULL THEN concat(scheme, ':', broader) END AS broader, definition, origin, "
                   "nullif(since, '') AS since, withdrawn, "
                   "CASE WHEN strpos(replaced_by, ':') > 0 THEN replaced_by WHEN replaced_by IS NOT NULL THEN concat(scheme, ':', replaced_by) END AS replaced_by "
                   "FROM said_concept ORDER BY id",
        "concept_relation": f"SELECT DISTINCT {ident} AS concept, relation, CASE WHEN relation = 'broader' THEN concat(scheme, ':', other) ELSE other END AS other FROM said_relation "
                            "WHERE relation = 'broader' OR (relation = 'related' AND strpos(other, '://') = 0) ORDER BY concept, relation, other",
        "label": f"SELECT entity, kind, language, \"value\" FROM (SELECT {ident} AS entity, kind, language, \"value\" FROM said_name UNION "
                 "SELECT entity, kind, language, \"value\" FROM place_name) AS l ORDER BY entity, kind, language, \"value\"",
        "crosswalk": "SELECT crosswalk, source, relation, target, coalesce(s.iri, source_iri) AS source_iri, coalesce(t.iri, target_iri) AS target_iri, source_label, target_label, "
                     "said_by, said_on, note FROM crosswalk_rows AS c LEFT JOIN address AS s ON s.id = c.source LEFT JOIN address AS t ON t.id = c.target "
                     "ORDER BY crosswalk, source, relation, target",
    }


def _encoded(column: str) -> str:
    """A part of an IRI; the many that hold nothing to encode are not sent through the function."""
    return f"CASE WHEN regexp_matches({column}, '^[A-Za-z0-9._~-]+$') THEN {column} ELSE percent_encode({column}) END"
