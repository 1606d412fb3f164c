"""In which countries works of a country were adapted."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote as percent

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "adapted-abroad"
GROUP = "ask"
TABLES = ("work", "term", "link", "entity")
PARAMETERS = (Parameter("country", "facet", of="country"), Parameter("form", "form"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Where were works from {country} adapted as {form}?",
        "about": "The countries that adapted works of one country, or works from abroad.",
        "method": plain.ONCE["en"],
        "caveats": "A work made by several countries counts for each of them.\nAdaptations at home are in the list too.",
        "title": "Countries that adapted works from %(country)s, as %(form)s",
        "unit": "adaptations", "definition": "Works of the form that are based directly on a work of the country chosen, by the countries that made them. "
                                               "Linked records of a work count once.",
        "said": "Adaptations: %(n)s%(records)s; countries in the list: %(rows)s.",
        "nothing": "there is no adaptation of a work from %(country)s as %(form)s here", "need": "Works with their countries and with the work they are based on.",
    },
    "nl": {
        "question": "Waar zijn werken uit {country} bewerkt als {form}?",
        "about": "De landen die werken uit één land, of werken uit het buitenland, bewerkten.",
        "method": plain.ONCE["nl"],
        "caveats": "Een werk dat meer landen samen maakten, telt bij elk ervan.\nBewerkingen in het land zelf staan ook in de lijst.",
        "title": "Landen die werken uit %(country)s bewerkten, als %(form)s",
        "unit": "bewerkingen", "definition": "Werken van de vorm die rechtstreeks zijn gebaseerd op een werk uit het gekozen land, naar de landen die ze maakten. "
                                               "Verbonden records van een werk tellen één keer.",
        "said": "Bewerkingen: %(n)s%(records)s; landen in de lijst: %(rows)s.",
        "nothing": "hier staat geen bewerking van een werk uit %(country)s als %(form)s", "need": "Werken met hun landen en met het werk waarop ze zijn gebaseerd.",
    },
}
_AT = "facet = 'country' AND state = 'matched'"


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Adaptations by the country that made them."""
    made = plain.having({"form": chosen["form"]})
    of = f" AND concept = {quote(chosen['country'])}" if chosen["country"] else ""
    wanted = f"t.source IN (SELECT work FROM term WHERE {_AT}{of}){made}"
    sql = f"""WITH tied AS ({plain.TIED})
SELECT c.concept AS country, count(DISTINCT w.one) AS adaptations, count(DISTINCT s.one) AS sources
FROM tied AS t JOIN {plain.WORKS} AS w ON w.id = t.work JOIN {plain.WORKS} AS s ON s.id = t.source JOIN term AS c ON c.work = w.id AND c.{_AT.replace("AND ", "AND c.")}
WHERE {wanted} GROUP BY c.concept ORDER BY adaptations DESC, country LIMIT {plain.MOST}"""
    joined = f"""FROM tied AS t JOIN {plain.WORKS} AS w ON w.id = t.work JOIN term AS c ON c.work = w.id AND c.{_AT.replace("AND ", "AND c.")} WHERE {wanted}"""
    total = f"WITH tied AS ({plain.TIED}) SELECT count(DISTINCT w.one) AS n {joined}"
    brought = f"WITH tied AS ({plain.TIED}) SELECT w.dataset, w.form AS what, count(DISTINCT w.id) AS rows {joined} GROUP BY ALL ORDER BY ALL"
    home = f"<id/place/{percent(chosen['country'], safe='')}>" if chosen["country"] else "?home"
    sparql = f"""SELECT ({plain.key("?place")} AS ?country) (COUNT(DISTINCT ?one) AS ?adaptations) (COUNT(DISTINCT ?source) AS ?sources)
WHERE {{
  {plain.TIED_RQ}
  {plain.having_rq({"form": chosen["form"]}, "?made")}
  ?made schema:countryOfOrigin ?place . ?from schema:countryOfOrigin {home} .
  {plain.one("?made")} {plain.one("?from", "?source")}
  FILTER(ISIRI(?place){"" if chosen["country"] else " && ISIRI(?home)"})
}}
GROUP BY ?place ORDER BY DESC(?adaptations) ?country LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("country", "country_name", "adaptations", "sources"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="country_name", y="adaptations"), lead=plain.explored("country", form=chosen["form"]))
