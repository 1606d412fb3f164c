"""Six files behind articles: box office and identifiers, persons filmed, guests of a show, characters of comics."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


SET = "dataset = 'fivethirtyeight'"


def test_every_line_is_accounted_for(reader: Any) -> None:
    assert reader.rows(f"SELECT name, rows_in, rows_rejected FROM distribution WHERE {SET} ORDER BY 1") == [
        ("bechdel_movies.csv", 1794, 0), ("biopics.csv", 761, 0), ("daily_show_guests.csv", 2693, 0), ("dc-wikia-data.csv", 6896, 1),
        ("fandango_scrape.csv", 510, 1), ("marvel-wikia-data.csv", 16376, 0)]
    assert reader.rows(f"SELECT distribution, reason FROM rejected WHERE {SET} ORDER BY 1") == [
        ("dc-wikia-data.csv", "a test page of the wiki, not a character"), ("fandango_scrape.csv", "same record key as an earlier record")]
    assert dict(reader.rows(f"SELECT form, count(*) FROM work WHERE {SET} GROUP BY 1")) == {"film": 1794 + 672 + 509, "episode": 2639}


def test_imdb_numbers_are_whole(reader: Any) -> None:
    numbers = f"SELECT count(*), count(DISTINCT value), count(CASE WHEN regexp_matches(value, '^tt[0-9]{{7,8}}$') THEN 1 END) FROM identifier WHERE {SET} AND scheme = 'imdb'"
    assert one(reader, numbers) == (1794 + 672, 1794 + 672 - 82, 1794 + 672)
    assert one(reader, f"SELECT value FROM identifier WHERE {SET} AND record = 'tt420238' AND scheme = 'imdb'") == "tt0420238"
    linked = f"SELECT count(*) FROM link AS l JOIN identifier AS i ON i.entity = l.subject AND i.scheme = 'imdb' WHERE i.{SET} AND l.method = 'identifier'"
    assert one(reader, linked) >= 82


def test_money_is_in_dollars_of_its_year(reader: Any) -> None:
    budget = f"SELECT count(value), count(flag), sum(value) FROM observation WHERE {SET} AND measure = 'budget' AND unit = 'USD'"
    assert one(reader, budget) == (1794, 0, 80418673930.0)
    missing = f"SELECT segment, count(value), count(CASE WHEN flag = 'missing' AND value IS NULL THEN 1 END) FROM observation WHERE {SET} AND measure = 'box-office' GROUP BY 1"
    assert {segment: rest for segment, *rest in reader.rows(missing)} == {"domestic": [1777, 17], "worldwide": [1783, 11], None: [383, 289]}
    titanic = f"SELECT o.segment, o.value, o.period_start FROM observation AS o JOIN work AS w ON w.id = o.about WHERE w.{SET} AND w.title = 'Titanic' AND o.segment IS NOT NULL ORDER BY 1"
    assert reader.rows(titanic) == [("domestic", 658672302, "1997-01-01"), ("worldwide", 2185672302, "1997-01-01")]


def test_money_in_words_is_read(reader: Any) -> None:
    sold = f"SELECT o.value FROM observation AS o JOIN work AS w ON w.id = o.about WHERE w.{SET} AND w.title = '12 Years a Slave' AND o.measure = 'box-office' AND o.segment IS NULL"
    assert one(reader, sold) == 56_700_000


def test_entities_in_titles_are_decoded(reader: Any) -> None:
    assert {title for (title,) in reader.rows(f"SELECT title FROM work WHERE {SET} AND title IN ('21 & Over', 'Brüno', 'The World''s End')")} == {"21 & Over", "Brüno", "The World's End"}
    assert one(reader, f"SELECT count(*) FROM title WHERE {SET} AND regexp_matches(value, '&[a-z]+;|&#')") == 0


def test_a_film_knows_all_its_subjects(reader: Any) -> None:
    assert one(reader, f"SELECT count(*), count(DISTINCT work) FROM contribution WHERE {SET} AND role = 'subject-person'") == (761, 672)
    about = f"SELECT c.name_written FROM contribution AS c JOIN work AS w ON w.id = c.work WHERE w.{SET} AND w.title = 'Jersey Boys' AND c.role = 'subject-person'"
    assert {name for (name,) in reader.rows(about)} == {"Bob Gaudio", "Frankie Valli", "Nick Massi", "Tommy DeVito"}


def test_accents_are_mended_where_they_can_be(reader: Any) -> None:
    names = {name for (name,) in reader.rows(f"SELECT name FROM agent WHERE {SET}")}
    assert {"Édith Piaf", "Władysław Szpilman", "Héctor Lavoe", "Karin Åkerblom", "Matthias Schweighöfer", "Denise Quiñones"} <= {name.rstrip(".") for name in names}
    assert not {name for name in names if any(broken in name for broken in ("Ã©", "Ãƒ", "â€", "Å‚", "í©"))}
    assert len({name for name in names if "Ã_" in name}) == 8  # a letter is lost


def test_what_others_judged_of_real_people_is_left_out(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM term WHERE {SET} AND value IN ('White', 'African American', 'Male', 'Female')") == 0


def test_an_evening_has_its_guests(reader: Any) -> None:
    evening = f"SELECT c.name_written FROM contribution AS c JOIN work AS w ON w.id = c.work WHERE w.{SET} AND w.date = '2013-12-18' AND c.role = 'guest'"
    assert {name for (name,) in reader.rows(evening)} == {"Steve Carell", "Will Ferrell", "David Koechner", "Paul Rudd"}
    assert one(reader, f"SELECT count(DISTINCT work) FROM contribution WHERE {SET} AND name_written = 'Fareed Zakaria'") == 19
    # 14 evenings without a guest, three of looking back
    alone = f"SELECT count(*) FROM work AS w WHERE {SET} AND form = 'episode' AND NOT EXISTS (SELECT 1 FROM contribution AS c WHERE c.work = w.id)"
    assert one(reader, alone) == 17


def test_characters_are_concepts_and_neither_works_nor_people(reader: Any) -> None:
    assert dict(reader.rows("SELECT scheme, count(*) FROM concept WHERE scheme IN ('marvel-character', 'dc-character') GROUP BY 1")) == {"marvel-character": 16376, "dc-character": 6895}
    logan = "SELECT l.value, c.definition FROM concept AS c JOIN label AS l ON l.entity = c.id WHERE c.scheme = 'marvel-character' AND l.value LIKE 'Wolverine (James%'"
    ((label, definition),) = reader.rows(logan)
    assert label == 'Wolverine (James "Logan" Howlett)'
    assert definition == "Character in comics of Marvel; first appeared in 1974; 3061 appearances up to 2014"
    assert one(reader, f"SELECT count(*) FROM agent WHERE {SET} AND name LIKE 'Wolverine%'") == 0


def test_no_vote_is_no_rating(reader: Any) -> None:
    ratings = f"SELECT count(value), count(flag) FROM observation WHERE {SET} AND measure = 'rating-average' AND segment IS NULL"
    assert one(reader, ratings) == (436, 73)
    assert one(reader, f"SELECT count(*) FROM observation WHERE {SET} AND measure = 'rating-average' AND value = 0") == 0


def test_a_cast_is_no_director_and_its_first_word_no_name(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM contribution WHERE {SET} AND name_written LIKE '%With:%'") == 0
    wanted = f"SELECT DISTINCT c.name_written, c.role FROM contribution AS c WHERE c.{SET} AND c.role <> 'guest' AND c.name_written IN ('Gary Kemp', 'Josh Lucas', 'D.M.W. Greer') ORDER BY 1"
    assert reader.rows(wanted) == [("D.M.W. Greer", "director"), ("Gary Kemp", "actor"), ("Josh Lucas", "actor")]
