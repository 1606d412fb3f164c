"""Identifiers that carry a check digit: which of a column's values are what they should be."""

from __future__ import annotations

import re
from collections.abc import Callable

from intarsia import codes

_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")


def ean(text: str) -> bool:
    """A valid EAN-13 or UPC-A (GS1 General Specifications, section 7.9)."""
    digits = re.sub(r"[\s-]", "", text)
    if not digits.isdigit() or len(digits) not in (12, 13):
        return False
    return sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits.zfill(13))) % 10 == 0


def issn(text: str) -> bool:
    """A valid ISSN (ISO 3297, annex A)."""
    if not _ISSN.fullmatch(text.strip()):
        return False
    digits = re.sub(r"\W", "", text).upper()
    return sum((10 if d == "X" else int(d)) * (8 - n) for n, d in enumerate(digits)) % 11 == 0


def isbn(text: str) -> bool:
    """A valid ISBN-10 or ISBN-13 (ISO 2108), also one whose leading zeros a spreadsheet took."""
    return codes.isbn(text) is not None


CHECKS: dict[str, Callable[[str], bool]] = {"id:isbn": isbn, "id:ean": ean, "id:issn": issn}
