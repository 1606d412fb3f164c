"""Inhabitants of countries and of groups of countries: facts known from the file itself."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

FIGURES = "SELECT value FROM observation WHERE dataset = 'population'"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_accounted_for(reader: Any) -> None:
    assert reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'population'") == [("population.csv", 17195, 17195, 0)]
    assert one(reader, "SELECT count(*), count(value), count(DISTINCT place) FROM observation WHERE dataset = 'population'") == (17195, 17195, 265)


def test_terms_are_those_of_the_repository(reader: Any) -> None:
    row = "SELECT licence, verdict, \"use\" FROM dataset WHERE id = 'population'"
    assert one(reader, row) == ("https://opendatacommons.org/licenses/pddl/1-0/", "OPEN", "anyone")


@pytest.mark.parametrize(("place", "year", "inhabitants"), [("NL", 1960, 11_486_631), ("NA", 2000, 1_818_647), ("WLD", 2000, 6_161_884_811), ("ARB", 2020, 453_723_239)])
def test_known_figures(reader: Any, place: str, year: int, inhabitants: int) -> None:
    assert one(reader, f"{FIGURES} AND measure = 'population' AND unit = 'persons' AND place = '{place}' AND period_start = '{year}-01-01'") == inhabitants


def test_namibia_is_a_country_and_not_a_missing_code(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM observation WHERE dataset = 'population' AND place = 'NA' AND about = 'NA'") == 65
    assert one(reader, "SELECT kind FROM place WHERE id = 'NA'") == "country"


def test_groups_of_countries_stand_apart(reader: Any) -> None:
    kinds = "SELECT p.kind, count(DISTINCT p.id), count(*) FROM observation AS o JOIN place AS p ON p.id = o.place WHERE o.dataset = 'population' GROUP BY 1"
    assert {kind: (places, rows) for kind, places, rows in reader.rows(kinds)} == {"country": (216, 14010), "aggregate": (49, 3185)}
    # all countries of 2020 are a little less than the world, whose figure has places of its own
    countries = "SELECT sum(o.value) FROM observation AS o JOIN place AS p ON p.id = o.place AND p.kind = 'country' WHERE o.dataset = 'population'"
    assert one(reader, f"{countries} AND o.period_start = '2020-01-01'") == 7_830_998_366
    assert one(reader, f"{FIGURES} AND place = 'WLD' AND period_start = '2020-01-01'") == 7_854_748_424
