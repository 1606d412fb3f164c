"""Addresses of homes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import is_remark, scene

NAME = "postal-address"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Addresses", "nl": "Adressen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a street with the number of a house: it is where somebody lives.",
        "text": "{rows:# text holds|# texts hold} a street with the number of a house.",
        "venue": "{rows:# row holds|# rows hold} a street with a number, in a table of works or of buildings open to the public.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een straat met huisnummer: daar woont iemand.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een straat met huisnummer.",
        "venue": "{rows:# rij bevat|# rijen bevatten} een straat met nummer, in een tabel van werken of van gebouwen die voor het publiek open zijn.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the column out, or give the town.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "venue": "Nothing needs to be done.",
    },
    "nl": {
        "column": "Laat de kolom weg, of geef de plaats.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "venue": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 4(1)"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"title": ["21 Jump Street", "Baker Street", "84 Charing Cross Road"], "year": ["1987", "1978", "1970"], "author": ["A", "B", "C"]},
    {"museum": ["Rijksmuseum", "Tate"], "adres": ["Museumstraat 1", "53 Millbank Road"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"klant": ["1", "2"], "adres": ["Kerkstraat 12", "Lange Voorhout 8a"]},
    {"x": ["12 Baker Street", "4530 West Elm Avenue", "7 Park Lane"]},
    {"remark": ["Please send it to Bahnhofstraße 3 in Bonn", "none"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with addresses; of works and of buildings open to the public they are noted."""
    for one in found(delivery, "postal-address"):
        where = scene(delivery, one.column.table)
        if not where.private and (where.works or where.venues) and not is_remark(one.column):
            yield Found((one.column.full,), "note", count=one.rows["postal-address"], case="venue", says={"rows": one.rows["postal-address"]})
        else:
            yield left_out(one, "postal-address")
