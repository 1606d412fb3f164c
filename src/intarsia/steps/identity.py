"""identity: each cluster of records gets the name it had. Names are given once; what became of those that are no more stands in `redirect`.

A cluster takes the name of the entity with which it shares most records, an entity gives its name to the cluster that holds most of
its records; the pairs are taken in the order of what they share, those of entities that the last release had before others, then by
name: so each name goes to one cluster at most, and the same inputs give the same names. What is left is new: its name is made of its
smallest record, so that two machines without a past give it the same one, unless that name was given to another entity before.
"""

from __future__ import annotations

from intarsia import iris
from intarsia.engine.duckdb import DuckDB

ORDER = "members DESC, live DESC, entity, cluster"
#: what ties a record to the others of its cluster: the surest way first
SUREST = "CASE method WHEN 'person' THEN 0 WHEN 'identifier' THEN 1 WHEN 'stated' THEN 2 ELSE 3 END"


def identity(engine: DuckDB) -> dict[str, str]:
    """From entity (its cluster a provisional name), link, work, agent and known: ordered queries for `entity` and `redirect`.

    known: entity, kind, member, live, last (`store.entities.SCHEMA`), the names given before.
    """
    _keep_names(engine)
    _give_names(engine)
    engine.run("tied", _tied())
    engine.run("homes", _homes())
    return {
        "entity": "SELECT n.entity AS cluster, e.member AS member, e.kind AS kind, CASE WHEN t.method = 'model' THEN t.probability END AS probability, t.method AS method "
                  "FROM entity AS e JOIN named AS n ON n.cluster = e.cluster LEFT JOIN tied AS t ON t.member = e.member AND t.nth = 1 ORDER BY n.entity, e.member",
        "redirect": _redirect(),
    }


def _keep_names(engine: DuckDB) -> None:
    """`named`: the clusters that take the name of an entity. Each round takes the pairs of which neither has a better one."""
    engine.run("shared", "SELECT e.cluster AS cluster, k.entity AS entity, count(*) AS members, max(CASE WHEN k.live THEN 1 ELSE 0 END) AS live "
                         "FROM entity AS e JOIN known AS k ON k.member = e.member AND k.kind = e.kind GROUP BY e.cluster, k.entity")
    engine.run("named", "SELECT cluster, entity FROM shared WHERE 1 = 0")
    while True:
        engine.run("ranked", f"SELECT cluster, entity, row_number() OVER (PARTITION BY cluster ORDER BY {ORDER}) AS of_cluster, "
                             f"row_number() OVER (PARTITION BY entity ORDER BY {ORDER}) AS of_entity FROM shared")
        engine.run("named", "SELECT cluster, entity FROM named UNION ALL SELECT cluster, entity FROM ranked WHERE of_cluster = 1 AND of_entity = 1")
        engine.run("shared", "SELECT s.* FROM shared AS s LEFT JOIN named AS c ON c.cluster = s.cluster LEFT JOIN named AS n ON n.entity = s.entity "
                             "WHERE c.cluster IS NULL AND n.entity IS NULL")
        if not engine.rows("SELECT 1 FROM shared LIMIT 1"):
            return


def _give_names(engine: DuckDB) -> None:
    """Names for all others, by their smallest record whose name was never given; a later try of the same record makes another name."""
    engine.run("given", "SELECT DISTINCT entity FROM known")
    round_ = 0
    while engine.rows("SELECT 1 FROM entity AS e LEFT JOIN named AS n ON n.cluster = e.cluster WHERE n.cluster IS NULL LIMIT 1"):
        key = "e.member" if round_ == 0 else f"e.member || chr(31) || '{round_}'"
        engine.run("minted", f"SELECT e.cluster AS cluster, e.member AS member, {iris.mint_sql('entity', 'e.kind', key)} AS entity "
                             "FROM entity AS e LEFT JOIN named AS n ON n.cluster = e.cluster WHERE n.cluster IS NULL")
        engine.run("first", "SELECT m.cluster AS cluster, min(m.member) AS member FROM minted AS m LEFT JOIN given AS g ON g.entity = m.entity "
                            "WHERE g.entity IS NULL GROUP BY m.cluster")
        engine.run("named", "SELECT cluster, entity FROM named UNION ALL SELECT f.cluster, m.entity FROM first AS f JOIN minted AS m ON m.member = f.member AND m.cluster = f.cluster")
        round_ += 1


def _tied() -> str:
    """The surest accepted link of each record within its cluster (nth = 1)."""
    both = ("SELECT subject AS member, object AS other, method, probability FROM link WHERE predicate = 'same_as' AND state = 'accepted' "
            "UNION ALL SELECT object, subject, method, probability FROM link WHERE predicate = 'same_as' AND state = 'accepted'")
    return (f"SELECT member, method, probability, row_number() OVER (PARTITION BY member ORDER BY {SUREST}, probability DESC NULLS LAST, other) AS nth "
            f"FROM (SELECT b.* FROM ({both}) AS b JOIN entity AS m ON m.member = b.member JOIN entity AS o ON o.member = b.other AND o.cluster = m.cluster) AS q")


def _homes() -> str:
    """Where the records of the entities that are no more stand now: within another one, or alone."""
    return ("SELECT DISTINCT k.entity AS old, k.kind AS kind, k.last AS since, coalesce(n.entity, w.id, a.id) AS new, "
            "CASE WHEN n.entity IS NOT NULL THEN 'entity' WHEN coalesce(w.id, a.id) IS NOT NULL THEN 'record' END AS target "
            "FROM known AS k LEFT JOIN named AS still ON still.entity = k.entity LEFT JOIN entity AS e ON e.member = k.member AND e.kind = k.kind "
            "LEFT JOIN named AS n ON n.cluster = e.cluster LEFT JOIN work AS w ON w.id = k.member AND k.kind = 'work' "
            "LEFT JOIN agent AS a ON a.id = k.member AND k.kind = 'agent' WHERE still.entity IS NULL")


def _redirect() -> str:
    """One row for each place where an entity's records went; one row without a place when none of them is left."""
    return ("WITH counted AS (SELECT old, kind, since, count(new) AS places, min(target) AS first_target FROM homes GROUP BY old, kind, since) "
            "SELECT c.old AS old, h.new AS new, c.kind AS kind, h.target AS target, CASE WHEN c.places = 0 THEN 'withdrawn' WHEN c.places > 1 THEN 'split' "
            "WHEN c.first_target = 'entity' THEN 'merged' ELSE 'alone' END AS reason, c.since AS since "
            "FROM counted AS c LEFT JOIN homes AS h ON h.old = c.old AND h.new IS NOT NULL ORDER BY c.old, h.new")
