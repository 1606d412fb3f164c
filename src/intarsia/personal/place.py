"""Where somebody lives: streets with a number, postcodes, exact coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intarsia.personal.span import Span, Text
from intarsia.text import wordset

_UPPER, _WORD = r"[A-ZÀ-ÖØ-Þ]", r"[^\W\d_][\w'’.-]*"
_NUMBER = r"[0-9]{1,4}(?:[ -]?[a-zA-Z](?![\w]))?(?:[/-][0-9]{1,4})?"
_STREETS = (
    # Kerkstraat 12, Lange Voorhout 8a; Bahnhofstraße 3, Unter den Linden 5
    rf"(?:{_UPPER}[\w'’.-]*[ -]){{0,3}}(?:{_UPPER}[\w'’-]*)?(?:[Ss]traat|[Ll]aan|[Ww]eg|[Pp]lein|[Kk]ade|[Gg]racht|[Ss]ingel|[Dd]ijk|[Hh]of|[Ss]teeg|[Pp]ad|[Dd]reef|[Ss]tra(?:ß|ss)e"
    rf"|[Ss]tr\.|[Pp]latz|[Aa]llee|[Gg]asse|[Dd]amm|[Uu]fer|g[aå]tan?|vägen|vej|gade) {_NUMBER}",
    # 12 Baker Street, 4530 W. Elm Ave., Apt. 4
    rf"[0-9]{{1,6}}[a-zA-Z]?,? (?:(?:[NSEW]|North|South|East|West)\.? )?(?:{_UPPER}[\w'’.-]*,? |[0-9]{{1,3}}(?:st|nd|rd|th) ){{1,4}}(?:Street|St|Avenue|Ave|Av|Road|Rd|Lane|Ln|Drive|Dr"
    rf"|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Close"
    r"|Crescent|Cres|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail|Trl|Gardens|Grove|Mews|Row|Walk|Plaza|Parade|Esplanade)\b\.?(?:,? (?:Apt|Suite|Ste|Unit|Flat|#)\.? ?[\w-]{1,6})?",
    # 12 bis, rue de la Paix
    rf"[0-9]{{1,4}}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|av\.|boulevard|bd|place|chemin|all[ée]e|impasse|quai|route|cours|passage|square|Rue|Avenue|Boulevard|Place|Chemin|All[ée]e"
    rf"|Impasse|Quai|Route) (?:(?:de|du|des|la|le|les|aux?|d[’']|l[’']) ?){{0,3}}{_UPPER}{_WORD}(?:[ -]{_UPPER}{_WORD}){{0,3}}",
    # Calle Mayor 5; Via Roma, 10; ul. Długa 5/7
    rf"(?:[Cc]alle|[Cc]/|[Aa]venida|[Aa]vda\.?|[Pp]laza|[Pp]aseo|[Cc]amino|[Rr]onda|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]orso|[Vv]icolo|[Ll]argo|[Rr]ua|[Tt]ravessa|[Uu]l\.|[Aa]l\.|[Oo]s\."
    rf"|[Uu]lic[aąey]|[Aa]lej[aąei]) (?:(?:de|del|della|delle|dei|di|da|do|la|las|los|el|gen\.|św\.) ?){{0,3}}"
    rf"{_UPPER}[\w'’.-]*(?: (?:de |del |della |dei |y |e )?{_UPPER}[\w'’.-]*){{0,3}},? (?:n[.º°o]* ?)?{_NUMBER}",
    r"(?:P\.? ?O\.? Box|Postbus|Postfach|Bo[iî]te postale|B\.?P\.?|Apartado(?: de correos)?|Casella postale|Skrytka pocztowa) ?[0-9]{1,6}",
)  # fmt: skip
_STREET = re.compile(r"(?<![\w])(?:" + "|".join(_STREETS) + r")(?![\w])")

_YEARLIKE = re.compile(r"(?:1[0-9]|20)[0-9]{2}")
_NO_PAIR = wordset("AD BC CE US UK EU NL TV CD DVD UN DC LP EP HD AM PM ST ND RD TH KG CM MM KM ML DE IN OP EN ET AT TO OF IS IT AN AS BY OR")
_CODES = (
    ("nl", re.compile(r"(?<![\w.,/-])[1-9][0-9]{3}[ \u00a0]?[A-Z]{2}(?![\w-])")),
    ("gb", re.compile(r"(?<![\w-])(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}|GIR ?0AA)(?![\w-])")),
    ("ca", re.compile(r"(?<![\w-])[ABCEGHJ-NPRSTVXY][0-9][A-Z][ -]?[0-9][A-Z][0-9](?![\w-])")),
    ("ie", re.compile(r"(?<![\w-])[AC-FHKNPRTV-Y][0-9]{2}[ -]?[0-9AC-FHKNPRTV-Y]{4}(?![\w-])")),
)
_DIGITS = re.compile(r"(?<![\w.,/+-])(?:[0-9]{5}(?:-[0-9]{3,4})?|[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{3} [0-9]{2}|[0-9]{4,6}|[0-9]{4} ?[a-z]{2})(?![\w-])(?![.,][0-9])")
_STATE = re.compile(r"(?<![\w])(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) ([0-9]{5}(?:-[0-9]{4})?)(?![\w-])")

_PAIR = re.compile(r"(?<![\w.-])-?[0-9]{1,3}\.[0-9]{4,}\s*[,; ]\s*-?[0-9]{1,3}\.[0-9]{4,}(?![\w])")
_DEGREES = re.compile(r"[0-9]{1,3}\s?[°º]\s?[0-9]{1,2}\s?['’′]\s?[0-9]{1,2}(?:[.,][0-9]+)?\s?(?:\"|''|”"
r"|″)\s?[NSns][, ]{1,3}[0-9]{1,3}\s?[°º]\s?[0-9]{1,2}\s?['’′]\s?[0-9]{1,2}(?:[.,][0-9]+)?\s?(?:\"|''|”|″)\s?[EWOewo]")


def streets(text: Text) -> Iterator[Span]:
    """A street with the number of a house, or a box at a post office."""
    if text.digits:
        for match in _STREET.finditer(text.raw):
            yield Span(match.start(), match.end(), "postal-address", True)


def postcodes(text: Text) -> Iterator[Span]:
    """Postcodes: of the Netherlands, the United Kingdom, Canada and Ireland by their form; of digits alone beside a word or a state."""
    if not text.digits:
        return
    headed = "postcode" in text.said(0, 0)
    for country, pattern in _CODES:
        for match in pattern.finditer(text.raw):
            written = match[0]
            if country == "nl" and not headed and (written[-2:] in _NO_PAIR or (_YEARLIKE.match(written) and len(written) == 7 and written[-2:] in _NO_PAIR)):
                continue
            if country in ("gb", "ie") and " " not in written and not text.around("postcode", match.start(), match.end()):
                continue  # like the code of a product
            yield Span(match.start(), match.end(), "postcode", True)
    for match in _STATE.finditer(text.raw):
        yield Span(match.start(1), match.end(1), "postcode", True)
    for match in _DIGITS.finditer(text.raw):
        if "postcode" in text.said(match.start(), match.end()):
            yield Span(match.start(), match.end(), "postcode", False)


def coordinates(text: Text) -> Iterator[Span]:
    """A place on earth to about ten metres: two numbers with four decimals, or degrees, minutes and seconds."""
    if text.digits < 8:
        return
    for match in _PAIR.finditer(text.raw):
        one, other = (abs(float(part)) for part in re.findall(r"-?[0-9]+\.[0-9]+", match[0]))
        if one <= 180 and other <= 180 and min(one, other) <= 90:
            yield Span(match.start(), match.end(), "coordinates", True)
    for match in _DEGREES.finditer(text.raw):
        yield Span(match.start(), match.end(), "coordinates", True)
