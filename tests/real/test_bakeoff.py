"""A television contest: viewers for each episode, columns that are shifted, NA as missing."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


SET = "dataset = 'bakeoff'"
VIEWERS = f"SELECT o.value FROM observation AS o WHERE {SET} AND o.measure = 'viewers'"


def test_every_line_is_accounted_for(reader: Any) -> None:
    assert reader.rows(f"SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE {SET} ORDER BY 1") == [
        ("bakers.csv", 120, 120, 0), ("ratings_seasons.csv", 94, 94, 0), ("series.csv", 10, 10, 0)]
    assert dict(reader.rows(f"SELECT form, count(*) FROM work WHERE {SET} GROUP BY 1")) == {"season": 10, "episode": 94}


@pytest.mark.parametrize(
    ("episode", "week", "month"),
    [("1.1", 2_240_000, None), ("3.1", 3_850_000, None), ("5.10", 13_510_000, None), ("6.1", 11_620_000, 11_730_000), ("6.3", 12_010_000, None), ("7.10", 15_900_000, 16_030_000)],
)
def test_viewers_are_persons(reader: Any, episode: str, week: int, month: int | None) -> None:
    assert one(reader, f"{VIEWERS} AND record = 'episode:{episode}' AND segment = 'within 7 days'") == week
    assert one(reader, f"{VIEWERS} AND record = 'episode:{episode}' AND segment = 'within 28 days'") == month


def test_shifted_columns_are_put_back(reader: Any) -> None:
    # up to series 5 viewers within 28 days are not in the file: nobody has fewer than within 7 days
    assert one(reader, f"SELECT count(value), count(CASE WHEN flag = 'missing' THEN 1 END) FROM observation WHERE {SET} AND segment = 'within 28 days'") == (49, 45)
    assert one(reader, f"SELECT min(value) FROM observation WHERE {SET} AND measure = 'viewers'") == 2_240_000
    ranks = f"SELECT segment, value FROM observation WHERE {SET} AND measure = 'rank' AND record = 'episode:{{}}' ORDER BY 1"
    assert reader.rows(ranks.format("1.1")) == [("on its channel, that week", 7)]
    assert reader.rows(ranks.format("4.2")) == [("on all channels, that week", 12), ("on its channel, that week", 1)]
    assert reader.rows(ranks.format("8.5")) == [("on all channels, that week", 4), ("on its channel, that week", 1)]


def test_a_series_has_its_people(reader: Any) -> None:
    people = f"SELECT role_written, count(*) FROM contribution WHERE {SET} GROUP BY 1"
    assert dict(reader.rows(people)) == {"contestant": 120, "winner": 10, "runner-up": 20, "broadcaster": 10}
    won = f"SELECT c.name_written FROM contribution AS c JOIN work AS w ON w.id = c.work WHERE w.{SET} AND c.role_written = 'winner' AND w.date LIKE '2015%'"
    assert one(reader, won) == "Nadiya Hussain"


def test_episodes_reach_their_series_and_both_broadcasts(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM relation AS r JOIN work AS w ON w.id = r.key AND w.form = 'season' WHERE r.{SET}") == 94
    assert dict(reader.rows(f"SELECT \"window\", count(*) FROM status_event WHERE {SET} GROUP BY 1")) == {"broadcast, United Kingdom": 94, "broadcast, United States": 45}
    assert one(reader, f"SELECT \"on\" FROM status_event WHERE {SET} AND record = 'episode:4.1' AND \"window\" = 'broadcast, United States'") == "2014-12-28"


def test_what_is_not_needed_of_people_is_left_out(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM agent WHERE {SET} AND (year_start IS NOT NULL OR country IS NOT NULL)") == 0
