"""Occupations by census and unemployment by month: facts known from the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

FIGURES = "SELECT value FROM observation WHERE dataset = 'vega_employment'"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_record_is_accounted_for(reader: Any) -> None:
    counts = {name: rows for name, *rows in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'vega_employment'")}
    assert counts == {"jobs.json": [7650, 7650, 0], "unemployment-across-industries.json": [1708, 1708, 0]}


def test_it_is_for_this_machine(reader: Any) -> None:
    assert one(reader, "SELECT verdict, \"use\" FROM dataset WHERE id = 'vega_employment'") == ("ASK", "this machine")


def test_counts_and_shares_are_two_measures(reader: Any) -> None:
    found = reader.rows("SELECT measure, unit, count(*), count(value) FROM observation WHERE dataset = 'vega_employment' GROUP BY 1, 2")
    assert set(found) == {("jobs", "persons", 7650, 7650), ("share", "percent", 7650, 7650), ("unemployed", "persons", 1708, 1708), ("unemployment-rate", "percent", 1708, 1708)}


@pytest.mark.parametrize(
    ("year", "segment", "count"), [(1850, "occupation: Actor; men", 506), (1850, "occupation: Actor; women", 0), (2000, "occupation: Musician / Music Teacher; women", 761_844)],
)
def test_men_and_women_are_segments(reader: Any, year: int, segment: str, count: int) -> None:
    assert one(reader, f"{FIGURES} AND measure = 'jobs' AND segment = '{segment}' AND period_start = '{year}-01-01' AND period_end = '{year}-12-31'") == count
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'vega_employment'") == 0


def test_the_shares_of_a_census_are_a_hundred_together(reader: Any) -> None:
    sums = reader.rows("SELECT period_start, sum(value), count(*) FROM observation WHERE dataset = 'vega_employment' AND measure = 'share' GROUP BY 1")
    assert len(sums) == 15
    assert all(total == pytest.approx(100) and rows == 510 for _, total, rows in sums)


def test_there_was_no_census_of_1890(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM ({FIGURES} AND period_start = '1890-01-01') AS f") == 0


def test_nobody_stays_nought(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) FROM ({FIGURES} AND measure = 'jobs' AND value = 0) AS f") == 2066


def test_unemployment_by_month(reader: Any) -> None:
    december = "segment = 'industry: Information' AND period_start = '2009-12-01' AND period_end = '2009-12-31'"
    assert one(reader, f"{FIGURES} AND measure = 'unemployed' AND {december}") == 256_000
    assert one(reader, f"{FIGURES} AND measure = 'unemployment-rate' AND {december}") == 8.5
    months = "SELECT count(DISTINCT period_start), min(period_start), max(period_end) FROM observation WHERE dataset = 'vega_employment' AND measure = 'unemployed'"
    assert one(reader, months) == (122, "2000-01-01", "2010-02-28")
