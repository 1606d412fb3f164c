"""MARC 21: what a field and subfield is called says all, in every library (loc.gov/marc/bibliographic)."""

from __future__ import annotations

import re

FIELD = re.compile(r"(?:^|\.)(\d{3})(?:\.([a-z0-9]|ind[12]))?$")

#: field.subfield -> target; a field alone is a control field
TARGETS = {
    "001": "key", "020.a": "id:isbn", "022.a": "id:issn", "024.a": "", "041.a": "language", "041.h": "",
    "100.a": "c:author", "110.a": "c:creator", "111.a": "c:creator", "700.a": "c:contributor", "710.a": "c:contributor", "711.a": "c:contributor",
    "245.a": "title", "245.b": "title:alternative", "240.a": "title:original", "130.a": "title:original", "246.a": "title:alternative", "740.a": "title:alternative",
    "260.b": "c:publisher", "264.b": "c:publisher", "260.c": "date", "264.c": "date", "490.a": "part_of", "830.a": "part_of", "440.a": "part_of",
    "520.a": "description", "650.a": "subject", "651.a": "subject", "600.a": "subject", "610.a": "subject", "655.a": "genre", "856.u": "page",
}


def target(name: str) -> str | None:
    """What a column named like a MARC field becomes; "" for a field that is no use here, None when it is no such name."""
    found = FIELD.search(name)
    if found is None or (found[2] is None and not found[1].startswith("00")):
        return None
    return TARGETS.get(f"{found[1]}.{found[2]}" if found[2] else found[1], "")
