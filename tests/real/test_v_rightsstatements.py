"""The statements of RightsStatements.org: facts counted in the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row

STATEMENTS = {"CNE", "InC", "InC-EDU", "InC-NC", "InC-OW-EU", "InC-RUU", "NKC", "NoC-CR", "NoC-NC", "NoC-OKLR", "NoC-US", "UND"}


def test_every_file_is_accounted_for(reader: Any) -> None:
    assert one(reader, "SELECT count(*), sum(rows_in), sum(rows_out), sum(rows_rejected) FROM distribution WHERE dataset = 'v_rightsstatements'") == (31, 47, 45, 2)
    assert reader.rows("SELECT DISTINCT distribution, reason FROM rejected WHERE dataset = 'v_rightsstatements'") == [
        ("rights-statements.ttl", "the description of the vocabulary and of its makers, not a statement")]


def test_twelve_statements_in_three_groups(reader: Any) -> None:
    found = dict(reader.rows("SELECT notation, broader FROM concept WHERE scheme = 'rightsstatements'"))
    assert set(found) == STATEMENTS | {"collection-ic", "collection-nc", "collection-other"}
    groups = {group: {n for n, broader in found.items() if broader == f"rightsstatements:{group}"} for group in ("collection-ic", "collection-nc", "collection-other")}
    # as the file in Turtle lists the members of each group
    assert groups == {"collection-ic": {"InC", "InC-OW-EU", "InC-RUU", "InC-EDU", "InC-NC"}, "collection-nc": {"NoC-NC", "NoC-CR", "NoC-OKLR", "NoC-US"},
                      "collection-other": {"NKC", "CNE", "UND"}}


def test_names_and_definitions_meet_in_one_concept(reader: Any) -> None:
    assert one(reader, "SELECT count(definition) FROM concept WHERE scheme = 'rightsstatements'") == 12
    assert dict(reader.rows("SELECT language, count(*) FROM label WHERE entity LIKE 'rightsstatements:%' GROUP BY 1")) == {"en": 15, "nl": 15}
    assert set(reader.rows("SELECT kind, language, value FROM label WHERE entity = 'rightsstatements:CNE'")) == {
        ("pref", "en", "Copyright Not Evaluated"), ("pref", "nl", "Auteursrechtelijke status niet geëvalueerd")}


def test_addresses_are_those_that_works_refer_to(reader: Any) -> None:
    assert one(reader, "SELECT entity FROM identifier WHERE scheme = 'uri' AND value = 'http://rightsstatements.org/vocab/CNE/1.0/'") == "rightsstatements:CNE"
