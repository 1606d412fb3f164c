"""Relations that contributors state ("based on X by Y"): which record is X?

A mention is what is said of the other work: title, maker, form. Its candidates share a title key with it, or a maker and
nearly the title; `REFERENCE` weighs title, maker, form and the order of the years. One candidate alone with the title and
the maker is *stated*: the contributor said it and one record fits. Every other one is the model's reading of what was said.

Tables read: work, contribution, agent, relation, form, same, title_key. Tables left: mention, refers, reading, stated.
"""

from __future__ import annotations

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.steps.link import names
from intarsia.steps.link.titles import load_keys
from intarsia.steps.link.weights import ASKED, LEAST, SURE, Model, scored

#: a title that more works have than this, and a name that more works carry, brings no candidates by itself
COMMON, PROLIFIC = 40, 60
NEAR = 88.0
#: what is written where there is nothing to say: keys of "n.v.t.", "n/a" and the like
NOTHING = ("n v t", "nvt", "n b", "nb", "n a", "na", "n d", "k a", "none", "geen", "keine", "aucun", "aucune", "ninguno", "nessuno", "brak", "unknown", "onbekend", "unbekannt", "inconnu",
           "not applicable", "niet van toepassing", "entfallt", "sans objet")
MOST = 5

REFERENCE = Model("reference", {
    "prior": {"any": -1.5},
    "title": {"equal, rare": 4.5, "equal": 3.5, "equal, short form": 3.0, "a part is equal": -4.0, "near": -3.0, "parts are equal": -5.0, "as its own": 0.0},
    "maker": {"credited": 6.0, "family name": 3.5, "not stated": 0.0, "nobody credited": 0.0, "of one word, not credited": -2.0, "another": -7.0},
    "form": {"as said": 2.5, "alike": 1.5, "not said": 0.0, "not said, as its own": -1.0, "another": -4.0},
    "order in time": {"earlier": 1.0, "same year": 1.0, "a year later": -2.0, "later": -7.0},
    "first of its maker": {"yes": 2.5, "no": -2.5},
})


#: that a record tells the story that was named, though perhaps not in the very work that was meant: a part of the title will do
STORY = Model("story", {**REFERENCE.fields, "title": {**REFERENCE.fields["title"], "a part is equal": 0.0, "near": 0.0, "parts are equal": -3.0}})


def load_mentions(engine: DuckDB) -> None:
    """`mention` (mention, title, maker, form), `refers` (work, predicate, mention) and `mention_key` (mention, key, rank).

    A relation that names its record by key has been led already.
    """
    engine.run("unled", "SELECT r.* FROM relation AS r LEFT JOIN work AS w ON w.id = r.key WHERE w.id IS NULL")
    load_keys(engine, "SELECT DISTINCT title FROM unled WHERE title IS NOT NULL", "mention_keys")
    nothing = ", ".join(f"'{key}'" for key in NOTHING)
    engine.run("mention", (
        "SELECT row_number() OVER (ORDER BY title, maker NULLS LAST, form NULLS LAST) AS mention, title, maker, form "
        f"FROM (SELECT DISTINCT title, maker, form FROM unled WHERE title IN (SELECT value FROM mention_keys) AND title NOT IN (SELECT value FROM mention_keys WHERE key IN "
        f"({nothing}))) AS d"))
    engine.run("refers", (
        "SELECT DISTINCT r.work AS work, r.predicate AS predicate, m.mention AS mention FROM unled AS r JOIN mention AS m ON m.title = r.title "
        "AND coalesce(m.maker, '') = coalesce(r.maker, '') AND coalesce(m.form, '') = coalesce(r.form, '')"))
    engine.run("mention_key", "SELECT m.mention AS mention, k.key AS key, k.rank AS rank FROM mention AS m JOIN mention_keys AS k ON k.value = m.title")
    engine.run("key_size", "SELECT key, count(DISTINCT work) AS works FROM title_key GROUP BY key")
    engine.load("mention_sound", _mention_sounds(engine))


def _mention_sounds(engine: DuckDB) -> pa.Table:
    rows = engine.stream("SELECT mention, maker FROM mention WHERE maker IS NOT NULL ORDER BY mention").read_all()
    return pa.table({"mention": rows["mention"], "sound": names.sounds(rows["maker"].combine_chunks())})


def _load_candidates(engine: DuckDB) -> None:
    """`candidate` (mention, work, rank, size): by title key, and by a word of the maker's name with a near title."""
    engine.run("by_key", (
        "SELECT m.mention AS mention, t.work AS work, min(CASE WHEN m.rank = 2 AND t.rank = 2 THEN 4 ELSE greatest(m.rank, t.rank) END) AS rank, min(s.works) AS size "
        f"FROM mention_key AS m JOIN title_key AS t ON t.key = m.key JOIN key_size AS s ON s.key = m.key AND s.works <= {COMMON} GROUP BY m.mention, t.work"))
    _load_by_maker(engine)
    pairs = engine.stream(
        "SELECT b.mention AS mention, b.work AS work, k.key AS said, t.key AS key FROM by_maker AS b JOIN mention_key AS k ON k.mention = b.mention AND k.rank = 0 "
        "JOIN title_key AS t ON t.work = b.work AND t.rank = 0 ORDER BY b.mention, b.work, t.key").read_all()
    engine.load("nearly", pairs.filter(pa.array(names.likeness(pairs["said"].combine_chunks(), pairs["key"].combine_chunks()) >= NEAR)).select(["mention", "work"]))
    engine.run("by_own", (
        "SELECT r.work AS subject, r.mention AS mention, t.work AS work FROM refers AS r JOIN title_key AS o ON o.work = r.work AND o.rank < 2 JOIN title_key AS t ON t.key = o.key "
        "AND t.rank < 2 "
        f"JOIN key_size AS s ON s.key = o.key AND s.works <= {COMMON} WHERE t.work <> r.work"))
    engine.run("candidate", (
        "SELECT subject, mention, work, min(rank) AS rank, min(size) AS size FROM ("
        "SELECT r.work AS subject, k.mention AS mention, k.work AS work, k.rank AS rank, k.size AS size FROM by_key AS k JOIN refers AS r ON r.mention = k.mention AND r.work <> k.work "
        "UNION ALL SELECT r.work, n.mention, n.work, 3, 1 FROM nearly AS n JOIN refers AS r ON r.mention = n.mention AND r.work <> n.work "
        "UNION ALL SELECT subject, mention, work, 5, 1 FROM by_own) AS c GROUP BY subject, mention, work"))


def _load_by_maker(engine: DuckDB) -> None:
    """`by_maker` (mention, work): a longer word of the maker's name and one of the title in common, where few works or few mentions have both."""
    engine.run("name_word", "SELECT DISTINCT name, word FROM (SELECT name, unnest(string_split_regex(sound, ' ')) AS word FROM name_sound) AS w WHERE length(word) > 3")
    said = "SELECT m.mention AS mention, m.word || chr(31) || k.word AS word FROM ({}) AS m JOIN ({}) AS k ON k.mention = m.mention".format(
        "SELECT DISTINCT mention, word FROM (SELECT mention, unnest(string_split_regex(sound, ' ')) AS word FROM mention_sound) AS w WHERE length(word) > 3",
        "SELECT DISTINCT mention, word FROM (SELECT mention, unnest(string_split_regex(key, ' ')) AS word FROM mention_key WHERE rank = 0) AS w WHERE length(word) > 3")
    engine.run("mention_word", f"SELECT DISTINCT mention, word FROM ({said}) AS s")
    makers = "SELECT DISTINCT c.work AS work, n.word AS word FROM name_word AS n JOIN credit AS c ON c.name = n.name WHERE n.word IN (SELECT split_part(word, chr(31), 1) FROM mention_word)"
    titled = ("SELECT DISTINCT work, word FROM (SELECT work, unnest(string_split_regex(key, ' ')) AS word FROM title_key WHERE rank = 0) AS w WHERE word IN (SELECT split_part(word, "
              "chr(31), 2) FROM mention_word)")
    engine.run("maker_word", f"SELECT DISTINCT m.work AS work, m.word || chr(31) || t.word AS word FROM ({makers}) AS m JOIN ({titled}) AS t ON t.work = m.work")
    engine.run("by_maker", (
        "SELECT DISTINCT m.mention AS mention, w.work AS work FROM mention_word AS m JOIN maker_word AS w ON w.word = m.word "
        f"WHERE m.word IN (SELECT word FROM maker_word GROUP BY word HAVING count(*) <= {PROLIFIC})"))


def _load_makers(engine: DuckDB) -> None:
    """`maker_level` (mention, work, level): does a credit of the candidate name the maker that was said?"""
    pairs = engine.stream(
        "SELECT c.mention AS mention, c.work AS work, m.sound AS said, n.sound AS sound FROM (SELECT DISTINCT mention, work FROM candidate) AS c JOIN mention_sound AS m ON "
        "m.mention = c.mention "
        "JOIN credit AS d ON d.work = c.work JOIN name_sound AS n ON n.name = d.name ORDER BY 1, 2, 4").read_all()
    level = names.levels(pairs["said"].combine_chunks(), pairs["sound"].combine_chunks())
    engine.load("maker_seen", pairs.select(["mention", "work"]).append_column("level", level))
    engine.run("maker_level", (
        "SELECT mention, work, CASE min(CASE level WHEN 'agrees' THEN 0 WHEN 'family name' THEN 1 WHEN 'of one word' THEN 2 ELSE 3 END) "
        "WHEN 0 THEN 'credited' WHEN 1 THEN 'family name' WHEN 2 THEN 'of one word, not credited' ELSE 'another' END AS level FROM maker_seen GROUP BY mention, work"))


def load_stated(engine: DuckDB) -> None:
    """`reading` (work, predicate, mention, object, probability, evidence, rivals, credited): what each mention may mean, best first, `MOST` a mention."""
    _load_candidates(engine)
    _load_makers(engine)
    found = engine.stream(_levels()).read_all()
    told = scored(found, STORY, "place")["probability"]
    engine.load("scored", scored(found, REFERENCE, "place").drop_columns(["place"]).append_column("story", told))
    engine.run("reading", f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY work, predicate, mention ORDER BY probability DESC, object) AS nth FROM scored) AS s WHERE nth "
                          f"<= {MOST} AND (probability >= {LEAST} OR story >= {LEAST})")
    engine.run("stated", _links())


def _levels() -> str:
    """One row per work, predicate, mention and candidate, with a level per field; of candidates that are one work, the first."""
    title = ("CASE WHEN c.rank = 0 AND c.size <= 3 THEN 'equal, rare' WHEN c.rank = 0 THEN 'equal' WHEN c.rank = 1 THEN 'equal, short form' WHEN c.rank = 2 THEN 'a part is equal' "
             "WHEN c.rank = 3 THEN 'near' WHEN c.rank = 4 THEN 'parts are equal' ELSE 'as its own' END")
    maker = "CASE WHEN m.maker IS NULL THEN 'not stated' WHEN l.level IS NULL THEN 'nobody credited' ELSE l.level END"
    form = ("CASE WHEN m.form IS NULL AND w.form = s.form THEN 'not said, as its own' WHEN m.form IS NULL THEN 'not said' WHEN m.form = w.form THEN 'as said' "
            "WHEN mf.kin = wf.kin OR mf.sector = wf.sector THEN 'alike' ELSE 'another' END")
    order = ("CASE WHEN w.year_start IS NULL OR s.year_start IS NULL THEN NULL WHEN w.year_start > s.year_end + 1 THEN 'later' WHEN w.year_start > s.year_end THEN 'a year later' "
             "WHEN w.year_end < s.year_start THEN 'earlier' ELSE 'same year' END")
    rows = (
        f"SELECT r.work AS work, r.predicate AS predicate, r.mention AS mention, c.work AS object, coalesce(x.cluster, c.work) AS one, w.year_start AS year, {title} AS title, "
        f"{maker} AS maker, "
        f"{form} AS form, {order} AS \"order in time\" FROM refers AS r JOIN mention AS m ON m.mention = r.mention JOIN candidate AS c ON c.mention = r.mention AND c.subject = r.work "
        "JOIN work AS w ON w.id = c.work JOIN work AS s ON s.id = r.work LEFT JOIN maker_level AS l ON l.mention = c.mention AND l.work = c.work "
        "LEFT JOIN form AS mf ON mf.form = m.form LEFT JOIN form AS wf ON wf.form = w.form LEFT JOIN same AS x ON x.member = c.work LEFT JOIN same AS y ON y.member = r.work "
        "WHERE coalesce(x.cluster, c.work) <> coalesce(y.cluster, r.work)")
    place = "work, predicate, mention"
    whole = "CASE WHEN title IN ('equal, rare', 'equal', 'equal, short form') THEN 0 ELSE 1 END"
    credited = "maker = 'credited' AND coalesce(\"order in time\", '') <> 'later'"
    return (
        f"SELECT work, predicate, mention, object, work || chr(31) || predicate || chr(31) || CAST(mention AS VARCHAR) AS place, 'any' AS prior, title, maker, form, \"order in time\", "
        "CASE WHEN makers < 2 OR NOT fits OR best < whole THEN NULL WHEN first = 1 THEN 'yes' ELSE 'no' END AS \"first of its maker\" FROM ("
        f"SELECT *, sum(CASE WHEN fits AND whole = best THEN 1 ELSE 0 END) OVER (PARTITION BY {place}) AS makers, "
        f"row_number() OVER (PARTITION BY {place}, fits, whole ORDER BY year NULLS LAST, CASE WHEN form = 'as said' THEN 0 ELSE 1 END, object) AS first FROM ("
        f"SELECT *, min(CASE WHEN fits THEN whole ELSE 2 END) OVER (PARTITION BY {place}) AS best FROM (SELECT *, {credited} AS fits, {whole} AS whole FROM ("
        f"SELECT *, row_number() OVER (PARTITION BY {place}, one ORDER BY maker, year NULLS LAST, object) AS nth FROM ({rows}) AS q) AS n WHERE nth = 1) AS f) AS g) AS h ORDER BY "
        f"place, object")


def _links() -> str:
    """Links of what was read, and of records that a dataset names by key; the best evidence for each pair."""
    stated = ("maker = 'credited' AND title IN ('equal, rare', 'equal', 'equal, short form') AND coalesce(\"order in time\", '') <> 'later' AND coalesce(\"first of its maker\", "
              "'yes') = 'yes'")
    flat = ("'{\"title\":\"' || title || '\",\"maker\":\"credited\",\"candidates\":\"' || CAST(rivals + 1 AS VARCHAR) || '\"}'")
    read = (
        f"SELECT work AS subject, predicate, object, probability, CASE WHEN {stated} AND probability >= {SURE} THEN 'stated' ELSE 'model' END AS method, "
        f"CASE WHEN {stated} AND probability >= {SURE} THEN {flat} ELSE evidence END AS evidence FROM reading WHERE probability >= {LEAST}")
    keyed = ("SELECT r.work, r.predicate, w.id, CAST(1 AS DOUBLE), 'stated', '{\"title\":\"equal\",\"maker\":\"own record named\",\"candidates\":\"1\"}' "
             "FROM relation AS r JOIN work AS w ON w.id = r.key AND w.id <> r.work")
    ranked = f"SELECT *, row_number() OVER (PARTITION BY subject, predicate, object ORDER BY probability DESC, method DESC, evidence) AS nth FROM ({read} UNION ALL {keyed}) AS a"
    return (f"SELECT subject, predicate, object, 'work' AS kind, CASE WHEN probability >= {SURE} THEN 'accepted' ELSE 'proposed' END AS state, "
            f"CASE WHEN method = 'stated' THEN NULL ELSE probability END AS probability, method, evidence FROM ({ranked}) AS r WHERE nth = 1")


__all__ = ["ASKED", "REFERENCE", "load_mentions", "load_stated"]
