"""Numbers that a state gives to its people: by the form and the check digit of each country, or by the words beside them.

The check digits are those of python-stdnum (LGPL), which cites the law or register of each.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from intarsia.personal.span import Span, Text


@dataclass(frozen=True)
class Number:
    """A number of a country. distinct: its form alone is like no other number, so that a wrong check digit does not hide it;
    telling: with a right check digit no other word is needed (it holds a date of birth, or letters, or more than one check)."""

    name: str
    form: str
    module: str
    distinct: bool = False
    telling: bool = False


NUMBERS = (
    Number("us ssn", r"[0-9]{3}-[0-9]{2}-[0-9]{4}", "", True),
    Number("us ssn spaced", r"[0-9]{3}[ .\u2010-\u2013][0-9]{2}[ .\u2010-\u2013][0-9]{4}", ""),
    Number("us itin", r"9[0-9]{2}-[0-9]{2}-[0-9]{4}", "", True),
    Number("codice fiscale", r"[A-Za-z]{6}[ ]?[0-9LMNPQRSTUVlmnpqrstuv]{2}[ ]?[A-EHLMPRSTa-ehlmprst][0-9LMNPQRSTUVlmnpqrstuv]{2}[ ]?[A-Za-z][0-9LMNPQRSTUVlmnpqrstuv]{3}[A-Za-z]",
    "it.codicefiscale", True, True),
    Number("dni", r"[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}[ -]?[A-HJ-NP-TV-Za-hj-np-tv-z]", "es.dni", False, True),
    Number("nie", r"[XYZxyz][ -]?[0-9]{7}[ -]?[A-Za-z]", "es.nie", False, True),
    Number("nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]", "", True),
    Number("nino small", r"[A-Za-z]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-Da-d]?", ""),
    Number("nir", r"[12][ .]?[0-9]{2}[ .]?(?:0[1-9]|1[0-2]|[2-9][0-9])[ .]?(?:[0-9]{2}|2[ABab])[ .]?[0-9]{3}[ .]?[0-9]{3}(?:[ .]?[0-9]{2})?", "fr.nir", False, True),
    Number("pesel", r"[0-9]{2}[0-9]{4}[ -]?[0-9]{5}", "pl.pesel", False, True),
    Number("steuer-id", r"[1-9][0-9](?: ?[0-9]{3}){3}", "de.idnr"),
    Number("rentenversicherung", r"[0-9]{2} ?[0-3][0-9][01][0-9]{3} ?[A-Z] ?[0-9]{3}", "", True),
    Number("personnummer", r"(?:19|20)?[0-9]{2}[01][0-9][0-9]{2}[-+][0-9]{4}", "se.personnummer", True),
    Number("personnummer run", r"(?:(?:19|20)[0-9]{2}|[0-9]{2})[01][0-9][0-9]{6}", "se.personnummer"),
    Number("cpr", r"[0-3][0-9][01][0-9]{3}[- ][0-9]{4}", "", True),
    Number("cpr run", r"[0-3][0-9][01][0-9]{7}", "dk.cpr"),
    Number("cnp", r"[1-9][0-9]{2}[01][0-9][0-3][0-9]{7}", "ro.cnp", False, True),
    Number("rodne cislo", r"[0-9]{2}[0-35-8][0-9][0-3][0-9]/[0-9]{3,4}", "cz.rc", True),
    Number("rodne cislo run", r"[0-9]{2}[0-35-8][0-9][0-3][0-9]{5}", "cz.rc"),
    Number("pps", r"[0-9]{7}[A-Wa-w][A-IWa-iw]?", "ie.pps", False, True),
    Number("hetu", r"[0-3][0-9][01][0-9]{3}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y]", "fi.hetu", True, True),
    Number("rijksregister", r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}[- ][0-9]{3}[. -][0-9]{2}", "be.nn", True, True),
    Number("rijksregister run", r"[0-9]{6}[ -]?[0-9]{3}[ -.]?[0-9]{2}", "be.nn", False, True),
    Number("bsn", r"[0-9]{8,9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}|[0-9]{3}[. -][0-9]{3}[. -][0-9]{3}", "nl.bsn"),
    Number("ahv", r"756\.?[0-9]{4}\.?[0-9]{4}\.?[0-9]{2}", "ch.ssn", False, True),
    Number("svnr", r"[1-9][0-9]{3}[ -]?[0-3][0-9][01][0-9][0-9]{2}", "at.vnr"),
    Number("egn", r"[0-9]{10}", "bg.egn"), Number("oib", r"[0-9]{11}", "hr.oib"), Number("amka", r"[0-3][0-9][01][0-9]{8}", "gr.amka"), Number("isikukood",
    r"[1-8][0-9]{2}[01][0-9][0-3][0-9]{5}", "ee.ik", False, True),
    Number("asmens kodas", r"[1-9][0-9]{2}[01][0-9][0-3][0-9]{5}", "lt.asmens", False, True), Number("personas kods", r"[0-9]{6}-[0-9]{5}", "lv.pvn", True), Number("emso",
    r"[0-3][0-9][01][0-9]{10}", "si.emso", False, True),
    Number("cartao de cidadao", r"[0-9]{8}[ -]?[0-9][ -]?[A-Z]{2}[0-9]", "pt.cc", False, True), Number("nif", r"[1-3][0-9]{8}|[1-3][0-9]{2} [0-9]{3} [0-9]{3}", "pt.nif"),
    Number("fodselsnummer", r"[0-9]{6} ?[0-9]{5}", "no.fodselsnummer", False, True), Number("kennitala", r"[0-3][0-9][01][0-9]{3}-?[0-9]{4}", "is_.kennitala"),
    Number("sin", r"[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}", "ca.sin"), Number("nhs", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", "gb.nhs"), Number("cpf", r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}",
    "br.cpf", True, True), Number("cpf run", r"[0-9]{11}", "br.cpf"),
    Number("curp", r"[A-Z]{4}[0-9]{6}[HM][A-Z]{5}[A-Z0-9][0-9]", "", True),
)  # fmt: skip

LEAST = 4  # digits
_FORMS = tuple((number, re.compile(rf"(?<![\w+])(?<![0-9][.,:/=-])(?<![A-Za-z]-)(?:{number.form})(?!\w)(?![.,:/-][0-9])")) for number in NUMBERS)
_LETTERED_FORMS = tuple(pair for pair in _FORMS if pair[0].name in ("codice fiscale", "nino", "curp", "hetu"))
_DENSE = re.compile(r"[0-9](?:[ .\-/+\u2010-\u2013]?[0-9]){6}")  # seven digits, parted by single marks
_LETTERED = re.compile(r"\b[A-Za-z]{6} ?[0-9A-Za-z]{2} ?[A-Za-z][0-9A-Za-z]{2}")
_ANY = re.compile(r"(?<![\w+-])(?=[A-Za-z0-9]*[ .\-/]?[A-Za-z0-9]*[0-9])[A-Za-z]{0,4}[ -]?[0-9](?:[ .\-/]?[A-Za-z0-9]){4,17}(?![\w-])")


def numbers(text: Text) -> Iterator[Span]:
    """Numbers of people: with a right check digit, of a form like no other, or beside a word that says so."""
    if text.digits < 6 and not _LETTERED.search(text.raw):
        return
    dense = _DENSE.search(text.raw) is not None or any(text.around("national_id", m.start(), m.end()) for m in _ANY.finditer(text.raw))
    for number, pattern in _FORMS if dense else _LETTERED_FORMS:
        for match in pattern.finditer(text.raw):
            said = text.said(match.start(), match.end())
            if "national_id" not in said and (said & {"phone", "other", "payment_card", "iban", "coordinates"}) and not (number.distinct and "other" not in said):
                continue
            if number.name == "codice fiscale" and sum(map(str.isdigit, match[0])) < LEAST:
                continue  # letters may stand for its digits, and then words look like it
            valid = bool(number.module) and _valid(number.module)(match[0])
            if valid and (number.telling or number.distinct):
                yield Span(match.start(), match.end(), "national-id", True)
            elif "national_id" in said or (number.distinct and not number.module):
                yield Span(match.start(), match.end(), "national-id", valid or (number.distinct and _issued(match[0])))
            elif number.distinct:
                yield Span(match.start(), match.end(), "national-id", False)
    for match in _ANY.finditer(text.raw) if dense else ():
        if "national_id" in text.said(match.start(), match.end()) and 5 < sum(map(str.isdigit, match[0])) < 15:
            start, end = _trimmed(match[0])
            yield Span(match.start() + start, match.start() + end, "national-id", False)


def _trimmed(written: str) -> tuple[int, int]:
    """Where the number itself stands, without the words before and behind it."""
    behind = re.sub(r"(?:[ .\-/]?[A-Za-z]{3,}|[ .\-/][A-Za-z]+)+$", "", written)
    before = re.match(r"(?:[a-z]+[ -])?", behind)
    return (before.end() if before else 0), len(behind)


def _issued(written: str) -> bool:
    """Can this American number have been issued? (Social Security Administration, randomisation of 2011)."""
    return re.match(r"(?:000|666)|[0-9]{3}-00|[0-9]{3}-[0-9]{2}-0000", written) is None


def valid(number: str) -> list[str]:
    """The numbers of people that a whole value is, by its form and check digit: "pesel", "bsn", ..."""
    return [kind.name for kind, _ in _FORMS if kind.module and re.fullmatch(kind.form, number) and _valid(kind.module)(number)]


@cache
def _valid(module: str) -> Callable[[str], bool]:
    return importlib.import_module(f"stdnum.{module}").is_valid  # type: ignore[no-any-return]
