"""Whose works were adapted most."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "most-adapted"
GROUP = "ask"
TABLES = ("work", "contribution", "agent", "link", "entity")
PARAMETERS = (Parameter("sector", "sector"), Parameter("form", "form"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Whose works were adapted most in {sector}, as {form}?",
        "about": "Makers whose works others turned into new works: for whoever looks for sources.",
        "method": plain.ONCE["en"],
        "caveats": "Everybody credited in the source counts, whatever the role; whom it is about does not.\n"
                   "Only accepted links count; makers whose adaptations nobody described are missing.",
        "title": "Makers whose works were adapted in %(sector)s, as %(form)s",
        "unit": "adaptations", "definition": "Works of the sector and form that are based directly on a work in which the maker is credited. Linked records of a maker or work count once.",
        "said": "Adaptations: %(n)s%(records)s; makers of their sources in the list: %(rows)s.",
        "nothing": "no work in %(sector)s as %(form)s says what it is based on", "need": "Works that say what they are based on.",
    },
    "nl": {
        "question": "Van wie is het werk het vaakst bewerkt in {sector}, als {form}?",
        "about": "Makers van wie anderen het werk tot nieuw werk bewerkten: voor wie bronnen zoekt.",
        "method": plain.ONCE["nl"],
        "caveats": "Iedereen die bij de bron staat vermeld telt, in welke rol ook; over wie die bron gaat, telt niet.\n"
                   "Alleen aanvaarde verbanden tellen; makers van wie niemand de bewerkingen beschreef, ontbreken.",
        "title": "Makers van wie werk is bewerkt in %(sector)s, als %(form)s",
        "unit": "bewerkingen",
        "definition": "Werken van de sector en vorm die rechtstreeks zijn gebaseerd op een werk waarbij de maker staat vermeld. Verbonden records van een maker of werk tellen één keer.",
        "said": "Bewerkingen: %(n)s%(records)s; makers van hun bronnen in de lijst: %(rows)s.",
        "nothing": "geen werk in %(sector)s als %(form)s vermeldt waarop het is gebaseerd", "need": "Werken waarbij staat waarop ze zijn gebaseerd.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Makers by the number of adaptations."""
    used = f"""WITH tied AS ({plain.TIED}),
used AS (
  SELECT DISTINCT p.who, c.agent, t.source, s.one AS source_one, w.id, w.one, w.form, w.dataset
  FROM tied AS t JOIN {plain.WORKS} AS w ON w.id = t.work JOIN {plain.WORKS} AS s ON s.id = t.source
  JOIN contribution AS c ON c.work = t.source JOIN {plain.MAKERS} AS p ON p.id = c.agent WHERE {plain.MAKING}{plain.having(chosen)}
)
"""
    sql = f"""{used}, counted AS (
  SELECT min(u.agent) AS agent, count(DISTINCT u.source_one) AS sources, count(DISTINCT u.one) AS adaptations FROM used AS u GROUP BY u.who
)
SELECT c.agent, a.name, c.sources, c.adaptations FROM counted AS c JOIN agent AS a ON a.id = c.agent ORDER BY c.adaptations DESC, c.sources DESC, c.agent LIMIT {plain.MOST}""".replace(
        "\n)\n, counted", "\n),\ncounted")
    total = f"{used}SELECT count(DISTINCT one) AS n FROM used"
    brought = f"{used}SELECT dataset, form AS what, count(DISTINCT id) AS rows FROM used GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT (MIN({plain.key("?credited")}) AS ?agent) (COUNT(DISTINCT ?source) AS ?sources) (COUNT(DISTINCT ?one) AS ?adaptations)
WHERE {{
  {plain.TIED_RQ}
  {plain.having_rq(chosen, "?made")}
  ?from ?credit ?credited . {plain.CREDIT_RQ}
  {plain.one("?credited", "?who")} {plain.one("?made")} {plain.one("?from", "?source")}
}}
GROUP BY ?who ORDER BY DESC(?adaptations) DESC(?sources) ?agent LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("agent", "name", "sources", "adaptations"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="name", y="adaptations"), lead=plain.agent_lead)
