"""Countries and regions, told apart by their codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from intarsia import codes

#: regions of the European Union's Nomenclature of Territorial Units for Statistics (NUTS), from large to small
NUTS = ("nuts1", "nuts2", "nuts3")
#: "region": whichever of NUTS has figures of most places
LEVELS = ("country", "region", *NUTS)
#: two letters of the country and one to three more signs, one of them a digit; some large regions have a letter in its place (DEA, FRB, ITC), and are
#: no code of a country in ISO 3166-1 alpha-3 (DEU, FRA, ITA, UKR). Also for the regular expressions of SQL.
REGION = "[A-Z]{2}[0-9][0-9A-Z]{0,2}|[A-Z]{3}[0-9][0-9A-Z]?|DE[A-T]|FR[B-Z]|IT[B-Z]|TR[A-Z]|UK[A-Q]"
#: Eurostat writes these two countries otherwise than ISO 3166
ISO = {"EL": "GR", "UK": "GB"}
_COUNTRY, _REGION = re.compile("[A-Z]{2}"), re.compile(REGION)


@lru_cache(maxsize=20_000)
def level_of(place: str) -> str:
    """ "country" for an ISO 3166-1 alpha-2 code, "nuts1" to "nuts3" for a region by the length of its code, "" for anything else."""
    if _COUNTRY.fullmatch(place):
        return "country"
    return f"nuts{len(place) - 2}" if _REGION.fullmatch(place) and codes.country(place[:2]) else ""


def within(place: str, level: str) -> str:
    """The country or region of a level that a place lies in; "" where its code does not say."""
    own = level_of(place)
    if level == "country":
        return ISO.get(place[:2], place[:2]) if own.startswith("nuts") else place if own else ""
    return place[: 2 + int(level[-1])] if own.startswith("nuts") and own >= level else ""


def settled(level: str, *had: Mapping[str, Mapping[int, int]]) -> str:
    """The level asked for; for "region" the one with most places that have each of the figures; regions of the middle size where there are none.

    had: of each figure, the number of places by level and year.
    """
    if level != "region":
        return level

    def places(one: str) -> int:
        years: Iterable[int] = set.intersection(*(set(figure.get(one, {})) for figure in had))
        return max((min(figure[one][year] for figure in had) for year in years), default=0)

    return max(NUTS, key=lambda one: (places(one), one == "nuts2"))
