"""Which institutions and works had most audience in a year, per inhabitant of the country."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote as percent

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Need, Parameter, Source

NAME = "audience-per-inhabitant"
GROUP = "ask"
TABLES = ("observation", "agent", "work", "frame")
PARAMETERS = (Parameter("measure", "measure"), Parameter("place", "place"), Parameter("year", "year"))
METHOD = "count 1"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "Which institutions and works had the most {measure} in {place} in {year}, per inhabitant?",
        "about": "Institutions and works by their audience in a whole calendar year, beside the inhabitants of the country: for comparing with one's own figure.",
        "method": "The sum of the figures of a complete calendar year: one yearly figure, or all its months, in one unit and counted in one way. The number of inhabitants is that of the "
                  "same place and year, of all ages: a counted one before an estimate, then the first dataset by name.",
        "caveats": "A group of museums and the museums in it may both be in the list: the rows are not to be added up.\nA visit is not a visitor: who comes twice "
                   "counts twice.\nWhere nothing is chosen, the measure, the place and the last year with the most complete figures are taken.",
        "title": "%(measure)s in %(place)s in %(year)s, and per 1,000 inhabitants",
        "unit": "per 1,000 inhabitants", "counted": "figures", "definition": "Sum over the months of the year, for those with every month; parts of an audience are left out.",
        "note": "Only figures that were counted as: %s.", "left": "Complete years that are counted in another way or unit, and not in the list: %(n)s.",
        "people": "Inhabitants: %(n)s, from %(dataset)s.", "other people": "Other figures of the inhabitants of that year, not used: %(n)s; they differ by up to %(apart)s.",
        "said": "Institutions and works with a complete year: %(rows)s; figures these sums are made of: %(n)s.",
        "nothing": "no institution or work here has %(measure)s for a complete year in %(place)s", "need": "Audience figures of complete years, by month or year, for %(place)s.",
    },
    "nl": {
        "question": "Welke instellingen en werken hadden de meeste {measure} in {place} in {year}, per inwoner?",
        "about": "Instellingen en werken naar hun publiek in een heel kalenderjaar, naast de inwoners van het land: om met een eigen cijfer te vergelijken.",
        "method": "De som van de cijfers van een compleet kalenderjaar: één jaarcijfer, of alle maanden, in één eenheid en op één manier geteld. Het aantal inwoners is dat van dezelfde "
                  "plaats en hetzelfde jaar, van alle leeftijden: een geteld aantal gaat voor een schatting, daarna de eerste dataset op naam.",
        "caveats": "Een groep musea en de musea daarvan kunnen allebei in de lijst staan: de rijen zijn niet op te tellen.\nEen bezoek is geen bezoeker: wie twee "
                   "keer komt, telt twee keer.\nWaar niets is gekozen, gelden de maat, de plaats en het laatste jaar met de meeste complete cijfers.",
        "title": "%(measure)s in %(place)s in %(year)s, en per 1.000 inwoners",
        "unit": "per 1.000 inwoners", "counted": "cijfers", "definition": "Som over de maanden van het jaar, voor wie elke maand een cijfer heeft; delen van een publiek tellen niet mee.",
        "note": "Alleen cijfers die zo zijn geteld: %s.", "left": "Complete jaren die anders of in een andere eenheid zijn geteld en niet in de lijst staan: %(n)s.",
        "people": "Inwoners: %(n)s, uit %(dataset)s.", "other people": "Andere cijfers van de inwoners in dat jaar, niet gebruikt: %(n)s; ze wijken tot %(apart)s af.",
        "said": "Instellingen en werken met een compleet jaar: %(rows)s; cijfers waaruit deze sommen bestaan: %(n)s.",
        "nothing": "geen instelling of werk heeft hier %(measure)s over een compleet jaar in %(place)s", "need": "Publiekscijfers van complete jaren, per maand of jaar, voor %(place)s.",
    },
}
#: figures of whole calendar years: their days make a year, none is missing
WHOLE = """WITH yearly AS (
  SELECT about, dataset, measure, unit, method, place, substr(period_start, 1, 4) AS year, sum(value) AS value, count(*) AS figures
  FROM observation WHERE segment IS NULL AND about_kind IN ('agent', 'work') AND unit <> 'rank' AND substr(period_start, 1, 4) = substr(period_end, 1, 4)
  GROUP BY ALL HAVING count(value) = count(*) AND sum(CAST(period_end AS DATE) - CAST(period_start AS DATE) + 1) BETWEEN 365 AND 366
)
"""
#: the inhabitants of a place in a year, of all ages, the ones to divide by first: counted before estimated, then by name
INHABITANTS = ("FROM observation WHERE measure = 'population' AND about_kind = 'place' AND segment IS NULL AND value > 0 AND place = %s AND period_start = %s AND period_end = %s "
               "ORDER BY coalesce(flag IN ('estimated', 'projected'), false), dataset, unit, method, record")


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Audiences of a year, the largest first."""
    measure, place, year = _meant(source, chosen)
    unit, method = _counted(source, measure, place, year)
    asked = f"y.measure = {quote(measure)} AND y.place = {quote(place)} AND y.year = {quote(year)}"
    tests = f"{asked} AND coalesce(y.unit, '') = {quote(unit)} AND coalesce(y.method, '') = {quote(method)}"
    people = f"(SELECT value {INHABITANTS % (quote(place), quote(year + '-01-01'), quote(year + '-12-31'))} LIMIT 1)"
    sql = f"""{WHOLE}SELECT y.about, coalesce(a.name, w.title) AS name, y.value, y.value / {people} * 1000 AS per_1000
FROM yearly AS y LEFT JOIN agent AS a ON a.id = y.about LEFT JOIN work AS w ON w.id = y.about WHERE {tests} ORDER BY y.value DESC, y.about LIMIT {plain.MOST}"""
    brought = f"{WHOLE}SELECT y.dataset, y.measure AS what, CAST(sum(y.figures) AS BIGINT) AS rows FROM yearly AS y WHERE {tests} GROUP BY ALL ORDER BY ALL"
    literal = _literal(method)
    counted = f' ?row schema:measurementMethod "{literal}" .' if method else "\n  FILTER NOT EXISTS { ?row schema:measurementMethod ?method }"
    counted += f' ?row attribute:unitMeasure "{_literal(unit)}" .' if unit else ""
    sparql = f"""PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX attribute: <http://purl.org/linked-data/sdmx/2009/attribute#>
PREFIX dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX measure: <http://purl.org/linked-data/sdmx/2009/measure#>
SELECT ({plain.key("?who")} AS ?about) (SUM(?figure) AS ?value)
WHERE {{
  ?row a qb:Observation ; qb:measureType {plain.concept("measure", measure)} ; dimension:refArea <id/place/{percent(place, safe='')}> ; dimension:refPeriod ?period ;
    schema:about ?who ; measure:obsValue ?figure .
  FILTER(STR(?period) = "{year}" || (STRSTARTS(STR(?period), "{year}") && SUBSTR(STR(?period), 12, 4) = "{year}"))
  FILTER NOT EXISTS {{ ?row <ns#segment> ?part }}{counted}
}}
GROUP BY ?who HAVING (COUNT(?figure) = 12 || (COUNT(?figure) = 1 && MAX(STRLEN(STR(?period))) = 4))
ORDER BY DESC(?value) ?about LIMIT {plain.MOST}"""
    more = {"measure": source.label("measure", measure, say.language) if measure else "", "place": source.label("place", place, say.language) if place else "", "year": year}
    need = Need(TEXTS.get(say.language, TEXTS["en"])["need"] % more, tables=("observation",), measure=measure, place=place, years=(int(year), int(year)) if year else None, contributors=1)
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("about", "name", "value", "per_1000"), sql=sql, brought=brought, sparql=sparql if measure else "",
                      chart=Chart("bars", x="name", y="per_1000" if _people(source, people) else "value"), need=need, more=more,
                      years=(int(year), int(year)) if year else None, subset=f"method={method}" if method else "",
                      notes=_notes(source, say, method, asked, tests, place, year) if measure else (),
                      lead=lambda row: (f"/{'agents' if _is_agent(source, row) else 'works'}/{row['about']}", {}))


def _meant(source: Source, chosen: Mapping[str, str]) -> tuple[str, str, str]:
    """Measure, place and year: those chosen, the others where most figures are."""
    tests = [f"{name} = {quote(value)}" for name, value in chosen.items() if value]
    wanted = f" WHERE {' AND '.join(tests)}" if tests else ""
    found = source.records(f"{WHOLE}SELECT measure, place, max(year) AS year FROM yearly{wanted} GROUP BY measure, place ORDER BY count(*) DESC, measure, place LIMIT 1")
    if found:
        return str(found[0]["measure"]), str(found[0]["place"]), str(found[0]["year"])
    return chosen["measure"], chosen["place"], chosen["year"]


def _counted(source: Source, measure: str, place: str, year: str) -> tuple[str, str]:
    """The unit and the way of counting to keep to: those whose totals are known and that count most; else those of most figures."""
    found = source.records(
        f"""{WHOLE}SELECT coalesce(y.unit, '') AS unit, coalesce(y.method, '') AS method
FROM yearly AS y LEFT JOIN frame AS f ON f.dataset = y.dataset AND f."of" = y.measure AND f.subset = 'method=' || y.method
WHERE y.measure = {quote(measure)} AND y.place = {quote(place)} AND y.year = {quote(year)} GROUP BY ALL
ORDER BY count(f.period) = 0, CASE WHEN count(f.period) > 0 THEN sum(y.value) / count(DISTINCT f.period) END DESC, count(*) DESC, method, unit LIMIT 1""")
    return (str(found[0]["unit"]), str(found[0]["method"])) if found else ("", "")


def _notes(source: Source, say: Speaker, method: str, asked: str, tests: str, place: str, year: str) -> tuple[str, ...]:
    """How it was counted, what is left out for that, and whose inhabitants it is divided by."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    found = [texts["note"] % method] if method else []
    left = source.records(f"{WHOLE}SELECT count(*) AS n FROM yearly AS y WHERE {asked} AND NOT ({tests})")[0]["n"]
    found += [texts["left"] % {"n": say.number(left)}] if left else []
    people = source.records(f"SELECT value, dataset {INHABITANTS % (quote(place), quote(year + '-01-01'), quote(year + '-12-31'))}")
    if people:
        found.append(texts["people"] % {"n": say.number(people[0]["value"]), "dataset": source.label("dataset", people[0]["dataset"], say.language)})
    if others := [abs(row["value"] / people[0]["value"] - 1) for row in people[1:]]:
        found.append(texts["other people"] % {"n": say.number(len(others)), "apart": say.percent(round(max(others), 3))})
    return tuple(found)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _people(source: Source, people: str) -> bool:
    return bool(source.records(f"SELECT {people} AS people")[0]["people"])


def _is_agent(source: Source, row: Mapping[str, object]) -> bool:
    return bool(source.records("SELECT 1 AS one FROM agent WHERE id = $id", {"id": row["about"]}))
