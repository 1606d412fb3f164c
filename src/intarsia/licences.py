"""Licences and rights statements: what one asks, what a sentence says, and what may be done with a combination.

Ranks follow what licences ask: nothing, credit, the same licence, no trade, no changes, permission. Two licences that each ask for
themselves cannot be met by one new licence; which Creative Commons licences go together is CC's own chart
(creativecommons.org/faq, "Can I combine material under different Creative Commons licenses in my work?").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: what a licence asks, from nothing to permission
RANKS = ("nothing", "credit", "same licence", "no trade", "no trade, same licence", "no changes", "no trade, no changes", "permission")
OPEN, PERMISSION = RANKS.index("same licence"), RANKS.index("permission")  #: anybody may use it for anything up to here; ask first from there
_CC = {"by": 1, "by-sa": 2, "by-nc": 3, "by-nc-sa": 4, "by-nd": 5, "by-nc-nd": 6}
_OTHER = ((r"creativecommons\.org/(publicdomain|licenses/publicdomain)|opendatacommons\.org/licenses/pddl|rightsstatements\.org/vocab/(NKC|NoC-US)|unlicense\.org|dl-de/zero", 0),
          (r"opendatacommons\.org/licenses/by|opensource\.org/licenses?/(mit|apache|bsd)|open-government-licence|licence-ouverte|dl-de/by", 1),
          (r"opendatacommons\.org/licenses/odbl|gnu\.org/licenses|eli/dec_impl/2017/863", 2), (r"rightsstatements\.org/vocab/(NoC-NC|NoC-OKLR|InC-NC|InC-EDU)", 3))
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'\])]+[^\s<>\"'\]).,;]|(?:creativecommons|rightsstatements|opendatacommons)\.org/[^\s<>\"'\])]+", re.IGNORECASE)
_NONE = re.compile(r"\bnone\b|\bno (?:\w+ )?licen[cs]e|licen[cs]e not (?:stated|known|given)|unknown licen[cs]e|licen[cs]e unknown|\bunlicensed\b|geen licentie|keine lizenz|"
                   r"sans licence|(?:for|of) (?:the )?(?:code|software) only", re.IGNORECASE)
_FREED = re.compile(r"no known copyright|not in copyright|out of copyright|no copyright|copyright (?:has )?expired|public domain|publiek domein|domaine public|gemeinfrei|dominio "
                    r"p[uú]blico|"
                    r"pubblico dominio|domena publiczna|\bcc ?-?(?:0|zero)\b|public domain dedication|\bunlicense\b", re.IGNORECASE)
_RESERVED = re.compile(r"©|\(c\)|copyright|all rights reserved|alle rechten voorbehouden|auteursrechtelijk|tous droits r[eé]serv[eé]s|alle rechte vorbehalten|urheberrechtlich gesch|"
                       r"todos los derechos|tutti i diritti|wszelkie prawa|\bin copyright\b|by permission|on request", re.IGNORECASE)
#: words that limit use whatever licence is named beside them
_LIMITED = re.compile(r"proprietary|\brestrictive\b|confidential|permission (?:is )?(?:required|needed)|"
                      r"(?:private|informational|personal|evaluation|research|internal|educational) (?:use|licen[cs]e|purposes)", re.IGNORECASE)
_UNSTATED = re.compile(r"\bnot stated\b|niet opgegeven|nicht angegeben|non pr[eé]cis[eé]", re.IGNORECASE)
_UNSURE = re.compile(r"copyright (?:undetermined|not evaluated|status unknown)", re.IGNORECASE)
_CC_WORDS = re.compile(r"\b(?:cc[ -]?|creative commons(?: licen[cs]e)?[ :-]*)(?:by|attribution|naamsvermelding|namensnennung)((?:[ "
                       r"/-]*(?:nc|sa|nd|non-?commercial|share-?alike|no-?deriv\w*))*)",
                       re.IGNORECASE)
_VERSION = re.compile(r"\b([1-4]\.0)\b")
_NAMED = ((re.compile(r"\bodbl\b|open database licen[cs]e", re.I), "https://opendatacommons.org/licenses/odbl/"), (re.compile(r"\bodc[- ]by\b", re.I), "https://opendatacommons.org/licenses/by/"),
          (re.compile(r"\bMIT\b|(?i:mit licen[cs]e|permission is hereby granted, free of charge)"), "https://opensource.org/license/mit"),
          (re.compile(r"\bpddl\b|public domain dedication and licen[cs]e", re.I), "https://opendatacommons.org/licenses/pddl/"),
          (re.compile(r"\bapache(?: licen[cs]e|-2)", re.I), "https://opensource.org/license/apache-2-0"), (re.compile(r"\bBSD\b"), "https://opensource.org/license/bsd-3-clause"),
          (re.compile(r"\b[al]?gpl\b|gnu \w*\s?general public", re.I), "https://www.gnu.org/licenses/gpl-3.0.html"), (re.compile(r"\beupl\b", re.I), "https://data.europa.eu/eli/dec_impl/2017/863/"),
          (re.compile(r"open government licen[cs]e|\bogl\b", re.I), "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
          (re.compile(r"licence ouverte|open licence etalab", re.I), "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
          (re.compile(r"non-?commercial use only|only for non-?commercial|niet-commercieel gebruik", re.I), "https://creativecommons.org/licenses/by-nc/"))


@dataclass(frozen=True)
class Licence:
    """A licence by its address: rank (index of RANKS) and kind ("by-sa"; "unknown" for one that is not known, "reserved", "none stated")."""

    uri: str | None
    rank: int
    kind: str

    @property
    def open(self) -> bool:
        """May anybody use it for anything, with credit and under the same licence at most?"""
        return self.rank <= OPEN


def licence(uri: str | None) -> Licence:
    """What a licence asks; one that is not known or not stated asks for permission."""
    address = (uri or "").casefold()
    if found := re.search(r"creativecommons\.org/licenses/(by(?:-nc)?(?:-sa|-nd)?)(?:/|$)", address):
        return Licence(uri, _CC[found[1]], found[1])
    for pattern, rank in _OTHER:
        if re.search(pattern, uri or "", re.IGNORECASE):
            return Licence(uri, rank, RANKS[rank])
    return Licence(uri, PERMISSION, "unknown")


def stated(text: str | None) -> Licence | None:
    """What a written statement says: an address, or words in one of seven languages; None when it says nothing about rights.

    Several licences in one statement: the one that asks most; a copyright line beside a licence is part of that licence. A statement
    that there is none, or that rights are reserved, asks for permission; so does an address that nobody knows.
    """
    said = re.sub(r"\s+", " ", text or "").strip()
    if not said:
        return None
    if _NONE.search(said):
        return Licence(None, PERMISSION, "none stated")
    addresses = [licence(one) for one in _ADDRESS.findall(said)]
    found = [one for one in addresses if one.kind != "unknown" or "rightsstatements.org" in str(one.uri) or (one.uri == said and re.search(r"licen|rights|terms", said, re.IGNORECASE))]
    found += [licence(address) for pattern, address in _NAMED if pattern.search(said)] if not found else []
    found += [_creative(match[1], said) for match in _CC_WORDS.finditer(said)] if not addresses else []
    if _LIMITED.search(said):
        return Licence(None, PERMISSION, "reserved")
    if not found and _FREED.search(said):
        zero = re.search(r"\bcc ?-?(?:0|zero)\b", said, re.IGNORECASE)
        found.append(Licence("https://creativecommons.org/publicdomain/zero/1.0/" if zero else "https://creativecommons.org/publicdomain/mark/1.0/", 0, RANKS[0]))
    if not found and (_UNSURE.search(said) or _UNSTATED.search(said)):
        return Licence(None, PERMISSION, "unknown" if _UNSURE.search(said) else "none stated")
    if not found and _RESERVED.search(said):
        return Licence(None, PERMISSION, "reserved")
    return max(found, key=lambda one: one.rank, default=None)


def _creative(rest: str, said: str) -> Licence:
    """"Creative Commons Attribution-NonCommercial 4.0" as the licence it names."""
    words = rest.casefold()
    parts = ["by", *(["nc"] if "nc" in words or "non" in words else []), *(["sa"] if "sa" in words or "share" in words else ["nd"] if "nd" in words or "deriv" in words else [])]
    version = _VERSION.search(said)
    return licence(f"https://creativecommons.org/licenses/{'-'.join(parts)}/{version[1] + '/' if version else ''}")


def forbids(statement: str | None) -> tuple[str, ...]:
    """What a record's own statement forbids that an open licence allows: "trade", "changes", "use"; nothing when it says nothing.

    A statement of rightsstatements.org that a work is in copyright, or that nobody looked, is about the work by its own words and
    leaves the description free; one that forbids trade is kept to, for it cannot be told what was meant.
    """
    said = stated(statement)
    if said is None or said.kind == "none stated" or (said.kind == "unknown" and "rightsstatements.org" in (statement or "")):
        return ()
    if said.kind == "reserved":
        return ("use",)
    asks = RANKS[said.rank]
    return tuple(word for word in ("trade", "changes") if f"no {word}" in asks)


def fit(one: Licence, other: Licence) -> bool:
    """May material under both be made into one new work that is shared? Creative Commons' chart; anything that asks for permission fits nothing."""
    both = sorted((one, other), key=lambda lic: lic.rank)
    low, high = both
    if "nd" in high.kind.split("-") or "nd" in low.kind.split("-") or high.rank == PERMISSION:
        return False
    return not (low.rank == RANKS.index("same licence") and high.kind != low.kind)


def combined(inputs: Iterable[tuple[str, str | None]]) -> dict[str, Any]:
    """(dataset, licence) of everything that goes in -> {"asks", "licence", "because": [datasets], "together": bool, "apart": [[dataset, dataset]]}.

    because: the inputs that ask most, so that decide what the whole asks. apart: pairs of inputs whose licences no one new work can meet.
    """
    found = sorted(((name, licence(uri)) for name, uri in dict(inputs).items()), key=lambda one: (-one[1].rank, one[0]))
    if not found:
        return {"asks": None, "licence": None, "because": [], "together": True, "apart": []}
    top = found[0][1]
    apart = [[a, b] for n, (a, one) in enumerate(found) for b, other in found[n + 1 :] if not fit(one, other)]
    return {"asks": RANKS[top.rank], "licence": top.uri, "because": [name for name, one in found if one.rank == top.rank], "together": not apart, "apart": apart}
