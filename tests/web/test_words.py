"""Dates, sizes, licences and languages in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request

from intarsia.web import present, when
from intarsia.web.negotiate import language_of
from intarsia.web.words import LANGUAGES, catalogues, words

EN = words("en")


@pytest.mark.parametrize(("edtf", "said"), [
    ("1665", "1665"), ("1665~", "c. 1665"), ("1665?", "perhaps 1665"), ("1665%", "perhaps c. 1665"), ("1989/1992", "1989–1992"), ("1800/1833~", "1800 – c. 1833"),
        ("2004-05", "May 2004"),
    ("2004-05-12", "12 May 2004"), ("2004-XX-XX", "2004"), ("196X", "1960s"), ("18XX", "19th century"), ("20XX", "21st century"), ("-0043", "44 BCE"), ("0000",
        "1 BCE"), ("-0499/-0399", "500–400 BCE"),
    ("-0099/0100", "100 BCE – 100"), ("../1899", "until 1899"), ("1951/..", "since 1951"), ("1951/", "since 1951"), ("[1767..1769]", "between 1767 and 1769"),
        ("[..1760]", "1760 or earlier"),
    ("[1667, 1668]", "1667 or 1668"), ("{1667,1668}", "1667 and 1668"), ("2004-21", "spring 2004"), ("2027-36", "fourth quarter of 2027"), ("2026-38", "mid 2026"),
        ("Y-12000", "12001 BCE"),
    ("nonsense", "nonsense"), ("", ""), (None, ""), ("2004-13", "2004"), ("0064", "64"),
])
def test_dates_in_words(edtf: str | None, said: str) -> None:
    assert when.when(edtf, EN) == said


@pytest.mark.parametrize(("span", "said"), [
    (("2005-01-01", "2005-12-31"), "2005"), (("2005-01-01", "2007-12-31"), "2005–2007"), (("2005-02-01", "2005-02-28"), "February 2005"), (("2008-04-01",
        "2009-03-31"), "April 2008 – March 2009"),
    (("2005-02-03", "2005-02-03"), "3 February 2005"), ((None, None), ""),
])
def test_periods_in_words(span: tuple[str | None, str | None], said: str) -> None:
    assert when.period(*span, EN) == said


def test_lives_and_days() -> None:
    assert [when.years(*span, EN) for span in ((1632, 1675), (1970, None), (None, -43), (1999, 1999), (None, None))] == ["1632–1675", "1970–", "–44 BCE", "1999", ""]
    assert when.day("2026-11-22T12:00:00Z", EN) == "22 November 2026"
    assert when.day("2026-11-22", words("nl")) == "22 november 2026"


def test_numbers_and_sizes() -> None:
    assert (EN.number(12345), words("nl").number(12345), EN.number(None)) == ("12,345", "12.345", "–")
    assert (EN.size(512), EN.size(123456), EN.size(1_500_000)) == ("512 bytes", "123 kB", "1.5 MB")
    assert (EN.count(10), EN.count(13), words("nl").count(4)) == ("Ten", "13", "Vier")


@pytest.mark.parametrize(("uri", "name", "answer"), [
    ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0", "Yes"), ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0", "Yes, with conditions"),
    ("http://rightsstatements.org/vocab/InC/1.0/", "In copyright", "Ask first"), ("http://rightsstatements.org/vocab/NoC-NC/1.0/",
        "No copyright, non-commercial use only", "Yes, with conditions"),
    ("https://opensource.org/license/mit", "MIT", "Yes, with conditions"), ("https://opendatacommons.org/licenses/pddl/1-0/", "PDDL 1.0", "Yes"),
    (None, "not stated", "Ask first"), ("https://example.org/terms", "https://example.org/terms", "Ask first"),
])
def test_licences_in_words(uri: str | None, name: str, answer: str) -> None:
    assert (present.licence(uri, EN), present.reuse(uri, EN)) == (name, answer)


def test_identifiers_get_addresses_only_where_known() -> None:
    assert present.identifier("imdb", "tt0335119")["url"] == "https://www.imdb.com/title/tt0335119"
    assert present.identifier("house", "x")["url"] == ""
    assert present.identifier("wikidata", 'Q1"><script>')["url"] == "https://www.wikidata.org/wiki/Q1%22%3E%3Cscript%3E"
    assert not present.is_link("javascript:alert(1)")


@pytest.mark.parametrize(("query", "header", "chosen"), [("", "nl-BE,en;q=0.5", "nl"), ("", "xx,en;q=0.2,nl;q=0.1", "en"), ("lang=nl", "en", "nl"), ("lang=xx", "",
    "en"), ("", "nl;q=0,fr", "en"), ("", "nl;q=x", "en")])
def test_the_language_asked_for(query: str, header: str, chosen: str) -> None:
    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": [(b"accept-language", header.encode())]})
    assert language_of(request) == chosen


def messages() -> set[str]:
    """Every text that code and templates hand to `_()` or the like."""
    found: set[str] = set()
    for path in (Path(present.__file__).parent).rglob("*"):
        if path.suffix in (".py", ".html"):
            text = path.read_text("utf-8")
            found |= {m[2] for m in re.finditer(r"""(?<![\w.])_\((["'])(.*?)(?<!\\)\1[,)]""", text)}
            found |= {m[2] for m in re.finditer(r"""(?:n_|_\.many)\(\s*(["'])(.*?)(?<!\\)\1,""", text)}
    for path in (path for part in ("evidence", "figures", "answering") for path in (Path(present.__file__).parents[1] / part).glob("*.py")):
        found |= {m[2] for m in re.finditer(r"""\bsay(?:\.many)?\(\s*(["'])(.*?)(?<!\\)\1[,)]""", path.read_text("utf-8"))}
    return found


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_every_text_is_translated(language: str) -> None:
    from babel.messages.pofile import read_po

    catalogue, written = [], []
    for path in catalogues(language):
        with open(path, "rb") as source:
            catalogue += [message for message in read_po(source, locale=language) if message.id]
            written += [(message.id[0] if isinstance(message.id, tuple) else message.id) for message in catalogue[len(written):]]
    assert [one for one in set(written) if written.count(one) > 1] == [], "a text is translated in two files"
    known = {message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue if message.id and message.string}
    assert sorted(messages() - known) == []
    for message in catalogue:
        one = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        fields = {field for text in one for field in re.findall(r"%\(\w+\)s", text)}
        assert all({*re.findall(r"%\(\w+\)s", text)} <= fields for text in said), message.id
