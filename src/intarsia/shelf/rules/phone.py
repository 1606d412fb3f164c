"""Telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules import words
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.held import found, left_out
from intarsia.shelf.rules.scene import KNOWN_NAMES, VENUES, is_house, name_like, scene
from intarsia.text import wordset

NAME = "phone"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Telephone numbers", "nl": "Telefoonnummers"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a telephone number: it leads to one person or one home.",
        "text": "{rows:# text holds|# texts hold} a telephone number: it leads to one person or one home.",
        "role": "{rows:# row holds|# rows hold} a telephone number beside the general address of an organisation: it is the number of that organisation.",
        "house": "{rows:# row holds|# rows hold} a telephone number. Each row is a house or an organisation, none names a person, and these are not numbers of mobile phones: they are "
            "numbers of houses.",
        "title": "{rows:# title has|# titles have} digits in the form of a telephone number. Among so many titles of works they are taken for titles; nobody checked them.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een telefoonnummer: het leidt naar één persoon of één huis.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een telefoonnummer: het leidt naar één persoon of één huis.",
        "role": "{rows:# rij bevat|# rijen bevatten} een telefoonnummer naast het algemene adres van een organisatie: het is het nummer van die organisatie.",
        "house": "{rows:# rij bevat|# rijen bevatten} een telefoonnummer. Elke rij is een huis of organisatie, geen ervan noemt een persoon, en het zijn geen mobiele nummers: het zijn "
            "nummers van huizen.",
        "title": "{rows:# titel heeft|# titels hebben} cijfers in de vorm van een telefoonnummer. Tussen zoveel titels van werken gelden ze als titel; niemand heeft ze nagekeken.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the column out.",
        "text": "Leave the texts out, or first blank what was found in them.",
        **dict.fromkeys(("role", "house", "title"), "Nothing needs to be done."),
    },
    "nl": {
        "column": "Laat de kolom weg.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
        **dict.fromkeys(("role", "house", "title"), "Er hoeft niets te gebeuren."),
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 4(1); ITU-T E.164"
#: the names of columns with titles of works; share of them that may look like a telephone number
TITLES = wordset("title titles titel titels titre titulo titolo tytul song songs")
RARE = 0.005
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"isbn": ["0140449132", "0306406152", "9780140449136"], "year": ["1999", "2003", "1987"]},
    {"visitors": ["784493", "1230000", "12345678"], "month": ["2019-04", "2019-05", "2019-06"]},
    {"ean": ["5901234123457", "4006381333931"], "price": ["12.50", "1.234,50"]},
    {"dates": ["1984-1990", "01-12-2003", "2003/2004"], "version": ["1.2.3.4", "10.0.19041.1"]},
    {"theatre": ["A", "B", "C"], "city": ["X", "Y", "X"], "telephone": ["+31 20 1234567", "020 7654321", "030-1234567"]},
    {"title": ["002.345.709 (That's My Number)", *(f"A song of the day {day} in the year" for day in range(365))]},
    {"museum": ["A", "B", "C"], "email": ["info@example.org", "desk@example.net", "pers@example.nl"], "phone": ["+31 20 1234567", "020 7654321", "030-1234567"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"tel": ["0612345678", "0687654321", None]},
    {"x": ["+31 (0)20-123 45 67", "+49 30 123456", "0044 20 7946 0958"]},
    {"opmerking": ["Bel me op 06-12345678 als u er bent", "geen"]},
    {"theatre": ["A", "B", "C"], "telephone": ["06 12345678", "020 7654321", "+31 6 1234 5678"]},
    {"company": ["A", "B", "C"], "name": ["Anna Berg", "Peter Dal", "Maria Hof"], "telephone": ["+31 20 1234567", "020 7654321", "030-1234567"]},
    {"company": ["A", "A", "A", "B"], "telephone": ["+31 20 1234567", "020 7654321", "030-1234567", "030-7654321"]},
    {"title": ["Call me at 06-12345678 tonight", "A long song of the sea", "One more song of the sea"]},
    {"number": ["(555) 123-4567", "555.987.6543", "1-800-555-0199"]},
)


#: beginnings of numbers that are only given to mobile phones; 06 is so in the Netherlands and in France
MOBILE = re.compile(r"(?:0|(?:\+|00)(?:31|33))[ ./-]?(?:\(0\))?[ ./-]?6|(?:\+|00)(?:33 ?7|44 ?7|49 ?1[567]|32 ?4[5-9]|34 ?[67]|39 ?3|48 ?[5-8])")
#: share of mobile numbers from which on a column is not one of houses; share of the rows that must have another house
FEW, EACH = 0.1, 0.8


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with telephone numbers; those of organisations are noted."""
    desks = {one.column.table for one in found(delivery, "email") if one.roles}
    for one in found(delivery, "phone"):
        public = not one.texts and not scene(delivery, one.column.table).private
        if one.texts and words.exactly(one.column, TITLES) and one.rows["phone"] <= RARE * one.column.filled and not scene(delivery, one.column.table).private:
            yield Found((one.column.full,), "note", count=one.rows["phone"], lines=one.lines["phone"], case="title", says={"rows": one.rows["phone"]})
            continue
        case = "role" if public and one.column.table in desks else "house" if public and _of_houses(delivery, one.column) else ""
        if case:
            yield Found((one.column.full,), "note", count=one.rows["phone"], case=case, says={"rows": one.rows["phone"]})
        else:
            yield left_out(one, "phone")


def _of_houses(delivery: Delivery, column: Column) -> bool:
    """Is each row a house or an organisation of its own, without names of people, and are hardly any of the numbers mobile?"""
    columns = [c for c in delivery.of(column.table) if c.filled]
    houses = any((words.exactly(c, VENUES) or is_house(c)) and not c.numeric and c.different >= max(2, EACH * c.rows) for c in columns if c is not column)
    mobile = sum(bool(MOBILE.match(value.strip())) for value in column.values)
    return houses and mobile < FEW * len(column.values) and not any(name_like(c) >= KNOWN_NAMES for c in columns)
