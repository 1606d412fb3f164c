"""What a column's values look like: shares of the sample that have a form or are words of a vocabulary. No value is kept."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from intarsia import codes, dates
from intarsia.suggest import identifiers, separators, vocabulary
from intarsia.suggest.columns import Column
from intarsia.text import clean, fold, wordset

_PATTERNS = {
    "integer": r"[-+]?\d{1,15}(?:\.0)?",
    "number": r"[-+]?(?:[€$£]|EUR|USD)? ?[-+]?\d[\d.,' \u00a0]*(?: ?(?:%|[€$£]|EUR|USD|kr|zł|PLN|GBP|CHF|mln|m))?",
    "money": r"(?:[€$£¥]|EUR|USD|GBP|CHF|PLN) ?-?\d[\d.,' ]*|\d[\d.,' ]* ?(?:[€$£¥]|EUR|USD|GBP|CHF|PLN|zł|kr|euros?|dollars?)",
    "percent": r"-?\d+(?:[.,]\d+)? ?%",
    "year": r"(?:1[0-9]|20|21)\d\d(?:\.0)?",
    "isodate": r"-?\d{4}-\d\d(?:-\d\d(?:[T ]\d\d.*)?)?|\d{4}-?[QW]\d{1,2}",
    "url": r"(?:https?://|www\.)\S+",
    "email": r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}",
    "phone": r"(?:\+|00)\d[\d ()/-]{7,16}\d|0\d{1,3}[ /-]\d[\d -]{5,9}",
    "coordinates": r"-?\d{1,3}\.\d{3,}(?:[,; ]+-?\d{1,3}\.\d{3,})|POINT ?\(.*\)",
    "boolean": r"true|false|yes|no|ja|nee|nein|oui|non|si|tak|nie|y|n|t|f|0|1|waar|onwaar|wahr|falsch",
    "rights": r"https?://(?:creativecommons\.org/|rightsstatements\.org/)\S+|CC[ -]?(?:BY|0|PDM)\b.*|public domain.*|in copyright.*|©.*|all rights reserved.*"
    r"|publiek domein|domaine public|gemeinfrei|dominio p[uú]blico|pubblico dominio|domena publiczna",
    "duration": r"PT(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?|\d{1,2}:\d\d:\d\d",
    "street": r"[^\d,]{3,40}(?:straat|laan|weg|plein|gracht|street|road|avenue|strasse|straße|platz|rue .+|via .+|calle .+|ulica .+)\b.{0,12}",
    "place": r"\d{4} ?[A-Z]{2}",
}
PATTERNS = {name: re.compile(pattern, re.IGNORECASE if name != "place" else 0) for name, pattern in _PATTERNS.items()}
_WORD = r"(?:[A-ZÀ-ÞŁŚŻŹĆ][\w'’.-]*|van|von|der|den|de|di|da|del|la|le|ten|ter|y|e|zu|af|al|bin|dos)"
_NAME = re.compile(rf"{_WORD}(?: (?:{_WORD}|the)){{1,4}}")
_TURNED = re.compile(r"[A-ZÀ-Þ][\w'’ .-]{1,30}, [A-ZÀ-Þ][\w'’ .-]{0,30}(?:\(.*\))?")
_MISSING = wordset("x - -- . .. ... : n/a na nan none null nil unknown onbekend inconnu unbekannt ? c ~ *")


def fullmatch(name: str, values: list[str]) -> float:
    """The share of values that have the named form."""
    return sum(1 for v in values if PATTERNS[name].fullmatch(v)) / len(values) if values else 0.0


@dataclass
class Values:
    """The values of a column, looked at as questions come up."""

    column: Column

    @cached_property
    def sample(self) -> list[str]:
        """Cleaned, without the marks for nothing."""
        return [v for v in (clean(v) for v in self.column.values) if v and v.casefold() not in _MISSING]

    @cached_property
    def marks(self) -> bool:
        """Are there marks for a missing value (x, -, n/a)?"""
        return any(v.strip().casefold() in _MISSING for v in self.column.values)

    def share(self, name: str) -> float:
        """The share of values with a form of PATTERNS."""
        return self._shares.setdefault(name, fullmatch(name, self.sample))

    @cached_property
    def _shares(self) -> dict[str, float]:
        return {}

    @cached_property
    def separator(self) -> str:
        return separators.between(self.sample)

    @cached_property
    def singles(self) -> list[str]:
        return separators.split(self.sample, self.separator)[:300]

    def vocabulary(self, scheme: str) -> float:
        """The share of single values that are words of a vocabulary."""
        found = vocabulary.words(scheme)
        singles = self.singles[:120]
        return sum(1 for v in singles if len(v) <= 60 and fold(v) in found) / len(singles) if singles else 0.0

    @cached_property
    def countries(self) -> float:
        singles = [v for v in self.singles[:80] if len(v) <= 40]
        return sum(1 for v in singles if codes.country(v)) / len(singles) if singles and not self.numeric else 0.0

    @cached_property
    def languages(self) -> float:
        singles = [v for v in self.singles[:80] if len(v) <= 30]
        return sum(1 for v in singles if codes.language(v)) / len(singles) if singles and not self.numeric else 0.0

    @cached_property
    def dated(self) -> float:
        """The share that reads as a date."""
        some = self.sample[:80]
        return sum(1 for v in some if len(v) <= 60 and any(c.isdigit() for c in v) and (dates.edtf(v) is not None or dates.is_unknown(v))) / len(some) if some else 0.0

    @cached_property
    def people(self) -> float:
        """The share that looks like names of persons."""
        singles = self.singles[:120]
        ends = Counter(v.rpartition(" ")[2] for v in singles)
        if len(set(singles)) < 8 and self.column.looked > 50:
            return 0.0  # a few words that come again and again: kinds of a thing, no names
        if singles and max(ends.values()) > max(2, 0.2 * len(singles)):
            return 0.0  # "Blue Eyes", "Brown Eyes": kinds of a thing, no names
        return sum(1 for v in singles if _NAME.fullmatch(re.sub(r" *\(.*\)$", "", v)) or _TURNED.fullmatch(v)) / len(singles) if singles else 0.0

    @property
    def numeric(self) -> bool:
        return bool(self.sample) and self.share("number") >= 0.85

    @cached_property
    def length(self) -> float:
        """Mean length in characters."""
        return sum(map(len, self.sample)) / len(self.sample) if self.sample else 0.0

    @cached_property
    def words(self) -> float:
        """Mean number of words."""
        return sum(len(v.split()) for v in self.sample) / len(self.sample) if self.sample else 0.0

    @property
    def unique(self) -> bool:
        return self.column.share_different >= 0.97 and len(self.sample) > 1

    @property
    def constant(self) -> bool:
        return len(set(self.column.values)) == 1 and self.column.filled > 3

    @cached_property
    def identifier(self) -> tuple[str, float]:
        return identifiers.recognised(self.sample[:120])

    @cached_property
    def one_number(self) -> float:
        """The share of values with one number in words around it: "Visitors: 12.500"."""
        return sum(1 for v in self.sample if len(v) < 60 and len(re.findall(r"[0-9][0-9.,]*", v)) == 1) / len(self.sample) if self.sample else 0.0

    @cached_property
    def decimals(self) -> str:
        """'en' or 'nl': how numbers are written, '' when they need no reading."""
        if all(re.fullmatch(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", v) for v in self.sample) and not all(re.fullmatch(r"-?\d{1,3}\.\d{3}", v) for v in self.sample):
            return ""
        point = sum(1 for v in self.sample if re.search(r"\d,\d{3}(?:\D|$)|\d\.\d{1,2}(?:\D|$)", v))
        comma = sum(1 for v in self.sample if re.search(r"\d\.\d{3}(?:\D|$)|\d,\d{1,2}(?:\D|$)", v))
        return "nl" if comma > point else "en"

    @property
    def personal(self) -> str:
        """What makes the column a person's own business, '' when nothing does."""
        for name, what in (("email", "e-mail addresses"), ("phone", "telephone numbers"), ("street", "addresses of streets"), ("place", "post codes")):
            if self.share(name) >= 0.5:
                return what
        return ""
