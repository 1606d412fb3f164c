"""American films of six decades from lists on Wikipedia: who is no cast member, and which films stay apart."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


SET = "dataset = 'wikipedia_movies'"


def test_every_decade_is_accounted_for(reader: Any) -> None:
    assert reader.rows(f"SELECT name, rows_in, rows_rejected FROM distribution WHERE {SET} ORDER BY 1") == [
        ("movies-1970s.json", 1617, 0), ("movies-1980s.json", 2272, 1), ("movies-1990s.json", 2849, 0),
        ("movies-2000s.json", 2430, 3), ("movies-2010s.json", 2512, 0), ("movies-2020s.json", 1153, 1)]
    assert reader.rows(f"SELECT reason, count(*) FROM rejected WHERE {SET} GROUP BY 1") == [("same record key as an earlier record", 5)]
    assert one(reader, f"SELECT count(*), min(year_start), max(year_end) FROM work WHERE {SET}") == (12828, 1970, 2023)


def test_a_bracket_is_nobody(reader: Any) -> None:
    assert one(reader, rf"SELECT count(*) FROM agent WHERE {SET} AND (NOT regexp_matches(name, '\pL') OR regexp_matches(name, '^[(\[]|^Cast:|^(and|the|of) '))") == 0
    assert one(reader, f"SELECT count(*) FROM contribution WHERE {SET}") == 76001


def test_films_without_cast_stay_without(reader: Any) -> None:
    # 321 have an empty list, 13 a list of words that are no names
    assert one(reader, f"SELECT count(*) FROM work AS w WHERE {SET} AND NOT EXISTS (SELECT 1 FROM contribution AS c WHERE c.work = w.id)") == 321 + 13


def test_remakes_stay_apart(reader: Any) -> None:
    carrie = f"SELECT w.date, count(c.agent), min(w.page) FROM work AS w JOIN contribution AS c ON c.work = w.id WHERE w.{SET} AND w.title = 'Carrie' GROUP BY 1 ORDER BY 1"
    assert [(date, page.rpartition("/")[2]) for date, _, page in reader.rows(carrie)] == [("1976", "Carrie_(1976_film)"), ("2002", "Carrie_(2002_film)"), ("2013", "Carrie_(2013_film)")]
    both = f"SELECT count(*) FROM work WHERE {SET} AND title = 'Treasure Island' AND year_start = 1972"
    assert one(reader, both) == 2


def test_titles_are_clean(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM work WHERE {SET} AND title = 'The Goonies'") == 1
    assert one(reader, f"SELECT count(*) FROM work WHERE {SET} AND (title LIKE '%mw-parser%' OR title LIKE '%, The' OR regexp_matches(title, '\\[[a-z]+\\]'))") == 0


def test_genres_are_words_of_the_vocabulary(reader: Any) -> None:
    # 23,164 by a label, 173 led by the model; "Family" and "Short" are no genres here and wait for a person
    assert one(reader, f"SELECT count(*), count(concept) FROM term WHERE {SET}") == (24036, 23337)
    assert one(reader, f"SELECT count(*) FROM term WHERE {SET} AND concept = 'horror' AND value = 'Horror'") == 1366
    # how a film was paid for is no kind of music
    assert reader.rows(f"SELECT DISTINCT concept FROM term WHERE {SET} AND value = 'Independent'") == [(None,)]


def test_no_text_of_wikipedia_is_taken(reader: Any) -> None:
    assert one(reader, f"SELECT count(description) FROM work WHERE {SET}") == 0
