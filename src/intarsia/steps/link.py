"""link: shared identifiers and stated relations. The model that finds unstated links builds on these tables."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.tables import TABLES

PREDICATES = ("based_on", "part_of", "about", "performs", "edition_of")


def link(engine: DuckDB) -> dict[str, str]:
    """From work, title, agent, contribution, identifier, relation: ordered queries for `link` and `entity`."""
    engine.run("shared", _shared())
    stated = engine.rows("SELECT count(*) FROM relation")[0][0]
    engine.run("stated", _stated() if stated else "SELECT * FROM shared WHERE 1 = 0")
    engine.run("links", "SELECT * FROM shared UNION ALL SELECT * FROM stated")
    engine.load("members", _clusters(engine.rows("SELECT kind, subject, object FROM shared ORDER BY subject, object")))
    return {
        "link": f"SELECT {', '.join(TABLES['link'].names)} FROM links ORDER BY id",
        "entity": "SELECT cluster, member, kind FROM members ORDER BY cluster, member",
    }


def _shared() -> str:
    """Two entities with the same identifier are one: accepted, and the identifier is the evidence."""
    owner = ("SELECT i.scheme AS scheme, i.value AS value, i.entity AS entity, 'work' AS kind FROM identifier AS i JOIN work AS w ON w.id = i.entity "
             "UNION ALL SELECT i.scheme, i.value, i.entity, 'agent' FROM identifier AS i JOIN agent AS a ON a.id = i.entity")
    return (
        f"WITH owned AS ({owner}), many AS (SELECT scheme, value, kind, min(entity) AS first FROM owned GROUP BY scheme, value, kind HAVING count(DISTINCT entity) > 1) "
        "SELECT substr(sha256('link' || chr(31) || m.first || chr(31) || 'same_as' || chr(31) || o.entity), 1, 16) AS id, m.first AS subject, 'same_as' AS predicate, "
        "o.entity AS object, o.kind AS kind, 'accepted' AS state, CAST(NULL AS DOUBLE) AS probability, 'identifier' AS method, "
        "min('{\"identifier\":\"' || o.scheme || ' ' || replace(replace(o.value, chr(92), ''), chr(34), '') || '\"}') AS evidence "
        "FROM many AS m JOIN owned AS o ON o.scheme = m.scheme AND o.value = m.value AND o.kind = m.kind AND o.entity <> m.first GROUP BY m.first, o.entity, o.kind"
    )


def _stated() -> str:
    """A relation that a contributor states, led to the one work whose title (and maker, where stated) is equal."""
    named = "SELECT t.work AS work, lower(t.value) AS name FROM title AS t"
    makers = "SELECT DISTINCT c.work AS work, lower(a.name) AS maker FROM contribution AS c JOIN agent AS a ON a.id = c.agent"
    candidates = (
        "SELECT r.work AS subject, r.predicate AS predicate, r.title AS said, n.work AS object, w.year_start AS year, r.maker IS NOT NULL AS has_maker, "
        "max(CASE WHEN m.maker = lower(r.maker) OR (length(m.maker) >= 5 AND strpos(lower(r.maker), m.maker) > 0) THEN 1 ELSE 0 END) AS same_maker "
        "FROM relation AS r JOIN named AS n ON n.name = lower(r.title) AND n.work <> r.work JOIN work AS w ON w.id = n.work JOIN work AS s ON s.id = r.work "
        "LEFT JOIN makers AS m ON m.work = n.work WHERE (r.form IS NULL OR w.form IS NULL OR r.form = w.form) "
        "AND (s.year_start IS NULL OR w.year_start IS NULL OR w.year_start <= s.year_end) "
        "GROUP BY r.work, r.predicate, r.title, n.work, w.year_start, r.maker IS NOT NULL")
    keyed = ("SELECT r.work AS subject, r.predicate AS predicate, r.title AS said, w.id AS object, w.year_start AS year, TRUE AS has_maker, 2 AS same_maker "
             "FROM relation AS r JOIN work AS w ON w.id = r.key AND w.id <> r.work")
    ranked = ("SELECT *, row_number() OVER (PARTITION BY subject, predicate, said ORDER BY same_maker DESC, year NULLS LAST, object) AS nth, "
              "count(*) OVER (PARTITION BY subject, predicate, said, same_maker) AS rivals FROM found")
    best = ("SELECT *, row_number() OVER (PARTITION BY subject, predicate, object ORDER BY same_maker DESC, rivals, said NULLS LAST) AS again "
            "FROM ranked WHERE nth = 1 AND (same_maker > 0 OR NOT has_maker)")
    maker = ("CASE WHEN same_maker = 2 THEN 'own record named' WHEN same_maker = 1 THEN 'equal' WHEN has_maker THEN 'stated, not found' ELSE 'not stated' END")
    return (
        f"WITH named AS ({named}), makers AS ({makers}), found AS ({candidates} UNION ALL {keyed}), ranked AS ({ranked}), best AS ({best}) "
        "SELECT substr(sha256('link' || chr(31) || subject || chr(31) || predicate || chr(31) || object), 1, 16) AS id, subject, predicate, object, 'work' AS kind, "
        "CASE WHEN same_maker = 2 OR (same_maker = 1 AND rivals = 1) THEN 'accepted' ELSE 'proposed' END AS state, CAST(NULL AS DOUBLE) AS probability, 'stated' AS method, "
        f"'{{\"title\":\"equal\",\"maker\":\"' || {maker} "
        "|| '\",\"candidates\":\"' || CAST(rivals AS VARCHAR) || '\"}' AS evidence "
        "FROM best WHERE again = 1"
    )


def _clusters(pairs: Iterable[tuple[str, str, str]]) -> pa.Table:
    """Connected components of sameness; a cluster is named by its smallest member."""
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for kind, one, other in pairs:
        first, second = sorted((root((kind, one)), root((kind, other))))
        parent[second] = first
    rows = [(root(node)[1], node[1], node[0]) for node in parent]
    names = ("cluster", "member", "kind")
    return pa.table({name: pa.array([row[n] for row in rows], type=pa.string()) for n, name in enumerate(names)})
