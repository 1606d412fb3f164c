"""Adaptations that nobody states: works of different forms with one title, and what else speaks for it.

An equal title alone says little: most films that bear a book's title have nothing to do with the book, so such a pair
stays proposed with its low probability. What counts is the author credited or named in the prose of the other, "based on"
(or "verfilmd", "nach dem Roman" ...) said there, and the order in time. The younger work is based on the older one.

Tables read: work, credit, title_key, key_size, name_sound, name_key, form, stated, origin_link. Table left: adaptation.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.engine.duckdb import DuckDB
from intarsia.steps.link import names
from intarsia.steps.link.clusters import components
from intarsia.steps.link.titles import key_of
from intarsia.steps.link.weights import LEAST, SURE, Model, scored

MOST = 5
#: a title that more works have than this says nothing about which of them go together
COMMON = 40

ADAPTATION = Model("adaptation", {
    "prior": {"any": -5.0},
    "forms": {"both tell stories": 0.0, "not both": -2.5},
    "title": {"equal, rare": 2.5, "equal": 1.0, "equal, short form": 1.0, "a part is equal": -1.0},
    "maker": {"its author is credited": 7.0, "a name in common": 3.0, "no name in common": -0.5, "not known": 0.0},
    "said in prose": {"adapted, and its author named": 9.0, "its author named": 4.0, "adapted from this form": 4.0, "adapted": 2.5, "a true story": -1.0, "denied": -8.0, "nothing": 0.0},
    "order in time": {"1 to 30 years": 0.5, "more than 30 years": 0.0, "same year": -1.0, "first performed that year": 0.5},
})

#: "based on", "filmed as" in seven languages, over folded text; what follows may name a form
SAID = (r"\b(?:based (?:up)?on|adapted from|adaptation of|filmed as|dramati[sz]ed from|novelization of|from the (?:novel|book|play|comic|game|story) by"
        r"|verfilmd|verfilming|gebaseerd op|naar het (?:gelijknamige )?(?:boek|toneelstuk|verhaal|werk|stripverhaal|spel)|naar de (?:gelijknamige "
        r")?(?:roman|film|strip|musical|opera)|bewerking van"
        r"|verfilmt|verfilmung|nach de[mr] (?:gleichnamigen )?(?:roman|buch|stuck|comic|spiel|film|oper|novelle|erzahlung)|basierend auf|basiert auf|beruht auf"
        r"|dapres|d apres|adapte de|adaptation (?:de|du)|tire (?:de|du)|basado en|basada en|adaptacion de"
        r"|tratto da|tratta da|basato su|basata su|adattamento d|na podstawie|adaptacja|ekranizacja|na motywach)")
#: "based on true events" is based on no work
TRUE_STORY = (r"\b(?:based (?:up)?on|inspired by|gebaseerd op|basiert auf|basierend auf|nach einer?|dapres|d apres|inspire d\w*|basad\w en|tratt\w da|ispirat\w a\w*) "
              r"(?:\w+ ){0,2}(?:true|real|actual|waar\w*|echte|wahren?|vraie|reels|hechos reales|storia vera)\b")
#: a word of denial and, at most three words on, what is denied: "not based on", "niet naar de romans van", "geen verfilming", "unrelated to"
DENIED = (r"\b(?:not?|nothing|never|niet|niets|geen|nooit|nicht|nichts|keine?\w?|pas|aucune?|ni|non|nessun\w*|ningun\w*|nie|zadn\w*) (?:\w+ ){0,3}?"
          r"(?:based on|to do with|related to|adapted from|an adaptation|naar (?:de|het)|te maken|nach de[mr]|basiert|basierend|zu tun|dapres|adapte|basad\w|tratt\w|na podstawie|oparty|"
          r"\w*verfilm\w*)\b|\bunrelated to\b")
DENIED_IN_A_NOTE = (r"\b(?:not|niet|geen|nicht|kein\w?|pas|non|no|nie) (?:\w+ ){0,3}?\w*(?:roman\w*|novel\w*|boek\w*|buch|buches|livre|libro|books?|strip|comic\w*|manga|musical|schilderij"
                    r"|painting|gemalde|game\w*|serie|series|film|play|stuck|opera)\b")
#: in a note this short any denied form of work is what it is about; in longer prose it must be said in full
NOTE = 100
#: forms that are written to be performed; a production of one performs it
WRITTEN = ("play", "musical", "opera", "composition", "ballet")
#: forms that are often made of another one, and of which others are made
TELLING = ("book", "short-story", "tale", "poem", "play", "screenplay", "comic", "film", "series", "tv-play", "tv-special", "radio-play", "podcast", "web-series", "game", "interactive",
           "vr", "musical", "opera", "ballet", "dance", "play-production", "musical-production", "opera-production")
#: a form said after such words, as the group of forms it means
FORMS = {"book": r"(?:novel|novella|book|roman|boek|buch|novela|libro|romanzo|livre|ksiazk\w*|powiesc\w*|short story|story|erzahlung|verhaal)",
         "play": r"(?:play|stage play|toneelstuk|theaterstuck|piece|obra de teatro|dramma|sztuk\w*)",
         "comic": r"(?:comics?|graphic novel|manga|strip\w*|bande dessinee|comicserie|fumetto|komiks\w*)",
         "game": r"(?:video ?games?|computer ?games?|game|videospiel|computerspiel|spel|jeu video|videojuego|videogioco|gra)", "film": r"(?:film|movie|pelicula|speelfilm)",
         "series": r"(?:television series|tv series|series|televisieserie|fernsehserie|serie)", "musical": r"musical", "opera": r"(?:opera|oper)"}


def load_adaptations(engine: DuckDB) -> None:
    """`adaptation`: based_on links of the model from LEAST up, `MOST` a work; pairs that a contributor's statement ties are left out."""
    engine.load("story", _stories(engine))
    engine.run("pair", _pairs())
    engine.load("prose", _prose(engine))
    engine.load("shared_maker", _shared_makers(engine))
    found = engine.stream(_levels()).read_all()
    rated = scored(found, ADAPTATION, "place")
    engine.load("rated", rated.select(["younger", "older", "performed", "said in prose", "probability", "evidence"]))
    engine.run("adaptation", (
        "SELECT younger AS subject, CASE WHEN performed THEN 'performs' ELSE 'based_on' END AS predicate, older AS object, 'work' AS kind, CASE WHEN denied THEN 'rejected' "
        f"WHEN probability >= {SURE} THEN 'accepted' ELSE 'proposed' END AS state, probability, 'model' AS method, evidence FROM ("
        "SELECT *, row_number() OVER (PARTITION BY younger, denied ORDER BY probability DESC, older) AS nth FROM ("
        "SELECT *, coalesce(\"said in prose\" = 'denied', FALSE) AS denied FROM rated) AS d) AS r "
        f"WHERE nth <= {MOST} AND (probability >= {LEAST} OR denied)"))


def _stories(engine: DuckDB) -> pa.Table:
    """Works that statements tie already: between two of one story nothing is inferred."""
    ties = engine.stream(
        "SELECT subject, object FROM stated WHERE state = 'accepted' AND predicate <> 'about' UNION ALL SELECT subject, object FROM origin_link ORDER BY subject, object").read_all()
    works = pc.unique(pa.chunked_array([*ties["subject"].chunks, *ties["object"].chunks], pa.string()))
    works = works.take(pc.sort_indices(works))
    return pa.table({"work": works, "story": components(works, ties["subject"].combine_chunks(), ties["object"].combine_chunks())})


def _pairs() -> str:
    """Works of two datasets, of different kinds of form, that share a title key, the younger first; of one year, what is usually made of something else."""
    made_of = ("CASE f.kin WHEN 'book' THEN 0 WHEN 'play' THEN 1 WHEN 'comic' THEN 1 WHEN 'short-story' THEN 0 WHEN 'tale' THEN 0 WHEN 'poem' THEN 0 WHEN 'game' THEN 2 WHEN 'film' "
               "THEN 3 WHEN 'series' THEN 3 ELSE 4 END")
    written, telling = (", ".join(f"'{form}'" for form in forms) for forms in (WRITTEN, TELLING))
    side = (f"SELECT w.id AS id, w.year_start AS year, w.year_end AS until, f.kin AS kin, {made_of} AS made, w.form LIKE '%-production' AS staged, f.kin IN ({written}) AS written, "
            f"f.kin IN ({telling}) AS telling, w.dataset AS dataset FROM work AS w JOIN form AS f ON f.form = w.form WHERE w.year_start IS NOT NULL")
    keyed = (f"SELECT t.work AS work, t.key AS key, t.rank AS rank, s.works AS size FROM title_key AS t JOIN key_size AS s ON s.key = t.key AND s.works BETWEEN 2 AND {COMMON}")
    return (
        f"WITH side AS ({side}), keyed AS ({keyed}) SELECT p.younger AS younger, p.older AS older, p.gap AS gap, p.kin AS kin, p.performed AS performed, p.telling AS telling, "
        f"min(p.rank) AS rank, "
        f"min(p.size) AS size FROM ("
        "SELECT a.id AS younger, b.id AS older, a.year - b.year AS gap, b.kin AS kin, a.staged AND b.written AS performed, a.telling AND b.telling AS telling, greatest(x.rank, "
        "y.rank) AS rank, x.size AS size FROM "
        "keyed AS x JOIN keyed AS y ON y.key = x.key AND y.work <> x.work AND (x.rank < 2 OR y.rank < 2) "
        "JOIN side AS a ON a.id = x.work JOIN side AS b ON b.id = y.work WHERE a.kin <> b.kin AND a.dataset <> b.dataset AND (b.until < a.year OR b.year <= a.year AND b.until >= "
        "a.year AND b.made < a.made)) AS p "
        "LEFT JOIN story AS t ON t.work = p.younger LEFT JOIN story AS u ON u.work = p.older WHERE t.story IS NULL OR u.story IS NULL OR t.story <> u.story GROUP BY p.younger, "
        "p.older, p.gap, p.kin, p.performed, p.telling")


def _prose(engine: DuckDB) -> pa.Table:
    """What the descriptions of the younger works say, folded, for those that may be adaptations."""
    rows = engine.stream("SELECT id, description FROM work WHERE description IS NOT NULL AND id IN (SELECT younger FROM pair) ORDER BY id").read_all()
    return pa.table({"work": rows["id"], "text": pa.array([prose_key(text) for text in rows["description"].to_pylist()], pa.string())})


def prose_key(text: str) -> str:
    """A description folded as titles and names are; once more with its apostrophes opened, for "d'Ida" names Ida as "O'Hara" names O'Hara."""
    key = key_of(text)
    open_key = key_of(text.replace("'", " ").replace("’", " "))
    return key if open_key == key else f"{key} {open_key}"


def _shared_makers(engine: DuckDB) -> pa.Table:
    """(younger, older, level): does the younger credit a maker of the older?"""
    pairs = engine.stream(
        "SELECT p.younger AS younger, p.older AS older, c.author AND NOT d.plays AS author, a.sound AS said, b.sound AS sound FROM pair AS p JOIN credit AS c ON c.work = p.older "
        "JOIN name_sound AS a ON a.name = c.name "
        "JOIN credit AS d ON d.work = p.younger JOIN name_sound AS b ON b.name = d.name WHERE strpos(a.sound, ' ') > 0 OR a.sound = b.sound ORDER BY 1, 2, 4, 5").read_all()
    agrees = pc.equal(names.levels(pairs["said"].combine_chunks(), pairs["sound"].combine_chunks()), "agrees")
    level = pc.if_else(pc.and_(agrees, pairs["author"].combine_chunks()), "its author is credited", pc.if_else(agrees, "a name in common", "no name in common"))
    return pa.table({"younger": pairs["younger"], "older": pairs["older"], "level": pc.cast(level, pa.string())})


def _levels() -> str:
    title = "CASE WHEN p.rank = 0 AND p.size <= 3 THEN 'equal, rare' WHEN p.rank = 0 THEN 'equal' WHEN p.rank = 1 THEN 'equal, short form' ELSE 'a part is equal' END"
    form = " ".join(f"WHEN p.kin = '{kin}' AND regexp_matches(x.text, '{SAID} (?:\\w+ ){{0,6}}{words}\\b') THEN 'adapted from this form'" for kin, words in FORMS.items())
    prose = (f"CASE WHEN x.text IS NULL THEN NULL WHEN regexp_matches(x.text, '{DENIED}') OR length(x.text) <= {NOTE} AND regexp_matches(x.text, '{DENIED_IN_A_NOTE}') THEN "
             f"'denied' WHEN n.younger IS NOT NULL AND regexp_matches(x.text, '{SAID}') THEN "
             f"'adapted, and its author named' "
             f"WHEN n.younger IS NOT NULL THEN 'its author named' "
             f"WHEN regexp_matches(x.text, '{TRUE_STORY}') THEN 'a true story' {form} WHEN regexp_matches(x.text, '{SAID}') THEN 'adapted' ELSE 'nothing' END")
    order = "CASE WHEN p.gap = 0 AND p.performed THEN 'first performed that year' WHEN p.gap = 0 THEN 'same year' WHEN p.gap <= 30 THEN '1 to 30 years' ELSE 'more than 30 years' END"
    shared = "SELECT younger, older, min(CASE level WHEN 'its author is credited' THEN 0 WHEN 'a name in common' THEN 1 ELSE 2 END) AS level FROM shared_maker GROUP BY younger, older"
    named = ("SELECT DISTINCT p.younger AS younger, p.older AS older FROM pair AS p JOIN prose AS x ON x.work = p.younger JOIN credit AS c ON c.work = p.older AND c.author JOIN "
             "name_key AS k ON k.name = c.name "
             "WHERE strpos(k.key, ' ') > 0 AND strpos(' ' || x.text || ' ', ' ' || k.key || ' ') > 0")
    return (
        f"SELECT p.younger AS younger, p.older AS older, p.performed AS performed, p.younger AS place, 'any' AS prior, CASE WHEN p.telling THEN 'both tell stories' ELSE 'not both' "
        f"END AS forms, {title} AS title, "
        "CASE s.level WHEN 0 THEN 'its author is credited' WHEN 1 THEN 'a name in common' WHEN 2 THEN 'no name in common' ELSE 'not known' END AS maker, "
        f"{prose} AS \"said in prose\", {order} AS \"order in time\" FROM pair AS p LEFT JOIN ({shared}) AS s ON s.younger = p.younger AND s.older = p.older "
        f"LEFT JOIN prose AS x ON x.work = p.younger LEFT JOIN ({named}) AS n ON n.younger = p.younger AND n.older = p.older ORDER BY p.younger, p.older")
