"""What names and values say: words of seven languages, forms and check digits, separators; properties over any text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.shelf.mappings import mapping as mappings
from intarsia.suggest import adapt, headers, identifiers, separators
from intarsia.suggest.columns import Column, Sample
from intarsia.suggest.judge import judge
from intarsia.suggest.sql import identifier
from intarsia.suggest.suggestion import from_sample
from intarsia.tomltext import text as toml


def column(name: str, *values: str, table: str = "") -> Column:
    return Column(table, name, len(values), len(values), list(dict.fromkeys(values)), len(values), len(set(values)), 0, max(map(len, values), default=0))


def test_a_channel_that_sells_is_no_broadcaster() -> None:
    assert judge(column("channel", "online", "ticket desk", "reseller", "phone")).target == "internal"
    assert judge(column("channel", "NPO 1", "RTL 4", "BBC Two", "ZDF")).target == "c:broadcaster"


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("Objektbezeichnung", "title"),
        ("vervaardiger", "c:creator"),
        ("año de estreno", "date"),
        ("rok produkcji", "date"),
        ("dcterms:title", "title"),
        ("schema:name", "name"),
        ("releaseDate", "date"),
        ("RELEASE_DATE", "date"),
        ("Erscheinungsjahr", "date"),
        ("oorspronkelijke titel", "title:original"),
        ("titre original", "title:original"),
        ("titolo originale", "title:original"),
        ("tytuł oryginalny", "title:original"),
        ("réalisateur", "c:director"),
        ("regista", "c:director"),
        ("reżyser", "c:director"),
        ("Regie", "c:director"),
        ("director", "c:director"),
        ("país", "country"),
        ("paese di origine", "country"),
        ("kraj produkcji", "country"),
        ("Sprache", "language"),
        ("lingua", "language"),
        ("gatunek", "genre"),
        ("género", "genre"),
        ("ISBN-13", "id:isbn"),
        ("Wiki QID", "id:wikidata"),
        ("inv. nr.", "id:inventory"),
        ("naar het werk van", "based_on"),
        ("d'après", "based_on"),
        ("Bezoekers", "m:attendance"),
        ("box office", "m:box-office"),
        ("composerName", "c:composer"),
        ("people.job", "c.role"),
        ("people.name", "c:contributor"),
        ("publisher.name", "c:publisher"),
        ("basedOn.author", "based_on.maker"),
        ("title.original", "title:original"),
        ("e-mail", "contact"),
        ("téléphone", "contact"),
        ("Postleitzahl", "contact"),
        ("245.a", "title"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_what_a_name_says(name: str, target: str) -> None:
    assert headers.read(name).target == target


@pytest.mark.parametrize(
    ("values", "scheme"),
    [
        (["9783161484100", "0306406152", "978-0-306-40615-7"], "isbn"),
        (["9783161484101", "0306406153"], ""),
        (["0317-8471", "1050-124X"], "issn"),
        (["0317-8472"], ""),
        (["tt0111161", "tt0068646"], "imdb"),
        (["Q42", "Q1"], "wikidata"),
        (["http://www.wikidata.org/entity/Q42"], "wikidata"),
        (["500115588", "500012345"], "ulan"),
        (["https://viaf.org/viaf/75121530"], "viaf"),
        (["0000-0002-1825-0097"], "orcid"),
        (["0000 0001 2103 2683"], "isni"),
        (["0000 0001 2103 2684"], ""),
        (["10.1000/182", "https://doi.org/10.1038/nphys1170"], "doi"),
        (["US-S1Z-99-00001", "USS1Z9900001"], "isrc"),
        (["T-034.524.680-1"], "iswc"),
        (["T-034.524.680-2"], ""),
        (["4006381333931"], "ean"),
        (["4006381333932"], ""),
        (["1234", "5678"], ""),
    ],
)
def test_identifiers_by_form_and_check_digit(values: list[str], scheme: str) -> None:
    assert identifiers.recognised(values)[0] == scheme


@pytest.mark.parametrize(
    ("name", "values", "target", "confidence"),
    [
        ("jaar", ("1931", "ca. 1950", "1960-65"), "date", "sure"),
        ("jaar", ("Jan", "Piet", "Klaas"), "", "your call"),
        ("isbn", ("12", "13", "14"), "", "your call"),
        ("code", ("9783161484100", "9780306406157"), "id:isbn", "sure"),
        ("x", ("a@example.org", "b@example.org"), "contact", "sure"),
        ("veld 3", ("https://creativecommons.org/licenses/by/4.0/", "http://rightsstatements.org/vocab/InC/1.0/"), "rights", "likely"),
        ("kolom", ("52.3702, 4.8952", "51.9244, 4.4777"), "internal", "likely"),
        ("kolom", ("Netherlands", "België", "FR", "Italia"), "country", "likely"),
        ("foto", ("https://example.org/a.jpg",), "image", "sure"),
    ],
)
def test_name_and_values_together(name: str, values: tuple[str, ...], target: str, confidence: str) -> None:
    judged = judge(column(name, *values))
    assert (judged.target, judged.confidence) == (target, confidence), judged.choices


def test_separators_within_cells() -> None:
    assert separators.between(["drama; komedie", "komedie; drama", "drama"]) == " *; *"
    assert separators.between(["drama|komedie", "komedie|drama"]) == r" *\| *"
    assert separators.between(["drama, komedie", "komedie, western", "drama"]) == " *, *"
    assert separators.between(["Amsterdam, the long way", "Brussels, the short way", "Cologne, no way"]) == ""
    assert separators.between([]) == ""


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=30).filter(lambda s: s.strip() and not s.startswith("_")), st.lists(st.text(max_size=40), min_size=1, max_size=6)),
        min_size=1,
        max_size=8,
        unique_by=lambda pair: pair[0],
    )
)
def test_any_columns_give_a_mapping_that_compiles(listed: list[tuple[str, list[str]]]) -> None:
    """Whatever columns are called and hold: the draft is TOML, a mapping, and fits the columns."""
    columns = [column(name, *values) for name, values in listed if any(v.strip() for v in values)]
    if not columns:
        return
    names = {c.name.casefold() for c in columns}
    if len(names) < len(columns):
        return  # names that differ in capitals only: a mapping cannot tell them apart by a folded name
    sample = Sample({}, {"": columns}, 6, True)
    suggestion = from_sample(sample, Path(__file__), source="file.csv")
    adapt.check(suggestion.mapping, "file.csv", sample)
    tomllib.loads(suggestion.description(id="x"))
    assert len(suggestion.rows) == len(columns)
    assert {r["confidence"] for r in suggestion.rows} <= {"sure", "likely", "your call"}


@given(st.text(max_size=60))
def test_any_name_can_be_read(name: str) -> None:
    found = headers.read(name)
    assert 0 <= found.strength <= 1
    assert tomllib.loads(f"x = {toml(name)}")["x"] == name


def test_names_that_sql_keeps_for_itself() -> None:
    assert [identifier(n) for n in ("titel", "end", "Titel", 'a"b', "oorspronkelijke titel")] == ["titel", '"end"', '"Titel"', '"a""b"', '"oorspronkelijke titel"']


def test_wide_tables_become_rows() -> None:
    columns = [column("museum", "Lamp Museum", "Shoe Museum"), column("2019", "10", "x"), column("2020", "7", "8"), column("2021", "4", "5")]
    suggestion = from_sample(Sample({}, {"": columns}, 2, True), Path(__file__), source="visits.csv")
    mapping = mappings.parse(suggestion.mapping)
    assert [r.table for r in mapping.rules] == ["agent", "observation"]
    figures = mapping.rules[1]
    assert (figures.columns["measure"], figures.control["unpivot"]["columns"]) == ("'visits'", "^[0-9]{4}$")


def test_persons_become_agents() -> None:
    columns = [
        column("naam", "Bush, Kate", "Roos, Ida"),
        column("geboren", "1958", "1901"),
        column("overleden", "", "1980"),
        column("geslacht persoon", "v", "v"),
        column("Wikidata", "Q636", "Q42"),
    ]
    suggestion = from_sample(Sample({}, {"": columns}, 2, True), Path(__file__), source="makers.csv")
    rule = mappings.parse(suggestion.mapping).rules[0]
    assert rule.table == "agent"
    assert set(rule.columns) == {"name", "kind", "born", "died"}
    assert [c.columns["scheme"] for c in rule.children] == ["'wikidata'"]
