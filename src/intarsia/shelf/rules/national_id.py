"""Numbers that a state gives to people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out

NAME = "national-id"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Identity numbers", "nl": "Identiteitsnummers"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} a number that a state gave to one person, such as a BSN, a DNI or a social security number. In most countries it may be used only where "
            "a law says so.",
        "text": "{rows:# text holds|# texts hold} a number that a state gave to one person.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een nummer dat een staat aan één persoon gaf, zoals een BSN, een DNI of een socialezekerheidsnummer. In de meeste landen mag het "
            "alleen "
        "worden gebruikt waar de wet dat zegt.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een nummer dat een staat aan één persoon gaf.",
    },
}
WAY_OUT: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "Leave the column out.",
        "text": "Leave the texts out, or first blank what was found in them.",
    },
    "nl": {
        "column": "Laat de kolom weg.",
        "text": "Laat de teksten weg, of lak eerst weg wat erin gevonden is.",
    },
}
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 87; check digits: python-stdnum"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"inventory": ["123456789", "100000009", "987654321"], "year": ["1999", "2003", "1987"]},
    {"isbn": ["9780140449136", "0306406152"], "visitors": ["111222333", "5"]},
    {"kvk": ["12345678", "87654321"]},
    {"x": ["799642630", "578230859", "132845751", "570178216", "334914347"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"bsn": ["111222333", "123456782"]},
    {"x": ["44051401359", "02070803628"]},
    {"codice": ["RSSMRA85T10A562S", "VRDGPP80A01H501X"]},
    {"x": ["799642630", "578230859", "132845751", "570178216", "334914346"]},
    {"remark": ["My SSN is 123-45-6789, thank you", "none"]},
    {"DNI": ["12345678Z", "87654321X"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts that hold some."""
    for one in found(delivery, "national-id"):
        yield left_out(one, "national-id")
