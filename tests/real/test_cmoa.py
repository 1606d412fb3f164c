"""The objects of the Carnegie Museum of Art: facts counted in the file itself."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_object_is_a_work(reader: Any) -> None:
    assert reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'cmoa'") == [("cmoa_objects.jsonl", 28258, 28258, 0)]
    assert one(reader, "SELECT count(*), count(DISTINCT id), count(form), count(title) FROM work WHERE dataset = 'cmoa'") == (28258, 28258, 28258, 28258)
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cmoa' AND title LIKE 'No title recorded%'") == 115


@pytest.mark.parametrize(("form", "objects"), [("print", 8897), ("photograph", 4834), ("painting", 1364), ("film", 208), ("video-art", 149), ("sculpture", 558)])
def test_class_tells_the_form(reader: Any, form: str, objects: int) -> None:
    assert one(reader, f"SELECT count(*) FROM work WHERE dataset = 'cmoa' AND form = '{form}'") == objects


def test_dates_are_read_from_the_words(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cmoa' AND date_written IS NULL") == 1586
    # the words of 406 say that there is no date (369), or more than can be read
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cmoa' AND date_written IS NOT NULL AND date IS NULL") == 406


@pytest.mark.parametrize(
    ("written", "date", "first", "last", "objects"),
    [
        ("206 BCE-220 CE", "-0205/0220", -205, 220, 7),
        ("c. 2500 BCE-2000 BCE", "-2499~/-1999~", -2499, -1999, 1),
        ("5th-4th century BCE", "-0499/-0300", -499, -300, 2),
        ("c. 1860", "1860~", 1860, 1860, 28),
    ],
)
def test_years_before_the_common_era_and_about(reader: Any, written: str, date: str, first: int, last: int, objects: int) -> None:
    found = reader.rows(f"SELECT date, year_start, year_end, count(*) FROM work WHERE dataset = 'cmoa' AND date_written = '{written}' GROUP BY ALL")
    assert found == [(date, first, last, objects)]


def test_count_of_years_before_the_common_era(reader: Any) -> None:
    # 56 objects have BCE in their words; two of them name a dynasty and cannot be read
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cmoa' AND year_start < 0") == 54


def test_months_stand_before_days(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cmoa' AND date = '1930-04-02'") >= 2
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'cmoa' AND date LIKE '%-XX-XX'") == 0


def test_makers_with_a_name(reader: Any) -> None:
    assert one(reader, "SELECT count(*), count(DISTINCT agent) FROM contribution WHERE dataset = 'cmoa'") == (27415, 5744)
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'cmoa' AND (name ILIKE 'unknown%' OR name ILIKE 'anonymous%')") == 0
    assert one(reader, "SELECT name, kind, year_start, year_end, country FROM agent WHERE dataset = 'cmoa' AND name = 'Robert Swain Gifford'") == (
        "Robert Swain Gifford", "person", 1840, 1905, "US")
    assert one(reader, "SELECT kind, country FROM agent WHERE dataset = 'cmoa' AND name = 'Skidmore, Owings and Merrill'") == ("organisation", "US")
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'cmoa' AND name IN ('Takashi Murakami', 'Thomas Phillips R.A.')") == 2


def test_after_an_artist_is_not_by_an_artist(reader: Any) -> None:
    roles = "SELECT count(*), count(role) FROM contribution WHERE dataset = 'cmoa' AND lower(role_written)"
    assert one(reader, f"{roles} = 'after'")[1] == 0
    assert one(reader, f"{roles} = 'architect'")[1] > 500


def test_no_record_states_rights(reader: Any) -> None:
    assert one(reader, "SELECT count(rights) FROM work WHERE dataset = 'cmoa'") == 0
    assert one(reader, "SELECT object_rights FROM dataset WHERE id = 'cmoa'") == "http://rightsstatements.org/vocab/CNE/1.0/"
