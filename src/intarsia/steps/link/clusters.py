"""Clusters: which records are one entity. No cluster holds what contradicts itself, unless a person says so; then it is told.

Records hang together by accepted sameness. A group of them in conflict (two values of a single identifier scheme, two
birth years of a person more than `TOLERANCE` apart, two works of one dataset that have no title in common, two records
that a person judged to be different) is put together
again link by link, the strongest first; a link that would bring the conflict about is refused and goes back to *proposed*.
So a group is split at its weakest links. Persons' links are never refused: their conflicts are told and stay.

Tables read: same_edge (subject, object, kind, strength), global_identifier, single, work, title_key, agent, judged.
Tables left: member, refused, standing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import DuckDB

TOLERANCE = 2
#: strength of links that are no estimates; a model's link has its probability
BY_PERSON, BY_IDENTIFIER, STATED = 4.0, 3.0, 2.0


def components(nodes: pa.Array, ones: pa.Array, others: pa.Array) -> pa.Array:
    """Per node the smallest node it is connected with. nodes: sorted and without repeats."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left, right = (np.asarray(pc.index_in(ends, nodes), dtype=np.int64) for ends in (ones, others))
    size = len(nodes)
    _, label = connected_components(coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size)), directed=False)
    first = np.full(label.max(initial=-1) + 1, size, dtype=np.int64)
    np.minimum.at(first, label, np.arange(size))
    return nodes.take(pa.array(first[label]))


def load_clusters(engine: DuckDB) -> None:
    """`member` (cluster, member, kind), named by the smallest member; `refused` and `standing` (subject, object, conflict)."""
    engine.load("grouped", _groups(engine))
    engine.run("trouble", _trouble())
    for name, rows in zip(("kept", "refused", "standing"), _put_together(engine), strict=True):
        engine.load(name, rows)
    engine.run("member", (
        "SELECT g.cluster AS cluster, g.member AS member, g.kind AS kind FROM grouped AS g WHERE g.cluster NOT IN (SELECT cluster FROM trouble) "
        "UNION ALL SELECT k.cluster, k.member, g.kind FROM kept AS k JOIN grouped AS g ON g.member = k.member"))


def _groups(engine: DuckDB) -> pa.Table:
    edges = engine.stream("SELECT subject, object, kind FROM same_edge ORDER BY subject, object").read_all()
    nodes = pc.unique(pa.chunked_array([*edges["subject"].chunks, *edges["object"].chunks], pa.string()))
    nodes = nodes.take(pc.sort_indices(nodes))
    kinds = engine.stream("SELECT DISTINCT member, kind FROM (SELECT subject AS member, kind FROM same_edge UNION ALL SELECT object, kind FROM same_edge) AS e ORDER BY member").read_all()
    return pa.table({"member": nodes, "kind": kinds["kind"], "cluster": components(nodes, edges["subject"].combine_chunks(), edges["object"].combine_chunks())})


def _trouble() -> str:
    """(cluster, member, rule, value) of groups in conflict: what each of their records says that others contradict."""
    said = (
        "SELECT g.cluster AS cluster, g.member AS member, 'identifier ' || i.scheme AS rule, i.value AS value FROM grouped AS g JOIN global_identifier AS i ON i.entity = g.member "
        "AND i.kind = g.kind "
        "JOIN single AS s ON s.scheme = i.scheme AND s.kind = i.kind")
    many = f"SELECT cluster, rule FROM (SELECT DISTINCT cluster, rule, value FROM ({said}) AS s) AS d GROUP BY cluster, rule HAVING count(*) > 1"
    born = ("SELECT g.cluster AS cluster, g.member AS member, a.year_start AS year FROM grouped AS g JOIN agent AS a ON a.id = g.member WHERE g.kind = 'agent' AND a.kind <> "
            "'organisation' AND a.year_start IS NOT NULL")
    apart = "SELECT j.subject AS one, j.object AS two FROM judged AS j WHERE j.predicate = 'same_as' AND j.state = 'rejected'"
    twice = ("SELECT g.cluster AS cluster, w.dataset AS dataset FROM grouped AS g JOIN work AS w ON w.id = g.member WHERE g.kind = 'work' GROUP BY g.cluster, w.dataset HAVING count(*) > 1")
    titled = (f"SELECT g.cluster AS cluster, g.member AS member, 'titles in ' || w.dataset AS rule, k.key AS value FROM ({twice}) AS t JOIN grouped AS g ON g.cluster = t.cluster "
              "JOIN work AS w ON w.id = g.member AND w.dataset = t.dataset JOIN title_key AS k ON k.work = g.member AND k.rank < 2")
    return (
        f"SELECT s.cluster AS cluster, s.member AS member, s.rule AS rule, s.value AS value FROM ({said}) AS s JOIN ({many}) AS m ON m.cluster = s.cluster AND m.rule = s.rule "
        f"UNION ALL SELECT cluster, member, rule, value FROM ({titled}) AS t "
        f"UNION ALL SELECT b.cluster, b.member, 'birth year', CAST(b.year AS VARCHAR) FROM ({born}) AS b JOIN (SELECT cluster FROM ({born}) AS y GROUP BY cluster HAVING max(year) "
        f"- min(year) > {TOLERANCE}) AS w ON w.cluster = b.cluster "
        f"UNION ALL SELECT g.cluster, a.one, 'judged apart', a.two FROM ({apart}) AS a JOIN grouped AS g ON g.member = a.one JOIN grouped AS h ON h.member = a.two AND h.cluster = g.cluster")


@dataclass
class Group:
    """Records put together so far, with what they say."""

    members: list[str]
    said: dict[str, set[str]] = field(default_factory=dict)
    born: list[int] = field(default_factory=list)
    apart: set[str] = field(default_factory=set)

    def conflict(self, other: Group) -> str:
        """The rule that would be broken by joining them, "" for none."""
        for rule, values in self.said.items():
            if rule in other.said and not values & other.said[rule]:
                return rule
        if self.born and other.born and max(self.born + other.born) - min(self.born + other.born) > TOLERANCE:
            return "birth year"
        if self.apart & set(other.members) or other.apart & set(self.members):
            return "judged apart"
        return ""

    def take(self, other: Group) -> None:
        self.members += other.members
        for rule, values in other.said.items():
            self.said[rule] = self.said.get(rule, set()) | values
        self.born = [year for year in (min(self.born + other.born, default=None), max(self.born + other.born, default=None)) if year is not None]
        self.apart |= other.apart


def _put_together(engine: DuckDB) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The groups in conflict, and only those, once more: link by link, the strongest first. What is kept, refused, and stands by a person's word."""
    groups = {member: Group([member]) for (member,) in engine.rows("SELECT member FROM grouped WHERE cluster IN (SELECT cluster FROM trouble) ORDER BY member")}
    for member, rule, value in engine.rows("SELECT member, rule, value FROM trouble ORDER BY member, rule, value"):
        if rule == "birth year":
            groups[member].born.append(int(value))
        elif rule == "judged apart":
            groups[member].apart.add(value)
        else:
            groups[member].said.setdefault(rule, set()).add(value)
    refused, standing = [], []
    edges = engine.rows("SELECT e.subject, e.object, e.strength FROM same_edge AS e JOIN grouped AS g ON g.member = e.subject WHERE g.cluster IN (SELECT cluster FROM trouble) "
                        "ORDER BY e.strength DESC, e.subject, e.object")
    for subject, other, strength in edges:
        one, two = groups[subject], groups[other]
        broken = "" if one is two else one.conflict(two)
        if broken and strength < BY_PERSON:
            refused.append((subject, other, broken))
        elif one is not two:
            if broken:
                standing.append((subject, other, broken))
            one, two = (one, two) if len(one.members) >= len(two.members) else (two, one)
            one.take(two)
            groups.update(dict.fromkeys(two.members, one))
    found = defaultdict(list)
    for member, group in groups.items():
        found[id(group)].append(member)
    kept = [(min(members), member) for members in found.values() if len(members) > 1 for member in members]
    return _table(kept, ("cluster", "member")), _table(refused, ("subject", "object", "conflict")), _table(standing, ("subject", "object", "conflict"))


def _table(rows: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)})
