"""What is announced on a theme."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "announced-on"
GROUP = "ask"
TABLES = ("work", "title", "term")
PARAMETERS = (Parameter("genre", "facet", of="genre"), Parameter("sector", "sector"), Parameter("country", "facet", of="country"))
METHOD = "list 1"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "What is announced on {genre} in {sector}, from {country}?",
        "about": "Works that are announced or in production: for whoever plans a date or a programme near them.",
        "method": plain.METHOD["en"],
        "caveats": "An announcement is no promise: works are delayed, renamed and given up.\nThe year is the one that was announced.",
        "title": "Announced or in production on %(genre)s in %(sector)s, from %(country)s",
        "unit": "works", "definition": "Works whose status is announced or in production. Records of one work from several contributors are listed apart.",
        "said": "Works that are announced or in production: %(n)s.",
        "nothing": "nothing on %(genre)s in %(sector)s from %(country)s is announced here", "need": "Announced works, with their themes.",
    },
    "nl": {
        "question": "Wat is er aangekondigd over {genre} in {sector}, uit {country}?",
        "about": "Werken die zijn aangekondigd of in productie zijn: voor wie er een datum of programma naast plant.",
        "method": plain.METHOD["nl"],
        "caveats": "Een aankondiging is geen belofte: werken worden uitgesteld, hernoemd en opgegeven.\nHet jaar is het aangekondigde jaar.",
        "title": "Aangekondigd of in productie over %(genre)s in %(sector)s, uit %(country)s",
        "unit": "werken", "definition": "Werken met de status aangekondigd of in productie. Records van hetzelfde werk van verschillende deelnemers staan apart in de lijst.",
        "said": "Werken die zijn aangekondigd of in productie zijn: %(n)s.",
        "nothing": "over %(genre)s in %(sector)s uit %(country)s is hier niets aangekondigd", "need": "Aangekondigde werken, met hun thema's.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Works to come, the soonest first."""
    wanted = f"{plain.COMING}{plain.having(chosen)}"
    sql = f"""SELECT w.id AS work, {plain.titled("w", say.language)} AS title, w.form, w.sector, w.status, w.year_start AS year FROM work AS w
WHERE {wanted} ORDER BY w.year_start NULLS LAST, w.id LIMIT {plain.MOST}"""
    brought = f"SELECT w.dataset, w.form AS what, count(*) AS rows FROM work AS w WHERE {wanted} GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT ({plain.key("?w")} AS ?work) ?title ?status
WHERE {{ ?w schema:creativeWorkStatus ?status ; schema:name ?title . OPTIONAL {{ ?w schema:datePublished ?date }}
  FILTER(?status IN ("announced", "in-production")) {plain.having_rq(chosen)} }}
ORDER BY COALESCE(STR(?date), "9999") ?work LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("work", "title", "form", "form_name", "sector", "sector_name", "status", "status_name", "year"), sql=sql,
                      brought=brought, sparql=sparql, chart=Chart(), lead=plain.work_lead)
