"""Age groups, time use, books and tourists: facts known from the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

FIGURES = "FROM observation WHERE dataset = 'owid'"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_line_is_accounted_for(reader: Any) -> None:
    counts = {name: rows for name, *rows in reader.rows("SELECT name, rows_in, rows_out, rows_rejected FROM distribution WHERE dataset = 'owid'")}
    assert counts == {
        "population-by-age-group.csv": [36391, 36391, 0],
        "time-use-eurostat.csv": [32, 32, 0],
        "time-use-mtus.csv": [89, 89, 0],
        "books.csv": [208, 208, 0],
        "tourism.csv": [205, 205, 0],
    }


def test_it_is_for_this_machine(reader: Any) -> None:
    assert one(reader, "SELECT verdict, \"use\" FROM dataset WHERE id = 'owid'") == ("ASK", "this machine")


def test_age_groups_are_segments(reader: Any) -> None:
    dutch = reader.rows(f"SELECT segment, value, flag {FIGURES} AND measure = 'population' AND place = 'NL' AND period_start = '2016-01-01'")
    assert {segment: value for segment, value, _ in dutch} == {
        "0-14": 2_818_428, "15-64": 11_048_606, "65+": 3_120_296, "0-4": 893_674, "5-14": 1_924_754, "15-24": 2_066_021, "25-64": 8_982_585,
    }
    assert {flag for *_, flag in dutch} == {"projected"}


def test_what_is_to_come_is_flagged(reader: Any) -> None:
    flags = f"SELECT flag, count(*), min(period_start), max(period_end) {FIGURES} AND measure = 'population' GROUP BY 1"
    assert set(reader.rows(flags)) == {("estimated", 111342, "1950-01-01", "2015-12-31"), ("projected", 143395, "2016-01-01", "2100-12-31")}


def test_countries_and_groups_are_told_apart(reader: Any) -> None:
    kinds = f"SELECT kind, count(*) FROM place WHERE id IN (SELECT place {FIGURES} AND measure = 'population') GROUP BY 1"
    assert dict(reader.rows(kinds)) == {"country": 198, "aggregate": 43}
    assert one(reader, f"SELECT value {FIGURES} AND place = 'CG' AND segment = '65+' AND period_start = '1950-01-01'") == 28_049
    assert one(reader, f"SELECT value {FIGURES} AND place = 'WLD' AND segment = '65+' AND period_start = '2100-01-01'") == 2_515_414_544
    assert one(reader, f"SELECT value {FIGURES} AND place = 'NA' AND segment = '0-14' AND period_start = '2015-01-01'") == 898_040
    assert one(reader, f"SELECT count(DISTINCT place) {FIGURES} AND place LIKE '%Micronesia%' AND measure = 'population'") == 1  # the country is FM


def test_every_place_is_described(reader: Any) -> None:
    assert one(reader, f"SELECT count(*) {FIGURES} AND place NOT IN (SELECT id FROM place)") == 0


def test_one_region_is_not_the_other(reader: Any) -> None:
    assert {place for (place,) in reader.rows(f"SELECT DISTINCT place {FIGURES} AND place LIKE '%:Europe'")} == {"un:Europe", "unwto:Europe"}


def test_time_use(reader: Any) -> None:
    eurostat = f"SELECT value, unit {FIGURES} AND measure = 'time-use' AND place = 'NL' AND segment = 'activity: travel' AND period_start = '2010-01-01'"
    assert one(reader, eurostat) == (91, "minutes per day")
    rate = f"SELECT value, unit {FIGURES} AND measure = 'participation' AND place = 'NL' AND segment = 'activity: employment'"
    assert one(reader, rate) == (37.7, "percent")
    television = f"SELECT value {FIGURES} AND place = 'NL' AND segment LIKE 'activity: watching TV; %' AND period_start = '1975-01-01'"
    assert one(reader, television) == 71.602837
    assert one(reader, f"SELECT count(*) {FIGURES} AND measure = 'time-use' AND segment LIKE '%noted it'") == 1984
    # six activities make a day
    days = f"SELECT sum(value) {FIGURES} AND measure = 'time-use' AND segment NOT LIKE '%noted it' GROUP BY place, period_start"
    assert all(total == pytest.approx(1440, abs=2) for (total,) in reader.rows(days))


def test_books_before_1800(reader: Any) -> None:
    assert one(reader, f"SELECT value, unit {FIGURES} AND place = 'NL' AND period_start = '1600-01-01' AND period_end = '1649-12-31'") == (15_009_000, "copies")
    assert one(reader, f"SELECT value, unit {FIGURES} AND place = 'FR' AND period_start = '1200-01-01' AND period_end = '1299-12-31'") == (510_828, "manuscripts")
