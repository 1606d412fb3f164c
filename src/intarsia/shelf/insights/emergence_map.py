"""emergence-map: what is small and rises, as a map: how large it is against how fast it grows (after Yoon 2012)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intarsia.evidence import Speaker
from intarsia.shelf.insights import signalrows, signals
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "emergence-map"
GROUP = "signals"
TABLES = signals.TABLES
METHOD = signals.METHOD
BACKTEST = signals.BACKTEST
PARAMETERS = (Parameter("sector", "sector"), Parameter("facet", "choice", choices=signalrows.FACETS))
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "question": "Which small {facet} in {sector} grow fastest?",
        "about": "Every signal as a mark: to the right the larger ones, higher the faster growing ones; a larger mark has more contributors.",
        "method": signals.TEXTS["en"]["method"], "caveats": signals.TEXTS["en"]["caveats"] + "\nWhat is new in these five years has no growth to draw; it stands in the table of signals.",
        "title": "What few works have: how large and how fast, %(years)s",
        "definition": "Across: share of the works of the last five years. Up: that share over the one of the five years before. Size: contributors",
    },
    "nl": {
        "question": "Welke kleine {facet} in {sector} groeien het snelst?",
        "about": "Elk signaal als punt: rechts de grotere, hoger de sneller groeiende; een groter punt heeft meer deelnemers.",
        "method": signals.TEXTS["nl"]["method"], "caveats": signals.TEXTS["nl"]["caveats"] + "\nWat nieuw is in deze vijf jaar heeft geen groei om te tekenen; het staat in de tabel van "
            "signalen.",
        "title": "Wat weinig werken hebben: hoe groot en hoe snel, %(years)s",
        "definition": "Naar rechts: aandeel in de werken van de laatste vijf jaar. Omhoog: dat aandeel gedeeld door dat van de vijf jaar ervoor. Grootte: deelnemers",
    },
}
for _language, _words in TEXTS.items():
    _words |= {name: text for name, text in signalrows.SPEECH[_language].items() if name.startswith("choice ")}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The rows of `signals` over five years that have a growth, as a map."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    found = signals.answer(source, {**chosen, "horizon": "5"}, say)
    at = next(place for place, field in enumerate(found.fields) if field.name == "growth")
    year = next(place for place, field in enumerate(found.fields) if field.name == "origin")
    kept = [place for place, row in enumerate(found.rows) if row[at] is not None]
    last = max((row[year] for row in found.rows), default=int(source.as_of[:4]) - 1)
    return replace(found, insight=NAME, title=texts["title"] % {"years": f"{last - 4}–{last}"}, definition=texts["definition"], rows=tuple(found.rows[place] for place in kept),
                   leads=tuple(found.leads[place] for place in kept), chart=Chart("scatter", x="share", y="growth", series="name", sector="sector", size="contributors"),
                   caveats=tuple(texts["caveats"].split("\n")), chosen=dict(chosen), aside={})
