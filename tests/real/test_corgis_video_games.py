"""Sales, reviews and length of games, without a licence: for use on this machine only. What they say must still be right."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


SET = "dataset = 'corgis_video_games'"


def test_it_is_for_this_machine_only(reader: Any) -> None:
    assert reader.rows("SELECT verdict FROM dataset WHERE id = 'corgis_video_games'") == [("ASK",)]


def test_every_record_is_accounted_for(reader: Any) -> None:
    assert reader.rows(f"SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE {SET}") == [("video_games.csv", 1212, 1212, 0)]


def test_a_game_has_an_edition_for_each_console(reader: Any) -> None:
    assert dict(reader.rows(f"SELECT form, count(*) FROM work WHERE {SET} AND sector = 'games' GROUP BY 1")) == {"game": 901, "edition": 1212}
    assert one(reader, f"SELECT count(*) FROM relation AS r JOIN work AS w ON w.id = r.key AND w.form = 'game' WHERE r.{SET} AND r.predicate = 'edition_of'") == 1212
    consoles = f"SELECT t.value FROM term AS t JOIN relation AS r ON r.work = t.work JOIN work AS g ON g.id = r.key WHERE g.{SET} AND g.title = 'Spider-Man 3' AND t.facet = 'platform'"
    assert {name for (name,) in reader.rows(consoles)} == {"Nintendo DS", "X360", "Sony PSP", "Nintendo Wii", "PlayStation 3"}


def test_sales_are_copies(reader: Any) -> None:
    sold = f"SELECT o.value, o.unit FROM observation AS o JOIN work AS w ON w.id = o.about WHERE w.{SET} AND o.measure = 'sales-units' AND w.title = 'Halo 3'"
    assert one(reader, sold) == (8_030_000, "copies")
    assert one(reader, f"SELECT sum(value) FROM observation WHERE {SET} AND measure = 'sales-units'") == pytest.approx(609_830_000)


def test_nobody_reported_is_not_zero_hours(reader: Any) -> None:
    lengths = f"SELECT segment, count(*), min(value) > 0 FROM observation WHERE {SET} AND measure = 'duration' GROUP BY 1 ORDER BY 1"
    assert reader.rows(lengths) == [("all playstyles", 982, True), ("completionists", 670, True), ("main + extras", 708, True), ("main story", 906, True)]


def test_genres_and_ratings_by_age_are_known_words(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM term WHERE {SET} AND facet IN ('genre', 'audience') AND concept IS NULL") == 0
    assert dict(reader.rows(f"SELECT DISTINCT value, concept FROM term WHERE {SET} AND facet = 'audience'")) == {"E": "all-ages", "T": "teens", "M": "age-17"}
