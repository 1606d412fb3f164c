"""Bank accounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.shelf.rules.held import found, left_out

NAME = "iban"
KIND = "personal"
TEST = "sensitive"
TITLE = {"en": "Bank accounts", "nl": "Bankrekeningen"}
WHY: Mapping[str, str | Mapping[str, str]] = {
    "en": {
        "column": "{rows:# row holds|# rows hold} the number of a bank account (IBAN): it leads to its holder, and invites fraud.",
        "text": "{rows:# text holds|# texts hold} the number of a bank account (IBAN).",
    },
    "nl": {
        "column": "{rows:# rij bevat|# rijen bevatten} een bankrekeningnummer (IBAN): het leidt naar de houder en nodigt uit tot fraude.",
        "text": "{rows:# tekst bevat|# teksten bevatten} een bankrekeningnummer (IBAN).",
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
SOURCE = "Regulation (EU) 2016/679 (GDPR), article 4(1); ISO 13616"
GOOD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"code": ["NL91ABNA", "DE12", "BE71"], "title": ["AB12 the novel of 1984", "x", "y"]},
    {"accession": ["GB1999.12.0001234", "FR2001.4"]},
)
BAD: Sequence[Mapping[str, Sequence[str | None]]] = (
    {"x": ["NL91ABNA0417164300", None]},
    {"rekening": ["nl91 abna 0417 1643 00", "GB29 NWBK 6016 1331 9268 19"]},
    {"remark": ["Please pay back to DE89 3704 0044 0532 0130 00 soon", "none"]},
)


def look(delivery: Delivery) -> Iterator[Found]:
    """Columns and texts that hold some."""
    for one in found(delivery, "iban"):
        yield left_out(one, "iban")
