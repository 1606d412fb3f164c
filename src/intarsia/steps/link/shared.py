"""Identifiers: two records with the same identifier are one, unless another identifier says they are two.

A scheme is *single* when a record seldom has two values of it (a film has one IMDb number, a book many ISBNs): only such a
scheme can contradict. Numbers that only their owner understands (an inventory number) neither join nor part records.

Tables read: work, agent, identifier. Tables left: global_identifier, single, shared.
"""

from __future__ import annotations

from intarsia.engine.duckdb import DuckDB

#: schemes whose values are numbers of one house: "12" of one museum is not "12" of another
OF_ONE_HOUSE = ("inventory", "accession", "catalogue", "shelfmark", "signature", "call", "local", "record", "barcode", "number")
#: numbers of editions and things on sale: one work has as many as were made of it
OF_EDITIONS = ("isbn", "issn", "ean", "gtin", "upc", "asin")
#: any other scheme is single when at most one in so many of the records that have it have two values
ONE_IN = 50


def load_shared(engine: DuckDB) -> None:
    """`shared` (subject, object, kind, state, evidence): pairs of each identifier's records, told against the first of them."""
    own, many = (", ".join(f"'{scheme}'" for scheme in schemes) for schemes in (OF_ONE_HOUSE, OF_EDITIONS))
    engine.run("global_identifier", (
        "SELECT DISTINCT i.entity AS entity, i.scheme AS scheme, i.value AS value, k.kind AS kind FROM identifier AS i JOIN (SELECT id, 'work' AS kind FROM work UNION ALL SELECT "
        "id, 'agent' FROM agent) AS k "
        f"ON k.id = i.entity WHERE i.scheme NOT IN ({own}) AND i.value IS NOT NULL"))
    engine.run("single", (
        "SELECT kind, scheme FROM (SELECT kind, scheme, entity, count(*) AS n FROM global_identifier GROUP BY kind, scheme, entity) AS c "
        f"WHERE scheme NOT IN ({many}) GROUP BY kind, scheme HAVING sum(CASE WHEN n > 1 THEN 1 ELSE 0 END) * {ONE_IN} <= count(*)"))
    pairs = ("WITH many AS (SELECT scheme, value, kind, min(entity) AS first FROM global_identifier GROUP BY scheme, value, kind HAVING count(*) > 1) "
             "SELECT m.first AS subject, o.entity AS object, o.kind AS kind, min(o.scheme || ' ' || replace(replace(o.value, chr(92), ''), chr(34), '')) AS said "
             "FROM many AS m JOIN global_identifier AS o ON o.scheme = m.scheme AND o.value = m.value AND o.kind = m.kind AND o.entity <> m.first GROUP BY m.first, o.entity, o.kind")
    differ = ("SELECT a.entity AS subject, b.entity AS object, min(a.scheme) AS scheme FROM global_identifier AS a JOIN single AS s ON s.scheme = a.scheme AND s.kind = a.kind "
              "JOIN global_identifier AS b ON b.scheme = a.scheme AND b.kind = a.kind AND b.value <> a.value JOIN pairs AS p ON p.subject = a.entity AND p.object = b.entity "
              "WHERE NOT EXISTS (SELECT 1 FROM global_identifier AS c WHERE c.entity = a.entity AND c.scheme = a.scheme AND c.value = b.value) GROUP BY a.entity, b.entity")
    engine.run("pairs", pairs)
    engine.run("shared", (
        "SELECT p.subject AS subject, p.object AS object, p.kind AS kind, CASE WHEN d.scheme IS NULL THEN 'accepted' ELSE 'proposed' END AS state, "
        "'{\"identifier\":\"' || p.said || '\"' || CASE WHEN d.scheme IS NULL THEN '' ELSE ',\"conflict\":\"' || d.scheme || '\"' END || '}' AS evidence "
        f"FROM pairs AS p LEFT JOIN ({differ}) AS d ON d.subject = p.subject AND d.object = p.object"))
