"""The artists of the Museum of Modern Art: facts counted in the file itself."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_artist_is_an_agent(reader: Any) -> None:
    assert reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'moma'") == [("Artists.csv", 15282, 15282, 0)]
    assert one(reader, "SELECT count(*), count(DISTINCT id) FROM agent WHERE dataset = 'moma'") == (15282, 15282)
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'moma'") == 0


def test_identifiers_of_other_lists(reader: Any) -> None:
    found = {scheme: counts for scheme, *counts in reader.rows("SELECT scheme, count(*), count(DISTINCT value) FROM identifier WHERE dataset = 'moma' GROUP BY 1")}
    assert found == {"moma": [15282, 15282], "wikidata": [3260, 3255], "ulan": [2937, 2934]}
    assert set(reader.rows("SELECT scheme, value FROM identifier WHERE dataset = 'moma' AND record = '4'")) == {("moma", "4"), ("wikidata", "Q1063584"), ("ulan", "500027998")}


def test_no_year_is_nought(reader: Any) -> None:
    assert one(reader, "SELECT count(year_start), count(year_end), min(year_start), max(year_start) FROM agent WHERE dataset = 'moma'") == (11598, 5036, 1730, 2017)


@pytest.mark.parametrize(("country", "artists"), [("US", 5231), ("NL", 278), ("GB", 880), ("YU", 23), ("CS", 6), ("NA", 2), ("CA", 197)])
def test_nationality_is_a_country_where_it_is_one(reader: Any, country: str, artists: int) -> None:
    assert one(reader, f"SELECT count(*) FROM agent WHERE dataset = 'moma' AND country = '{country}'") == artists


def test_other_nationalities_are_no_country(reader: Any) -> None:
    # empty 2,459, unknown 180, Korean 34, Congolese 6, Native American 3, Catalan, Coptic and Persian 1 each
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'moma' AND country IS NULL") == 2685


def test_names_are_not_turned_round_at_a_comma(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'moma' AND name = 'Tetra Pak, Sweden' AND kind = 'organisation'") == 1
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'moma' AND name IN ('Clementina Lady Hawarden', 'Ralph Bartholomew Jr.')") == 2
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'moma' AND name LIKE '%,%' AND kind <> 'organisation' AND name NOT LIKE '%(%'") == 0


def test_gender_is_nowhere(reader: Any) -> None:
    assert "not taken over" in one(reader, "SELECT message FROM finding WHERE dataset = 'moma' AND \"column\" = 'Gender'")
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'moma' AND lower(kind) IN ('male', 'female')") == 0
