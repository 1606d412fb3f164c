"""Written text made comparable: cleaned, folded, reduced to a fingerprint, read as a number.

Nothing here guesses a language or raises: the worst outcome is the text as it came, or None.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from functools import lru_cache
from html.entities import html5

from intarsia.transliteration import transliterate as transliterate


def wordset(line: str) -> frozenset[str]:
    """The words of `line`, so that tables of words read as text."""
    return frozenset(line.split())



# "&amp;amp;lt;" and "\u005cu005c": one step takes off all layers, so hostile nesting costs nothing
_LAYERS = re.compile(r"&(?:amp;|#38;|#[xX]26;)+")
_BACKSLASHES = re.compile(r"\\(?:u005[cC])+(?=u[0-9a-fA-F]{4})")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_SURROGATE = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]"
    # joiners carry meaning in Persian, Indic scripts and emoji, none in European scripts
    "|(?<![\u0590-\u1fff\u2190-\U0010ffff])[\u200c\u200d]"
)
_SPACE = re.compile(r"[\s\u2800\u3164\u115f\u1160]+")

# A mark goes, except where it makes another Cyrillic letter: й ў ї ѓ ќ (ё is е in most print)
_MARKS = re.compile(
    "([Ии]\u0306|[Уу]\u0306|[Іі]\u0308|[ГгКк]\u0301)"
    "|[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u200c\u200d]"
)
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ŋ": "ng",
    "ħ": "h", "ŧ": "t", "ĸ": "k", "ƒ": "f", "ɨ": "i", "ƀ": "b",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "ʹ": "'", "′": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
})  # fmt: skip

_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}(?!\w)|(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)")
_APOSTROPHE = re.compile(r"['´]")
# marks of the scripts between Hebrew and Vedic belong to their words although \w leaves them out
_PUNCTUATION = re.compile(r"(?:[^\w\u0591-\u1cff\u302a-\u309a]|_)+")

#: the articles of ten languages: en nl fr de it es pt sv da; German ones never lower the next word, nouns are written large
ARTICLES = wordset(
    "the a an de het een 't le la les l' un une der die das ein eine el los las una unos unas lo "
    "il i gli uno o os as um uma en ett den det et"
)
_GERMAN = wordset("der die das ein eine")
_FLIPPED = re.compile(
    r"(?P<rest>[^,][^=]*?)\s*,\s*(?P<article>['’]?[^\W\d_]{1,4}['’]?)(?P<tail>\s*[(\[:/=].*)?"
)

_MONEY = r"(?:[$€£¥]|(?:us\$|eur|usd|gbp|euros?|kr|zł|pln|chf)(?![a-z]))"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?P<money>{_MONEY})?\s*(?P<minus>-)?"
    r"(?P<digits>[0-9][0-9.,' ]*|[.,][0-9]+)(?P<exponent>e[+-]?[0-9]{1,3})?\s*"
    rf"(?P<scale>[a-z]+\.?)??\s*(?:%|(?P<after>{_MONEY}))?\s*(?P<close>\))?",
    re.IGNORECASE,
)
_SCALES = {
    "k": 1e3, "thousand": 1e3, "duizend": 1e3, "mille": 1e3, "tausend": 1e3, "tsd": 1e3,
    "mln": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6, "miljoen": 1e6,
    "millionen": 1e6, "milioni": 1e6, "millones": 1e6, "mm": 1e6,
    "bn": 1e9, "mld": 1e9, "mrd": 1e9, "billion": 1e9, "billions": 1e9, "miljard": 1e9,
    "milliard": 1e9, "milliards": 1e9, "milliarden": 1e9, "miliardi": 1e9,
}  # fmt: skip
_GROUPED = {mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ".,' "}
_POINT_IS_DECIMAL = wordset("en ga mt he ja zh ko th")


def clean(s: str) -> str:
    """`s` as its writer meant it: entities and `\\uXXXX` decoded, NFC, white space single.

    Only entities closed by ";" are decoded, so "R&D" and "?a=1&copy=2" survive; decoding repeats
    until nothing changes, because exports escape twice. Invisible characters and lone surrogates go.
    """
    if s.isascii() and s.isprintable() and "&" not in s and "\\" not in s:
        return " ".join(s.split())
    before = None
    while s != before:
        before = s
        s = _unescaped(s)
        s = _INVISIBLE.sub("", unicodedata.normalize("NFC", s))
        s = _SPACE.sub(" ", s).strip()
    return s


def _unescaped(s: str) -> str:
    if "&" in s:
        s = _ENTITY.sub(_entity, _LAYERS.sub("&", s) if ";" in s else s)
    if "\\" in s:
        s = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), _BACKSLASHES.sub(r"\\", s))
    if _SURROGATE.search(s):  # pairs become one character, lone ones cannot be written at all
        s = s.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return s


def _entity(m: re.Match[str]) -> str:
    # html.unescape would also decode the prefix of an unknown name: "&notit;" to "¬it;"
    return html.unescape(m[0]) if m[0][1] == "#" else html5.get(m[0][1:], m[0])


def fold(s: str) -> str:
    """`s` for search and equality: no case, accents, ligatures or typographic quotes and dashes.

    Scripts stay apart: Greek keeps Greek letters (one sigma, no tonos), Cyrillic keeps й and ї
    while ё becomes е. NFKD as in Unicode Standard Annex 15; folding twice changes nothing.
    """
    if s.isascii():
        return " ".join(s.lower().replace("`", "'").split())
    if max(s) < "\u0250":  # letter by letter, by a table made once: ten times as fast
        return " ".join(s.translate(_latin()).lower().replace("`", "'").split())
    return _folded(s)


@lru_cache(maxsize=1)
def _latin() -> dict[int, str]:
    """What each Latin letter up to U+024F folds to."""
    return {code: _folded(f"a{chr(code)}a")[1:-1] for code in range(0x80, 0x250)}


def _folded(s: str) -> str:
    for _ in range(2):  # case folding can bring out a letter that decomposes again
        s = _MARKS.sub(r"\1", unicodedata.normalize("NFKD", _INVISIBLE.sub("", s)))
        s = s.casefold().translate(_LETTERS)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", s)).strip()


def fingerprint(s: str) -> str:
    """The set of words in `s`: folded, without punctuation, sorted and unique (OpenRefine's idea).

    Apostrophes and the points of initials close up ("U.S.A." is "usa", "J. R. R." is "jrr"), other
    marks part words. A text of nothing but marks, such as the band "!!!", keeps them.
    """
    folded = fold(s)
    joined = _INITIALS.sub(lambda m: re.sub(r"[.\s]", "", m[0]) + " ", folded)
    words = _PUNCTUATION.sub(" ", _APOSTROPHE.sub("", joined)).split()
    return " ".join(sorted(set(words))) or folded


def slug(s: str) -> str:
    """`s` for an address: Latin, folded, words joined by "-"; "" when no letter or digit is left.

    Letters of scripts without a table here (Georgian, Arabic, Chinese) stay: an IRI may hold them.
    """
    latin = fold(transliterate(unicodedata.normalize("NFKC", s)))
    return _PUNCTUATION.sub("-", _APOSTROPHE.sub("", latin)).strip("-")


def unarticle(s: str) -> str:
    """The title or band with the article in front: "Beatles, The" gives "The Beatles".

    A title in sentence case of three words or more loses its first capital ("Naam van de roos, De"
    gives "De naam van de roos"), except after German articles. Anything else comes back unchanged.
    """
    m = _FLIPPED.fullmatch(s)
    if m is None or not _is_article(m["article"]):
        return s
    article, rest = m["article"], m["rest"]
    words = rest.split()
    if len(words) > 2 and article.lower() not in _GERMAN and all(w.islower() for w in words[1:]):
        rest = rest[:1].lower() + rest[1:]
    space = "" if article[-1] in "'’" else " "
    return article[:1].upper() + article[1:] + space + rest + (m["tail"] or "")


def _is_article(word: str) -> bool:
    # one lower-case letter is a list item ("appendix, a"), not an article
    return word.lower().replace("’", "'") in ARTICLES and (len(word) > 1 or word.isupper())


def number(s: str, locale: str = "") -> float | None:
    """The number written in `s`, or None: currency, percent sign and scale words are understood.

    "12 %" is 12.0 (as written), "$1.3M" 1,300,000, "(5)" -5. Two kinds of mark, or one repeated,
    settle which is decimal. One mark with three digits after it is settled by `locale` ("nl",
    "en-GB"); without one "1,234" is thousands, as people write, and "1.234" is decimal, as machines do.
    """
    m = _NUMBER.fullmatch(clean(s).replace("−", "-").replace("’", "'"))
    if m is None or bool(m["open"]) != bool(m["close"]) or (m["sign"] and m["minus"]):
        return None
    digits = _machine_digits(m["digits"].rstrip(" "), locale)
    scale = _scale(m["scale"], bool(m["money"] or m["after"]), locale)
    if digits is None or scale is None:
        return None
    value = float(digits + (m["exponent"] or "")) * scale
    negative = m["open"] or m["sign"] == "-" or m["minus"]
    return None if math.isinf(value) else -value if negative else value


def _scale(word: str | None, money: bool, locale: str) -> float | None:
    if word is None:
        return 1.0
    if word.lower().startswith("billion") and locale[:2].lower() not in ("", "en"):
        return None  # a thousand times more outside English
    # a small m may be metres or minutes; after a currency sign it is millions
    if word == "M" or (money and word == "m"):
        return 1e6
    return _SCALES.get(word.lower().rstrip("."))


def _machine_digits(digits: str, locale: str) -> str | None:
    """`digits` with a decimal point and nothing else, or None when the marks make no number."""
    marks = [c for c in digits if not c.isdigit()]
    if not marks:
        return digits
    decimal = _decimal_mark(digits, marks, locale.lower().replace("_", "-").split("-")[0])
    whole, _, fraction = digits.partition(decimal) if decimal else (digits, "", "")
    group = next((c for c in whole if not c.isdigit()), "")
    if group and not _GROUPED[group].fullmatch(whole):
        return None
    if not fraction.isdigit() and fraction:
        return None
    return f"{whole.replace(group, '') if group else whole or '0'}.{fraction or '0'}"


def _decimal_mark(digits: str, marks: list[str], language: str) -> str:
    last = marks[-1]
    if last in "' ":
        return ""
    if len(set(marks)) > 1 or len(marks) > 1:
        return last if marks.count(last) == 1 else ""
    if not _GROUPED[last].fullmatch(digits) or digits.startswith("0"):
        return last
    if language:
        point = language in _POINT_IS_DECIMAL
        return last if (last == ".") == point else ""
    return last if last == "." else ""
