"""Several values in one cell: which sign stands between them."""

from __future__ import annotations

import re
from collections import Counter

SIGNS = ";|/,"


def between(values: list[str], known: frozenset[str] | set[str] = frozenset()) -> str:
    """The regular expression for what separates values, '' when cells hold one value each.

    A sign separates when the parts are short and come again in other cells, or are words that are known.
    """
    sample = [v for v in values if len(v) <= 200 and "://" not in v]
    whole = {v.strip().casefold() for v in sample} | known
    found = "".join(sign for sign in SIGNS if sample and _separates(sign, sample, whole))
    return f" *[{found}] *" if len(found) > 1 else f" *{re.escape(found)} *" if found else ""


def _separates(sign: str, sample: list[str], whole: set[str]) -> bool:
    holding = [v for v in sample if sign in v]
    if len(holding) < max(2, 0.01 * len(sample)):
        return False
    parts = [p.strip().casefold() for v in holding for p in re.split(f"[{SIGNS}]", v) if p.strip()]
    counted = Counter(parts)
    again = sum(1 for p in parts if counted[p] > 1 or p in whole)
    return bool(parts) and max(map(len, parts)) <= 60 and (again >= 0.4 * len(parts) or (sign in ";|" and again >= 0.1 * len(parts)))


def split(values: list[str], pattern: str) -> list[str]:
    """The single values."""
    return [p.strip() for v in values for p in re.split(pattern, v) if p.strip()] if pattern else values


def people(values: list[str]) -> bool:
    """Do cells hold several names, or a name turned round or with a role beside it?"""
    return any(re.search(r"[,;|&/(]| (?:and|en|und|et|y|e|i) ", v) for v in values)
