"""Bank accounts (IBAN, ISO 13616) and payment cards (ISO/IEC 7812, Luhn)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intarsia.personal.span import Span, Text
from intarsia.text import wordset

#: how long the IBAN of a country is: the registry of ISO 13616
LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FO GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK", 21: "CH CR HR LI LV", 22: "BG BH DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ DZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST AO CV MZ", 26: "IS TR", 27: "BF BJ BF CI CM FR GR IT MC MG ML MR SM SN CF DJ BI", 28: "AL AZ BY CY DO GT HU LB NI PL "
        "SV HN", 29: "BR EG PS QA UA", 30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
_NUMERIC = wordset("NO BE DK FI SD SI AT EE LT HR DE ME RS CZ DZ ES SK SE TN PT IS PL HU IL BA XK")
_LETTERS = wordset("NL GB IE LV BG RO GI")  # four letters of the bank come first
_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ \u00a0]?[0-9]{2}(?=[ \u00a0.-]?[A-Za-z0-9])")

_DIGITS = re.compile(r"(?<![\w+])(?<![0-9][.,:/-])[0-9](?:[ \u00a0-]?[0-9]){11,18}(?!\w)(?![.,:/-][0-9])")
#: lengths that a card of a brand may have, by how its number begins
_BRANDS = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|(?:6011|65[0-9]{2}|64[4-9][0-9]|622[0-9])[0-9]{12,15}|35[0-9]{13,14}|(?:2131|1800)[0-9]{11}"
    r"|3(?:0[0-59]|[689][0-9])[0-9]{11,13}|(?:50|5[6-8]|6304|6759|676|0604|6390|60|67)[0-9]{8,17}"
)
_GROUPS = re.compile(r"[0-9]{4}([ \u00a0-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?|[0-9]{4}([ \u00a0-])[0-9]{6}\2[0-9]{4,5}")


def ibans(text: Text) -> Iterator[Span]:
    """Account numbers: by their check digits, or by their form beside a word for an account."""
    for match in _START.finditer(text.raw):
        country = match[0][:2].upper()
        end = _taken(text.raw, match.end(), LENGTHS.get(country, 0) - 4)
        if not end:
            continue
        compact = re.sub(r"[^A-Za-z0-9]", "", text.raw[match.start() : end]).upper()
        if mod97(compact[4:] + compact[:4]) == 1:
            yield Span(match.start(), end, "iban", True)
        elif _formed(country, compact[4:]) and (text.around("iban", match.start(), end) or match[0].isupper()):
            yield Span(match.start(), end, "iban", False)


def _taken(raw: str, start: int, wanted: int) -> int:
    """The end of so many letters and digits, parted by single blanks or marks at most; 0 when they are not there."""
    if wanted <= 0:
        return 0
    match = re.compile(rf"(?:[ \u00a0.-]?[A-Za-z0-9]){{{wanted}}}(?![A-Za-z0-9])").match(raw, start)
    return match.end() if match else 0


def _formed(country: str, rest: str) -> bool:
    """Is it made as accounts of the country are?"""
    if country in _NUMERIC:
        return rest.isdigit()
    if country in _LETTERS:
        return rest[:4].isalpha() and rest[8:].isalnum() and sum(map(str.isdigit, rest)) >= 6
    return sum(map(str.isdigit, rest)) >= 10


def mod97(compact: str) -> int:
    """What is left after division by 97, letters read as 10 to 35 (ISO 7064)."""
    return int("".join(str(int(character, 36)) for character in compact)) % 97


def cards(text: Text) -> Iterator[Span]:
    """Card numbers: by Luhn's check digit and the brand; by a word near it when the check fails."""
    if text.digits < 12:
        return
    for match in _DIGITS.finditer(text.raw):
        number = re.sub(r"[^0-9]", "", match[0])
        said = text.said(match.start(), match.end())
        grouped = _GROUPS.fullmatch(match[0]) is not None
        known = _BRANDS.fullmatch(number) is not None
        if not (grouped or match[0].isdigit() or "payment_card" in said):
            continue
        if luhn(number) and known and (grouped or "payment_card" in said or len(number) in (15, 16, 19)) and "other" not in said:
            yield Span(match.start(), match.end(), "payment-card", True)
        elif (text.around("payment_card", match.start(), match.end()) and not said & {"other", "phone",
        "national_id"}) or (known and "other" not in said and (grouped or (luhn(number) and not ean(number) and "phone" not in said))):
            yield Span(match.start(), match.end(), "payment-card", False)


def luhn(number: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0 and len(set(number)) > 1


def ean(number: str) -> bool:
    """Is it an article number of 8, 12, 13 or 14 digits with its check digit (GS1)?"""
    weights = [int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(number))]
    return len(number) in (8, 12, 13, 14) and sum(weights) % 10 == 0
