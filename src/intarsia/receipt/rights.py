"""What may be done with the combination: as much as its most restrictive input allows, and which input that is.

Ranks follow what the licences ask: nothing, credit, the same licence, no trade, no changes, permission. Two licences that each
ask for themselves cannot be met by one new licence; which Creative Commons licences go together is CC's own table
(creativecommons.org, "CC License Compatibility").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: what a licence asks, from nothing to permission
RANKS = ("nothing", "credit", "same licence", "no trade", "no trade, same licence", "no changes", "no trade, no changes", "permission")
_CC = {"by": 1, "by-sa": 2, "by-nc": 3, "by-nc-sa": 4, "by-nd": 5, "by-nc-nd": 6}
_OTHER = ((r"creativecommons\.org/(publicdomain|licenses/publicdomain)|opendatacommons\.org/licenses/pddl|rightsstatements\.org/vocab/(NKC|NoC-US)", 0),
          (r"opendatacommons\.org/licenses/by|opensource\.org/licenses?/(mit|apache|bsd)|open-government-licence", 1), (r"opendatacommons\.org/licenses/odbl|gnu\.org/licenses", 2),
          (r"rightsstatements\.org/vocab/(NoC-NC|NoC-OKLR|InC-NC|InC-EDU)", 3))


@dataclass(frozen=True)
class Licence:
    """A licence by its address: rank (index of RANKS) and kind ("by-sa")."""

    uri: str | None
    rank: int
    kind: str


def licence(uri: str | None) -> Licence:
    """What a licence asks; one that is not known or not stated asks for permission."""
    address = (uri or "").casefold()
    if found := re.search(r"creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)(?:/|$)", address):
        return Licence(uri, _CC[found[1]], found[1])
    for pattern, rank in _OTHER:
        if re.search(pattern, uri or "", re.IGNORECASE):
            return Licence(uri, rank, RANKS[rank])
    return Licence(uri, len(RANKS) - 1, "unknown")


def fit(one: Licence, other: Licence) -> bool:
    """May material under both be made into one new work that is shared? Creative Commons' chart; anything that asks for permission fits nothing."""
    both = sorted((one, other), key=lambda lic: lic.rank)
    low, high = both
    if "nd" in high.kind.split("-") or "nd" in low.kind.split("-") or high.rank == len(RANKS) - 1:
        return False
    return not (low.rank == RANKS.index("same licence") and high.kind != low.kind)


def combined(inputs: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    """(dataset, licence) of everything that goes in -> {"asks", "licence", "because": [datasets], "together": bool, "apart": [[dataset, dataset]]}.

    apart: pairs of inputs whose licences no one new work can meet.
    """
    found = sorted(((name, licence(uri)) for name, uri in dict(inputs).items()), key=lambda one: (-one[1].rank, one[0]))
    if not found:
        return {"asks": None, "licence": None, "because": [], "together": True, "apart": []}
    top = found[0][1]
    apart = [[a, b] for n, (a, one) in enumerate(found) for b, other in found[n + 1 :] if not fit(one, other)]
    return {"asks": RANKS[top.rank], "licence": top.uri, "because": [name for name, one in found if one.rank == top.rank], "together": not apart, "apart": apart}
