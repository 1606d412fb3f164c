"""Numbers of payment cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out

NAME = "payment-card"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Payment cards", "nl": "Betaalkaarten"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} the number of a payment card. It never belongs in a file that is shared.",
        "text": "{rows:# text holds|# texts hold} the number of a payment card.",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} het nummer van een betaalkaart. Dat hoort nooit in een bestand dat gedeeld wordt.",
        "text": "{rows:# tekst bevat|# teksten bevatten} het nummer van een betaalkaart.",
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
SOURCE = "PCI DSS 4.0, requirement 3; ISO/IEC 7812-1"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"ean": ["4006381333931", "5901234123457", "9780140449136"], "sales": ["1234567890123", "2", "3"]},
    {"order": ["4111111111111112", "4222222222222222", "5100000000000001"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"x": ["4111 1111 1111 1111", "5500-0000-0000-0004"]},
    {"card": ["378282246310005", "4111111111111111"]},
    {"remark": ["Paid with card 4111111111111111 at the desk", "none"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts that hold some."""
    for one in found(delivery, "payment-card"):
        yield left_out(one, "payment-card")
