"""The shipped vocabularies as tables of words: which form, role, genre, measure a word means."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from intarsia.shelf.vocabularies import vocabulary
from intarsia.text import fold

#: role -> what such a contributor is; the others are persons or cannot be told
ORGANISATIONS = frozenset({"publisher", "broadcaster", "venue", "orchestra", "company", "developer"})


@lru_cache(maxsize=16)
def words(scheme: str) -> dict[str, str]:
    """Folded word -> notation, for one vocabulary that comes with Intarsia; empty for a name that none has."""
    return {word: notation for _, word, notation, _ in vocabulary.words(_loaded(scheme))} if scheme in _paths() else {}


@lru_cache(maxsize=16)
def _loaded(scheme: str) -> vocabulary.Vocabulary:
    return vocabulary.load(_paths()[scheme])


@lru_cache(maxsize=1)
def _paths() -> dict[str, Path]:
    return {path.stem: path for path in vocabulary.builtin()}


def notation(scheme: str, word: str) -> str:
    """The notation that a word means, also in the plural of most languages; '' when none."""
    known, folded = words(scheme), fold(word)
    if folded in known:
        return known[folded]
    for ending, instead in (("ies", "y"), ("en", ""), ("es", ""), ("s", ""), ("n", ""), ("e", "")):
        if folded.endswith(ending) and (found := known.get(folded.removesuffix(ending) + instead)):
            return found
    return ""


@lru_cache(maxsize=1)
def units() -> dict[str, str]:
    """Measure -> the unit it is counted in."""
    return {c.notation: c.unit for c in _loaded("measure").concepts}


@lru_cache(maxsize=1)
def sectors() -> dict[str, str]:
    """Form -> the sector it belongs to."""
    return {notation: sector or "" for _, _, notation, sector in vocabulary.words(_loaded("form"))}
