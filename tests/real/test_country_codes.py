"""Codes and names of countries: facts counted in the file itself."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_a_place(reader: Any) -> None:
    assert reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'country_codes'") == [("country-codes.csv", 249, 249, 0)]
    assert one(reader, "SELECT count(DISTINCT entity) FROM identifier AS i JOIN place AS p ON p.id = i.entity WHERE i.dataset = 'country_codes' AND p.kind = 'country'") == 249
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'country_codes'") == 0


def test_na_is_namibia(reader: Any) -> None:
    assert one(reader, "SELECT name, kind FROM place WHERE id = 'NA'") == ("Namibia", "country")
    codes = dict(reader.rows("SELECT scheme, value FROM identifier WHERE entity = 'NA' AND dataset = 'country_codes'"))
    assert {"iso-3166-1-alpha-3": "NAM", "iso-3166-1-numeric": "516", "un-m49": "516", "fifa": "NAM", "internet-domain": ".na"}.items() <= codes.items()
    assert "wikidata" not in codes  # the file has none


def test_codes_have_their_noughts_back(reader: Any) -> None:
    assert one(reader, "SELECT value FROM identifier WHERE entity = 'AF' AND scheme = 'iso-3166-1-numeric'") == "004"
    assert one(reader, "SELECT count(*) FROM identifier WHERE scheme IN ('iso-3166-1-numeric', 'un-m49') AND length(value) <> 3") == 0


@pytest.mark.parametrize(("scheme", "codes"), [("iso-3166-1-alpha-3", 249), ("iso-3166-1-numeric", 249), ("fifa", 239), ("ioc", 226), ("wikidata", 248), ("geonames", 249), ("edgar", 213)])
def test_blank_cells_are_no_codes(reader: Any, scheme: str, codes: int) -> None:
    assert one(reader, f"SELECT count(DISTINCT value) FROM identifier WHERE dataset = 'country_codes' AND scheme = '{scheme}'") == codes


def test_names_in_the_languages_of_the_united_nations(reader: Any) -> None:
    names = {(language, value) for language, value in reader.rows("SELECT language, value FROM label WHERE entity = 'NA'")}
    assert {("ar", "ناميبيا"), ("zh", "纳米比亚"), ("en", "Namibia"), ("fr", "Namibie"), ("ru", "Намибия"), ("es", "Namibia"), ("nl", "Namibië")} <= names
    for language in ("ar", "zh", "en", "fr", "ru", "es"):
        assert one(reader, f"SELECT count(DISTINCT entity) FROM label AS l JOIN place AS p ON p.id = l.entity WHERE language = '{language}'") >= 249


def test_regions_of_the_world(reader: Any) -> None:
    # the world, 5 regions, 17 sub-regions, 7 intermediate regions, 249 countries
    assert one(reader, "SELECT count(*), count(broader) FROM concept WHERE scheme = 'un-m49'") == (279, 278)
    up = "SELECT b.id FROM concept AS c JOIN concept AS b ON b.id = c.broader WHERE c.id = 'un-m49:%s'"
    assert [one(reader, up % code) for code in ("516", "018", "202", "002")] == ["un-m49:018", "un-m49:202", "un-m49:002", "un-m49:001"]
    assert one(reader, "SELECT value FROM label WHERE entity = 'un-m49:018'") == "Southern Africa"
