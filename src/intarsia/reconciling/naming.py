"""Names compared: equal, equal in another form, close, or not; and the keys under which equal ones are found.

A level says how alike a name asked for and a name held are; what it is worth as evidence is measured in the pool (chances.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA, Indel

from intarsia.text import ARTICLES, clean, fingerprint, fold, transliterate, unarticle

#: from the most alike on
LEVELS = ("equal", "form", "close", "near", "part", "far")
CLOSE, NEAR, FAR = 0.92, 0.82, 0.65
LONGEST = 400  # characters of a name that are looked at
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]{0,200}[)\]]\s*")
_SUBTITLE = re.compile(r"\s*(?::| - | – | — |;|/| = )\s*")
_DIGITS = re.compile(r"\d+")
_NUMBERISH = re.compile(r"\d|(?<= )(?:i[iv]|i{3}|vi{1,3}|ix|xi{1,2})(?= |$)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}


def tidy(name: str) -> str:
    """A name as its writer meant it, no longer than what is looked at, its article in front."""
    return unarticle(clean(name[:LONGEST]))


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """The words of a name in Latin letters as a sorted set, without articles and brackets: equal for other orders, accents and marks."""
    bare = _BRACKETS.sub(" ", name) if "(" in name or "[" in name else name
    words = _words(bare if bare.strip() else name)
    return " ".join(words)


def keys(names: Sequence[str]) -> list[str]:
    """The keys of several names, each once, in order."""
    return list(dict.fromkeys(found for name in names if (found := key(name))))


def latin(names: Sequence[str]) -> list[str]:
    """The names, and those in other scripts once more in Latin letters."""
    found = list(names)
    found += [other for name in names if not name.isascii() and max(name) >= "\u0370" and (other := _latin(name)) != name]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=200_000)
def _latin(name: str) -> str:
    return transliterate(name)


class Form(NamedTuple):
    """A name as it is compared: folded, and as its key."""

    folded: str
    key: str


def form(name: str) -> Form:
    """A name ready to be compared."""
    return Form(fold(name), key(name))


def compare(asked: Form, held: Form) -> tuple[str, float]:
    """The level at which two names agree ("" when they do not) and how alike their letters are, from 0 to 1.

    Names with other numbers in them (a sequel, another volume) are never more than "far".
    """
    if asked.folded == held.folded:
        return ("equal", 1.0) if asked.folded else ("", 0.0)
    if asked.key == held.key and asked.key:
        return "form", 0.99
    alike = _alike(asked, held)
    part = alike < NEAR and _part(asked, held)
    if alike < FAR and not part:
        return "", alike
    if numbers(asked.folded) != numbers(held.folded):
        return ("far", min(alike, FAR)) if alike >= NEAR else ("", alike)
    if part:
        return "part", max(alike, FAR)
    return ("close" if alike >= CLOSE else "near" if alike >= NEAR else "far"), alike


def best(asked: Form, held: Sequence[Sequence[str]]) -> tuple[str, float, int]:
    """The level and likeness of whichever name held is most like the one asked for, and which one that is."""
    found = ("", 0.0, 0)
    for place, one in enumerate(held):
        level, alike = compare(asked, Form(one[0], one[1]))
        if level and (not found[0] or (LEVELS.index(level), -alike) < (LEVELS.index(found[0]), -found[1])):
            found = (level, alike, place)
            if level == "equal":
                break
    return found


@lru_cache(maxsize=50_000)
def numbers(folded: str) -> tuple[str, ...]:
    """The numbers in a folded name, Roman ones from II on too (not as its first word), in order."""
    if not _NUMBERISH.search(folded):
        return ()
    return tuple(sorted([*_DIGITS.findall(folded), *(_ROMAN[word] for word in folded.split()[1:] if word in _ROMAN)]))


def count(name: str) -> int:
    """How many words a name is told apart by: 1 to 4, longer ones as 4."""
    return max(1, min(4, len(key(name).split())))


def _words(name: str) -> tuple[str, ...]:
    found = fingerprint(name if name.isascii() or max(name) < "\u0370" else _latin(name)).split()
    without = tuple(word for word in found if word not in ARTICLES)
    return without or tuple(found)


def _alike(asked: Form, held: Form) -> float:
    """Likeness of letters: of the names as they stand, or of their words in order of the alphabet, whichever is more."""
    found = max(Indel.normalized_similarity(asked.folded, held.folded), Indel.normalized_similarity(asked.key, held.key))
    if found < FAR - 0.1:
        return float(found)
    joined = Indel.normalized_similarity(asked.key.replace(" ", ""), held.key.replace(" ", ""))
    return float(max(found, OSA.normalized_similarity(asked.folded, held.folded), OSA.normalized_similarity(asked.key, held.key), joined * 0.98))


def _part(asked: Form, held: Form) -> bool:
    """Is one of the names the other without its subtitle, or are all words of one (at least two of them) words of the other?"""
    one, other = set(asked.key.split()), set(held.key.split())
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    if not few or not few <= many:
        return False
    if len(few) >= 2:
        return True
    heads = {key(_SUBTITLE.split(name, maxsplit=1)[0]) for name in (asked.folded, held.folded)}
    return len(heads) == 1 and "" not in heads
