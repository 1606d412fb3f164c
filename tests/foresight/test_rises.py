"""Rises: the rule, the years held against events, chance; and the real list of songs."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.foresight.rises import against, near, steps


def test_a_place_rises_from_the_middle_of_a_list_after_five_places() -> None:
    year, length = np.arange(2000, 2008), np.full(8, 2000.0)
    found = steps(np.zeros(8, np.int64), year, np.array([600.0, 600, 600, 600, 600, 200, 200, 1]), length=length)
    assert found.year.tolist() == [2005] and found.rose.tolist() == [True]  # 200 is no place to rise from, though 1 is a third of it
    assert steps(np.zeros(8, np.int64), year, np.array([600.0, 600, 600, 600, 600, 201, 201, 201]), length=length).rose.tolist() == [False]


def test_a_count_rises_to_half_as_much_again_and_more_than_ever() -> None:
    year = np.arange(2000, 2008)
    found = steps(np.zeros(8, np.int64), year, np.array([90.0, 10, 10, 10, 10, 60, 140, 141]))
    assert dict(zip(found.year.tolist(), found.rose.tolist(), strict=True)) == {2005: False, 2006: True, 2007: False}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1990, 2020), st.floats(1, 2000)), max_size=120, unique_by=lambda one: one[:2]))
def test_every_step_leads_from_one_year_to_the_next(rows: list[tuple[int, int, float]]) -> None:
    rows.sort()
    known = {(series, year): value for series, year, value in rows}
    found = steps(np.array([r[0] for r in rows], np.int64), np.array([r[1] for r in rows], np.int64), np.array([r[2] for r in rows], float), length=np.full(len(rows), 2000.0))
    for series, year, before, after in zip(found.series, found.year, found.before, found.after, strict=True):
        assert known[int(series), int(year) - 1] == before and known[int(series), int(year)] == after
        assert sum(1 for one in rows if one[0] == series and one[1] < year) >= 5


def test_events_near_a_step_and_events_that_did_not_come() -> None:
    year = np.arange(2000, 2012)
    value = np.where(year == 2008, 150.0, 600.0)
    found = steps(np.zeros(12, np.int64), year, value, length=np.full(12, 2000.0))
    series, when = np.zeros(4, np.int64), np.array([2008, 2007, 2010, 1990])
    assert [events.tolist() for events, rose in zip(near(found, series, when, 1), found.rose, strict=True) if rose] == [[1, 0]]
    held = against(found, series, when, 1)
    assert held.judged.tolist() == [True, True, True, False] and held.came.tolist() == [True, True, False, False]
    assert 0 < held.chance < 3
    assert against(found, series, when, 1).interval == held.interval  # the same seed, the same draws


@pytest.fixture(scope="module")
def top(real_data: Path) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """The yearly list of 2,000 songs, 1999 to 2024."""
    with gzip.open(real_data / "hackalod_nl_music" / "top2000-database.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(number, year, float(row[str(year)].strip('"'))) for number, row in enumerate(rows) for year in range(1999, 2025) if row[str(year)]]
    return [f"{row['Artiest']} - {row['Nummer']}" for row in rows], *(np.array(column) for column in zip(*found, strict=True))  # type: ignore[return-value]


def test_of_15840_steps_in_the_real_list_37_are_rises(top: tuple[list[str], np.ndarray, np.ndarray, np.ndarray]) -> None:  # type: ignore[type-arg]
    names, series, year, place = top
    found = steps(series, year, place, length=np.full(len(place), 2000.0))
    assert (len(found.year), int(found.rose.sum())) == (15_840, 37)
    rose = {(names[number], int(when)) for number, when in zip(found.series[found.rose], found.year[found.rose], strict=True)}
    assert {("Kate Bush - Running Up That Hill", 2022), ("David Bowie - Life On Mars", 2016)} <= rose
    mine = [(int(when), bool(up)) for number, when, up in zip(found.series, found.year, found.rose, strict=True) if names[number] == "ABBA - Mamma Mia"]
    assert (2008, False) in mine and (2009, False) in mine  # the film came out in 2008
