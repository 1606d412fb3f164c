"""Identifiers by their form, and by their check digit where they have one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from intarsia import codes


@dataclass(frozen=True)
class Scheme:
    """A kind of identifier: how a value is recognised, and the SQL that takes it out of what was written ({} is the column).

    `plain`: the form alone says too little (ten digits are many things), so the header or a check digit must agree.
    """

    name: str
    form: re.Pattern[str]
    sql: str
    check: Callable[[str], bool] | None = None
    plain: bool = False


def _digits(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text).upper()


def _ean(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 13 and digits.isdigit() and sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0


def _issn(text: str) -> bool:
    digits = _digits(text)
    return len(digits) == 8 and digits[:7].isdigit() and sum((10 if d == "X" else int(d)) * (8 - n) for n, d in enumerate(digits) if d.isdigit() or d == "X") % 11 == 0


def _mod_11_2(text: str) -> bool:
    """ISO 7064 mod 11-2: ISNI, ORCID."""
    digits = _digits(re.sub(r"^.*/", "", text))
    if not re.fullmatch(r"[0-9]{15}[0-9X]", digits):
        return False
    total = 0
    for d in digits[:15]:
        total = (total + int(d)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[15]


def _iswc(text: str) -> bool:
    digits = _digits(text)
    return bool(re.fullmatch(r"T[0-9]{10}", digits)) and (1 + sum(int(d) * (n + 1) for n, d in enumerate(digits[1:10])) + int(digits[10])) % 10 == 0


def _extract(pattern: str) -> str:
    return "nullif(regexp_extract({}, '" + pattern + "', 1), '')"


SCHEMES: tuple[Scheme, ...] = (
    Scheme("imdb", re.compile(r"(?:^|/)(?:tt|nm)[0-9]{7,8}\b"), _extract("((?:tt|nm)[0-9]{7,8})")),
    Scheme("wikidata", re.compile(r"(?:^|wikidata\.org/(?:wiki|entity)/)Q[1-9][0-9]*$"), _extract("(Q[1-9][0-9]*)$")),
    Scheme("viaf", re.compile(r"viaf\.org/viaf/[0-9]+"), _extract("([0-9]{2,22})")),
    Scheme("ulan", re.compile(r"(?:^|ulan/)500[0-9]{6}(?:\.0)?$"), _extract("(500[0-9]{6})")),
    Scheme("orcid", re.compile(r"(?:^|orcid\.org/)[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$"), _extract("([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])"), _mod_11_2),
    Scheme("isni", re.compile(r"(?:^|isni/)(?:ISNI ?)?[0-9]{4} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3}[0-9X]$"), _extract("([0-9]{4} ?[0-9]{4} ?[0-9]{4} ?[0-9]{3}[0-9X])"), _mod_11_2),
    Scheme("doi", re.compile(r"(?:^|doi\.org/|doi:)10\.[0-9]{4,9}/\S+$"), _extract("(10[.][0-9]{4,9}/.+)$")),
    Scheme("eidr", re.compile(r"10\.5240/[0-9A-F-]{20,}", re.I), _extract("(10[.]5240/[0-9A-Fa-f-]+)")),
    Scheme("isan", re.compile(r"^(?:ISAN )?[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}(?:-[0-9A-Z])?", re.I), "{}"),
    Scheme("isrc", re.compile(r"^[A-Z]{2}-?[A-Z0-9]{3}-?[0-9]{2}-?[0-9]{5}$"), "{}"),
    Scheme("iswc", re.compile(r"^T-?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}[-.]?[0-9]$"), "{}", _iswc),
    Scheme("musicbrainz", re.compile(r"musicbrainz\.org/[a-z-]+/[0-9a-f-]{36}"), _extract("([0-9a-f-]{36})")),
    Scheme("muziekweb", re.compile(r"muziekweb\.nl/(?:Link/)?[A-Z]+[0-9]{8,}"), _extract("([A-Z]+[0-9]{8,})")),
    Scheme("isbn", re.compile(r"^(?:ISBN[ :]*)?(?:97[89][- ]?)?(?:[0-9][- ]?){9}[0-9Xx]$"), "isbn({})", lambda text: codes.isbn(text) is not None),
    Scheme("issn", re.compile(r"^[0-9]{4}-[0-9]{3}[0-9X]$"), "{}", _issn),
    Scheme("ean", re.compile(r"^[0-9]{13}$"), "{}", _ean),
)
BY_NAME = {scheme.name: scheme for scheme in SCHEMES}


def share(scheme: Scheme, values: list[str]) -> float:
    """The share of values that are identifiers of the scheme."""
    if scheme.name == "isbn":  # a spreadsheet takes leading zeros: the form is looser, the check digit decides
        return sum(1 for value in values if len(value) >= 7 and codes.isbn(value)) / len(values) if values else 0.0
    right = sum(1 for value in values if scheme.form.search(value) and (scheme.check is None or scheme.check(value)))
    return right / len(values) if values else 0.0


def recognised(values: list[str]) -> tuple[str, float]:
    """The scheme that most values belong to, with their share; ('', 0) when fewer than six in ten do."""
    found = [(share(scheme, values), scheme.name) for scheme in SCHEMES if values and any(scheme.form.search(v) for v in values[:20])]
    best = max(found, default=(0.0, ""), key=lambda pair: pair[0])
    several = sum(share_ for share_, name in found if BY_NAME[name].check is None)  # addresses of several catalogues in one column
    return (best[1], best[0]) if best[0] >= 0.6 else (best[1], several) if several >= 0.6 else ("", 0.0)


def schemes(values: list[str]) -> list[str]:
    """Every scheme that at least one value in twenty belongs to by an address or a form of its own."""
    return [s.name for s in SCHEMES if s.check is None and values and share(s, values) >= 0.05]


def sql(scheme: str, column: str) -> str:
    """The expression that gives the identifier in its scheme's own form."""
    return BY_NAME[scheme].sql.replace("{}", column) if scheme in BY_NAME else column
