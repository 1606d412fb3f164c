"""signal-lines: each signal year by year, a small line for every sector that has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from intarsia.evidence import Speaker
from intarsia.shelf.insights import signalrows, signals
from intarsia.shelf.insights.base import Answer, Chart, Lead, Source

NAME = "signal-lines"
GROUP = "signals"
TABLES = signals.TABLES
METHOD = signals.METHOD
BACKTEST = signals.BACKTEST
PARAMETERS = signals.PARAMETERS
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "In which sectors, and in which years, do the small {facet} stand that rise in {sector} (odds over {horizon})?",
        "about": "Each signal drawn year by year, with a line for every sector that has it: does it rise everywhere, or in one place?",
        "method": signals.TEXTS["en"]["method"],
        "caveats": signals.TEXTS["en"]["caveats"] + "\nEach picture has its own scale: a steep line of two works looks like a steep line of twenty.",
        "title": "What few works have, year by year and by sector, %(years)s",
        "unit": "works a year",
        "definition": "Works that have it, a line for each sector; the number is that of the last year, all its sectors together",
        "field concept": "Key", "field name": "What", "field sector": "Sector (key)", "field sector_name": "Sector", "field year": "Year",
        "field works": "Works",
    },
    "nl": {
        "question": "In welke sectoren en in welke jaren staan de kleine {facet} die opkomen in {sector} (kans over {horizon})?",
        "about": "Elk signaal van jaar tot jaar, met een lijn voor elke sector die het heeft: komt het overal op, of op één plek?",
        "method": signals.TEXTS["nl"]["method"],
        "caveats": signals.TEXTS["nl"]["caveats"] + "\nElk plaatje heeft een eigen schaal: een steile lijn van twee werken lijkt op een steile lijn van twintig.",
        "title": "Wat weinig werken hebben, per jaar en per sector, %(years)s",
        "unit": "werken per jaar",
        "definition": "Werken die het hebben, met een lijn voor elke sector; het getal is dat van het laatste jaar, alle sectoren samen",
        "field concept": "Sleutel", "field name": "Wat", "field sector": "Sector (sleutel)", "field sector_name": "Sector", "field year": "Jaar",
        "field works": "Werken",
    },
}
for _language, _words in TEXTS.items():
    _words |= {name: text for name, text in signalrows.SPEECH[_language].items() if name.startswith("choice ")}
COLUMNS = ("name", "concept", "sector", "sector_name", "year", "works")
KINDS = {"concept": "key", "sector": "key", "year": "year", "works": "number"}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The signals of `signals` in their order, each as yearly counts by sector over the last twenty years; a year without works counts as 0."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    found = signals.answer(source, chosen, say)
    names = [field.name for field in found.fields]
    last = max((row[names.index("origin")] for row in found.rows), default=int(source.as_of[:4]) - 1)
    rows: list[tuple[Any, ...]] = []
    leads: list[Lead] = []
    named = [row[names.index("name")] for row in found.rows]
    for place, sectors in enumerate(lines(found)):
        concept, name, kind, own = (found.rows[place][names.index(one)] for one in ("concept", "name", "facet", "origin"))
        name = f"{name} ({kind})" if named.count(name) > 1 else name
        for sector, sector_name, counts in sectors:
            for year, works in zip(range(own - signalrows.YEARS + 1, own + 1), counts, strict=True):
                rows.append((name, concept, sector, sector_name, year, works))
                leads.append(_lead(found.leads[place], sector))
    return replace(found, insight=NAME, title=texts["title"] % {"years": f"{last - signalrows.YEARS + 1}–{last}"}, definition=texts["definition"], unit=texts["unit"],
                   fields=signalrows.fields(COLUMNS, texts, KINDS), rows=tuple(rows),
                   leads=tuple(leads), chart=Chart("sparks", x="year", y="works", series="name", sector="sector"), finding="", caveats=tuple(texts["caveats"].split("\n")), aside={})


def lines(found: Answer) -> list[list[tuple[str, str, list[int]]]]:
    """Of each row of an answer of `signals`: by sector (key, name) the works of each of the twenty years up to its last, the sector with most works first."""
    names = [field.name for field in found.fields]
    counted: dict[tuple[str, str], dict[tuple[str, str], dict[int, int]]] = {}
    for concept, _name, kind, sector, sector_name, year, works in found.aside["series"][1]:
        counted.setdefault((concept, kind), {}).setdefault((sector, sector_name), {})[year] = works
    told = []
    for row in found.rows:
        concept, kind, own, last = (row[names.index(one)] for one in ("concept", "facet", "sector", "origin"))
        years = range(last - signalrows.YEARS + 1, last + 1)
        sectors = [(sector, named, [counts.get(year, 0) for year in years]) for (sector, named), counts in counted.get((concept, kind), {}).items() if own in (signalrows.ALL, sector)]
        told.append(sorted((one for one in sectors if any(one[2])), key=lambda one: (-sum(one[2]), one[0])))
    return told


def _lead(lead: Lead, sector: str) -> Lead:
    """The works of one sector behind a signal; the page of a maker has them all."""
    return (lead[0], {**lead[1], "sector": sector}) if lead[0] == "/explore" else lead
