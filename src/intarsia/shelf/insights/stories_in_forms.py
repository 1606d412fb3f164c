"""Which stories exist in several forms: a source with all that is based on it directly."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "stories-in-forms"
GROUP = "ask"
TABLES = ("work", "title", "link", "entity")
PARAMETERS = (Parameter("least", "number", default="3", least=2, most=20), Parameter("sector", "sector"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Which stories exist in at least {least} forms, one of them in {sector}?",
        "about": "Stories that were told again in other forms: for whoever looks for material that has travelled.",
        "method": plain.ONCE["en"],
        "caveats": "A story is a source with everything that is based on it directly; a film after a musical after a book is two steps, and counts with the musical.\n"
                   "Only accepted links count: adaptations that nobody stated or found are missing.",
        "title": "Stories in at least %(least)s forms, one of them in %(sector)s",
        "unit": "forms", "counted": "works", "definition": "Forms of a source and of the works based on it directly. The same work in several datasets counts once.",
        "said": "Stories with at least %(least)s forms: %(rows)s; works of these: %(n)s%(records)s.",
        "nothing": "no story here has %(least)s forms", "need": "Works that say what they are based on, from several sectors.",
    },
    "nl": {
        "question": "Welke verhalen bestaan in minstens {least} vormen, waarvan één in {sector}?",
        "about": "Verhalen die in andere vormen opnieuw zijn verteld: voor wie stof zoekt die haar weg al vond.",
        "method": plain.ONCE["nl"],
        "caveats": "Een verhaal is een bron met alles wat er rechtstreeks op is gebaseerd; een film naar een musical naar een boek is twee stappen, en telt bij de musical.\n"
                   "Alleen aanvaarde verbanden tellen: bewerkingen die niemand noemde of vond, ontbreken.",
        "title": "Verhalen in minstens %(least)s vormen, waarvan één in %(sector)s",
        "unit": "vormen", "counted": "werken", "definition": "Vormen van een bron en van de werken die er rechtstreeks op zijn gebaseerd. Hetzelfde werk in meer datasets telt één keer.",
        "said": "Verhalen met minstens %(least)s vormen: %(rows)s; werken daarvan: %(n)s%(records)s.",
        "nothing": "geen verhaal heeft hier %(least)s vormen", "need": "Werken waarbij staat waarop ze zijn gebaseerd, uit meer sectoren.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Stories by their number of forms."""
    least = int(float(chosen["least"] or 3))
    wanted = f" AND bool_or(sector = {quote(chosen['sector'])})" if chosen["sector"] else ""
    told = f"""WITH tied AS ({plain.TIED}),
known AS {plain.WORKS},
told AS (
  SELECT s.one AS story, w.id, w.one, w.form, w.sector, w.year_start, w.dataset, s.id AS source FROM tied AS t JOIN known AS s ON s.id = t.source JOIN known AS w ON w.id = t.work
  UNION SELECT s.one, s.id, s.one, s.form, s.sector, s.year_start, s.dataset, s.id FROM tied AS t JOIN known AS s ON s.id = t.source
),
chosen AS (
  SELECT story, min(source) AS work, count(DISTINCT form) AS forms, count(DISTINCT one) AS works, count(DISTINCT sector) AS sectors, min(year_start) AS first
  FROM told GROUP BY story HAVING count(DISTINCT form) >= {least}{wanted}
)
"""
    sql = f"""{told}SELECT c.work, {plain.titled("w", say.language)} AS title, c.forms, c.works, c.sectors, c.first FROM chosen AS c JOIN work AS w ON w.id = c.work
ORDER BY c.forms DESC, c.works DESC, c.work LIMIT {plain.MOST}"""
    total = f"{told}SELECT count(DISTINCT t.one) AS n FROM told AS t JOIN chosen AS c USING (story)"
    brought = f"{told}SELECT t.dataset, t.form AS what, count(DISTINCT t.id) AS rows FROM told AS t JOIN chosen AS c USING (story) GROUP BY ALL ORDER BY ALL"
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("work", "title", "forms", "works", "sectors", "first"), sql=sql, brought=brought, total=total,
                      sparql=_sparql(least, chosen["sector"]), chart=Chart("bars", x="title", y="forms"), lead=plain.work_lead)


def _sparql(least: int, sector: str) -> str:
    """The same: the works of a story are its sources' records and what is based on them."""
    within = f" && SUM(IF(?sector = {plain.concept('sector', sector)}, 1, 0)) > 0" if sector else ""
    told = f"{plain.TIED_RQ} {plain.one('?from', '?story')}"
    return f"""SELECT (MIN({plain.key("?from")}) AS ?work) (COUNT(DISTINCT ?form) AS ?forms) (COUNT(DISTINCT ?one) AS ?works) (COUNT(DISTINCT ?sector) AS ?sectors)
WHERE {{
  {{ SELECT DISTINCT ?story ?from ?w WHERE {{ {{ {told} BIND(?made AS ?w) }} UNION {{ {told} BIND(?from AS ?w) }} }} }}
  OPTIONAL {{ ?w schema:additionalType ?form }}
  OPTIONAL {{ ?w dcterms:type ?sector }}
  {plain.one("?w")}
}}
GROUP BY ?story HAVING (COUNT(DISTINCT ?form) >= {least}{within})
ORDER BY DESC(?forms) DESC(?works) ?work LIMIT {plain.MOST}"""
