"""What is announced or in production elsewhere, on the same story or theme."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import openings, plain
from intarsia.shelf.insights.base import Answer, Parameter, Source

NAME = "upcoming-elsewhere"
GROUP = "partners"
TABLES = ("work", "title", "term", "link", "entity", "contribution", "dataset")
PARAMETERS = (Parameter("work", "work"), Parameter("who", "agent"), Parameter("sector", "sector"), Parameter("genre", "facet", of="genre"), Parameter("country", "facet", of="country"))
METHOD = "count 1"
BACKTEST = ""
NAMES = ("work", "title", "form_name", "sector_name", "year", "status_name", "stories", "alike", "works", "themes", "iri")
TEXTS = {
    "en": {
        "question": "What is announced in other sectors on the same story or theme? ({work}, {who}, {sector}, {genre}, {country})",
        "about": "Productions on their way in another sector than yours, tied to your works by the same story or by genre: the time to speak is before they are finished.",
        "method": "Works announced or in production; for each, the works of other sectors that are linked to the same story, and those that share a genre. Same story counts first. "
                  "Only matched words and accepted links are counted.",
        "caveats": "What is announced may change, or never come.\nA production that nobody brought to this pool is missing.",
        "title": "Announced in another sector, on the same story or theme", "unit": "works",
        "definition": "Works announced or in production that share a story or a genre with works of another sector.",
        "said": "Works on their way that share a story or a genre with works of another sector: %(n)s.",
        "nothing": "nothing announced here shares a story or a genre with such works of another sector",
        "need": "Announced productions with their genre and their source, and the day on which that was known.",
        "story": "{n} works of another sector tell the same story", "story one": "a work of another sector tells the same story", "theme": "{n} works of another sector share: {names}",
        "theme one": "a work of another sector shares: {names}", "late": "announced for {year}, and nothing here says that it came", "bare": "no maker is named yet",
        "unknown": "no record says who holds the rights, or whether partners are wanted",
    },
    "nl": {
        "question": "Wat is er in andere sectoren aangekondigd over hetzelfde verhaal of thema? ({work}, {who}, {sector}, {genre}, {country})",
        "about": "Producties op komst in een andere sector dan de uwe, met uw werken verbonden door hetzelfde verhaal of genre: het moment om te praten is voordat ze af zijn.",
        "method": "Werken die aangekondigd of in productie zijn; bij elk de werken uit andere sectoren die met hetzelfde verhaal verbonden zijn, en die een genre delen. Hetzelfde verhaal "
                  "gaat voor. "
                  "Alleen gekoppelde woorden en aanvaarde verbanden tellen mee.",
        "caveats": "Wat aangekondigd is, kan veranderen of nooit komen.\nEen productie die niemand in deze pool inbracht, ontbreekt.",
        "title": "Aangekondigd in een andere sector, over hetzelfde verhaal of thema", "unit": "werken",
        "definition": "Aangekondigde werken en werken in productie die een verhaal of genre delen met werken uit een andere sector.",
        "said": "Werken op komst die een verhaal of genre delen met werken uit een andere sector: %(n)s.",
        "nothing": "niets wat hier is aangekondigd deelt een verhaal of genre met zulke werken uit een andere sector",
        "need": "Aangekondigde producties met hun genre en hun bron, en de dag waarop dat bekend was.",
        "story": "{n} werken uit een andere sector vertellen hetzelfde verhaal", "story one": "een werk uit een andere sector vertelt hetzelfde verhaal",
        "theme": "{n} werken uit een andere sector delen: {names}",
        "theme one": "een werk uit een andere sector deelt: {names}", "late": "aangekondigd voor {year}, en niets hier zegt dat het er kwam", "bare": "er is nog geen maker genoemd",
        "unknown": "geen record zegt wie de rechten heeft en of er partners gezocht worden",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Works on their way, those of the same story first."""
    text = TEXTS.get(say.language, TEXTS["en"])
    year = int(source.as_of[:4])
    filters = plain.having({name: chosen[name] for name in ("genre", "country")}, "c") + (f" AND c.sector <> {quote(chosen['sector'])}" if chosen["sector"] else "")
    base = f"""WITH coming AS (SELECT c.* FROM work AS c WHERE c.status IN ('announced', 'in-production') AND c.year_start >= {year - 1}{filters}),
mine AS (SELECT w.id, w.sector FROM work AS w WHERE {plain.SHOWN}{_mine(chosen)}),
tied AS (SELECT subject AS a, object AS b FROM link WHERE kind = 'work' AND state = 'accepted' AND object IS NOT NULL
  UNION SELECT object, subject FROM link WHERE kind = 'work' AND state = 'accepted' AND object IS NOT NULL),
story AS (SELECT c.id, t.b AS other FROM coming AS c JOIN tied AS t ON t.a = c.id
  UNION SELECT c.id, u.b FROM coming AS c JOIN tied AS t ON t.a = c.id JOIN tied AS u ON u.a = t.b WHERE u.b <> c.id),
stories AS (SELECT c.id, count(DISTINCT m.id) AS n FROM story AS s JOIN coming AS c ON c.id = s.id JOIN mine AS m ON m.id = s.other WHERE m.sector <> c.sector GROUP BY c.id),
genre AS (SELECT DISTINCT work, concept FROM term WHERE facet = 'genre' AND state = 'matched'),
shared AS (SELECT c.id, count(DISTINCT m.id) AS works, count(DISTINCT g.concept) AS n, string_agg(DISTINCT g.concept, '|' ORDER BY g.concept) AS themes FROM coming AS c
  JOIN genre AS g ON g.work = c.id JOIN genre AS h ON h.concept = g.concept JOIN mine AS m ON m.id = h.work WHERE m.sector <> c.sector GROUP BY c.id)
"""
    sql = f"""{base}SELECT c.id AS work, {plain.titled("c", say.language)} AS title, c.form, c.sector, c.year_start AS year, c.status,
  coalesce(s.n, 0) AS stories, coalesce(h.n, 0) AS alike, coalesce(h.works, 0) AS works,
  coalesce(h.themes, '') AS themes, c.iri
FROM coming AS c LEFT JOIN stories AS s ON s.id = c.id LEFT JOIN shared AS h ON h.id = c.id WHERE s.n > 0 OR h.n > 0
ORDER BY stories > 0 DESC, alike DESC, stories DESC, c.year_start, c.id LIMIT 50"""
    brought = f"{base}SELECT c.dataset, c.form AS what, count(*) AS rows FROM coming AS c WHERE c.id IN (SELECT id FROM stories) OR c.id IN (SELECT id FROM shared) GROUP BY ALL ORDER BY ALL"
    bare = {row["id"] for row in source.records(f"{base}SELECT c.id FROM coming AS c WHERE c.id NOT IN (SELECT work FROM contribution)")}

    def because(row: openings.Row) -> list[str]:
        said = []
        if row["stories"]:
            said.append(text["story" if row["stories"] > 1 else "story one"].format(n=say.number(row["stories"])))
        if row["works"]:
            said.append(text["theme" if row["works"] > 1 else "theme one"].format(n=say.number(row["works"]), names=openings.themes(source, row["themes"], say.language)))
        return said

    def but(row: openings.Row) -> list[str]:
        return [text["late"].format(year=row["year"]) if row["year"] < year else "", text["bare"] if row["work"] in bare else "", text["unknown"]]

    return openings.opened(source, chosen, say, name=NAME, texts=TEXTS, names=NAMES, sql=sql, brought=brought, because=because, but=but, lead=plain.work_lead, about="work")


def _mine(chosen: Mapping[str, str]) -> str:
    """SQL: the works of who asks."""
    if chosen["work"]:
        same = f"(SELECT member FROM entity WHERE cluster = (SELECT cluster FROM entity WHERE member = {quote(chosen['work'])}))"
        return f" AND (w.id = {quote(chosen['work'])} OR w.id IN {same})"
    if chosen["who"]:
        same = f"(SELECT member FROM entity WHERE cluster = (SELECT cluster FROM entity WHERE member = {quote(chosen['who'])}))"
        return f" AND w.id IN (SELECT work FROM contribution WHERE agent = {quote(chosen['who'])} OR agent IN {same})"
    return f" AND w.sector = {quote(chosen['sector'])}" if chosen["sector"] else ""
