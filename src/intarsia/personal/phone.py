"""Telephone numbers, in the many ways in which people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intarsia.personal.bank import ean
from intarsia.personal.span import Span, Text

_EXTENSION = r"(?:[ ,]{0,2}(?:x|ext\.?|extension|toestel|tst\.?|poste|int\.?|wew\.?|durchwahl|#)[ .:]{0,2}[0-9]{1,6})?"
_SEPARATOR = r"[ \u00a0.\-/\u2010-\u2013]{0,2}"
_BEFORE, _BEHIND = r"(?<![\w+@#$€£])(?<![0-9][.,:/=-])(?<![A-Za-z]-)", r"(?![\w@%€$£])(?![.,:/-][0-9])"

#: forms that are telephone numbers wherever they stand: abroad (+31, 0031), North America, an area code in brackets, a leading nought
_FORMS = (
    ("abroad", re.compile(_BEFORE + rf"\(?\+ ?\(?[1-9][0-9]{{0,2}}\)?(?:{_SEPARATOR}\(?[0-9]{{1,12}}\)?){{1,7}}" + _EXTENSION + _BEHIND)),
    ("abroad", re.compile(_BEFORE + rf"\(?00[ -]?[1-9][0-9]{{0,2}}\)?(?:{_SEPARATOR}\(?[0-9]{{1,12}}\)?){{1,7}}" + _EXTENSION + _BEHIND)),
    ("ten", re.compile(_BEFORE + r"(?:1[ .\-/]?)?(?:\([0-9]{3}\)[ .\-/]{0,2}|[0-9]{3}[ .\-/])[0-9]{3}[ .\-\u2010-\u2013][0-9]{4}" + _EXTENSION + _BEHIND)),
    ("brackets", re.compile(_BEFORE + rf"\(\+?[0-9]{{2,5}}\){_SEPARATOR}[0-9]{{2,8}}(?:{_SEPARATOR}[0-9]{{2,4}}){{0,4}}" + _EXTENSION + _BEHIND)),
    ("nought", re.compile(_BEFORE + r"0[0-9]{1,4}[ \u00a0.\-/\u2010-\u2013]{1,3}\(?[0-9]{2,8}\)?(?:[ \u00a0.\-/]{1,3}[0-9]{2,4}){0,4}" + _EXTENSION + _BEHIND)),
    ("run", re.compile(_BEFORE + r"0[1-9][0-9]{7,9}" + _EXTENSION + _BEHIND)),
    ("groups", re.compile(_BEFORE + r"[1-9][0-9]{1,3}(?:[ \u00a0.\-/][0-9]{2,4}){1,5}" + _EXTENSION + _BEHIND)),
    ("bare", re.compile(_BEFORE + r"[1-9][0-9]{6,11}" + _EXTENSION + _BEHIND)),
)
#: codes of countries that begin with another digit than these have two or three (ITU-T E.164)
_ZONES = re.compile(r"1|7|2(?:0|7|[1-689][0-9])|3(?:[0-469]|[578][0-9])|4(?:[013-9]|2[013])|5(?:[1-8]|[09][0-9])|6(?:[0-6]|[789][0-9])|8(?:[1246]|[058][0-9])|9(?:[0-58]|[679][0-9])")
_DATE = re.compile(r"\(?(?:[0-3]?[0-9][ .\-/]{1,2}[01]?[0-9][ .\-/]{1,2}(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[ .\-/][01]?[0-9][ .\-/][0-3]?[0-9]|(?:1[5-9]"
r"|20)[0-9]{2}[ ]?[-\u2013/][ ]?(?:1[5-9]|20)[0-9]{2})(?![0-9])")
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+|[0-9]{1,3}(?:[., \u00a0][0-9]{3})+(?:[.,][0-9]+)?")
_ISBN = re.compile(r"(?:97[89][ -]?)?[0-9]{1,5}[ -][0-9]{1,7}[ -][0-9]{1,7}[ -][0-9]")


def numbers(text: Text) -> Iterator[Span]:
    """Telephone numbers; those of a form that other numbers have too only beside a word such as "call"."""
    if text.digits < 7:
        return
    taken: list[tuple[int, int]] = []
    for form, pattern in _FORMS:
        for match in pattern.finditer(text.raw):
            start, end = match.start(), match.end()
            if any(start < other and end > place for place, other in taken):
                continue
            said = text.said(start, end)
            if _plausible(form, match[0], said, text):
                taken.append((start, end))
                yield Span(start, end, "phone", form in ("abroad", "ten", "brackets", "nought") or "phone" in said)


def _plausible(form: str, written: str, said: frozenset[str], text: Text) -> bool:
    """Can it be a number to call, and can it hardly be another?"""
    main = re.split(r"(?<=[0-9)]) ?,? ?(?=x|ext|toestel|tst|poste|int|wew|durchwahl|#)", written)[0]
    digits = re.sub(r"[^0-9]", "", main)
    called = "phone" in said
    if _DATE.match(written) or len(set(digits)) == 1 or (said & {"national_id", "payment_card", "iban", "other", "ip_address", "coordinates"} and not called and form != "abroad"):
        return False
    if form == "abroad":
        digits = digits.removeprefix("00") if not main.lstrip("(").startswith("+") else digits
        return 7 <= len(digits) <= 15 and _ZONES.match(digits) is not None and (called or "+" in main or (re.search(r"[ .\-/()]", main) is not None) or len(digits) >= 9)
    if form == "ten":
        return not main.startswith(("000", "(000")) and (called or "." not in main or main.count(".") == 2)
    if form == "brackets":
        return 8 <= len(digits) <= 13 and (called or digits.startswith("0") or len(digits) >= 9)
    if form == "nought":
        return 8 + (not called) <= len(digits) <= 12 and not digits.startswith("000") and (called or _DECIMAL.fullmatch(main) is None) and not (isbn10(digits) and _ISBN.fullmatch(main))
    if form == "run":
        return called or (len(digits) >= 10 and not isbn10(digits) and not ean(digits) and "phone" not in said and digits[1] in ("1236789" if len(digits) == 10 else "127"))
    if form == "groups" and re.fullmatch(r"[0-9]{1,3}(?:[ \u00a0.]000)+", main) is not None:
        return False  # a round number, also after a "call"
    if not called or (_DECIMAL.fullmatch(main) and form == "groups" and "phone" not in text.near and len(digits) > 9):
        return False
    return 7 <= len(digits) <= 12 and not (form == "bare" and len(digits) == 8 and re.match(r"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]", digits) is not None)


def isbn10(digits: str) -> bool:
    """Is it a book's number of ten digits, by its check digit?"""
    return len(digits) == 10 and sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
