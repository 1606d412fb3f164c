"""link: what belongs together. Identifiers, people's judgements, what contributors state, and what models find, each with its state and evidence.

The order: what shares an identifier; what the linking core finds to be the same; clusters of both without conflicts; then
relations, for which records that are one count once: stated ones, shared origins, adaptations nobody states, works about people.
See docs/links.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.steps.link import adaptations, clusters, judged, names, origins, sameness, shared, stated, subjects, titles
from intarsia.steps.link.forms import load_forms as load_forms
from intarsia.steps.link.weights import ASKED as ASKED
from intarsia.steps.link.weights import SURE
from intarsia.tables import TABLES

#: the models of relations, as docs/links.md lists them
RELATIONS = (stated.REFERENCE, stated.STORY, origins.ORIGIN, adaptations.ADAPTATION, subjects.SUBJECT)
PREDICATES = ("based_on", "part_of", "about", "performs", "edition_of", "shares_origin")

#: credits by which a work's maker is known, and credits of those who only appear in it
AUTHORS = ("author", "co-author", "creator", "screenwriter", "director", "composer", "lyricist", "librettist", "book-writer", "artist", "illustrator", "inker",
           "photographer", "developer", "choreographer", "designer")
PLAYERS = ("actor", "voice-actor", "performer", "narrator", "host", "guest", "singer", "musician", "soloist", "orchestra", "conductor", "dj", "dancer", "puppeteer",
           "venue", "funder", "broadcaster", "subject-person")


def link(engine: DuckDB, judgements: Iterable[dict[str, Any]] = (), threads: int = 1, remember: sameness.Remember = sameness.always) -> dict[str, str]:
    """From work, title, agent, contribution, identifier, term, relation and `form`: ordered queries for `link`, `entity` and `finding`.

    judgements: what people judged of links (ledger kind "link"), in order. remember: what was found among records compared before. `entity.cluster` is
    the smallest member.
    """
    judged.load_judged(engine, judgements)
    shared.load_shared(engine)
    sameness.load_found(engine, threads, remember)
    _load_keys(engine)
    engine.run("same_edge", _same_edges())
    clusters.load_clusters(engine)
    engine.run("same", "SELECT cluster, member FROM member WHERE kind IN ('work', 'agent')")
    stated.load_mentions(engine)
    stated.load_stated(engine)
    origins.load_origins(engine)
    adaptations.load_adaptations(engine)
    subjects.load_subjects(engine)
    engine.run("links", _links())
    return {
        "link": f"SELECT {', '.join(TABLES['link'].names)} FROM links ORDER BY id",
        "entity": "SELECT cluster, member, kind FROM member ORDER BY cluster, member",
        "finding": f"SELECT * FROM ({_findings()}) AS f ORDER BY dataset, rule, message",
    }


def _load_keys(engine: DuckDB) -> None:
    """`title_key` (work, key, rank), `credit` (work, name, author, plays), `name_sound` (name, sound), `name_key` (name, key)."""
    titles.load_keys(engine, "SELECT DISTINCT value FROM title WHERE value IS NOT NULL", "title_keys")
    engine.run("title_key", "SELECT t.work AS work, k.key AS key, min(k.rank) AS rank FROM title AS t JOIN title_keys AS k ON k.value = t.value GROUP BY t.work, k.key")
    authors, players = (", ".join(f"'{role}'" for role in roles) for roles in (AUTHORS, PLAYERS))
    engine.run("credit", (
        f"SELECT c.work AS work, a.name AS name, max(CASE WHEN c.role IN ({authors}) THEN 1 ELSE 0 END) = 1 AS author, min(CASE WHEN c.role IN ({players}) THEN 1 ELSE 0 END) = 1 AS plays "
        "FROM contribution AS c JOIN agent AS a ON a.id = c.agent WHERE a.name IS NOT NULL GROUP BY c.work, a.name"))
    known = engine.stream("SELECT DISTINCT name FROM agent WHERE name IS NOT NULL ORDER BY name").read_all()["name"].combine_chunks()
    engine.load("name_sound", pa.table({"name": known, "sound": names.sounds(known)}))
    engine.load("name_key", pa.table({"name": known, "key": pa.array([titles.key_of(name) for name in known.to_pylist()], pa.string())}))


def _same_edges() -> str:
    """Accepted sameness, each pair once with the strength of its best reason; what a person rejected is none."""
    every = (
        f"SELECT subject, object, kind, CAST({clusters.BY_PERSON} AS DOUBLE) AS strength FROM judged WHERE predicate = 'same_as' AND state = 'accepted' AND kind <> 'work-agent' "
        f"UNION ALL SELECT subject, object, kind, CAST({clusters.BY_IDENTIFIER} AS DOUBLE) FROM shared WHERE state = 'accepted' "
        f"UNION ALL SELECT subject, object, kind, probability FROM found WHERE probability >= {SURE} AND NOT conflict")
    return (f"SELECT e.subject AS subject, e.object AS object, e.kind AS kind, max(e.strength) AS strength FROM ({every}) AS e LEFT JOIN judged AS j ON j.subject = e.subject AND "
            f"j.object = e.object "
            "AND j.predicate = 'same_as' AND j.state = 'rejected' WHERE j.subject IS NULL GROUP BY e.subject, e.object, e.kind")


def _links() -> str:
    """Every link once: a person's word before an identifier, that before a statement, that before a model's estimate."""
    columns = "subject, predicate, object, kind, state, probability, method, evidence"
    same = ("SELECT subject, 'same_as' AS predicate, object, kind, state, CAST(NULL AS DOUBLE) AS probability, 'identifier' AS method, evidence FROM shared UNION ALL "
            f"SELECT subject, 'same_as', object, kind, CASE WHEN probability >= {SURE} AND NOT conflict THEN 'accepted' ELSE 'proposed' END, probability, 'model', evidence FROM found")
    found = (f"{same} UNION ALL SELECT {columns} FROM stated UNION ALL SELECT {columns} FROM origin_link UNION ALL SELECT {columns} FROM adaptation UNION ALL SELECT {columns} FROM "
             f"subject_link")
    best = (f"SELECT *, row_number() OVER (PARTITION BY subject, predicate, object ORDER BY CASE method WHEN 'identifier' THEN 0 WHEN 'stated' THEN 1 ELSE 2 END, probability DESC, "
            f"evidence) AS nth FROM ({found}) AS f")
    heeded = (
        "SELECT coalesce(b.subject, j.subject) AS subject, coalesce(b.predicate, j.predicate) AS predicate, coalesce(b.object, j.object) AS object, coalesce(b.kind, j.kind) AS kind, "
        "CASE WHEN j.state IS NOT NULL THEN j.state WHEN r.subject IS NOT NULL AND b.state = 'accepted' AND b.predicate = 'same_as' THEN 'proposed' ELSE b.state END AS state, "
        "CASE WHEN j.state IS NULL THEN b.probability END AS probability, CASE WHEN j.state IS NULL THEN b.method ELSE 'person' END AS method, "
        "CASE WHEN j.state IS NULL THEN b.evidence ELSE '{\"why\":' || j.why || CASE WHEN b.evidence IS NULL THEN '' ELSE ',\"before\":' || b.evidence END || '}' END AS evidence "
        f"FROM (SELECT * FROM ({best}) AS n WHERE nth = 1) AS b FULL JOIN judged AS j ON j.subject = b.subject AND j.predicate = b.predicate AND j.object = b.object "
        "LEFT JOIN refused AS r ON r.subject = b.subject AND r.object = b.object")
    return f"SELECT substr(sha256('link' || chr(31) || subject || chr(31) || predicate || chr(31) || object), 1, 16) AS id, * FROM ({heeded}) AS h"


def _findings() -> str:
    """Conflicts, told to each dataset they concern: how many pairs, by which rule, and what became of them; never a value."""
    concerned = "SELECT id, dataset FROM work UNION ALL SELECT id, dataset FROM agent"
    told = (
        "SELECT subject, object, 'link-refused' AS rule, 'records look the same but contradict each other (' || conflict || '): the link is proposed, not accepted' AS message FROM refused "
        "UNION ALL SELECT subject, object, 'link-conflict', 'records are alike in everything but an identifier: the link is proposed, not accepted' FROM found AS f WHERE conflict "
        "AND NOT EXISTS (SELECT 1 FROM shared AS s WHERE s.subject = f.subject AND s.object = f.object) "
        "UNION ALL SELECT subject, object, 'identifier-conflict', 'records share an identifier but differ in another: the link is proposed, not accepted' FROM shared WHERE state = "
        "'proposed' "
        "UNION ALL SELECT subject, object, 'cluster-conflict', 'a person joined records that contradict each other (' || conflict || '): they stand in one entity' FROM standing")
    pairs = f"SELECT subject AS id, subject || object AS pair, rule, message FROM ({told}) AS t UNION SELECT object, subject || object, rule, message FROM ({told}) AS u"
    return (f"SELECT d.dataset AS dataset, '' AS distribution, '' AS \"column\", p.rule AS rule, 'warning' AS severity, p.message AS message, count(DISTINCT p.pair) AS count "
            f"FROM ({pairs}) AS p JOIN ({concerned}) AS d ON d.id = p.id GROUP BY d.dataset, p.rule, p.message")
