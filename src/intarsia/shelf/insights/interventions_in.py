"""What was done in a place: incentives, closures, free entry."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote as percent

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Need, Parameter, Source

NAME = "interventions-in"
GROUP = "ask"
TABLES = ("intervention",)
PARAMETERS = (Parameter("place", "place"), Parameter("sector", "sector"))
METHOD = "list 1"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "What was done in {place} for {sector}, and when?",
        "about": "Incentives, closures, free entry and changes of tax, with their dates: what a comparison has to reckon with.",
        "method": "The rows of the table of interventions, oldest first.",
        "caveats": "A place without a row is not a place where nothing was done: nobody has listed it here.",
        "title": "Interventions in %(place)s, for %(sector)s",
        "unit": "interventions", "definition": "Interventions as listed by contributors; those for all sectors are in every list.",
        "said": "Interventions listed: %(n)s.",
        "nothing": "no intervention in %(place)s for %(sector)s is listed", "need": "Interventions in %(place)s, with dates and the law or body behind them.",
    },
    "nl": {
        "question": "Wat is er in {place} gedaan voor {sector}, en wanneer?",
        "about": "Subsidies, sluitingen, gratis toegang en belastingwijzigingen, met datums: waar een vergelijking rekening mee moet houden.",
        "method": "De rijen van de tabel met ingrepen, de oudste eerst.",
        "caveats": "Een plaats zonder rij is geen plaats waar niets is gedaan: niemand heeft er hier een vermeld.",
        "title": "Ingrepen in %(place)s, voor %(sector)s",
        "unit": "ingrepen", "definition": "Ingrepen zoals deelnemers ze vermelden; die voor alle sectoren staan in elke lijst.",
        "said": "Vermelde ingrepen: %(n)s.",
        "nothing": "er is geen ingreep in %(place)s voor %(sector)s vermeld", "need": "Ingrepen in %(place)s, met datums en de wet of instantie erachter.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Interventions, oldest first."""
    tests = [f"i.place = {quote(chosen['place'])}"] if chosen["place"] else []
    tests += [f"i.sector IN ({quote(chosen['sector'])}, 'cross-sector')"] if chosen["sector"] else []
    where = " AND ".join(tests) or "true"
    sql = f'''SELECT i.id AS intervention, i.title, i.place, i.sector, i.kind, i.start, i."end" FROM intervention AS i WHERE {where} ORDER BY i.start, i.id LIMIT {plain.MOST}'''
    brought = f"SELECT i.dataset, 'intervention' AS what, count(*) AS rows FROM intervention AS i WHERE {where} GROUP BY ALL ORDER BY ALL"
    sector = f'FILTER(?kind IN ({plain.concept("sector", chosen["sector"])}, <id/concept/sector/cross-sector>))' if chosen["sector"] else ""
    spatial = f"dcterms:spatial <id/place/{percent(chosen['place'], safe='')}> ; " if chosen["place"] else ""
    sparql = f"""SELECT ({plain.key("?what")} AS ?intervention) ?title ?start
WHERE {{ ?what a <ns#Intervention> ; {spatial}dcterms:title ?title ; schema:startDate ?from . OPTIONAL {{ ?what dcterms:subject ?kind }} {sector} BIND(STR(?from) AS ?start) }}
ORDER BY ?start ?intervention LIMIT {plain.MOST}"""
    spoken = plain.words(source, chosen, say)
    need = Need(TEXTS.get(say.language, TEXTS["en"])["need"] % spoken, tables=("intervention",), place=chosen["place"], sector=chosen["sector"], contributors=1)
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("intervention", "title", "place", "place_name", "sector", "sector_name", "kind", "start", "end"), sql=sql,
                      brought=brought, sparql=sparql, chart=Chart(), need=need, lead=lambda row: (f"/data/intervention/{row['intervention']}", {}))
