"""In which sectors works on a theme are made."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "theme-by-sector"
GROUP = "ask"
TABLES = ("work", "term", "entity")
PARAMETERS = (Parameter("genre", "facet", of="genre"), Parameter("country", "facet", of="country"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "In which sectors are works on {genre} from {country} made?",
        "about": "How the works on a theme are divided over sectors, and what share of each sector they are.",
        "method": plain.ONCE["en"],
        "caveats": "Sectors are described by different contributors, who choose their rows in different ways: the bars do not show how large the sectors are.",
        "title": "Works on %(genre)s from %(country)s, by sector",
        "unit": "works", "definition": "Works of the theme and the country; beside them all works of the sector in this release. Linked records of a work count once.",
        "said": "Works: %(n)s%(records)s; sectors: %(rows)s.",
        "nothing": "no work here is on %(genre)s from %(country)s", "need": "Works with their themes and countries, from contributors who describe all they know of.",
    },
    "nl": {
        "question": "In welke sectoren worden werken over {genre} uit {country} gemaakt?",
        "about": "Hoe de werken over een thema over de sectoren zijn verdeeld, en welk deel van elke sector ze uitmaken.",
        "method": plain.ONCE["nl"],
        "caveats": "Sectoren worden beschreven door verschillende deelnemers, die hun rijen op verschillende manieren kiezen: de balken tonen niet hoe groot de sectoren zijn.",
        "title": "Werken over %(genre)s uit %(country)s, per sector",
        "unit": "werken", "definition": "Werken over het thema en uit het land; daarnaast alle werken van de sector in deze uitgave. Verbonden records van een werk tellen één keer.",
        "said": "Werken: %(n)s%(records)s; sectoren: %(rows)s.",
        "nothing": "geen werk hier gaat over %(genre)s uit %(country)s", "need": "Werken met hun thema's en landen, van deelnemers die alles beschrijven wat ze kennen.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Works by sector, with the share of the sector."""
    wanted = plain.having(chosen)
    sql = f"""WITH known AS {plain.WORKS},
whole AS (SELECT sector, count(DISTINCT one) AS all_works FROM known GROUP BY sector)
SELECT w.sector, count(DISTINCT w.one) AS works, a.all_works, count(DISTINCT w.one) / a.all_works AS share
FROM known AS w JOIN whole AS a ON a.sector = w.sector WHERE true{wanted} GROUP BY w.sector, a.all_works ORDER BY works DESC, w.sector LIMIT {plain.MOST}"""
    total = f"SELECT count(DISTINCT w.one) AS n FROM {plain.WORKS} AS w WHERE w.sector IS NOT NULL{wanted}"
    brought = f"SELECT w.dataset, w.form AS what, count(*) AS rows FROM work AS w WHERE w.sector IS NOT NULL{wanted} GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT ?sector (COUNT(DISTINCT ?one) AS ?works)
WHERE {{ ?w dcterms:type ?kind . ?kind skos:inScheme <id/concept/sector> ; skos:notation ?sector . {plain.having_rq(chosen)} {plain.one("?w")} }}
GROUP BY ?sector ORDER BY DESC(?works) ?sector LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("sector", "sector_name", "works", "all_works", "share"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="sector_name", y="works", sector="sector"), lead=plain.explored("sector", genre=chosen["genre"], country=chosen["country"]))
