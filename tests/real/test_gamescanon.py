"""71 Dutch games in Markdown, without a licence: for use on this machine only. What they say must still be right."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


SET = "dataset = 'gamescanon'"


def test_it_is_for_this_machine_only(reader: Any) -> None:
    assert reader.rows("SELECT verdict FROM dataset WHERE id = 'gamescanon'") == [("ASK",)]


def test_every_record_is_accounted_for(reader: Any) -> None:
    assert reader.rows(f"SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE {SET}") == [("games", 71, 71, 0)]


def test_a_film_told_in_prose_is_based_on_its_game(reader: Any) -> None:
    assert dict(reader.rows(f"SELECT form, count(*) FROM work WHERE {SET} GROUP BY 1")) == {"game": 71, "film": 1}
    filmed = f"SELECT f.title, f.date, f.sector, r.predicate, g.title, g.date FROM relation AS r JOIN work AS f ON f.id = r.work JOIN work AS g ON g.id = r.key WHERE r.{SET}"
    assert reader.rows(filmed) == [("Autobahnraser", "2004", "film-tv", "based_on", "A2 Racer", "1997")]


def test_first_days_stand_for_their_month_or_year(reader: Any) -> None:
    dates = dict(reader.rows(f"SELECT title, date FROM work WHERE {SET} AND form = 'game'"))
    assert (dates["Killzone"], dates["Age of Wonders"], dates["Nijmeegs avontuur"], dates["Hidden Folks"]) == ("2004-11", "1999-11-12", "1980", "2017-02-15")


def test_makers_are_parted(reader: Any) -> None:
    made = f"SELECT c.name_written FROM contribution AS c JOIN work AS w ON w.id = c.work WHERE w.{SET} AND w.title = '{{}}' ORDER BY c.position"
    assert [name for (name,) in reader.rows(made.format("Battery Check"))] == ["Hootchie Cootchie Cartoons", "Mondo", "Taxus Interactive"]
    assert [name for (name,) in reader.rows(made.format("Hawkeye"))] == ["Boys without Brains"]
    assert one(reader, f"SELECT count(*) FROM identifier WHERE {SET} AND scheme = 'wikipedia' AND value LIKE 'nl:%'") == 71


def test_long_texts_are_left_out(reader: Any) -> None:
    assert one(reader, f"SELECT max(length(description)) FROM work WHERE {SET}") < 700
