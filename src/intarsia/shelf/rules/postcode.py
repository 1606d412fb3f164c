"""Postcodes that name a few houses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import scene

NAME = "postcode"
KIND = "quasi-identifier"
TEST = "sensitive"
TITLE = {"en": "Full postcodes", "nl": "Volledige postcodes"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a full postcode, which is only a few houses: with a date or a number beside it, it points at one household.",
        "text": "{rows:# text holds|# texts hold} a full postcode, which is only a few houses.",
        "venue": "{rows:# row holds|# rows hold} the postcode of a building that is open to the public, or of an organisation.",
        "lone": "{rows:# text about published works or public buildings holds|# texts about published works or public buildings hold} a full postcode. Whose it is, was not checked.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een volledige postcode, en dat zijn maar een paar huizen: met een datum of aantal ernaast wijst die één huishouden aan.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een volledige postcode, en dat zijn maar een paar huizen.",
        "venue": "{rows:# rij bevat|# rijen bevatten} de postcode van een gebouw dat voor het publiek open is, of van een organisatie.",
        "lone": "{rows:# tekst over gepubliceerde werken of openbare gebouwen bevat|# teksten over gepubliceerde werken of openbare gebouwen bevatten} een volledige postcode. Van wie die "
            "is, is niet gecontroleerd.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Give the region or the area instead of the full code.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "venue": "Nothing needs to be done.",
        "lone": "Look at these lines if they may be about somebody's home.",
    },
    "nl": {
        "column": "Geef de regio of het gebied in plaats van de volledige code.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "venue": "Er hoeft niets te gebeuren.",
        "lone": "Kijk naar deze regels als ze over iemands huis kunnen gaan.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), recital 26; Handbook on Statistical Disclosure Control (Hundepool et al., 2012), section 3.2"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"postcode": ["10", "11", "35"], "visits": ["1", "2", "3"]},
    {"museum": ["A", "B", "C"], "postcode": ["1071 XX", "9712 HN", "5211 LK"]},
    {"title": ["2001 AD", "1984 NL", "1999 US"], "year": ["2001", "1984", "1999"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"order": ["W1", "W2", "W3"], "postcode": ["1012 AB", "3511 CD", "9712 EF"]},
    {"x": ["NW1 6XE", "SW1A 1AA", "EC1A 1BB"], "age": ["30", "40", "50"]},
    {"klant": ["A1", "B2", "C3"], "pc": ["1012AB", "3511CD", "9712EF"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with full postcodes; those of organisations are noted."""
    for one in found(delivery, "postcode"):
        where, name, rows = scene(delivery, one.column.table), (one.column.full,), one.rows["postcode"]
        if not where.private and (where.works or where.venues):
            lone = one.texts
            yield Found(name, "not checked" if lone else "note", count=rows, lines=one.lines["postcode"] if lone else (), case="lone" if lone else "venue", says={"rows": rows})
        elif one.texts:
            yield left_out(one, "postcode")
        else:
            remedies = (Proposal("generalise-postcode", name, {"to": "region"}), Proposal("leave-out", name))
            yield Found(name, verdict="OPEN AFTER", count=rows, lines=one.lines["postcode"], case="column", says={"rows": rows}, remedies=remedies)
