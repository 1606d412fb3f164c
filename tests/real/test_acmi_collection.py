"""A museum of the moving image: audience classes, parallel titles, free dates, makers with their role glued on."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


SET = "dataset = 'acmi_collection'"


def test_every_record_is_accounted_for(reader: Any) -> None:
    assert reader.rows(f"SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE {SET}") == [("acmi_objects.jsonl", 41955, 41833, 122)]
    ((reason, count),) = reader.rows(f"SELECT reason, count(*) FROM rejected WHERE {SET} GROUP BY 1")
    assert (reason.partition(",")[0], count) == ("a selection that is kept or shown together", 7 + 115)


def test_series_are_works_of_their_own(reader: Any) -> None:
    forms = dict(reader.rows(f"SELECT form, count(*) FROM work WHERE {SET} GROUP BY 1"))
    assert (forms["series"], forms["episode"], sum(forms.values())) == (1119, 1122, 41833)
    assert one(reader, f"SELECT count(*) FROM relation WHERE {SET} AND predicate = 'part_of' AND form = 'series'") == 6691
    assert one(reader, f"SELECT count(*) FROM relation WHERE {SET} AND form = 'series' AND key NOT IN (SELECT id FROM work WHERE form = 'series')") == 0


def test_audience_classes_are_kept_as_written_and_understood(reader: Any) -> None:
    found = {(value, concept): count for value, concept, count in reader.rows(f"SELECT value, concept, count(*) FROM term WHERE {SET} AND facet = 'audience' GROUP BY 1, 2")}
    assert found == {
        ("G", "all-ages"): 4320, ("PG", "family"): 1963, ("M (15+)", "age-15"): 842, ("MA", "age-15"): 1680, ("R (18+)", "age-18"): 553, ("G (8+)", "age-8"): 2,
        ("Childrens Films", "children"): 3459, ("Children 6-12", "school-children"): 1631, ("Children 12+", "age-12"): 731, ("Children 0-6", None): 765,
        ("ACMI classified", None): 1697, ("Mediatheque - all ages (ACMI classified)", None): 1073, ("Mediatheque - not for children (ACMI classified)", None): 151,
        ("Exempt", None): 573, ("unclassified", None): 132, ("16mm Kids Flicks", None): 180,
    }


def test_parallel_titles_stand_beside_the_first(reader: Any) -> None:
    assert one(reader, f"SELECT count(*), count(DISTINCT work) FROM title WHERE {SET} AND kind = 'parallel'") == (2270, 2192)
    parts = f"SELECT t.value, t.kind FROM title AS t WHERE t.work IN (SELECT work FROM title WHERE {SET} AND kind = 'main' AND value = 'Skyscraper')"
    assert {("Skyscraper", "main"), ("Neboder", "parallel"), ("Le gratte ciel", "parallel"), ("Das hochhaus", "parallel")} <= set(reader.rows(parts))
    assert one(reader, f"SELECT count(*) FROM title WHERE {SET} AND kind <> 'alternative' AND value LIKE '% = %'") == 0
    assert one(reader, f"SELECT count(*) FROM title WHERE {SET} AND value = '2+2=4'") == 1


def test_an_empty_list_is_nothing(reader: Any) -> None:
    empty = {("title", "value"), ("term", "value"), ("relation", "title"), ("contribution", "name_written"), ("agent", "name")}
    assert [one(reader, f"SELECT count(*) FROM {table} WHERE {SET} AND trim({column}) = ''") for table, column in empty] == [0] * 5
    assert one(reader, f"SELECT count(*) FROM work WHERE {SET} AND date IS NULL") == 2001
    assert one(reader, f"SELECT count(*) FROM work WHERE {SET} AND date IS NULL AND date_written IS NOT NULL AND date_written <> 'Unknown'") == 0


@pytest.mark.parametrize(
    ("record", "date", "years"),
    [("B200003", "2004-10-05", (2004, 2004)), ("B2000283", "2000/2001", (2000, 2001)), ("B1003603", "2002-03-01/2002-09-01", (2002, 2002)), ("B2003278", "1950~/1969~", (1950, 1969))],
)
def test_dates_in_words(reader: Any, record: str, date: str, years: tuple[int, int]) -> None:
    assert one(reader, f"SELECT date, year_start, year_end FROM work WHERE {SET} AND record = '{record}'") == (date, *years)


def test_a_role_comes_off_its_name(reader: Any) -> None:
    assert one(reader, f"SELECT count(DISTINCT work) FROM contribution WHERE {SET} AND name_written = 'Bert Van Bork' AND role = 'producer'") == 31
    assert one(reader, f"SELECT count(*) FROM agent WHERE {SET} AND regexp_matches(name, ', (producer|director|production company)$')") == 0
    assert one(reader, f"SELECT count(*) FROM contribution WHERE {SET} AND role IS NULL AND role_written IS NOT NULL") < 0.02 * one(
        reader, f"SELECT count(*) FROM contribution WHERE {SET}")


def test_regions_give_their_country(reader: Any) -> None:
    assert one(reader, f"SELECT count(DISTINCT work) FROM term WHERE {SET} AND facet = 'country' AND concept = 'AU'") == 13349
    assert one(reader, f"SELECT count(*) FROM term WHERE {SET} AND facet = 'region' AND value = 'VIC/Australia'") == 406
    # SA is South Australia, not Saudi Arabia
    assert reader.rows(f"SELECT concept FROM term WHERE {SET} AND facet = 'country' AND record = 'B2000387'") == [("AU",)]
    assert one(reader, f"SELECT count(*) FROM term WHERE {SET} AND facet = 'country' AND (concept IS NULL OR concept = 'SA')") == 0


@pytest.mark.parametrize(("name", "born", "died", "films"), [("Wassily Kandinsky", 1866, 1944, 7), ("Pablo Picasso", 1881, 1973, 30), ("Steve McQueen", 1930, 1980, 3)])
def test_films_about_a_person(reader: Any, name: str, born: int, died: int, films: int) -> None:
    about = (f"SELECT a.year_start, a.year_end, count(DISTINCT c.work) FROM contribution AS c JOIN agent AS a ON a.id = c.agent "
             f"WHERE c.{SET} AND c.role = 'subject-person' AND a.name = '{name}' GROUP BY ALL")
    assert reader.rows(about) == [(born, died, films)]


def test_words_that_stay_unmatched_are_few(reader: Any) -> None:
    states = {facet: (known, rows) for facet, known, rows in reader.rows(
        f"SELECT facet, count(CASE WHEN state = 'matched' THEN 1 END), count(*) FROM term WHERE {SET} AND facet IN ('genre', 'language', 'country', 'audience') GROUP BY 1")}
    assert states["country"][0] == states["country"][1]
    assert states["language"][1] - states["language"][0] == 5
    assert states["genre"][0] > 0.8 * states["genre"][1]
    assert states["audience"][0] > 0.75 * states["audience"][1]
