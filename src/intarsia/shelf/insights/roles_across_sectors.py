"""Which roles occur in several sectors."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "roles-across-sectors"
GROUP = "ask"
TABLES = ("work", "contribution", "entity")
PARAMETERS = (Parameter("least", "number", default="2", least=1, most=20), Parameter("genre", "facet", of="genre"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Which roles occur in at least {least} sectors, in works on {genre}?",
        "about": "Crafts that cross sectors: where skills of one sector can be used in another.",
        "method": plain.ONCE["en"],
        "caveats": "Only roles that were matched to the vocabulary count.\nWhom a work is about has no role in making it, and is left out.",
        "title": "Roles in at least %(least)s sectors, in works on %(genre)s",
        "unit": "works", "counted": "credits", "definition": "Credits by role, with the sectors of the works they stand in. Linked records of one maker or work count as one.",
        "said": "Roles: %(rows)s; credits: %(n)s%(records)s.",
        "nothing": "no role in works on %(genre)s occurs in %(least)s sectors", "need": "Credits with their roles, from several sectors.",
    },
    "nl": {
        "question": "Welke rollen komen in minstens {least} sectoren voor, in werken over {genre}?",
        "about": "Ambachten die over sectoren heen gaan: waar vaardigheden uit de ene sector in een andere bruikbaar zijn.",
        "method": plain.ONCE["nl"],
        "caveats": "Alleen rollen die aan de woordenlijst zijn gekoppeld tellen.\nOver wie een werk gaat, is geen rol bij het maken ervan, en telt niet mee.",
        "title": "Rollen in minstens %(least)s sectoren, in werken over %(genre)s",
        "unit": "werken", "counted": "vermeldingen", "definition": "Vermeldingen per rol, met de sectoren van de werken waar ze bij staan. "
                                                                       "Verbonden records van één maker of werk tellen als één.",
        "said": "Rollen: %(rows)s; vermeldingen: %(n)s%(records)s.",
        "nothing": "geen rol in werken over %(genre)s komt in %(least)s sectoren voor", "need": "Vermeldingen met hun rol, uit meer sectoren.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Roles by their number of sectors."""
    least = int(float(chosen["least"] or 2))
    used = f"""WITH used AS (
  SELECT DISTINCT c.role, c.agent, p.who, w.id, w.one, w.sector, w.form, w.dataset
  FROM contribution AS c JOIN {plain.MAKERS} AS p ON p.id = c.agent JOIN {plain.WORKS} AS w ON w.id = c.work
  WHERE c.role IS NOT NULL AND {plain.MAKING} AND w.sector IS NOT NULL{plain.having(chosen)}
), counted AS (
  SELECT role, count(DISTINCT sector) AS sectors, count(DISTINCT who) AS agents, count(DISTINCT one) AS works FROM used GROUP BY role HAVING count(DISTINCT sector) >= {least}
)
"""
    sql = f"{used}SELECT role, sectors, agents, works FROM counted ORDER BY sectors DESC, works DESC, role LIMIT {plain.MOST}"
    total = f"{used}SELECT count(DISTINCT (u.role, u.who, u.one)) AS n FROM used AS u JOIN counted AS c USING (role)"
    brought = f"{used}SELECT u.dataset, u.form AS what, count(*) AS rows FROM used AS u JOIN counted AS c USING (role) GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT ?role (COUNT(DISTINCT ?sector) AS ?sectors) (COUNT(DISTINCT ?who) AS ?agents) (COUNT(DISTINCT ?one) AS ?works)
WHERE {{
  ?of skos:inScheme <id/concept/role> ; skos:notation ?role .
  ?w ?of ?credited ; dcterms:type ?sector . ?sector skos:inScheme <id/concept/sector> .
  FILTER(?role != "subject-person")
  {plain.having_rq(chosen)}
  {plain.one("?credited", "?who")} {plain.one("?w")}
}}
GROUP BY ?role HAVING (COUNT(DISTINCT ?sector) >= {least})
ORDER BY DESC(?sectors) DESC(?works) ?role LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("role", "role_name", "sectors", "agents", "works"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="role_name", y="works"))
