"""Which themes two sectors share."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "shared-themes"
GROUP = "ask"
TABLES = ("work", "term", "entity")
PARAMETERS = (Parameter("here", "sector"), Parameter("there", "sector"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Which themes do {here} and {there} share?",
        "about": "Themes with works in both sectors: where people of two sectors could meet.",
        "method": plain.ONCE["en"],
        "caveats": "Where no sectors are chosen, the two with the most works are compared.\nA theme that one sector writes down and another does not cannot be shared here.",
        "title": "Themes that %(here)s and %(there)s share",
        "unit": "works", "definition": "Themes with at least one work in each of the two sectors; those with the most works in the smaller of the two stand first. "
                                         "Linked records of a work count once.",
        "said": "Themes that occur in both sectors: %(rows)s; works on them: %(n)s%(records)s.",
        "nothing": "no theme occurs in both sectors", "need": "Works of both sectors with their themes.",
    },
    "nl": {
        "question": "Welke thema's delen {here} en {there}?",
        "about": "Thema's met werken in beide sectoren: waar mensen uit twee sectoren elkaar kunnen treffen.",
        "method": plain.ONCE["nl"],
        "caveats": "Zonder keuze worden de twee sectoren met de meeste werken vergeleken.\nEen thema dat de ene sector opschrijft en de andere niet, kan hier niet worden gedeeld.",
        "title": "Thema's die %(here)s en %(there)s delen",
        "unit": "werken", "definition": "Thema's met minstens één werk in elk van de twee sectoren; die met de meeste werken in de kleinste van de twee staan vooraan. "
                                           "Verbonden records van een werk tellen één keer.",
        "said": "Thema's die in beide sectoren voorkomen: %(rows)s; werken daarover: %(n)s%(records)s.",
        "nothing": "geen thema komt in beide sectoren voor", "need": "Werken uit beide sectoren met hun thema's.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Themes with works in two sectors."""
    here, there = plain.two_sectors(source, chosen["here"], chosen["there"])
    counted = f"""WITH counted AS (
  SELECT t.concept AS genre, count(DISTINCT w.one) FILTER (w.sector = {quote(here)}) AS works_here, count(DISTINCT w.one) FILTER (w.sector = {quote(there)}) AS works_there
  FROM term AS t JOIN {plain.WORKS} AS w ON w.id = t.work WHERE t.facet = 'genre' AND t.state = 'matched' AND w.sector IN ({quote(here)}, {quote(there)}) GROUP BY t.concept
), joint AS (SELECT * FROM counted WHERE works_here > 0 AND works_there > 0)
"""
    sql = f"{counted}SELECT genre, works_here, works_there FROM joint ORDER BY least(works_here, works_there) DESC, works_here + works_there DESC, genre LIMIT {plain.MOST}"
    told = f"""{counted}SELECT {{}} FROM term AS t JOIN {plain.WORKS} AS w ON w.id = t.work JOIN joint AS b ON b.genre = t.concept
WHERE t.facet = 'genre' AND t.state = 'matched' AND w.sector IN ({quote(here)}, {quote(there)})"""
    brought, total = told.format("w.dataset, w.form AS what, count(DISTINCT w.id) AS rows") + " GROUP BY ALL ORDER BY ALL", told.format("count(DISTINCT w.one) AS n")
    first, other = plain.concept("sector", here), plain.concept("sector", there)
    sparql = f"""SELECT ?genre ?works_here ?works_there
WHERE {{
  {{ SELECT ?theme (COUNT(DISTINCT ?one) AS ?works_here) WHERE {{ ?a dcterms:type {first} ; schema:genre ?theme . {plain.one("?a")} }} GROUP BY ?theme }}
  {{ SELECT ?theme (COUNT(DISTINCT ?one) AS ?works_there) WHERE {{ ?b dcterms:type {other} ; schema:genre ?theme . {plain.one("?b")} }} GROUP BY ?theme }}
  ?theme skos:inScheme <id/concept/genre> ; skos:notation ?genre .
}}
ORDER BY DESC(IF(?works_here < ?works_there, ?works_here, ?works_there)) DESC(?works_here + ?works_there) ?genre LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("genre", "genre_name", "works_here", "works_there"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("scatter", x="works_here", y="works_there", series="genre_name"), lead=plain.explored("genre"),
                      more={"here": source.label("sector", here, say.language), "there": source.label("sector", there, say.language)})
