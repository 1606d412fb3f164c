"""A stretch of a text that is personal data, and the text it was found in with the words that stand near."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from intarsia.personal import words
from intarsia.text import fold

#: the kinds of personal data that a text is searched for, in the order in which they win where two overlap
KINDS = ("email", "handle", "iban", "ip-address", "national-id", "payment-card", "phone", "birth-date", "coordinates", "postal-address", "postcode")

_DIGIT = re.compile(r"\d")
LONGEST_CUE = 36
BEFORE, AFTER = 48, 24  # characters in which a word says what a number is


@dataclass(frozen=True, order=True)
class Span:
    """Where personal data stands in a text: characters start to end (end not included), and what it is.

    sure: it passes its check digit, or its form can hardly be anything else; else a word near it says so. role: an e-mail address of
    a desk or an office, not of a person.
    """

    start: int
    end: int
    kind: str
    sure: bool = True
    role: bool = False


class Text:
    """A text to be searched: as it stands, in plain small letters of the same length, and the words that tell what numbers are."""

    def __init__(self, raw: str, near: str = "") -> None:
        self.raw = raw
        self.near = near

    @cached_property
    def flat(self) -> str:
        """Small letters without accents, character by character, so that places are those of the text itself."""
        return self.raw.lower() if self.raw.isascii() else self.raw.translate(_letters())

    @cached_property
    def digits(self) -> int:
        """How many digits it holds."""
        return len(_DIGIT.findall(self.raw))

    def _cues(self, start: int, end: int, before: int, behind: int) -> list[tuple[int, int, str]]:
        """The words that tell what numbers are, near a place; the whole text is never searched for them."""
        near = words.CUES.finditer(self.flat, max(0, start - before - LONGEST_CUE), min(len(self.flat), end + behind + LONGEST_CUE))
        return [(match.start(), match.end(), str(match.lastgroup)) for match in near]

    @cached_property
    def _heading(self) -> frozenset[str]:
        """What the name of the column says that its values are."""
        return frozenset(str(match.lastgroup) for match in words.CUES.finditer(fold(self.near)))

    def said(self, start: int, end: int) -> frozenset[str]:
        """What the words near a place call it: the last cue before it, one just behind it, and the name of the column."""
        cues = self._cues(start, end, BEFORE, AFTER)
        before = [(place, cue) for _, place, cue in cues if place <= start and start - place <= BEFORE]
        behind = [(place, cue) for place, _, cue in cues if place >= end and place - end <= AFTER and cue not in ("version", "postcode")]
        near: set[str] = set()
        if before:
            near.add(max(before)[1])
        if behind and not self._parted(end, min(behind)[0]) and not (before and start - max(before)[0] <= 3):
            near.add(min(behind)[1])
        return frozenset(near) or self._heading

    def around(self, kind: str, start: int, end: int, reach: int = 80) -> bool:
        """Does a word of that kind stand anywhere near, or in the name of the column?"""
        return kind in self._heading or any(cue == kind and place > start - reach and other < end + reach for place, other, cue in self._cues(start, end, reach, reach))

    def _parted(self, start: int, end: int) -> bool:
        """Does a sentence or a field end between two places?"""
        return re.search(r"[.;!?\n|]\s|,", self.raw[start : end + 1]) is not None


@lru_cache(maxsize=1)
def _letters() -> dict[int, str]:
    """What each letter that stands for one plain small letter becomes: up to Latin Extended-B, and what else has a small form of one letter."""
    table = {}
    for code in range(0x250):
        folded = fold(f"a{chr(code)}a")[1:-1]
        table[code] = folded if len(folded) == 1 and not chr(code).isspace() else chr(code).lower() if len(chr(code).lower()) == 1 else chr(code)
    return table
