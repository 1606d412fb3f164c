"""Greek and Cyrillic letters to plain Latin ones: tables of our own, close to what passports print.

Greek follows ELOT 743, Ukrainian the cabinet resolution of 2010, Bulgarian the transliteration
act of 2009, Russian the habit of English library titles (`-ий` at the end of a word is `-y`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i",
    "є": "ie", "ґ": "g", "ў": "u", "ђ": "dj", "ћ": "c", "љ": "lj", "њ": "nj", "џ": "dz", "ј": "j",
    "ѓ": "gj", "ќ": "kj", "ѕ": "dz", "ѣ": "e", "ѳ": "f", "ѵ": "i",
}  # fmt: skip
_UKRAINIAN = _CYRILLIC | {"г": "h", "и": "y", "й": "i", "ю": "iu", "я": "ia", "зг": "zgh"}
_UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_BULGARIAN = _CYRILLIC | {"х": "h", "щ": "sht", "ъ": "a", "ь": "y"}
_GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o", "ου": "ou", "γγ": "ng",
    "γξ": "nx", "γχ": "nch", "ντ": "nt", "μπ": "mp",
}  # fmt: skip
_GREEK_RUN = re.compile(r"[Ͱ-Ͽἀ-῿]+")
_CYRILLIC_RUN = re.compile(r"[Ѐ-ӿ]+")
_GREEK_UNIT = re.compile(
    r"[αεη]υ(?!\u0308)|ου(?!\u0308)|γ[γξχ]|ντ|μπ|[^\W\d_]", re.IGNORECASE
)
_TONOS = re.compile(r"[\u0300-\u0307\u0309-\u036f]")


def transliterate(s: str, language: str = "") -> str:
    """`s` with Greek and Cyrillic letters written in Latin; every other character stays.

    `language` ("ru", "uk", "bg") settles what the letters alone do not; without it Ukrainian is
    known by its own letters and Bulgarian by `ъ` where Russian cannot have it, else Russian.
    """
    if s.isascii():
        return s
    s = unicodedata.normalize("NFC", s)
    read = _cyrillic_reader(language or _cyrillic_language(s))
    return _CYRILLIC_RUN.sub(lambda m: read(m[0]), _GREEK_RUN.sub(lambda m: _greek(m[0]), s))


def _cyrillic_language(s: str) -> str:
    low = s.lower()
    if re.search("[іїєґ]", low) and not re.search("[ыэў]", low):
        return "uk"
    if re.search("ъ(?![еёюя])", low) and not re.search("[ыэё]", low):
        return "bg"
    return "ru"


def _cyrillic_reader(language: str) -> Callable[[str], str]:
    return {"uk": _ukrainian, "bg": _bulgarian}.get(language, _russian)


def _russian(word: str) -> str:
    ending = re.search("[иы]й$", word, re.IGNORECASE)
    if ending and len(word) > 3:
        last = "Y" if word.isupper() else "y"
        return _spell(word[:-2], list(word[:-2]), _CYRILLIC) + last
    return _spell(word, list(word), _CYRILLIC)


def _ukrainian(word: str) -> str:
    units = re.findall("зг|.", word, re.IGNORECASE)
    first = _UKRAINIAN_FIRST.get(word[0].lower())
    if first is None:
        return _spell(word, units, _UKRAINIAN)
    return _cased(first, word[0], word) + _spell(word, units[1:], _UKRAINIAN)


def _bulgarian(word: str) -> str:
    spelt = _spell(word, list(word), _BULGARIAN)
    return re.sub("iya$", "ia", spelt)


def _greek(word: str) -> str:
    plain = _TONOS.sub("", unicodedata.normalize("NFKD", word))
    out: list[str] = []
    last = 0
    for unit in _GREEK_UNIT.finditer(plain):
        out.append(plain[last : unit.start()])
        last = unit.end()
        out.append(_cased(_greek_sound(unit[0].lower(), plain, unit), unit[0], word))
    out.append(plain[last:])
    return unicodedata.normalize("NFC", "".join(out).replace("\u0308", ""))


def _greek_sound(low: str, word: str, unit: re.Match[str]) -> str:
    if low == "μπ" and unit.start() == 0:
        return "b"
    if low in ("αυ", "ευ", "ηυ"):
        after = word[unit.end() : unit.end() + 1].lower()
        # v before vowels and voiced consonants, f before the rest and at the end
        return _GREEK[low[0]] + ("v" if after and after in "αεηιουωβγδζλμνρ" else "f")
    return _GREEK.get(low, low)


def _spell(word: str, units: list[str], table: dict[str, str]) -> str:
    return "".join(_cased(table.get(u.lower(), u), u, word) for u in units)


def _cased(latin: str, unit: str, word: str) -> str:
    if not unit[:1].isupper():
        return latin
    return latin.upper() if len(word) > 1 and word.isupper() else latin[:1].upper() + latin[1:]
