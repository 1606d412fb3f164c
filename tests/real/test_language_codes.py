"""Codes and names of languages: facts counted in the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_a_concept(reader: Any) -> None:
    found = {name: counts for name, *counts in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'language_codes'")}
    assert found == {"language-codes-full.csv": [487, 487, 0], "ietf-language-tags.csv": [1122, 1122, 0]}
    assert dict(reader.rows("SELECT scheme, count(*) FROM concept WHERE scheme IN ('iso-639-2', 'cldr-locale') GROUP BY 1")) == {"iso-639-2": 487, "cldr-locale": 1122}


def test_both_forms_of_a_code(reader: Any) -> None:
    assert dict(reader.rows("SELECT scheme, value FROM identifier WHERE entity = 'iso-639-2:dut'")) == {"iso-639-1": "nl", "iso-639-2-b": "dut", "iso-639-2-t": "nld"}
    assert dict(reader.rows("SELECT scheme, count(*) FROM identifier WHERE dataset = 'language_codes' GROUP BY 1")) == {"iso-639-1": 183, "iso-639-2-b": 487, "iso-639-2-t": 487}
    two = "SELECT count(*) FROM identifier AS b JOIN identifier AS t ON t.entity = b.entity WHERE b.scheme = 'iso-639-2-b' AND t.scheme = 'iso-639-2-t' AND b.value <> t.value"
    assert one(reader, two) == 20


def test_several_names_in_a_cell_are_several_names(reader: Any) -> None:
    names = "SELECT kind, language, value FROM label WHERE entity = 'iso-639-2:dut'"
    assert set(reader.rows(names)) == {("pref", "en", "Dutch"), ("alt", "en", "Flemish"), ("pref", "fr", "néerlandais"), ("alt", "fr", "flamand")}
    assert one(reader, "SELECT count(*) FROM label WHERE entity LIKE 'iso-639-2:%' AND (value LIKE '%;%' OR value LIKE '%' || chr(13) || '%')") == 0


def test_tags_stand_under_shorter_tags(reader: Any) -> None:
    assert one(reader, "SELECT broader FROM concept WHERE id = 'cldr-locale:az-Arab-IQ'") == "cldr-locale:az-Arab"
    assert one(reader, "SELECT broader FROM concept WHERE id = 'cldr-locale:en-NA'") == "cldr-locale:en"
    assert one(reader, "SELECT count(*) FROM concept WHERE scheme = 'cldr-locale' AND broader NOT IN (SELECT id FROM concept)") == 0
