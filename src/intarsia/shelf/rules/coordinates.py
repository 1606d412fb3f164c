"""Exact places on earth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import is_remark, scene
from intarsia.shelf.rules.words import exactly
from intarsia.text import wordset

NAME = "coordinates"
KIND = "quasi-identifier"
TEST = "sensitive"
TITLE = {"en": "Exact coordinates", "nl": "Exacte coördinaten"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a place to about ten metres, in a table about persons: that is most likely a home.",
        "text": "{rows:# text holds|# texts hold} a place to about ten metres.",
        "venue": "{rows:# row holds|# rows hold} exact coordinates, in a table that tells of no private person.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een plek tot op ongeveer tien meter, in een tabel over personen: dat is waarschijnlijk iemands huis.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een plek tot op ongeveer tien meter.",
        "venue": "{rows:# rij bevat|# rijen bevatten} exacte coördinaten, in een tabel die over geen privépersoon gaat.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the coordinates out, or give the region.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "venue": "Nothing needs to be done.",
    },
    "nl": {
        "column": "Laat de coördinaten weg, of geef de regio.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "venue": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "de Montjoye et al., Unique in the Crowd, Scientific Reports 3 (2013); Regulation (EU) 2016/679 (GDPR), article 4(1)"
#: words of columns that hold one of two coordinates
AXES = wordset("lat latitude lon lng long longitude breedtegraad lengtegraad breitengrad langengrad latitud longitud latitudine longitudine szerokosc dlugosc geo gps")
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"museum": ["A", "B"], "lat": ["52.35996", "51.50081"], "lon": ["4.88522", "-0.12462"]},
    {"film": ["A", "B"], "coordinates": ["Point(-1.0 53.0)", "52.370216, 4.895168"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"user_id": ["u1", "u2", "u3"], "position": ["52.370216, 4.895168", "51.924420, 4.477733", "52.090737, 5.121420"]},
    {"klantnr": ["k1", "k2", "k3"], "latitude": ["52.370216", "51.924420", "52.090737"], "longitude": ["4.895168", "4.477733", "5.121420"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Pairs of numbers in one column, or in two that their names tell."""
    seen = {one.column.full: one for one in found(delivery, "coordinates")}
    for one in seen.values():
        if scene(delivery, one.column.table).private or is_remark(one.column):
            yield left_out(one, "coordinates")
        else:
            yield Found((one.column.full,), "note", count=one.rows["coordinates"], case="venue", says={"rows": one.rows["coordinates"]})
    for column in delivery.columns:
        if column.full not in seen and exactly(column, AXES) and _exact(column.values):
            if scene(delivery, column.table).private:
                yield Found((column.full,), verdict="OPEN AFTER", count=column.filled, case="column", says={"rows": column.filled}, remedies=(Proposal("leave-out", (column.full,)),))
            else:
                yield Found((column.full,), "note", count=column.filled, case="venue", says={"rows": column.filled})


def _exact(values: Sequence[str]) -> bool:
    """Do most have three decimals or more (about a hundred metres)?"""
    return bool(values) and sum(re.fullmatch(r"-?[0-9]{1,3}[.,][0-9]{3,}", value.strip()) is not None for value in values) > len(values) / 2
