"""Which roles occur in several sectors."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "roles-across-sectors"
GROUP = "ask"
TABLES = ("work", "contribution")
PARAMETERS = (Parameter("least", "number", default="2", least=1, most=20), Parameter("genre", "facet", of="genre"))
METHOD = "count 1"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Which roles occur in at least {least} sectors, in works on {genre}?",
        "about": "Crafts that cross sectors: where skills of one sector can be used in another.",
        "method": plain.METHOD["en"],
        "caveats": "Only roles that were matched to the vocabulary count.\nThere is no SPARQL query for this question: the linked data know some roles only as contributor.",
        "title": "Roles in at least %(least)s sectors, in works on %(genre)s",
        "unit": "works", "counted": "credits", "definition": "Credits by role, with the sectors of the works they stand in.",
        "said": "Roles: %(rows)s; credits: %(n)s.",
        "nothing": "no role in works on %(genre)s occurs in %(least)s sectors", "need": "Credits with their roles, from several sectors.",
    },
    "nl": {
        "question": "Welke rollen komen in minstens {least} sectoren voor, in werken over {genre}?",
        "about": "Ambachten die over sectoren heen gaan: waar vaardigheden uit de ene sector in een andere bruikbaar zijn.",
        "method": plain.METHOD["nl"],
        "caveats": "Alleen rollen die aan de woordenlijst zijn gekoppeld tellen.\nVoor deze vraag is er geen SPARQL-zoekvraag: de linked data kennen sommige rollen alleen als medewerker.",
        "title": "Rollen in minstens %(least)s sectoren, in werken over %(genre)s",
        "unit": "werken", "counted": "vermeldingen", "definition": "Vermeldingen per rol, met de sectoren van de werken waar ze bij staan.",
        "said": "Rollen: %(rows)s; vermeldingen: %(n)s.",
        "nothing": "geen rol in werken over %(genre)s komt in %(least)s sectoren voor", "need": "Vermeldingen met hun rol, uit meer sectoren.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Roles by their number of sectors."""
    least = int(float(chosen["least"] or 2))
    used = f"""WITH used AS (
  SELECT DISTINCT c.role, c.agent, w.id, w.sector, w.form, w.dataset FROM contribution AS c JOIN work AS w ON w.id = c.work
  WHERE c.role IS NOT NULL AND w.sector IS NOT NULL{plain.having(chosen)}
), counted AS (
  SELECT role, count(DISTINCT sector) AS sectors, count(DISTINCT agent) AS agents, count(DISTINCT id) AS works FROM used GROUP BY role HAVING count(DISTINCT sector) >= {least}
)
"""
    sql = f"{used}SELECT role, sectors, agents, works FROM counted ORDER BY sectors DESC, works DESC, role LIMIT {plain.MOST}"
    brought = f"{used}SELECT u.dataset, u.form AS what, count(*) AS rows FROM used AS u JOIN counted AS c USING (role) GROUP BY ALL ORDER BY ALL"
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("role", "role_name", "sectors", "agents", "works"), sql=sql, brought=brought,
                      chart=Chart("bars", x="role_name", y="works"))
