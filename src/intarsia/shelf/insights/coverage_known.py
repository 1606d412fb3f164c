"""Where it is known how much of all there is stands here, and where not."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Need, Parameter, Source

NAME = "coverage-known"
GROUP = "ask"
TABLES = ("dataset", "frame")
PARAMETERS = (Parameter("sector", "sector"),)
METHOD = "count 1"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "For which datasets in {sector} is it known what share of the whole they hold?",
        "about": "How each contributor chose its rows, and whether it is stated how many there are in all. Every other answer here rests on this.",
        "method": "The selection that each dataset states, and the totals that it names with their source.",
        "caveats": "A total may be of one measure or one form only: then there is none for the dataset's other rows.",
        "title": "Datasets in %(sector)s, and what is known of their coverage",
        "unit": "records", "definition": "Records read, how they were chosen, and what a total is stated for.",
        "said": "Datasets: %(rows)s; records: %(n)s.",
        "nothing": "there is no dataset of %(sector)s here", "need": "A dataset of %(sector)s that states how many there are in all, and where that is counted.",
    },
    "nl": {
        "question": "Van welke datasets in {sector} is bekend welk deel van het geheel ze bevatten?",
        "about": "Hoe elke deelnemer zijn rijen koos, en of vermeld is hoeveel het er in totaal zijn. Elk ander antwoord hier berust daarop.",
        "method": "De keuze die elke dataset vermeldt, en de totalen die erbij staan, met hun bron.",
        "caveats": "Een totaal kan over één maat of één vorm gaan: dan is er voor de andere rijen van de dataset geen.",
        "title": "Datasets in %(sector)s, en wat er over hun dekking bekend is",
        "unit": "records", "definition": "Gelezen records, hoe ze zijn gekozen, en waarvan een totaal is vermeld.",
        "said": "Datasets: %(rows)s; records: %(n)s.",
        "nothing": "er is hier geen dataset van %(sector)s", "need": "Een dataset van %(sector)s die vermeldt hoeveel het er in totaal zijn, en waar dat is geteld.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Datasets with their selection and frames."""
    where = f" WHERE d.sector = {quote(chosen['sector'])}" if chosen["sector"] else ""
    sql = f"""SELECT d.id AS dataset, d.selection, d.rows_out AS rows, (SELECT string_agg(DISTINCT f.measure, '; ' ORDER BY f.measure) FROM frame AS f WHERE f.dataset = d.id) AS counted
FROM dataset AS d{where} ORDER BY d.id LIMIT {plain.MOST}"""
    brought = f"SELECT d.id AS dataset, 'work' AS what, coalesce(d.rows_out, 0) AS rows FROM dataset AS d{where} ORDER BY ALL"
    sector = f"; <http://www.w3.org/ns/dcat#theme> {plain.concept('sector', chosen['sector'])} " if chosen["sector"] else ""
    sparql = f"""SELECT ({plain.key("?set")} AS ?dataset) ?selection WHERE {{ ?set a <http://www.w3.org/ns/dcat#Dataset> ; <ns#selection> ?selection {sector}. }}
ORDER BY ?dataset LIMIT {plain.MOST}"""
    spoken = plain.words(source, chosen, say)
    need = Need(TEXTS.get(say.language, TEXTS["en"])["need"] % spoken, tables=("work", "observation"), sector=chosen["sector"], contributors=1)
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("dataset", "dataset_name", "selection", "selection_name", "rows", "counted"), sql=sql, brought=brought,
                      sparql=sparql, chart=Chart("bars", x="dataset_name", y="rows"), need=need, lead=lambda row: (f"/datasets/{row['dataset']}", {}))
