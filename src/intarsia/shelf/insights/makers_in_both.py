"""Who is credited in two sectors."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "makers-in-both"
GROUP = "ask"
TABLES = ("work", "contribution", "agent", "entity")
PARAMETERS = (Parameter("here", "sector"), Parameter("there", "sector"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Who is credited in both {here} and {there}?",
        "about": "Makers who know two sectors: the shortest way from one to the other.",
        "method": plain.ONCE["en"],
        "caveats": "Where no sectors are chosen, the two with the most works are compared.\nA maker of two sectors whose records nobody linked is missing; the same name is not enough.",
        "title": "Makers in both %(here)s and %(there)s",
        "unit": "works", "definition": "Makers with a credit in at least one work of each sector, by records that are linked or of one contributor. Linked records of a work count once.",
        "said": "Makers credited in both sectors: %(rows)s; works they are credited in: %(n)s%(records)s.",
        "nothing": "nobody is credited in both sectors", "need": "Credits with identifiers of makers (VIAF, ISNI, Wikidata), from both sectors.",
    },
    "nl": {
        "question": "Wie staat vermeld in zowel {here} als {there}?",
        "about": "Makers die twee sectoren kennen: de kortste weg van de ene naar de andere.",
        "method": plain.ONCE["nl"],
        "caveats": "Zonder keuze worden de twee sectoren met de meeste werken vergeleken.\nEen maker in twee sectoren van wie niemand de records verbond, "
                   "ontbreekt; dezelfde naam is niet genoeg.",
        "title": "Makers in zowel %(here)s als %(there)s",
        "unit": "werken", "definition": "Makers met een vermelding bij minstens één werk in elke sector, volgens records die verbonden zijn of van één deelnemer komen. "
                                           "Verbonden records van een werk tellen één keer.",
        "said": "Makers die in beide sectoren staan vermeld: %(rows)s; werken waar ze bij staan: %(n)s%(records)s.",
        "nothing": "niemand staat in beide sectoren vermeld", "need": "Vermeldingen met identificaties van makers (VIAF, ISNI, Wikidata), uit beide sectoren.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Makers with works in two sectors."""
    here, there = plain.two_sectors(source, chosen["here"], chosen["there"])
    used = f"""WITH used AS (
  SELECT DISTINCT p.who, c.agent, w.id, w.one, w.sector, w.form, w.dataset
  FROM contribution AS c JOIN {plain.MAKERS} AS p ON p.id = c.agent JOIN {plain.WORKS} AS w ON w.id = c.work
  WHERE w.sector IN ({quote(here)}, {quote(there)}) AND {plain.MAKING}
),
joint AS (
  SELECT who, min(agent) AS agent, count(DISTINCT one) FILTER (sector = {quote(here)}) AS works_here, count(DISTINCT one) FILTER (sector = {quote(there)}) AS works_there
  FROM used GROUP BY who HAVING count(DISTINCT sector) = 2
)
"""
    sql = f"""{used}SELECT b.agent, a.name, b.works_here, b.works_there FROM joint AS b JOIN agent AS a ON a.id = b.agent
ORDER BY b.works_here + b.works_there DESC, b.agent LIMIT {plain.MOST}"""
    total = f"{used}SELECT count(DISTINCT u.one) AS n FROM used AS u JOIN joint AS b USING (who)"
    brought = f"{used}SELECT u.dataset, u.form AS what, count(DISTINCT u.id) AS rows FROM used AS u JOIN joint AS b USING (who) GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT (MIN({plain.key("?credited")}) AS ?agent) (COUNT(DISTINCT ?here) AS ?works_here) (COUNT(DISTINCT ?there) AS ?works_there)
WHERE {{
  {{ ?a dcterms:type {plain.concept("sector", here)} ; ?credit ?credited . {plain.CREDIT_RQ} {plain.one("?a", "?here")} }}
  UNION {{ ?b dcterms:type {plain.concept("sector", there)} ; ?credit ?credited . {plain.CREDIT_RQ} {plain.one("?b", "?there")} }}
  {plain.one("?credited", "?who")}
}}
GROUP BY ?who HAVING (COUNT(DISTINCT ?here) > 0 && COUNT(DISTINCT ?there) > 0)
ORDER BY DESC(COUNT(DISTINCT ?here) + COUNT(DISTINCT ?there)) ?agent LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("agent", "name", "works_here", "works_there"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("scatter", x="works_here", y="works_there", series="name"), lead=plain.agent_lead,
                      more={"here": source.label("sector", here, say.language), "there": source.label("sector", there, say.language)})
