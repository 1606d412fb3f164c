"""How well would it join what is shared already: by identifiers, or by titles and names with years?"""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "joinable"
KIND = "relevance"
TEST = "relevant"
TITLE = {"en": "How well it joins", "nl": "Hoe goed het te koppelen is"}
WHY = {
    "en": {
        "": "It has no identifiers, no titles with years and no names with years of birth; figures can still be laid over others by place and period.",
        "identifiers": "It has identifiers that others use too, in {columns}: records join without guessing.",
        "named": "It has titles or names with years: most records can be joined, and each link says how sure it is.",
        "bare": "It has titles or names but no years with them. The same titles come back over the years, so many links will stay undecided.",
        "overlay": "It names no works or makers, but places and periods: its figures can be laid over others.",
        "known": "{known} of {asked} that were looked up ({share} %) are known in what is shared already.",
    },
    "nl": {
        "": "Het heeft geen identificatienummers, geen titels met jaren en geen namen met geboortejaren; cijfers zijn nog wel naar plaats en periode naast andere te leggen.",
        "identifiers": "Het heeft identificatienummers die anderen ook gebruiken, in {columns}: records zijn te koppelen zonder te gokken.",
        "named": "Het heeft titels of namen met jaren: de meeste records zijn te koppelen, en elke koppeling zegt hoe zeker ze is.",
        "bare": "Het heeft titels of namen maar geen jaren erbij. Titels komen door de jaren heen telkens terug, dus veel koppelingen blijven onbeslist.",
        "overlay": "Het noemt geen werken of makers, maar wel plaatsen en perioden: de cijfers zijn naast andere te leggen.",
        "known": "{known} van de {asked} die zijn opgezocht ({share} %), zijn bekend in wat al gedeeld is.",
    },
}
WAY_OUT = {
    "en": {
        "": "Add an identifier (ISBN, IMDb, Wikidata ...) or a title with a year.",
        "identifiers": "Nothing to do.",
        "named": "Add an identifier where you have one.",
        "bare": "Add the year of each work, or of birth.",
        "overlay": "Nothing to do.",
        "known": "Nothing to do.",
    },
    "nl": {
        "": "Voeg een identificatienummer toe (ISBN, IMDb, Wikidata ...) of een titel met een jaar.",
        "identifiers": "Niets te doen.",
        "named": "Voeg een identificatienummer toe waar u dat hebt.",
        "bare": "Voeg het jaar van elk werk toe, of het geboortejaar.",
        "overlay": "Niets te doen.",
        "known": "Niets te doen.",
    },
}
SOURCE = "W3C Data on the Web Best Practices, practices 9 and 10 (persistent identifiers); measured on the sets that docs/linking.md names"
GOOD = ({"title": ["Example A", "Example B"], "year": ["1990", "1991"], "wikidata": ["Q1", "Q2"]},)
BAD = ({"title": ["Example A", "Example B"], "colour": ["red", "blue"]}, {"x": ["a", "b"], "y": ["q", "r"]})
ASKED = 200  #: values that are looked up


def look(delivery: Delivery) -> Iterable[Found]:
    """What there is to join by, and, where there is a pool, what share of it is known."""
    columns = delivery.columns
    identifiers = [c for c in of(columns, "id:") if about(c) != "id:inventory"]
    named = of(columns, "title", "name")
    dated = of(columns, "date", "born") or of(columns, "period")
    if identifiers:
        yield Found(tuple(c.full for c in identifiers), state="pass", case="identifiers")
    elif named:
        yield Found(tuple(c.full for c in (*named, *dated)), state="pass" if dated else "note", case="named" if dated else "bare")
    elif of(columns, "place", "country") and of(columns, "period", "date"):
        yield Found(tuple(c.full for c in of(columns, "place", "country", "period", "date")), state="pass", case="overlay")
    else:
        yield Found(state="note")
    asked = identifiers or of(columns, "title")
    if delivery.context.known is not None and asked:
        values = asked[0].values[:ASKED]
        known = delivery.context.known(about(asked[0]).removeprefix("id:"), values)
        yield Found((asked[0].full,), state="pass", case="known", says={"known": len(known), "asked": len(values), "share": round(100 * len(known) / max(1, len(values)))})
