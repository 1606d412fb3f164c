"""All personal data in one text."""

from __future__ import annotations

import re

from intarsia.personal import bank, birth, internet, mail, national, phone, place
from intarsia.personal.span import KINDS, Span, Text

_FINDERS = (mail.emails, mail.handles, bank.ibans, internet.addresses, national.numbers, bank.cards, phone.numbers, birth.dates, place.coordinates, place.streets, place.postcodes)
_RANK = {kind: place for place, kind in enumerate(KINDS)}
#: numbers of these kinds hold one another: a card of fifteen digits may end in eleven that make a number of a person; the longer one is meant
_NUMBERS = {"national-id": 4, "payment-card": 4, "phone": 4}
_SOMETHING = re.compile(r"[@/0-9]|\bat\b|\barroba\b|\bapenstaartje\b|\bchiocciola\b", re.IGNORECASE)
LONGEST = 100_000  # characters that are searched in one text; what is longer is searched piece by piece
OVERLAP = 200


def spans(text: str, near: str = "") -> list[Span]:
    """Personal data in a text, in order of place, none overlapping another.

    near: the name of the column or field it stands in, which says what its numbers are ("phone", "rekeningnummer"). What is
    surer wins where two overlap, then the order of `KINDS`, then the longer.
    """
    if len(text) > LONGEST:
        return _piecewise(text, near)
    if _SOMETHING.search(text) is None:
        return []
    seen = Text(text, near)
    found = {span for finder in _FINDERS for span in finder(seen)}
    kept: list[Span] = []
    for span in sorted(found, key=lambda s: (not s.sure, _NUMBERS.get(s.kind, _RANK[s.kind]), s.start - s.end, _RANK[s.kind], s.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept)


def _piecewise(text: str, near: str) -> list[Span]:
    """A very long text, piece by piece; the pieces overlap so that nothing falls between them."""
    found: set[Span] = set()
    for start in range(0, len(text), LONGEST - OVERLAP):
        piece = text[start : start + LONGEST]
        found.update(Span(span.start + start, span.end + start, span.kind, span.sure, span.role) for span in spans(piece, near))
    kept: list[Span] = []
    for span in sorted(found):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
