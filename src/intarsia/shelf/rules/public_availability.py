"""Can anybody read this today, and where? Asked of the owner, never guessed: a file on its own cannot tell."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery

NAME = "public-availability"
KIND = "availability"
TEST = "available"
TITLE = {"en": "Publicly available", "nl": "Openbaar beschikbaar"}
WHY = {
    "en": {
        "": "Can anyone read this today, and where? Nobody said, and a file cannot tell.",
        "stated": "Its owner says that anyone can read it today, at {where}. That address was not opened.",
        "known": "{known} of {asked} titles or identifiers of this file stand in what is shared already ({where}). That shows that these are known, not that the rest of a row is.",
        "unknown": "None of {asked} titles or identifiers that were looked up is known in what is shared already. Whether anyone can read this elsewhere, nobody said.",
    },
    "nl": {
        "": "Kan iedereen dit vandaag lezen, en waar? Niemand heeft dat gezegd, en een bestand kan het niet vertellen.",
        "stated": "De eigenaar zegt dat iedereen dit vandaag kan lezen, op {where}. Dat adres is niet geopend.",
        "known": "{known} van {asked} titels of nummers uit dit bestand staan al in wat gedeeld is ({where}). Dat laat zien dat die bekend zijn, niet dat de rest van een rij dat is.",
        "unknown": "Van {asked} titels of nummers die zijn opgezocht, is er geen bekend in wat al gedeeld is. Of iemand dit elders kan lezen, heeft niemand gezegd.",
    },
}
_EN = "Say where anyone can read it: an address, a catalogue, a printed annual report. If nobody can, that is no objection: the other tests decide."
_NL = "Zeg waar iedereen het kan lezen: een adres, een catalogus, een gedrukt jaarverslag. Kan niemand dat, dan is dat geen bezwaar: de andere toetsen beslissen."
WAY_OUT = {
    "en": {"": _EN, "known": _EN, "unknown": _EN, "stated": "Nothing to do, as long as that address stays open."},
    "nl": {"": _NL, "known": _NL, "unknown": _NL, "stated": "Niets te doen, zolang dat adres open blijft."},
}
SOURCE = "Open Definition 2.1, section 1.2 (access), opendefinition.org"
GOOD = ({"title": ["Example A", "Example B"], "year": ["1990", "1991"]},)
BAD = ({"title": ["Example A", "Example B"], "year": ["1990", "1991"]},)
ASKED = 200  #: values that are looked up in the pool


def look(delivery: Delivery) -> Iterable[Found]:
    """One finding: what the owner said, or that it was not checked."""
    context = delivery.context
    if context.public_at:
        yield Found(state="pass", case="stated", says={"where": context.public_at})
        return
    named = of(delivery.of(), "id:") or of(delivery.of(), "title")
    if context.known is None or not named:
        yield Found(state="not checked")
        return
    column = named[0]
    scheme = about(column).removeprefix("id:")
    values = column.values[:ASKED]
    known = context.known(scheme, values)
    says = {"asked": len(values), "known": len(known), "where": ", ".join(sorted(set(known.values()))[:5])}
    yield Found(columns=(column.full,), state="not checked", case="known" if known else "unknown", says=says)
