"""How long it takes from one form to another: the years between a work and what is based on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import median

from intarsia.engine.duckdb import quote
from intarsia.evidence import framed
from intarsia.evidence.basis import FAME
from intarsia.evidence.counting import estimated
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "source-to-adaptation"
GROUP = "ask"
TABLES = ("work", "link")
PARAMETERS = (Parameter("origin", "form"), Parameter("target", "form"))
METHOD = "median 1"
BACKTEST = ""
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
        "definition": "Years from the first year of the source to the first year of the work that is based on it directly; links that go back in time are left out.",
        "said": "Pairs with both years known: %(n)s.",
        "middle": "Of %(n)s pairs, half lie at most %(middle)s years apart (95 %% interval %(low)s to %(high)s).",
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
        "definition": "Jaren van het eerste jaar van de bron tot het eerste jaar van het werk dat er rechtstreeks op is gebaseerd; verbanden terug in de tijd tellen niet mee.",
        "said": "Paren waarvan beide jaren bekend zijn: %(n)s.",
        "middle": "Van %(n)s paren ligt de helft hoogstens %(middle)s jaar uit elkaar (95 %%-interval %(low)s tot %(high)s).",
        "nothing": "geen %(target)s hier is gebaseerd op een %(origin)s met een bekend jaar",
        "need": "Werken met hun jaren en waarop ze zijn gebaseerd, van deelnemers die alles beschrijven wat ze kennen.", "form": "welke vorm ook",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Pairs with the years between them; the median only of rows that were not chosen by fame."""
    speech = TEXTS.get(say.language, TEXTS["en"])
    tests = "".join(f" AND {alias}.form = {quote(chosen[slot])}" for alias, slot in (("s", "origin"), ("w", "target")) if chosen[slot])
    joined = f"""WITH tied AS ({plain.TIED})
SELECT {{}} FROM tied AS t JOIN work AS w ON w.id = t.work JOIN work AS s ON s.id = t.source
WHERE w.year_start >= s.year_start AND {plain.SHOWN}{tests}"""
    sql = joined.format("w.id AS work, w.title, w.year_start AS year, s.id AS source, s.title AS source_title, s.year_start AS source_year, w.year_start - s.year_start AS years")
    brought = joined.format("w.dataset, w.form AS what, count(*) AS rows") + " GROUP BY ALL ORDER BY ALL"
    said = [f"?{variable} schema:additionalType {plain.concept('form', chosen[slot])} ." for variable, slot in (("from", "origin"), ("made", "target")) if chosen[slot]]
    year = 'xsd:integer(REPLACE(SUBSTR(STR({0}), 1, IF(STRSTARTS(STR({0}), "-"), 5, 4)), "X", "0"))'
    sparql = f"""SELECT ({plain.key("?made")} AS ?work) ({plain.key("?from")} AS ?source) ?years
WHERE {{
  {plain.TIED_RQ}
  {" ".join(said)}
  ?made schema:datePublished ?date . ?from schema:datePublished ?source_date .
  OPTIONAL {{ ?made schema:creativeWorkStatus ?status }}
  BIND({year.format("?date")} - {year.format("?source_date")} AS ?years)
  FILTER(?years >= 0 && (!BOUND(?status) || ?status = "released"))
}}
ORDER BY ?years ?work ?source LIMIT {plain.MOST}"""
    more = {slot: source.label("form", chosen[slot], say.language) if chosen[slot] else speech["form"] for slot in ("origin", "target")}
    told = plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("work", "title", "year", "source", "source_title", "source_year", "years"),
                      sql=f"{sql} ORDER BY years, work, source LIMIT {plain.MOST}", brought=brought, sparql="PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n" + sparql,
                      chart=Chart("scatter", x="source_year", y="years", series="title"), lead=plain.work_lead, more=more)
    return _with_median(source, told, [float(row["years"]) for row in source.records(f"{sql} ORDER BY years")], brought, speech, say)


def _with_median(source: Source, told: Answer, years: list[float], brought: str, speech: Mapping[str, str], say: Speaker) -> Answer:
    """The median with its interval: a lag, so never of rows chosen by fame."""
    basis = framed(source, [(row["dataset"], row["what"] or "work") for row in source.records(brought)])
    if not years or FAME in basis.selections:
        return told
    low, high = between(years)
    middle = float(median(years))
    said = speech["middle"] % {"n": say.number(len(years)), "middle": say.number(middle), "low": say.number(low), "high": say.number(high)}
    evidence = estimated(middle, (low, high), len(years), basis, said, say, unit=speech["unit"], method=speech["method"], tested=basis.register,
                         would_need=told.needs[0].about if told.needs else "")
    return replace(told, evidence=evidence, needs=told.needs if evidence.state != "SOLID" else ())


def between(values: list[float], level: float = 0.95) -> tuple[float, float]:
    """The interval of the median of sorted values: those whose places a fair coin leaves out with at most 1 - level (Conover 1999, 3.2)."""
    from math import comb

    n, below = len(values), 0.0
    place = 0
    while place < n // 2 and (below := below + comb(n, place) / 2**n) <= (1 - level) / 2:
        place += 1
    low = max(0, place - 1)
    return values[low], values[n - 1 - low]
