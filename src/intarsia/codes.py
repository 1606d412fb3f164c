"""Countries, languages and books by their international codes, from codes or names as people write them.

Names come from the Unicode CLDR (package babel) in English and all languages of the European
Union; a name that means two things in two of them means nothing here. Nothing is guessed: an
aggregate ("World", "EU"), a place or a mixture gives None.
"""

from __future__ import annotations

import re
from functools import lru_cache

from intarsia.codewords import COUNTRY_ALIASES, LANGUAGE_ALIASES, NOT_COUNTRIES, UNNAMED_LANGUAGES
from intarsia.codewords import FORMER as FORMER
from intarsia.codewords import FORMER_NAMES as FORMER_NAMES
from intarsia.text import clean, fold, wordset

# English first: its reading of a name wins over the same word elsewhere
_LOCALES = ("en", *sorted(wordset("bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv")))
# what a short name does without: "Iran, Islamic Republic of", "Kingdom of Spain"
_STYLE = wordset(
    "federal federative democratic islamic bolivarian plurinational hashemite arab peoples socialist "
    "cooperative republic kingdom principality sultanate federation rep dem fed republiek republik "
    "republique republica repubblica koninkrijk royaume konigreich reino regno"
)
_FILLERS = frozenset({"the", "of", "and"})


def country(written: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a state or territory, or None.

    Takes alpha-2 ("NA" is Namibia, "na" is not), alpha-3, and names. Kosovo is XK; the withdrawn
    codes SU, YU, DD and CS (Czechoslovakia) stand for those states, other former names for
    today's state. England, Scotland and Wales are GB.
    """
    text = clean(written)
    if len(text) <= 3 and (code := _country_code(text)):
        return code
    return _country_name(text) if text else None


def _country_code(text: str) -> str | None:
    if text in FORMER:
        return text
    # small letters make a code too, where they are no word for "not available", "no" or "and"
    if text.isupper() or (text.islower() and text not in ("na", "no", "and")):
        return _country_codes().get(text.upper())
    return None


@lru_cache(maxsize=1 << 14)
def _country_name(text: str) -> str | None:
    names = _country_names()
    key = _key(text)
    head, comma, tail = text.partition(",")
    turned = _key(f"{tail} {head}") if comma else key
    short = " ".join(word for word in key.split() if word not in _STYLE)
    if key in NOT_COUNTRIES:
        return None
    found = names.get(key) or names.get(turned)
    return found or (None if short in NOT_COUNTRIES or short == "china" else names.get(short))


def language(written: str) -> str | None:
    """The language subtag of BCP 47 (ISO 639-1, else 639-3) of a code, tag or name, or None.

    "eng", "en-US", "English" and "engelsk" are "en": a catalogue's region says where a book was
    sold. "mul" is several languages, "zxx" none ("silent"); "und" and "unknown" give None.
    """
    text = clean(written)
    if code := _language_code(text):
        return code
    return _language_name(text) if text else None


def _language_code(text: str) -> str | None:
    m = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*", text)
    if m is None or (text.istitle() and len(text) == 3):  # "Ido", "Fon": names
        return None
    code = m[1].lower()
    return _languages()[0].get(code)


@lru_cache(maxsize=1 << 14)
def _language_name(text: str) -> str | None:
    names = _languages()[1]
    bare = re.sub(r"\s*\(.*?\)", "", text)  # "Greek, Modern (1453-)"
    head, _, tail = bare.partition(",")
    return names.get(_key(text)) or names.get(_key(bare)) or names.get(_key(f"{tail} {head}"))


def isbn(written: str) -> str | None:
    """The ISBN-13 (thirteen digits) of an ISBN-10 or -13 with a right check digit, or None.

    Numbers that a spreadsheet took the leading zeros from are restored when at least seven digits
    are left and the check digit agrees (by chance one wrong number in eleven does).
    """
    text = re.sub(r"^isbn(?:-?1[03])?\b:?|[\s\u2010-\u2015-]", "", clean(written).lower())
    digits = re.sub(r"\.0+$", "", text.removeprefix("isbn")).upper()
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        return digits if _check_13(digits[:12]) == digits[12] else None
    if not re.fullmatch(r"[0-9]{6,9}[0-9X]", digits):
        return None
    ten = digits.zfill(10)
    if ten == "0" * 10 or _check_10(ten[:9]) != ten[9]:
        return None
    return "978" + ten[:9] + _check_13("978" + ten[:9])


def _check_13(twelve: str) -> str:
    """Weights 1 and 3 modulo 10 (ISBN Users' Manual, international edition, 7th ed., 2017)."""
    return str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve)) % 10)


def _check_10(nine: str) -> str:
    """Weights 10 to 2 modulo 11, X for ten (same manual, appendix)."""
    rest = -sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11
    return "X" if rest == 10 else str(rest)


def _key(name: str) -> str:
    """A name reduced for look-up: folded, no points, "saint" as "st", no "the", "of" and "and"."""
    folded = fold(name)
    if not folded.replace(" ", "").isalnum():  # most are words only; twenty thousand names are reduced at the start
        folded = re.sub(r"[\W_]+", " ", re.sub(r"[.'()]", "", folded))
    words = folded.split()
    return " ".join("st" if word == "saint" else word for word in words if word not in _FILLERS)


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    """Codes in capitals to alpha-2. Needs one language of the CLDR only: a file of codes pays for no names."""
    from babel.core import get_global

    codes = {
        code: new[0]
        for code, new in get_global("territory_aliases").items()
        if len(new) == 1 and new[0] in _iso() and re.fullmatch("[A-Z]{2,3}", code)
    }
    codes |= {code: code for code in _iso()} | {"EL": "GR", "UK": "GB", "XKX": "XK"}
    return codes | {"SUN": "SU", "YUG": "YU", "DDR": "DD", "CSK": "CS"}


@lru_cache(maxsize=1)
def _iso() -> frozenset[str]:
    # CLDR adds codes of its own for regions, tests and unions
    outside = wordset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ")
    return frozenset(code for code in _cldr("en", "territories") if re.fullmatch("[A-Z]{2}", code)) - outside


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Reduced names in all languages to alpha-2."""
    return _names([_cldr(code, "territories") for code in _LOCALES], set(_iso())) | _reduced(COUNTRY_ALIASES)


@lru_cache(maxsize=1)
def _languages() -> tuple[dict[str, str], dict[str, str]]:
    """Codes of ISO 639-1, -2 and -3 to the preferred subtag, and reduced names to it."""
    from babel.core import get_global

    tables = [_cldr(code, "languages") for code in _LOCALES]
    known = {code for code in tables[0] if re.fullmatch("[a-z]{2,3}", code)} - UNNAMED_LANGUAGES
    codes = {code: code for code in known}
    for old, new in get_global("language_aliases").items():
        subtag = new.split("_")[0]
        if re.fullmatch("[a-z]{2,3}", old) and subtag in known and old not in UNNAMED_LANGUAGES:
            codes.setdefault(old, subtag)
    # where CLDR merges what ISO keeps apart, withdrawn codes, and sign languages of the aliases
    codes |= {"cmn": "zh", "tgl": "tl", "twi": "tw", "iw": "he", "ji": "yi", "in": "id", "mo": "ro"}
    codes |= {"scr": "hr", "scc": "sr", "mol": "ro"} | {c: c for c in LANGUAGE_ALIASES.values()}
    return codes, _names(tables, known) | _reduced(LANGUAGE_ALIASES)


def _names(tables: list[dict[str, str]], known: set[str]) -> dict[str, str]:
    """Reduced name to code; English wins, a name that the others give to two codes goes."""
    english: dict[str, str] = {}
    others: dict[str, set[str]] = {}
    for i, table in enumerate(tables):
        for code, name in table.items():
            subtag = code.split("_")[0]
            if subtag in known and i == 0:
                english.setdefault(_key(name), subtag)
            elif subtag in known:
                others.setdefault(_key(name), set()).add(subtag)
    return {name: min(codes) for name, codes in others.items() if len(codes) == 1} | english


def _reduced(names: dict[str, str]) -> dict[str, str]:
    return {_key(name): code for name, code in names.items()}


def _cldr(language: str, kind: str) -> dict[str, str]:
    """Names by code in one language, "territories" or "languages"."""
    return _locale(language)[kind]


@lru_cache(maxsize=64)
def _locale(language: str) -> dict[str, dict[str, str]]:
    """Both kinds of names of one language, without what it inherits: merging that in took most of the time.

    Read beside babel's own cache, which must hold whole locales only.
    """
    import pickle

    from babel import localedata

    with open(localedata.resolve_locale_filename(language), "rb") as data:
        found = pickle.load(data)
    return {kind: dict(found[kind]) for kind in ("territories", "languages")}
