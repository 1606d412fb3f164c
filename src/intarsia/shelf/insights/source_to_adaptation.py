"""How long it takes from one form to another: the years between a work and what is based on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import median

from intarsia.engine.duckdb import quote
from intarsia.evidence import framed
from intarsia.evidence.basis import FAME
from intarsia.evidence.counting import estimated
from intarsia.evidence.intervals import of_median
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "source-to-adaptation"
GROUP = "ask"
TABLES = ("work", "title", "link", "entity")
PARAMETERS = (Parameter("origin", "form"), Parameter("target", "form"))
METHOD = "median 2"
BACKTEST = "median-lag"
TEXTS = {
    "en": {
        "question": "How long does it take from {origin} to {target}?",
        "about": "The years between a work and an adaptation of it: how fast material travels.",
        "method": "The years between both dates, for each accepted link; the median, and its 95 % interval from the order of the values, which takes no shape for granted "
                  "(Conover, Practical Nonparametric Statistics, 3rd ed., 1999, section 3.2).",
        "caveats": "Works that were never adapted are not in the list: it says how long adapted works waited, not how likely an adaptation is.\n"
                   "Recent works had less time: long waits are still to come.",
        "title": "Years from %(origin)s to %(target)s",
        "unit": "years", "counted": "pairs",
        "definition": "Years from the first year of the source to the first year of the work that is based on it directly; links that go back in time are left out. "
                      "Linked records of a work count once, with the first year among them. "
                      "Pairs stand in the order of their keys, which says nothing of their years.",
        "said": "Pairs with both years known: %(n)s%(records)s.",
        "middle": "Pairs with both years known: %(n)s%(records)s; half lie at most %(middle)s years apart (95 %% interval %(low)s to %(high)s).",
        "nothing": "no %(target)s here is based on a %(origin)s with a known year",
        "need": "Works with their years and what they are based on, from contributors who describe all they know of.",
        "form": "any form",
    },
    "nl": {
        "question": "Hoe lang duurt het van {origin} tot {target}?",
        "about": "De jaren tussen een werk en een bewerking ervan: hoe snel stof wordt overgenomen.",
        "method": "De jaren tussen beide datums, voor elk aanvaard verband; de mediaan, met een 95 %-interval uit de volgorde van de waarden, dat geen vorm veronderstelt "
                  "(Conover, Practical Nonparametric Statistics, 3e druk, 1999, paragraaf 3.2).",
        "caveats": "Werken die nooit zijn bewerkt, staan niet in de lijst: ze zegt hoe lang bewerkte werken wachtten, niet hoe waarschijnlijk een bewerking is.\n"
                   "Recente werken hadden minder tijd: lange wachttijden moeten nog komen.",
        "title": "Jaren van %(origin)s tot %(target)s",
        "unit": "jaren", "counted": "paren",
        "definition": "Jaren van het eerste jaar van de bron tot het eerste jaar van het werk dat er rechtstreeks op is gebaseerd; verbanden terug in de tijd tellen niet mee. "
                      "Verbonden records van een werk tellen één keer, met het eerste jaar ervan. "
                      "Paren staan op volgorde van hun sleutel, die niets over de jaren zegt.",
        "said": "Paren waarvan beide jaren bekend zijn: %(n)s%(records)s.",
        "middle": "Paren waarvan beide jaren bekend zijn: %(n)s%(records)s; de helft ligt hoogstens %(middle)s jaar uit elkaar (95 %%-interval %(low)s tot %(high)s).",
        "nothing": "geen %(target)s hier is gebaseerd op een %(origin)s met een bekend jaar",
        "need": "Werken met hun jaren en waarop ze zijn gebaseerd, van deelnemers die alles beschrijven wat ze kennen.", "form": "welke vorm ook",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Pairs with the years between them; the median only of rows that were not chosen by fame."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    tests = "".join(f" AND {alias}.form = {quote(chosen[slot])}" for alias, slot in (("s", "origin"), ("w", "target")) if chosen[slot])
    paired = f"""WITH known AS {plain.WORKS},
tied AS (
  SELECT w.one, s.one AS source_one, w.id AS work, {plain.titled("w", say.language)} AS title, w.year_start AS year, w.dataset, w.form, s.id AS source,
    {plain.titled("s", say.language)} AS source_title, s.year_start AS source_year
  FROM ({plain.TIED}) AS t JOIN known AS w ON w.id = t.work JOIN known AS s ON s.id = t.source WHERE {plain.SHOWN}{tests}
),
paired AS (
  SELECT one, source_one, min(work) AS work, arg_min(title, work) AS title, min(year) AS year, min(source) AS source, arg_min(source_title, source) AS source_title,
    min(source_year) AS source_year, min(year) - min(source_year) AS years FROM tied GROUP BY one, source_one HAVING min(year) >= min(source_year)
)
"""
    # by keys, not by years: of more pairs than are shown, the chart then draws a fair part
    sql = f"{paired}SELECT work, title, year, source, source_title, source_year, years FROM paired"
    total = f"{paired}SELECT count(*) AS n FROM paired"
    brought = f"{paired}SELECT t.dataset, t.form AS what, count(*) AS rows FROM tied AS t JOIN paired AS p USING (one, source_one) GROUP BY ALL ORDER BY ALL"
    said = [f"?{variable} schema:additionalType {plain.concept('form', chosen[slot])} ." for variable, slot in (("from", "origin"), ("made", "target")) if chosen[slot]]
    year = 'xsd:integer(REPLACE(SUBSTR(STR({0}), 1, IF(STRSTARTS(STR({0}), "-"), 5, 4)), "X", "0"))'
    sparql = f"""SELECT (MIN({plain.key("?made")}) AS ?work) (MIN({plain.key("?from")}) AS ?source) (MIN(?shown) - MIN(?told) AS ?years)
WHERE {{
  {plain.TIED_RQ}
  {" ".join(said)}
  ?made schema:datePublished ?date . ?from schema:datePublished ?source_date .
  OPTIONAL {{ ?made schema:creativeWorkStatus ?status }}
  FILTER(!BOUND(?status) || ?status = "released")
  BIND({year.format("?date")} AS ?shown) BIND({year.format("?source_date")} AS ?told)
  {plain.one("?made")} {plain.one("?from", "?origin")}
}}
GROUP BY ?one ?origin HAVING (MIN(?shown) >= MIN(?told))
ORDER BY ?work ?source LIMIT {plain.MOST}"""
    more = {slot: source.label("form", chosen[slot], say.language) if chosen[slot] else speech["form"] for slot in ("origin", "target")}
    told = plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("work", "title", "year", "source", "source_title", "source_year", "years"),
                      sql=f"{sql} ORDER BY work, source LIMIT {plain.MOST}", brought=brought, total=total, sparql="PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + sparql,
                      chart=Chart("scatter", x="source_year", y="years", series="title"), lead=plain.work_lead, more=more)
    return _with_median(source, told, [float(row["years"]) for row in source.records(f"{sql} ORDER BY years")], brought, speech, say)


def _with_median(source: Source, told: Answer, years: list[float], brought: str, speech: Mapping[str, str], say: Speaker) -> Answer:
    """The median with its interval: a lag, so never of rows chosen by fame."""
    rested = source.records(brought)
    basis = framed(source, [(row["dataset"], row["what"] or "work") for row in rested])
    if not years or FAME in basis.selections:
        return told
    low, high = of_median(years)
    middle = float(median(years))
    said = speech["middle"] % {"n": say.number(len(years)), "middle": say.number(middle), "low": say.number(low), "high": say.number(high),
                               "records": plain.recorded(sum(int(row["rows"]) for row in rested), len(years), say)}
    evidence = estimated(middle, (low, high), len(years), basis, said, say, unit=speech["unit"], method=speech["method"], tested=basis.register,
                         would_need=told.needs[0].about if told.needs else "")
    return replace(told, evidence=evidence, needs=told.needs if evidence.state != "SOLID" else ())
