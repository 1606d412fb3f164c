"""Works that say they go back to the same story, which is no record of this pool, or of which nobody can tell the record.

"Based on Batman by Bob Kane and Bill Finger" stands in a film register and in a list of games, and no record is that comic.
Two mentions are one origin when title and maker agree (`ORIGIN`). The works of one origin are tied to one of them, the
centre: the record that the origin is, where a mention was read as one, else the earliest work. So a story of n works has
n - 1 such links, not n squared.

Tables read: work, mention, refers, mention_key, mention_sound, reading, candidate, maker_level, form. Table left: origin_link.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import DuckDB
from intarsia.steps.link import names
from intarsia.steps.link.clusters import components
from intarsia.steps.link.weights import SURE, Model, scored

#: a title that more different mentions hold than this is grouped only where a maker is stated
CROWD = 40
#: a mention's centre is a record when readings by its maker add up to this
MEANT = 0.95

ORIGIN = Model("origin", {
    "prior": {"any": -1.0},
    "title": {"equal, rare": 4.5, "equal": 3.5, "equal, short form": 3.0, "their own titles are": 2.0},
    "maker": {"agrees": 6.0, "family name": 3.5, "not stated by one": 0.0, "not stated": 0.0, "of one word": -3.0, "another": -7.0},
    "form": {"as said": 2.5, "alike": 1.5, "not said": 0.0, "another": -4.0},
})


def load_origins(engine: DuckDB) -> None:
    """`origin_link`: predicate shares_origin between works, stated where each says title and maker, the model's otherwise."""
    own = "SELECT DISTINCT r.mention AS mention, t.key AS key, 3 AS rank FROM refers AS r JOIN title_key AS t ON t.work = r.work WHERE t.rank < 2 AND r.predicate <> 'about'"
    told = "SELECT mention, key, rank FROM mention_key WHERE rank < 2 AND mention IN (SELECT mention FROM refers WHERE predicate <> 'about')"
    engine.run("known_as", f"SELECT mention, key, rank FROM (SELECT *, count(*) OVER (PARTITION BY key) AS crowd FROM ({told} UNION ALL {own}) AS k) AS c WHERE crowd <= {CROWD}")
    pairs = engine.stream(_pairs()).read_all()
    level = names.levels(pairs["said"].combine_chunks().fill_null(""), pairs["other"].combine_chunks().fill_null("")).to_pylist()
    unsaid = pairs["unsaid"].to_pylist()
    maker = pa.array([given or level for given, level in zip(unsaid, level, strict=True)], pa.string())
    rated = scored(pairs.drop_columns(["said", "other", "unsaid"]).append_column("maker", maker), ORIGIN, "place")
    engine.load("origin_pair", rated.select(["one", "two", "maker", "probability", "evidence"]))
    engine.run("origin_edge", f"SELECT * FROM origin_pair WHERE probability >= {SURE}")
    mentions = engine.stream("SELECT mention FROM mention ORDER BY mention").read_all()["mention"].combine_chunks()
    edges = engine.stream("SELECT one, two FROM origin_edge ORDER BY one, two").read_all()
    engine.load("origin", pa.table({"mention": mentions, "origin": components(mentions, edges["one"].combine_chunks(), edges["two"].combine_chunks())}))
    engine.load("origin_tie", _evident(engine.stream(_links()).read_all()))
    engine.run("origin_link", "SELECT subject, 'shares_origin' AS predicate, object, 'work' AS kind, 'accepted' AS state, probability, method, evidence FROM origin_tie")


def _pairs() -> str:
    """Pairs of mentions with one key; each pair competes with nobody, since more than two may mean one story."""
    form = ("CASE WHEN a.form IS NULL OR b.form IS NULL THEN 'not said' WHEN a.form = b.form THEN 'as said' WHEN fa.kin = fb.kin OR fa.sector = fb.sector THEN 'alike' ELSE 'another' END")
    return (
        "SELECT p.one AS one, p.two AS two, CAST(p.one AS VARCHAR) || ' ' || CAST(p.two AS VARCHAR) AS place, 'any' AS prior, "
        "CASE WHEN p.rank = 3 THEN 'their own titles are' WHEN p.rank > 0 THEN 'equal, short form' WHEN p.crowd <= 6 THEN 'equal, rare' ELSE 'equal' END AS title, "
        f"{form} AS form, sa.sound AS said, sb.sound AS other, "
        "CASE WHEN sa.sound IS NULL AND sb.sound IS NULL THEN 'not stated' WHEN sa.sound IS NULL OR sb.sound IS NULL THEN 'not stated by one' END AS unsaid FROM ("
        "SELECT a.mention AS one, b.mention AS two, min(greatest(a.rank, b.rank)) AS rank, min(c.crowd) AS crowd FROM known_as AS a JOIN known_as AS b ON b.key = a.key AND "
        "b.mention > a.mention "
        "JOIN (SELECT key, count(*) AS crowd FROM known_as GROUP BY key) AS c ON c.key = a.key GROUP BY a.mention, b.mention) AS p "
        "JOIN mention AS a ON a.mention = p.one JOIN mention AS b ON b.mention = p.two LEFT JOIN form AS fa ON fa.form = a.form LEFT JOIN form AS fb ON fb.form = b.form "
        "LEFT JOIN mention_sound AS sa ON sa.mention = p.one LEFT JOIN mention_sound AS sb ON sb.mention = p.two ORDER BY p.one, p.two")


def _links() -> str:
    """From the works of each origin that no accepted reading ties to a record, to the centre of it."""
    read = (
        "SELECT o.origin AS origin, r.mention AS mention, r.object AS work, count(*) AS times, max(r.sure) AS sure FROM ("
        "SELECT *, sum(CASE WHEN fits THEN story ELSE 0 END) OVER (PARTITION BY work, predicate, mention) AS sure, row_number() OVER (PARTITION BY work, predicate, mention, fits "
        "ORDER BY story DESC, object) AS best FROM ("
        f"SELECT *, probability >= {SURE} OR maker = 'credited' AND coalesce(\"order in time\", '') <> 'later' AS fits FROM reading WHERE predicate <> 'about') AS f) AS r "
        f"JOIN origin AS o ON o.mention = r.mention WHERE r.fits AND r.best = 1 AND r.sure >= {MEANT} GROUP BY o.origin, r.mention, r.object")
    tied = f"SELECT work, mention FROM reading WHERE probability >= {SURE} AND predicate <> 'about'"
    loose = ("SELECT DISTINCT r.work AS work, r.mention AS mention, o.origin AS origin FROM refers AS r JOIN origin AS o ON o.mention = r.mention "
             f"JOIN mention AS m ON m.mention = r.mention AND (m.maker IS NOT NULL OR m.form IS NOT NULL) LEFT JOIN ({tied}) AS t ON t.work = r.work AND t.mention = r.mention "
             f"WHERE t.work IS NULL AND r.predicate NOT IN ('part_of', 'about', 'edition_of')")
    centre = (
        "SELECT origin, work, record FROM (SELECT c.origin AS origin, c.work AS work, c.record AS record, row_number() OVER (PARTITION BY c.origin ORDER BY c.record DESC, c.times "
        "DESC, w.year_start NULLS LAST, c.work) AS nth FROM ("
        "SELECT origin, work, TRUE AS record, sum(times) AS times FROM centres GROUP BY origin, work UNION ALL SELECT DISTINCT origin, work, FALSE, 0 FROM loose) AS c "
        "JOIN work AS w ON w.id = c.work) AS n WHERE nth = 1")
    best = ("SELECT mention, max(probability) AS probability FROM (SELECT one AS mention, probability FROM origin_edge UNION ALL SELECT two, probability FROM origin_edge) AS e "
            "GROUP BY mention")
    return (
        f"WITH centres AS ({read}), loose AS ({loose}), centre AS ({centre}), best AS ({best}), meant AS (SELECT mention, max(sure) AS sure FROM centres GROUP BY mention), "
        "told AS (SELECT l.work AS subject, c.work AS object, m.maker IS NOT NULL AND NOT c.record AS said, c.record AS record, least(coalesce(b.probability, 1), CASE WHEN c.record THEN "
        "coalesce(s.sure, 1) ELSE 1 END) AS probability "
        "FROM loose AS l JOIN centre AS c ON c.origin = l.origin AND c.work <> l.work JOIN mention AS m ON m.mention = l.mention LEFT JOIN best AS b ON b.mention = l.mention LEFT "
        "JOIN meant AS s ON s.mention = l.mention) "
        "SELECT subject, object, said, record, least(probability, CAST(0.999999 AS DOUBLE)) AS probability FROM ("
        "SELECT *, row_number() OVER (PARTITION BY subject, object ORDER BY said DESC, probability DESC) AS nth FROM told) AS t WHERE nth = 1 ORDER BY subject, object")


def _evident(told: pa.Table) -> pa.Table:
    """Links with their evidence: said by contributors, or one weight for how surely both go back to the story that was named."""
    probability = np.asarray(told["probability"], dtype=np.float64)
    weight = pc.cast(pa.array(np.round(np.log2(probability / (1 - probability)), 2)), pa.string())
    level = pc.if_else(told["record"].combine_chunks(), "a record by its maker", "another mention of it")
    estimated = pc.binary_join_element_wise('{"prior":0,"fields":[{"field":"story named","level":"', level, '","weight":', weight, '}],"rivals":0}', "")
    said = told["said"].combine_chunks()
    return pa.table({
        "subject": told["subject"], "object": told["object"], "probability": pc.if_else(said, None, pa.array(probability)), "method": pc.if_else(said, "stated", "model"),
        "evidence": pc.if_else(said, '{"title":"equal","maker":"equal"}', estimated)})
