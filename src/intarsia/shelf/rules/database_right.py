"""Whose database this was: rows taken over from others may carry a right of the maker of that database, whatever the licence of the copy says."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.text import wordset

NAME = "database-right"
KIND = "rights"
TEST = "available"
TITLE = {"en": "Right in the database", "nl": "Databankenrecht"}
WHY = {
    "en": {
        "": "A file cannot tell who made this collection of facts, or whether a large part was taken from another. The maker of a database may forbid that, even where the "
            "facts are free.",
        "sources": "A column names where rows come from: {sources} different sources. Whether a substantial part of one of them was taken over, and may be, nobody checked.",
    },
    "nl": {
        "": "Uit een bestand blijkt niet wie deze verzameling feiten heeft gemaakt, en of een groot deel van een ander komt. De maker van een databank mag dat "
            "verbieden, ook waar de feiten vrij zijn.",
        "sources": "Een kolom noemt waar rijen vandaan komen: {sources} verschillende bronnen. Of van een daarvan een substantieel deel is overgenomen, en of dat mag, heeft niemand "
                   "nagegaan.",
    },
}
WAY_OUT = {
    "en": "If you collected it yourself, you hold that right and waive it with CC0 or license it with CC BY 4.0. If not, name the source and its terms when you share it.",
    "nl": "Hebt u het zelf verzameld, dan ligt dat recht bij u; met CC0 doet u er afstand van, met CC BY 4.0 geeft u het in licentie. Zo niet, noem dan bij het delen de bron en haar "
          "voorwaarden.",
}
SOURCE = "Directive 96/9/EC on the legal protection of databases, article 7"
GOOD = ({"title": ["Example A", "Example B"], "year": ["1990", "1991"]},)
BAD = ({"title": ["Example A", "Example B", "Example C"], "source": ["Register One", "Register Two", "Register One"]},)
HEADERS = wordset("source sources bron bronnen quelle quellen fuente fuentes fonte fonti zrodlo zrodla provider dataprovider leverancier datasource")
MOST = 50  #: more different ones than this are notes or titles of source works, no sources of rows


def sources(delivery: Delivery) -> list[Column]:
    """The columns that name where rows come from."""
    return [c for c in delivery.columns if set(c.words) & HEADERS and not c.numeric and 1 <= c.different <= MOST]


def look(delivery: Delivery) -> Iterable[Found]:
    """Never settled here: what to ask, and of how many sources."""
    found = sources(delivery)
    for column in found:
        yield Found((column.full,), state="not checked", case="sources", says={"sources": column.different})
    if not found:
        yield Found(state="not checked")
