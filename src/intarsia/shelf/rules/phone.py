"""Telephone numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import scene

NAME = "phone"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Telephone numbers", "nl": "Telefoonnummers"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a telephone number: it leads to one person or one home.",
        "text": "{rows:# text holds|# texts hold} a telephone number: it leads to one person or one home.",
        "role": "{rows:# row holds|# rows hold} a telephone number beside the general address of an organisation: it is the number of that organisation.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een telefoonnummer: het leidt naar één persoon of één huis.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een telefoonnummer: het leidt naar één persoon of één huis.",
        "role": "{rows:# rij bevat|# rijen bevatten} een telefoonnummer naast het algemene adres van een organisatie: het is het nummer van die organisatie.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the column out.",
        "text": "Leave the texts out, or first blank what was found in them.",
        "role": "Nothing needs to be done.",
    },
    "nl": {
        "column": "Laat de kolom weg.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        "role": "Er hoeft niets te gebeuren.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 4(1); ITU-T E.164"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"isbn": ["0140449132", "0306406152", "9780140449136"], "year": ["1999", "2003", "1987"]},
    {"visitors": ["784493", "1230000", "12345678"], "month": ["2019-04", "2019-05", "2019-06"]},
    {"ean": ["5901234123457", "4006381333931"], "price": ["12.50", "1.234,50"]},
    {"dates": ["1984-1990", "01-12-2003", "2003/2004"], "version": ["1.2.3.4", "10.0.19041.1"]},
    {"museum": ["A", "B", "C"], "email": ["info@example.org", "desk@example.net", "pers@example.nl"], "phone": ["+31 20 1234567", "020 7654321", "030-1234567"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"tel": ["0612345678", "0687654321", None]},
    {"x": ["+31 (0)20-123 45 67", "+49 30 123456", "0044 20 7946 0958"]},
    {"opmerking": ["Bel me op 06-12345678 als u er bent", "geen"]},
    {"number": ["(555) 123-4567", "555.987.6543", "1-800-555-0199"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with telephone numbers; those of organisations are noted."""
    desks = {one.column.table for one in found(delivery, "email") if one.roles}
    for one in found(delivery, "phone"):
        if one.column.table in desks and not one.texts and not scene(delivery, one.column.table).private:
            yield Found((one.column.full,), "note", count=one.rows["phone"], case="role", says={"rows": one.rows["phone"]})
        else:
            yield left_out(one, "phone")
