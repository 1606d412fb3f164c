"""Artists and subject words of Tate: facts counted in the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_accounted_for(reader: Any) -> None:
    found = {name: counts for name, *counts in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'tate'")}
    assert found == {"artist_data.csv": [3532, 3532, 0], "level0list.json": [16, 16, 0], "level1list.json": [142, 142, 0], "level2list.json": [2251, 2251, 0]}
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'tate'") == 3532


@pytest.mark.parametrize(("record", "name"), [("10093", "Magdalena Abakanowicz"), ("0", "Edwin Austin Abbey"), ("1", "Lemuel Francis Abbott")])
def test_surnames_are_turned(reader: Any, record: str, name: str) -> None:
    assert one(reader, f"SELECT name FROM agent WHERE dataset = 'tate' AND record = '{record}'") == name


def test_hardly_a_name_keeps_its_comma(reader: Any) -> None:
    # titles of nobility, and groups with their members in brackets: nobody's surname is known to stand first
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'tate' AND name LIKE '%,%'") == 27
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'tate' AND name IN ('John Ferneley I', 'John Ferneley II', 'Hans Holbein the Younger')") == 3


@pytest.mark.parametrize(
    ("name", "born", "died"),
    [
        ("Dadamaino", 1930, 2004),  # 1935 in the column of years
        ("Manuel Álvarez Bravo", 1902, 2002),  # 1904
        ("W. Turner", None, None),  # 19th century; 1800 and 1899
        ("John Bettes", None, None),  # active 1531-1570
        ("John Hayls", None, 1679),  # active c.1645, died 1679
        ("Georgii Kibardin", 1903, 1963),  # 1903-63
        ("On Kawara", 1933, None),
    ],
)
def test_years_are_those_that_visitors_see(reader: Any, name: str, born: int | None, died: int | None) -> None:
    assert one(reader, f"SELECT year_start, year_end FROM agent WHERE dataset = 'tate' AND name = '{name}'") == (born, died)


def test_subjects_are_a_tree(reader: Any) -> None:
    tree = "SELECT count(*) FROM concept AS c LEFT JOIN concept AS b ON b.id = c.broader LEFT JOIN concept AS t ON t.id = b.broader WHERE c.scheme = 'tate-subject'"
    assert one(reader, f"{tree} AND b.id IS NULL") == 16
    assert one(reader, f"{tree} AND b.id IS NOT NULL AND t.id IS NULL") == 142
    assert one(reader, f"{tree} AND t.id IS NOT NULL") == 2251
    assert one(reader, "SELECT value FROM label WHERE entity = 'tate-subject:91' AND language = 'en'") == "people"


def test_a_list_of_numbers_is_no_work(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'tate'") == 0
    assert one(reader, "SELECT size FROM frame WHERE dataset = 'tate' AND measure = 'works'") == 69201


def test_nothing_more_is_said_of_living_people(reader: Any) -> None:
    left_out = {column for (column,) in reader.rows("SELECT \"column\" FROM finding WHERE dataset = 'tate' AND rule = 'unused-column'")}
    assert {"gender", "placeOfBirth", "placeOfDeath"} <= left_out
