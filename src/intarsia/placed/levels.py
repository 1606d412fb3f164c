"""Countries and regions, told apart by their codes."""

from __future__ import annotations

import re

LEVELS = ("country", "region")
_COUNTRY = re.compile(r"[A-Z]{2}")
#: a region of the European Union's Nomenclature of Territorial Units for Statistics (NUTS): two letters of its country and one to three more signs
_REGION = re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")


def level_of(place: str) -> str:
    """ "country" for an ISO 3166-1 alpha-2 code, "nuts1" to "nuts3" for a region by the length of its code, "" for anything else."""
    if _COUNTRY.fullmatch(place):
        return "country"
    return f"nuts{len(place) - 2}" if _REGION.fullmatch(place) and any(c.isdigit() for c in place) else ""
