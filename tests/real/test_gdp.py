"""Gross domestic product of countries and of groups of countries: facts known from the file itself."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_accounted_for(reader: Any) -> None:
    assert reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'gdp'") == [("gdp.csv", 13979, 13979, 0)]
    assert one(reader, "SELECT count(*), count(value), count(DISTINCT place) FROM observation WHERE dataset = 'gdp'") == (13979, 13979, 262)


def test_amounts_are_in_dollars_of_the_year(reader: Any) -> None:
    assert reader.rows("SELECT DISTINCT measure, unit FROM observation WHERE dataset = 'gdp'") == [("gdp", "current US$")]


@pytest.mark.parametrize(
    ("place", "year", "amount"),
    [("NL", 1960, 13263458995.38695), ("NL", 2023, 1118124749886.2942), ("NA", 1980, 2421990337.992435), ("NA", 2023, 12351024843.746696), ("WLD", 2023, 105435039507024.1)],
)
def test_known_figures(reader: Any, place: str, year: int, amount: float) -> None:
    figure = f"SELECT value FROM observation WHERE dataset = 'gdp' AND place = '{place}' AND period_start = '{year}-01-01' AND period_end = '{year}-12-31'"
    assert one(reader, figure) == pytest.approx(amount, rel=1e-12)


def test_groups_of_countries_stand_apart(reader: Any) -> None:
    kinds = "SELECT p.kind, count(DISTINCT p.id), count(*) FROM observation AS o JOIN place AS p ON p.id = o.place WHERE o.dataset = 'gdp' GROUP BY 1"
    assert {kind: (places, rows) for kind, places, rows in reader.rows(kinds)} == {"country": (213, 11129), "aggregate": (49, 2850)}
