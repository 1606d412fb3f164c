"""Who could work together on this: makers of other sectors on the theme of a work, or of a maker's works."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import openings, plain
from intarsia.shelf.insights.base import Answer, Parameter, Source

NAME = "who-together"
GROUP = "partners"
TABLES = ("work", "contribution", "agent", "entity", "term", "link", "dataset")
PARAMETERS = (Parameter("work", "work"), Parameter("who", "agent"))
METHOD = "count 1"
BACKTEST = ""
#: a maker without a credit for so many years is not asked, and with one so long ago is perhaps quiet
RECENT, QUIET = 10, 5
NAMES = ("agent", "name", "sector_name", "role_name", "alike", "works", "last", "themes", "iri")
TEXTS = {
    "en": {
        "question": "Who could work together on {work}, or with {who}?",
        "about": "Makers of other sectors with recent works of the same genres, who have no credit on this story yet.",
        "method": "Makers with a credit in the last ten years, in another sector, on a work that shares a genre; those who share most genres stand first, rare ones counting more (the "
                  "logarithm of all works by works with it). "
                  "Who is credited on the work, or on a work that is linked to it, is left out, and so is who has died.",
        "caveats": "Alike in genre, as these records have it; nothing is said of anybody's taste, or of whether they are free.\nMakers that nobody brought to this pool are missing.",
        "title": "Makers of other sectors on the same themes", "unit": "credits", "definition": "Makers of other sectors with works of the last ten years that share a genre.",
        "said": "Credits of makers of other sectors on works of the last ten years with these themes: %(n)s; makers shown: %(rows)s.",
        "nothing": "no maker of another sector has a work of the last ten years with these themes", "nobody": "no work and no maker was chosen",
        "need": "Credits with years and genres of the other sectors.", "theme": "{n} works of the last ten years with: {names}", "theme one": "a work of the last ten years with: {names}",
        "last": "the latest is of {year}", "quiet": "no work here since {year}", "once": "only one such work", "unknown": "language, rights and whether they are free stand in no record",
    },
    "nl": {
        "question": "Wie zou kunnen samenwerken aan {work}, of met {who}?",
        "about": "Makers uit andere sectoren met recente werken van dezelfde genres, die nog geen vermelding hebben bij dit verhaal.",
        "method": "Makers met een vermelding in de laatste tien jaar, in een andere sector, bij een werk dat een genre deelt; wie de meeste genres deelt staat vooraan, waarbij zeldzame "
                  "zwaarder tellen (de logaritme van alle werken gedeeld door werken ermee). "
                  "Wie bij het werk vermeld staat, of bij een werk dat ermee verbonden is, staat er niet bij, en wie overleden is evenmin.",
        "caveats": "Gelijk in genre, naar wat deze records zeggen; over iemands smaak, of over wie er vrij is, zeggen ze niets.\nMakers die niemand in deze pool inbracht, ontbreken.",
        "title": "Makers uit andere sectoren met dezelfde thema’s", "unit": "vermeldingen",
        "definition": "Makers uit andere sectoren met werken van de laatste tien jaar die een genre delen.",
        "said": "Vermeldingen van makers uit andere sectoren bij werken van de laatste tien jaar met deze thema’s: %(n)s; getoonde makers: %(rows)s.",
        "nothing": "geen maker uit een andere sector heeft een werk van de laatste tien jaar met deze thema’s", "nobody": "er is geen werk en geen maker gekozen",
        "need": "Vermeldingen met jaartallen en genres uit de andere sectoren.", "theme": "{n} werken van de laatste tien jaar met: {names}",
        "theme one": "een werk van de laatste tien jaar met: {names}",
        "last": "het laatste is van {year}", "quiet": "geen werk hier sinds {year}", "once": "maar één zo’n werk", "unknown": "taal, rechten en of iemand vrij is, staan in geen record",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Makers of other sectors on the themes of the work or the maker."""
    text = TEXTS.get(say.language, TEXTS["en"])
    year = int(source.as_of[:4])
    one = quote(chosen["work"] or chosen["who"])
    base = f"""WITH same AS (SELECT {one} AS id UNION SELECT member FROM entity WHERE cluster = (SELECT cluster FROM entity WHERE member = {one})),
mine AS (SELECT id FROM work WHERE id IN (SELECT id FROM same) UNION SELECT work FROM contribution WHERE agent IN (SELECT id FROM same)),
sectors AS (SELECT DISTINCT sector FROM work WHERE id IN (SELECT id FROM mine)),
story AS (SELECT id FROM mine UNION SELECT object FROM link WHERE kind = 'work' AND state = 'accepted' AND subject IN (SELECT id FROM mine)
  UNION SELECT subject FROM link WHERE kind = 'work' AND state = 'accepted' AND object IN (SELECT id FROM mine)),
person AS (SELECT a.id, coalesce(e.cluster, a.id) AS who, a.year_end FROM agent AS a LEFT JOIN entity AS e ON e.member = a.id AND e.kind = 'agent'),
known AS (SELECT DISTINCT p.who FROM contribution AS c JOIN person AS p ON p.id = c.agent WHERE c.work IN (SELECT id FROM story) UNION SELECT who FROM person WHERE year_end <= {year}
  UNION SELECT p.who FROM agent AS a JOIN person AS p ON p.id = a.id WHERE lower(a.name) IN (SELECT lower(name) FROM agent WHERE id IN (SELECT id FROM same))),
genre AS (SELECT DISTINCT work, concept FROM term WHERE facet = 'genre' AND state = 'matched'),
theme AS (SELECT concept, ln((SELECT count(DISTINCT work) FROM genre) / count(*)) AS rare FROM genre
  WHERE concept IN (SELECT concept FROM genre WHERE work IN (SELECT id FROM mine)) GROUP BY concept),
credit AS (SELECT p.who, c.agent, c.role, w.id, w.sector, w.form, w.dataset, w.year_start, g.concept, t.rare
  FROM contribution AS c JOIN person AS p ON p.id = c.agent JOIN work AS w ON w.id = c.work
  JOIN genre AS g ON g.work = w.id JOIN theme AS t ON t.concept = g.concept
  WHERE w.year_start BETWEEN {year - RECENT} AND {year} AND w.sector NOT IN (SELECT sector FROM sectors WHERE sector IS NOT NULL) AND {plain.SHOWN}
    AND p.who NOT IN (SELECT who FROM known) AND coalesce(c.role, '') NOT IN ('venue', 'subject-person'))
"""
    sql = f"""{base}, made AS (SELECT who, min(agent) AS agent, min(sector) AS sector, mode(role ORDER BY role) AS role, count(DISTINCT concept) AS alike, count(DISTINCT id) AS works,
  max(year_start) AS last,
  string_agg(DISTINCT concept, '|' ORDER BY concept) AS themes FROM credit GROUP BY who),
rarity AS (SELECT who, round(sum(rare), 6) AS rare FROM (SELECT DISTINCT who, concept, rare FROM credit) AS one GROUP BY who)
SELECT m.agent, a.name, m.sector, m.role, m.alike, m.works, m.last, m.themes, a.iri FROM made AS m JOIN rarity AS r ON r.who = m.who JOIN agent AS a ON a.id = m.agent
ORDER BY r.rare DESC, m.works DESC, m.last DESC, m.agent LIMIT 50"""
    brought = f"{base}SELECT dataset, form AS what, count(DISTINCT (who, id)) AS rows FROM credit GROUP BY ALL ORDER BY ALL"

    def because(row: openings.Row) -> list[str]:
        said = text["theme" if row["works"] > 1 else "theme one"]
        return [said.format(n=say.number(row["works"]), names=openings.themes(source, row["themes"], say.language)), text["last"].format(year=row["last"])]

    def but(row: openings.Row) -> list[str]:
        said = (text["quiet"].format(year=row["last"]) if row["last"] < year - QUIET else "", text["once"] if row["works"] == 1 else "")
        return [one for one in said if one]

    texts = TEXTS if chosen["work"] or chosen["who"] else {language: {**words, "nothing": words["nobody"]} for language, words in TEXTS.items()}
    return openings.opened(source, chosen, say, name=NAME, texts=texts, names=NAMES, sql=sql, brought=brought, because=because, but=but, lead=plain.agent_lead, about="agent")
