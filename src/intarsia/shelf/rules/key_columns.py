"""Has it the key columns by which data of different houses meet: country, genre, audience, dates?"""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.useful import keys

NAME = "key-columns"
KIND = "relevance"
TEST = "relevant"
TITLE = {"en": "Key columns", "nl": "Sleutelkolommen"}
_EN = {"country": "country", "genre": "genre", "audience": "audience", "dates": "dates"}
_NL = {"country": "land", "genre": "genre", "audience": "publiek", "dates": "datums"}
CASES = [",".join(k for n, k in enumerate(_EN) if mask >> n & 1) for mask in range(1, 16)]


def _has(case: str, words: dict[str, str], has: str, lacks: str) -> str:
    lacking = [words[k] for k in words if k not in case.split(",")]
    return f"{has} {', '.join(words[k] for k in case.split(','))}" + (f"; {lacks} {', '.join(lacking)}." if lacking else ".")


WHY = {
    "en": {
        "": "None of country, genre, audience and dates was recognised, so it can be compared with little.",
        **{case: _has(case, _EN, "It has these keys:", "it lacks") for case in CASES},
    },
    "nl": {"": "Land, genre, publiek en datums zijn geen van alle herkend; er is dus weinig mee te vergelijken.", **{case: _has(case, _NL, "Aanwezig:", "ontbreekt:") for case in CASES}},
}
WAY_OUT = {
    "en": {
        "": "Add at least a date and a kind to each row, or to the description of the whole.",
        **{case: "Add what is lacking where you know it, or state it for the whole in the description." for case in CASES[:-1]},
        CASES[-1]: "Nothing to do.",
    },
    "nl": {
        "": "Voeg aan elke rij minstens een datum en een soort toe, of zet die in de beschrijving van het geheel.",
        **{case: "Voeg toe wat ontbreekt waar u het weet, of geef het voor het geheel op in de beschrijving." for case in CASES[:-1]},
        CASES[-1]: "Niets te doen.",
    },
}
SOURCE = "The mission of the commons: key columns of productions and audiences (country, genre, audience, dates)"
GOOD = ({"title": ["Example A", "Example B"], "country": ["NL", "BE"], "genre": ["drama", "comedy"], "year": ["1990", "1991"]},)
BAD = ({"x": ["a", "b"], "y": ["q", "r"]},)


def look(delivery: Delivery) -> Iterable[Found]:
    """A pass when dates and one other key are there, else a note."""
    found = {key: column for key, column in keys(delivery.columns).items() if column}
    whole = "dates" in found and len(found) > 1
    yield Found(tuple(dict.fromkeys(found.values())), state="pass" if whole else "note", case=",".join(found))
