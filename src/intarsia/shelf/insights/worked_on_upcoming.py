"""Who worked on a theme in a sector and has something upcoming."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "worked-on-upcoming"
GROUP = "ask"
TABLES = ("work", "contribution", "agent", "term", "entity")
PARAMETERS = (Parameter("genre", "facet", of="genre"), Parameter("sector", "sector"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Who worked on {genre} in {sector} and has something upcoming?",
        "about": "Makers with experience in a theme who are credited in a work that is announced or in production: for whoever looks for people to work with.",
        "method": plain.ONCE["en"],
        "caveats": "Of living persons this shows only what the credits say.\nUpcoming: announced or in production, in any sector and on any theme.",
        "title": "Who worked on %(genre)s in %(sector)s and has something upcoming",
        "unit": "works", "counted": "credits",
        "definition": "Works before: those on the theme in the sector that were released, or have no status. Linked records of one maker or work count as one.",
        "said": "Makers with both: %(rows)s; their credits in these works: %(n)s%(records)s.",
        "nothing": "nobody who is credited on %(genre)s in %(sector)s is credited in an upcoming work", "need": "Announced works, with who makes them.",
    },
    "nl": {
        "question": "Wie werkte aan {genre} in {sector} en heeft iets op komst?",
        "about": "Makers met ervaring in een thema die staan vermeld bij een werk dat is aangekondigd of in productie is: voor wie mensen zoekt om mee te werken.",
        "method": plain.ONCE["nl"],
        "caveats": "Van levende personen staat hier alleen wat de vermeldingen zeggen.\nOp komst: aangekondigd of in productie, in elke sector en over elk thema.",
        "title": "Wie werkte aan %(genre)s in %(sector)s en heeft iets op komst",
        "unit": "werken", "counted": "vermeldingen",
        "definition": "Eerdere werken: die over het thema in de sector, uitgebracht of zonder status. Verbonden records van één maker of werk tellen als één.",
        "said": "Makers met beide: %(rows)s; hun vermeldingen bij deze werken: %(n)s%(records)s.",
        "nothing": "niemand die bij %(genre)s in %(sector)s staat vermeld, staat bij een werk op komst", "need": "Aangekondigde werken, met wie ze maakt.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Makers with works before and works to come."""
    both = f"""WITH credit AS (SELECT DISTINCT p.who, c.agent, c.work FROM contribution AS c JOIN {plain.MAKERS} AS p ON p.id = c.agent WHERE {plain.MAKING}),
used AS (
  SELECT c.who, c.agent, w.id, w.one, w.form, w.dataset, {plain.COMING} AS coming FROM credit AS c JOIN {plain.WORKS} AS w ON w.id = c.work
  WHERE {plain.COMING} OR ({plain.SHOWN}{plain.having(chosen)})
),
joint AS (
  SELECT who, min(agent) AS agent, count(DISTINCT one) FILTER (NOT coalesce(coming, false)) AS past, count(DISTINCT one) FILTER (coming) AS upcoming FROM used GROUP BY who
  HAVING count(DISTINCT one) FILTER (NOT coalesce(coming, false)) > 0 AND count(DISTINCT one) FILTER (coming) > 0
)
"""
    sql = f"""{both}SELECT b.agent, a.name, b.past, b.upcoming FROM joint AS b JOIN agent AS a ON a.id = b.agent
ORDER BY b.upcoming DESC, b.past DESC, b.agent LIMIT {plain.MOST}"""
    total = f"{both}SELECT count(DISTINCT (u.who, u.one)) AS n FROM used AS u JOIN joint AS b USING (who)"
    brought = f"{both}SELECT u.dataset, u.form AS what, count(*) AS rows FROM used AS u JOIN joint AS b USING (who) GROUP BY ALL ORDER BY ALL"
    whose = f"?w ?credit ?credited . {plain.CREDIT_RQ} {plain.one('?credited', '?who')} {plain.one('?w', '?known')}"
    shown = 'OPTIONAL { ?w schema:creativeWorkStatus ?status } FILTER(!BOUND(?status) || ?status = "released")'
    sparql = f"""SELECT (IF(?one < ?other, ?one, ?other) AS ?agent) ?past ?upcoming
WHERE {{
  {{ SELECT ?who (COUNT(DISTINCT ?known) AS ?past) (MIN({plain.key("?credited")}) AS ?one)
     WHERE {{ ?w schema:isPartOf ?dataset . {plain.having_rq(chosen)} {whose} {shown} }} GROUP BY ?who }}
  {{ SELECT ?who (COUNT(DISTINCT ?known) AS ?upcoming) (MIN({plain.key("?credited")}) AS ?other)
     WHERE {{ ?w schema:creativeWorkStatus ?status . FILTER(?status IN ("announced", "in-production")) {whose} }} GROUP BY ?who }}
}}
ORDER BY DESC(?upcoming) DESC(?past) ?agent LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("agent", "name", "past", "upcoming"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="name", y="past"), lead=plain.agent_lead)
