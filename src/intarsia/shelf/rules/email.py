"""E-mail addresses: of persons, or of a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out

NAME = "email"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "E-mail addresses", "nl": "E-mailadressen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} an e-mail address. An e-mail address leads to a person: whoever has it can write to them and find them elsewhere.",
        "text": "{rows:# text holds|# texts hold} an e-mail address, and an e-mail address leads to a person.",
        "role": "{rows:# row holds|# rows hold} an e-mail address, all of them of a department or an organisation, such as info@: no single person stands behind it.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een e-mailadres. Een e-mailadres leidt naar een persoon: wie het heeft, kan die persoon aanschrijven en elders terugvinden.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een e-mailadres, en een e-mailadres leidt naar een persoon.",
        "role": "{rows:# rij bevat|# rijen bevatten} een e-mailadres, allemaal van een afdeling of organisatie, zoals info@: zo'n adres hoort niet bij één persoon.",
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
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 4(1); Breyer, C-582/14"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"museum": ["A", "B"], "email": ["info@example.org", "desk@example.net"]},
    {"title": ["Love @ first sight", "@home", "Mail to a friend"], "year": ["1999", "2003", "1987"]},
    {"price": ["3 @ 4.50", "2 @ 1.00"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"x": ["jan.jansen@example.org", "p.peters@example.net", None]},
    {"Bemerkung": ["Bitte an m.muster@example.de schreiben", "keine"]},
    {"name": ["tess [at] example [dot] org", "nobody"]},
    {"id": ["info@example.org", "tess.tester@example.org"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts with e-mail addresses."""
    for one in found(delivery, "email"):
        if one.roles:
            yield Found((one.column.full,), "note", count=one.rows["email"], case="role", says={"rows": one.rows["email"]})
        else:
            yield left_out(one, "email")
