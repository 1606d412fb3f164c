"""Basis: a release's links and what is known about the records that they tie, laid out so that every dataset's receipt can be counted.

Tables made, beside those of the release:

- `pair` (own, own_dataset, other, dataset, p): two records that are held to be one, each way round, with the probability of it
- `tie` (own, own_dataset, way, predicate, other, dataset, p): a work's relations with other works; way: to, or from
- `fact` (record, field, value, dataset): what is known about the records of `pair`
- `gain` (own, own_dataset, field, value, record, dataset, licence, p): values that the own record has not, nor any other of its dataset
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from intarsia.engine.duckdb import sql_error
from intarsia.reader import Reader, show_tables
from intarsia.receipt import noise
from intarsia.shelf.feeds.recordfacts import facts_sql

#: how sure a link must be: everything is counted at each of them
BOUNDS = (0.5, 0.9, 0.99)
#: records of one entity that are told against each other; larger ones are told against the first so many
MOST_MEMBERS = 200

_DIRECT = ("SELECT subject AS a, object AS b, coalesce(probability, 1.0) AS p FROM link WHERE predicate = 'same_as' AND state IN ('accepted', 'proposed') AND object IS NOT NULL "
           "AND subject <> object AND (probability IS NULL OR probability >= 0.5)")
#: two records of one entity that no link joins directly hang together by the weaker of their ties
_WITHIN = (f"WITH m AS (SELECT cluster, member, probability, row_number() OVER (PARTITION BY cluster ORDER BY member) AS n FROM entity) "
           f"SELECT x.member AS a, y.member AS b, least(coalesce(x.probability, 1.0), coalesce(y.probability, 1.0)) AS p FROM m AS x JOIN m AS y ON y.cluster = x.cluster AND "
           f"y.member <> x.member "
           f"WHERE x.n <= {MOST_MEMBERS} AND y.n <= {MOST_MEMBERS}")
#: groups whose values a reader would find in the own text; codes and figures are no words
_IN_TEXT = "'year', 'title', 'maker', 'subject', 'identifier', 'page', 'born', 'died'"
_RECORDS = "SELECT id, dataset, iri, 'work' AS kind FROM work UNION ALL SELECT id, dataset, iri, 'agent' FROM agent"


class Basis:
    """The links of one release, ready to be counted. Not for several threads at once: `rows` takes turns.

    Raises: Broken when a table of the release cannot be read.
    """

    def __init__(self, reader: Reader, memory_limit: str = "1GB") -> None:
        self.reader = reader
        self._turn = threading.Lock()
        self._con = duckdb.connect(config={"memory_limit": memory_limit, "threads": 1, "autoload_known_extensions": False})
        show_tables(self._con, reader.path)
        for name, sql in self._links():
            self._make(name, sql)
        #: groups of links that are no better than chance (`noise`): they are left out of everything that follows
        self.noise = noise.noisy(self.rows(noise.GROUPS))
        for group in self.noise:
            inside = "IN (SELECT id FROM work)" if group["kind"] == "work" else "NOT IN (SELECT id FROM work)"
            self.rows(f"DELETE FROM pair WHERE own_dataset = $a AND dataset = $b AND own {inside}", {"a": group["own_dataset"], "b": group["dataset"]})
        for name, sql in self._known():
            self._make(name, sql)

    @staticmethod
    def _links() -> list[tuple[str, str]]:
        refused = "SELECT 1 FROM link AS r WHERE r.predicate = 'same_as' AND r.state = 'rejected' AND ((r.subject = d.a AND r.object = d.b) OR (r.subject = d.b AND r.object = d.a))"
        joined = (f"SELECT d.a AS own, d.b AS other, d.p AS p FROM ({_DIRECT}) AS d UNION ALL SELECT d.b, d.a, d.p FROM ({_DIRECT}) AS d "
                  f"UNION ALL SELECT d.a, d.b, d.p FROM ({_WITHIN}) AS d WHERE NOT EXISTS (SELECT 1 FROM direct AS x WHERE x.own = d.a AND x.other = d.b) AND NOT EXISTS ({refused})")
        toward = ("SELECT subject AS own, 'to' AS way, predicate, object AS other, coalesce(probability, 1.0) AS p FROM link WHERE predicate <> 'same_as' AND kind = 'work' "
                  "AND state IN ('accepted', 'proposed') AND object IS NOT NULL")
        return [
            ("direct", f"SELECT a AS own, b AS other FROM ({_DIRECT}) AS d UNION SELECT b, a FROM ({_DIRECT}) AS d"),
            ("pair", f"SELECT j.own AS own, r.dataset AS own_dataset, j.other AS other, s.dataset AS dataset, max(j.p) AS p FROM ({joined}) AS j "
                     f"JOIN ({_RECORDS}) AS r ON r.id = j.own JOIN ({_RECORDS}) AS s ON s.id = j.other GROUP BY ALL"),
            ("tie", f"SELECT t.own AS own, w.dataset AS own_dataset, t.way AS way, t.predicate AS predicate, t.other AS other, o.dataset AS dataset, max(t.p) AS p FROM ({toward} "
                    f"UNION ALL SELECT other, CASE WHEN predicate = 'shares_origin' THEN 'to' ELSE 'from' END, predicate, own, p FROM ({toward}) AS f) AS t JOIN work AS w ON w.id = "
                    f"t.own JOIN work AS o ON o.id = t.other GROUP BY ALL"),
            ("tied", "SELECT own AS id FROM pair UNION SELECT own FROM tie"),
            ("named", noise.NAMED),
        ]

    @staticmethod
    def _known() -> list[tuple[str, str]]:
        of_works, of_agents, told = _words("concat_ws(' ', w.title, w.description, w.date_written, w.page)"), _words("concat_ws(' ', a.name, a.sort_name)"), _words("f.value")
        return [
            ("fact", f"SELECT DISTINCT record, field, value, dataset FROM ({facts_sql('tied')}) AS f"),
            ("text_of", f"SELECT w.id AS id, {of_works} AS text FROM work AS w JOIN tied AS t ON t.id = w.id "
                        f"UNION ALL SELECT a.id, {of_agents} FROM agent AS a JOIN tied AS t ON t.id = a.id"),
            ("own_field", "SELECT DISTINCT record AS own, field FROM fact UNION SELECT DISTINCT p.own, f.field FROM pair AS p JOIN fact AS f ON f.record = p.other AND f.dataset = "
                          "p.own_dataset "
                          "WHERE p.p >= 0.5"),
            ("gain", "SELECT p.own AS own, p.own_dataset AS own_dataset, f.field AS field, f.value AS value, min(p.other) AS record, f.dataset AS dataset, any_value(d.licence) AS "
                     "licence, max(p.p) AS p "
                     "FROM pair AS p JOIN fact AS f ON f.record = p.other JOIN dataset AS d ON d.id = f.dataset JOIN text_of AS t ON t.id = p.own "
                     "WHERE f.dataset <> p.own_dataset AND p.dataset <> p.own_dataset AND NOT EXISTS (SELECT 1 FROM own_field AS o WHERE o.own = p.own AND o.field = f.field) "
                     f"AND NOT (split_part(f.field, ':', 1) IN ({_IN_TEXT}) AND contains(t.text, {told})) GROUP BY p.own, p.own_dataset, f.field, f.value, f.dataset"),
        ]

    def _make(self, name: str, sql: str) -> None:
        try:
            self._con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}")
        except duckdb.Error as error:
            raise sql_error(error, sql) from error

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query over the tables of the release and of this basis."""
        with self._turn:
            try:
                cursor = self._con.execute(sql, values or None)
                names = [column[0] for column in cursor.description or []]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            except duckdb.Error as error:
                raise sql_error(error, sql) from error

    def make(self, name: str, sql: str, values: Mapping[str, Any]) -> None:
        """A table of this basis for the questions that follow; `$name` in the query stands for values."""
        with self._turn:
            try:
                self._con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", values)
            except duckdb.Error as error:
                raise sql_error(error, sql) from error

    def close(self) -> None:
        """Give the memory back."""
        self._con.close()


def _words(text: str) -> str:
    """Text as its words in lower case with one blank around each, as SQL."""
    return f"' ' || trim(regexp_replace(lower({text}), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) || ' '"


def bounded(what: str, p: str = "p") -> str:
    """The columns b0, b1, b2 of a query: how many different `what` there are at each of BOUNDS."""
    return ", ".join(f"count(DISTINCT CASE WHEN {p} >= {bound} THEN {what} END) AS b{n}" for n, bound in enumerate(BOUNDS))


def bounds(row: Mapping[str, Any]) -> dict[str, int]:
    """Those columns as they are told: {"0.5": .., "0.9": .., "0.99": ..}."""
    return {f"{bound:g}": int(row[f"b{n}"] or 0) for n, bound in enumerate(BOUNDS)}
