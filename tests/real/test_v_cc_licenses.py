"""Licences and jurisdictions of Creative Commons: facts counted in the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_file_is_accounted_for(reader: Any) -> None:
    assert one(reader, "SELECT count(*), sum(rows_in), sum(rows_out), sum(rows_rejected) FROM distribution WHERE dataset = 'v_cc_licenses'") == (15, 77, 77, 0)
    assert dict(reader.rows("SELECT scheme, count(*) FROM concept WHERE scheme LIKE 'cc-%' GROUP BY 1")) == {"cc-licence": 14, "cc-jurisdiction": 63}


def test_the_code_of_a_licence(reader: Any) -> None:
    found = {(scheme, value) for scheme, value in reader.rows("SELECT scheme, value FROM identifier WHERE entity = 'cc-licence:by-nc-nd/3.0/nl'")}
    assert found == {("cc-licence-code", "by-nc-nd"), ("cc-jurisdiction", "nl"), ("uri", "http://creativecommons.org/licenses/by-nc-nd/3.0/nl/"),
                     ("uri", "https://creativecommons.org/licenses/by-nc-nd/3.0/nl/")}
    assert one(reader, "SELECT value FROM label WHERE entity = 'cc-licence:by-sa/4.0' AND language = 'nl' AND kind = 'pref'").startswith("Naamsvermelding-GelijkDelen 4.0")


def test_english_under_another_name_is_left_out(reader: Any) -> None:
    english = "SELECT count(*) FROM label WHERE entity LIKE 'cc-licence:%' AND regexp_matches(value, '^Attribution(-[A-Za-z]+)* [0-9.]+ (International|Netherlands)$')"
    assert one(reader, f"{english} AND language NOT IN ('en', 'fr')") == 0
    assert one(reader, f"{english} AND language = 'en' AND kind = 'pref'") == 12


def test_jurisdictions_and_countries(reader: Any) -> None:
    found = dict(reader.rows("SELECT entity, value FROM identifier WHERE scheme = 'iso-3166-1' AND entity LIKE 'cc-jurisdiction:%'"))
    assert len(found) == 61
    assert found["cc-jurisdiction:uk"] == "GB" and "cc-jurisdiction:scotland" not in found and "cc-jurisdiction:igo" not in found
    assert one(reader, "SELECT value FROM label WHERE entity = 'cc-jurisdiction:nl' AND language = 'nl' AND kind = 'pref'") == "Nederland"
