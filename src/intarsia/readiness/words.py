"""What the measured ladders say, in English and Dutch: rungs, instruments, steps, requirements, fixes and their gain."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.errors import Invalid
from intarsia.readiness.requiredwords import REQUIREMENTS

Both = tuple[str, str]
LANGUAGES = ("en", "nl")

#: rung -> its name, and what it means
RUNGS: dict[str, tuple[Both, Both]] = {
    "known": (("Known", "Bekend"), ("it has a name, an owner and an address", "het heeft een naam, een eigenaar en een adres")),
    "described": (("Described", "Beschreven"), ("people can read what it is and on which terms they may use it",
        "mensen kunnen lezen wat het is en onder welke voorwaarden ze het mogen gebruiken")),
    "structured": (("Structured", "Gestructureerd"), ("programs can read its records, and the records can be found", "programma's kunnen de records lezen, en de records zijn te vinden")),
    "linked": (("Linked", "Gelinkt"), ("its records lead to the data of others", "de records leiden naar gegevens van anderen")),
    "open": (("Open", "Open"), ("anybody may use it for anything, and knows so", "iedereen mag het voor alles gebruiken, en kan dat weten")),
}
NONE: Both = ("Not on the ladder yet", "Nog niet op de ladder")

#: instrument -> its name, who made it and what it is about
INSTRUMENTS: dict[str, tuple[Both, Both]] = {
    "stars": (("Five-star open data", "Vijf sterren open data"), ("Tim Berners-Lee's five stars: from an open licence to links with the data of others.",
                                                                  "De vijf sterren van Tim Berners-Lee: van een open licentie tot links met gegevens van anderen.")),
    "fair": (("FAIR, in part", "FAIR, voor een deel"), ("Findable, accessible, interoperable, reusable: the tests of F-UJI that need no network.",
                                                        "Vindbaar, toegankelijk, uitwisselbaar, herbruikbaar: de tests van F-UJI waarvoor geen netwerk nodig is.")),
    "europeana": (("Europeana metadata tiers", "Metadataniveaus van Europeana"), ("Each record gets 0, A, B or C: the lowest of language, enabling elements and context.",
                                                                                  "Elk record krijgt 0, A, B of C: het laagste van taal, zoekingangen en context.")),
    "nde": (("NDE dataset requirements", "NDE-eisen voor datasets"), ("What the Dutch Dataset Register asks today, and what it announces for version 2.0.",
                                                                      "Wat het Datasetregister nu vraagt, en wat het aankondigt voor versie 2.0.")),
    "mqa": (("Metadata quality of data.europa.eu (MQA)", "Metadatakwaliteit van data.europa.eu (MQA)"),
        ("Points for the description, out of 405; 80 of them need the network and are not counted.",
            "Punten voor de beschrijving, van de 405; 80 ervan vragen een netwerk en tellen niet mee.")),
}
#: (instrument, step) -> what the step is called
STEPS: dict[str, dict[str, Both]] = {
    "stars": {"0": ("no star", "geen ster"), **{str(n): (f"{n} star{'s' * (n > 1)}", f"{n} {'sterren' if n > 1 else 'ster'}") for n in range(1, 6)}},
    "fair": {"none": ("no letter complete", "nog geen letter compleet"), "F": ("F complete", "F compleet"), "FA": ("F and A complete", "F en A compleet"),
             "FAI": ("F, A and I complete", "F, A en I compleet"), "FAIR": ("all four, as far as measured", "alle vier, voor zover gemeten")},
    "europeana": {"0": ("tier 0", "niveau 0"), "A": ("tier A", "niveau A"), "B": ("tier B", "niveau B"), "C": ("tier C", "niveau C")},
    "nde": {"none": ("a demand is not met", "een eis is niet gehaald"), "required": ("today's demands", "de eisen van nu"), "announced": ("the announced demands too",
        "ook de aangekondigde eisen"),
            "recommended": ("and all recommendations", "en alle aanbevelingen")},
    "mqa": {"bad": ("bad", "slecht"), "sufficient": ("sufficient", "voldoende"), "good": ("good", "goed"), "excellent": ("excellent", "uitstekend")},
}  # fmt: skip
#: the parts of an instrument, which are told apart: letters, and dimensions
PARTS: dict[str, Both] = {
    "F": ("findable", "vindbaar"), "A": ("accessible", "toegankelijk"), "I": ("interoperable", "uitwisselbaar"), "R": ("reusable", "herbruikbaar"),
    "findability": ("findability", "vindbaarheid"), "accessibility": ("accessibility", "toegankelijkheid"), "interoperability": ("interoperability", "uitwisselbaarheid"),
    "reusability": ("reusability", "herbruikbaarheid"), "contextuality": ("context", "context"),
}  # fmt: skip
NOT_MEASURED: Both = ("nothing to measure: it has no works", "niets te meten: er zijn geen werken")

#: fix -> what to do, for one thing and for several
FIXES: dict[str, tuple[Both, Both]] = {
    "title": (("Give the dataset a title.", "Geef de dataset een titel."),) * 2,
    "description": (("Describe the dataset in a few sentences.", "Beschrijf de dataset in een paar zinnen."),) * 2,
    "publisher": (("Say who shares the dataset.", "Zeg wie de dataset deelt."),) * 2,
    "contact": (("Say whom to ask: an address of the department, not of a person.", "Zeg wie men kan vragen: een adres van de afdeling, niet van een persoon."),) * 2,
    "period": (("Say which period the dataset covers.", "Zeg over welke periode de dataset gaat."),) * 2,
    "language": (("Say in which language the file is.", "Zeg in welke taal het bestand is."), ("Say in which language the file is: then {n} descriptions have a language.",
                                                                                              "Zeg in welke taal het bestand is: dan hebben {n} beschrijvingen een taal.")),
    "licence": (("Choose an open licence for the descriptions, such as CC0.", "Kies een open licentie voor de beschrijvingen, zoals CC0."),) * 2,
    "share": (("Decide to share the rows, or a safer part of them.", "Besluit de rijen te delen, of een veiliger deel ervan."),) * 2,
    "titles": (("State the language of 1 title.", "Vermeld de taal van 1 titel."), ("State the language of {n} titles.", "Vermeld de taal van {n} titels.")),
    "words": (("Find the right term for 1 word.", "Zoek de juiste term bij 1 woord."), ("Find the right terms for {n} words of genre and subject.",
        "Zoek de juiste termen bij {n} woorden voor genre en onderwerp.")),
    "dates": (("Fill in the date of 1 work.", "Vul de datum van 1 werk in."), ("Fill in the dates of {n} works.", "Vul de datums van {n} werken in.")),
    "lives": (("Give 1 person or organisation a year of birth or founding, or an identifier such as ULAN or Wikidata.",
               "Geef 1 persoon of organisatie een geboorte- of oprichtingsjaar, of een nummer uit bijvoorbeeld ULAN of Wikidata."),
              ("Give {n} persons and organisations a year of birth or founding, or an identifier such as ULAN or Wikidata.",
               "Geef {n} personen en organisaties een geboorte- of oprichtingsjaar, of een nummer uit bijvoorbeeld ULAN of Wikidata.")),
    "links": (("Judge 1 proposed link.", "Beoordeel 1 voorgestelde link."), ("Judge {n} proposed links.", "Beoordeel {n} voorgestelde links.")),
    "address": (("Put the pool under a lasting https address, such as w3id.org, before people cite it.",
                 "Zet de pool onder een blijvend https-adres, zoals w3id.org, voordat mensen ernaar verwijzen."),) * 2,
}
OPERATORS = ("address",)  # what the operator of the pool does, not the contributor
UNSURE = ("words", "links", "lives")  # what is predicted holds when every one of them works out
#: places where a fix is done
GAIN: dict[str, Both] = {
    "rungs": ("from {was} to {now} on the ladder", "van {was} naar {now} op de ladder"),
    "step": ("{instrument}: from {was} to {now}", "{instrument}: van {was} naar {now}"),
    "moved": ("{n} records rise from tier {was} to {now}", "{n} records gaan van niveau {was} naar {now}"),
    "moved one": ("1 record rises from tier {was} to {now}", "1 record gaat van niveau {was} naar {now}"),
    "points": ("{n} more points of 405 (MQA)", "{n} punten erbij van de 405 (MQA)"),
    "met": ("{n} more requirements are met", "er wordt aan {n} eisen meer voldaan"),
    "met one": ("1 more requirement is met", "er wordt aan 1 eis meer voldaan"),
}
AT_MOST: Both = ("at most", "hoogstens")
EFFORT: tuple[tuple[int, Both], ...] = ((5, ("a few minutes", "een paar minuten")), (20, ("a quarter of an hour", "een kwartier")), (45, ("half an hour", "een half uur")),
                                       (90, ("an hour", "een uur")), (150, ("two hours", "twee uur")), (300, ("half a day", "een halve dag")), (600, ("a day", "een dag")))
LONGER: Both = ("{n} days", "{n} dagen")


def of(both: Both, language: str) -> str:
    """The text in a language; English for one that there is no text in."""
    return both[LANGUAGES.index(language) if language in LANGUAGES else 0]


def number(value: int, language: str) -> str:
    """A whole number as people write it: 1,204 or 1.204."""
    return f"{value:,}".replace(",", "." if language == "nl" else ",")


def effort(minutes: int, language: str) -> str:
    """Minutes in words: a reckoning does not deserve more digits."""
    for most, both in EFFORT:
        if minutes <= most:
            return of(both, language)
    return of(LONGER, language).format(n=number(-(-minutes // 480) if minutes > 960 else 2, language))


def requirement(key: str, language: str) -> str:
    """What a requirement asks for. Raises: Invalid for one that has no words."""
    found = REQUIREMENTS.get(key) or REQUIREMENTS.get(key.rstrip("+~"))
    if found is None:
        instrument, colon, step = key.partition(":")
        if colon and step in STEPS.get(instrument, {}):
            return f"{of(INSTRUMENTS[instrument][0], language)}: {of(STEPS[instrument][step], language)}"
        raise Invalid(f"there are no words for the requirement '{key[:60]}'", where="readiness", way_out="add them to readiness/requiredwords.py")
    return of(found, language)


def fix(key: str, count: int, language: str) -> str:
    """What to do."""
    return of(FIXES[key][count != 1], language).format(n=number(count, language))


def rung(key: str, language: str) -> str:
    """The name of a rung; of none when it is ""."""
    return of(RUNGS[key][0] if key else NONE, language)


def step(instrument: str, key: str, language: str) -> str:
    """What a step of an instrument is called."""
    return of(STEPS[instrument][key], language)


def texts() -> Mapping[str, Both]:
    """Every text with both its languages, for the tests."""
    found = {f"requirement {key}": both for key, both in REQUIREMENTS.items()} | {f"gain {key}": both for key, both in {**GAIN, **PARTS}.items()}
    found |= {f"{kind} {key} {n}": both for kind, table in (("rung", RUNGS), ("instrument", INSTRUMENTS), ("fix", FIXES)) for key, pair in table.items() for n, both in enumerate(pair)}
    return found | {f"step {name} {key}": both for name, steps in STEPS.items() for key, both in steps.items()}
