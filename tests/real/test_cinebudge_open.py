"""Film statistics, mobility and narrative locations: facts known from the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

FIGURES = "FROM observation WHERE dataset = 'cinebudge_open'"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_accounted_for(reader: Any) -> None:
    counts = {name: rows for name, *rows in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'cinebudge_open'")}
    assert counts == {
        "financing.csv": [505, 505, 0],
        "genre.csv": [1080, 1080, 0],
        "ticketPrice.csv": [45, 45, 0],
        "pandemic.csv": [49033, 49033, 0],
        "narrativeLocation.csv": [5740, 5740, 0],
    }


def test_it_is_for_this_machine(reader: Any) -> None:
    assert one(reader, "SELECT verdict, \"use\" FROM dataset WHERE id = 'cinebudge_open'") == ("ASK", "this machine")


def test_films_of_a_country(reader: Any) -> None:
    dutch = reader.rows(f"SELECT left(period_start, 4), value, flag {FIGURES} AND measure = 'productions' AND place = 'NL' ORDER BY 1")
    assert dutch == [
        ("2011", 28, None), ("2012", 40, None), ("2013", 34, None), ("2014", None, "missing"), ("2015", None, "missing"), ("2016", 45, None), ("2017", 46, None),
    ]
    assert one(reader, f"SELECT count(*), count(value) {FIGURES} AND measure = 'productions'") == (505, 444)


def test_negligible_shares_are_nought_and_what_does_not_apply_is_missing(reader: Any) -> None:
    found = reader.rows(f"SELECT flag, count(*), count(value), count(CASE WHEN value = 0 THEN 1 END) {FIGURES} AND measure = 'share' GROUP BY 1")
    assert set(found) == {(None, 779, 779, 0), ("estimated", 273, 273, 248), ("missing", 28, 0, 0)}


def test_prices_are_in_the_money_of_the_country(reader: Any) -> None:
    units = f"SELECT unit, count(DISTINCT place) {FIGURES} AND measure = 'price' GROUP BY 1"
    assert dict(reader.rows(units)) == {"EUR": 8, "DKK": 1, "SEK": 1}
    assert one(reader, f"SELECT value, unit {FIGURES} AND measure = 'price' AND place = 'SE' AND period_start = '2014-01-01'") == (102, "SEK")


def test_mobility_by_day(reader: Any) -> None:
    assert one(reader, f"SELECT value {FIGURES} AND measure = 'mobility' AND place = 'NL' AND period_start = '2020-04-01' AND period_end = '2020-04-01'") == -48.857
    assert one(reader, f"SELECT count(*), count(DISTINCT place), min(period_start), max(period_end) {FIGURES} AND measure = 'mobility'") == (49033, 132, "2020-02-17", "2021-03-02")
    assert one(reader, f"SELECT count(*) {FIGURES} AND measure = 'mobility' AND place = 'NA'") == 380


def test_a_film_is_one_work_with_all_its_places(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cinebudge_open' AND form = 'film'") == 2898
    assert one(reader, "SELECT count(*), count(DISTINCT work) FROM term WHERE dataset = 'cinebudge_open' AND facet = 'subject'") == (3169, 2898)
    # 72 lines of the file, twelve for each place
    film = "SELECT entity FROM identifier WHERE dataset = 'cinebudge_open' AND scheme = 'wikidata' AND value = 'Q29261993'"
    places = {value for (value,) in reader.rows(f"SELECT value FROM term WHERE work IN ({film})")}
    assert places == {"Belfast", "Ramstein Air Base", "Kashmir", "Berlin", "London", "Paris"}


def test_places_of_stories_stand_apart_from_countries(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM place WHERE kind = 'narrative location' AND dataset = 'cinebudge_open' AND id LIKE 'wikidata:Q%'") == 638
