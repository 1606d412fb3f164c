"""Trends over releases made of a few rows: told in registers, explained by who joined, hanging on one, counted once, and never of what was chosen by fame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intarsia import answering
from intarsia.answering import Placing, Release, figure
from intarsia.answering.record import headline
from intarsia.errors import Broken
from intarsia.evidence import ENGLISH
from intarsia.evidence.wording import allowed
from intarsia.shelf.insights.base import Answer
from tests.answering.made import dataset, observed, released, term, work

REGISTER = "complete register"
YEARS = range(2016, 2026)


def makers(shares: dict[str, Any], selection: str = REGISTER, each: int = 40) -> dict[str, list[dict[str, Any]]]:
    """Lists of works by contributor: how many of 40 a year are westerns; None for a year without works."""
    tables: dict[str, list[dict[str, Any]]] = {"dataset": [dataset(name, selection=selection) for name in shares], "work": [], "term": [], "frame": []}
    for name, westerns in shares.items():
        for year in YEARS:
            hits = westerns(year)
            if hits is None:
                continue
            tables["frame"].append({"dataset": name, "measure": "films", "of": "work", "period": str(year), "size": each, "source": "invented", "have": each, "beyond": 0})
            for at in range(each):
                key = f"{name}-{year}-{at}"
                tables["work"].append(work(key, name, year))
                tables["term"].append(term(key, name, "genre", "western" if at < hits else "drama"))
    return tables


def asked(release: Release, name: str, **chosen: str) -> Answer:
    return answering.answer(release, name, chosen, ENGLISH)


def test_a_rise_in_registers_is_told_and_equals_a_hand_count(tmp_path: Path) -> None:
    release = released(tmp_path / "release", makers(dict.fromkeys("abc", lambda year: 4 if year < 2021 else 12)))
    found = asked(release, "share-of-productions", genre="western")
    assert found.finding == "Western rose from 10% to 30% of works in Film tv"
    assert found.evidence.estimate == pytest.approx(0.3) and found.evidence.n == 1200 and found.evidence.coverage == 1
    assert [(row[2], row[3], row[4], row[5]) for row in found.rows][:2] == [(2016, 12, 120, 0.1), (2017, 12, 120, 0.1)]
    assert release.records(found.sql[0]) == [dict(zip(("sector", "year", "works", "of_works"), (row[0], *row[2:5]), strict=True)) for row in found.rows]
    changed = asked(release, "changes")
    told = {row[0]: row[11] for row in changed.rows}
    assert told == {"western": "rose", "drama": "fell"} and changed.finding and [one.passed for one in changed.tests] == [True, True]


def test_who_joined_the_pool_is_no_trend(tmp_path: Path) -> None:
    """Three registers that never change; a fourth, full of westerns, joins."""
    shares = {**dict.fromkeys("abc", lambda year: 4), "d": lambda year: None if year < 2021 else 40}
    found = asked(released(tmp_path / "release", makers(shares)), "share-of-productions", genre="western")
    assert not found.finding and found.evidence.state != "SOLID"
    assert any("explained by who joined or left" in note for note in found.notes)


def test_a_change_that_hangs_on_one_contributor_is_contested(tmp_path: Path) -> None:
    shares = {**dict.fromkeys("abc", lambda year: 4), "d": lambda year: 4 if year < 2021 else 30}
    found = asked(released(tmp_path / "release", makers(shares)), "share-of-productions", genre="western")
    assert not found.finding and found.evidence.state == "CONTESTED"
    assert any("depends on one contributor" in note for note in found.notes)


def test_fame_tells_no_trend_change_or_lag(tmp_path: Path) -> None:
    release = released(tmp_path / "release", makers(dict.fromkeys("abc", lambda year: 4 if year < 2021 else 12), selection="chosen by fame"))
    for name in ("share-of-productions", "changes", "lead-and-lag", "announced"):
        found = asked(release, name)
        assert headline(found, "en") == found.title and found.evidence.state != "SOLID"
    assert {row[11] for row in asked(release, "changes").rows} == {"not tested: works chosen by fame"}


def visits(years: range, value: Any, **more: Any) -> dict[str, list[dict[str, Any]]]:
    """Three houses with a figure a year, a complete register."""
    rows = [observed("visits", house, value(house, year), f"{year}-01-01", f"{year}-12-31", **more) for year in years for house in "xyz"]
    frame = [{"dataset": "figures", "measure": "houses", "of": "visits", "period": str(year), "size": 3, "source": "invented", "have": 3, "beyond": 0} for year in years]
    return {"dataset": [dataset("figures", "heritage", REGISTER)], "observation": rows, "frame": frame}


def test_a_fall_in_visits_is_told_and_equals_a_hand_calculation(tmp_path: Path) -> None:
    values = visits(range(2008, 2026), lambda house, year: (1000 + 10 * (year % 3)) * (1 if year < 2021 else 0.5))
    found = asked(released(tmp_path / "release", values), "audience-trend")
    before, after = (sum(3 * (1000 + 10 * (year % 3)) for year in years) / 5 for years in (range(2016, 2021), range(2021, 2026)))
    assert found.evidence.state == "SOLID" and found.evidence.estimate == pytest.approx(after / 2)
    assert found.finding == f"Visits: {round(100 * (1 - after / 2 / before), 1):g}% less a year in 2021–2025 than in 2016–2020"
    assert [row[3] for row in found.rows] == [3 * (1000 + 10 * (year % 3)) * (1 if year < 2021 else 0.5) for year in range(2008, 2026)]


def test_a_break_in_the_way_of_counting_or_who_is_counted_takes_the_finding_away(tmp_path: Path) -> None:
    broken = visits(range(2008, 2026), lambda house, year: 1000 + 10 * (year % 3) if year < 2021 else 500)
    for row in broken["observation"]:
        row["flag"] = "break" if row["period_start"] == "2021-01-01" else None
    found = asked(released(tmp_path / "broken", broken), "audience-trend")
    assert not found.finding and found.chart.breaks == (2021.0,) and any("not compared" in note for note in found.notes)
    left = visits(range(2008, 2026), lambda house, year: None if house == "z" and year > 2020 else (5000 if house == "z" else 100 + 2 * (year - 2008)))
    found = asked(released(tmp_path / "left", left), "audience-trend")
    assert not found.finding and any("explained by who is counted" in note for note in found.notes)


def test_measures_and_ways_of_counting_are_never_mixed(tmp_path: Path) -> None:
    values = visits(range(2010, 2026), lambda house, year: 1000.0)
    values["observation"] += [observed("loans", "x", 7.0, f"{year}-01-01", f"{year}-12-31") for year in range(2010, 2026)]
    values["observation"] += [{**observed("visits", "w", 9.0, f"{year}-01-01", f"{year}-12-31"), "method": "by hand"} for year in range(2010, 2026)]
    values["observation"] += [{**observed("visits", "x", 300.0, f"{year}-01-01", f"{year}-12-31"), "segment": "under 16", "record": f"young {year}"} for year in range(2010, 2026)]
    release = released(tmp_path / "release", values)
    found = asked(release, "audience-trend", measure="visits")
    assert {row[3] for row in found.rows} == {3000.0, 9.0} and len({row[1] for row in found.rows}) == 2
    assert {row[3] for row in asked(release, "audience-trend", measure="loans").rows} == {7.0}
    assert {row[1] for row in asked(release, "audience-trend", measure="visits", segments="parts").rows} == {"under 16"}


def test_what_was_announced_and_came_out(tmp_path: Path) -> None:
    tables = makers({"a": lambda year: 4})
    tables["status_event"] = []
    for at in range(20):
        tables["work"].append(work(f"plan {at}", "a", 2024, status="released" if at < 15 else "announced"))
        tables["status_event"].append({"work": work(f"plan {at}", "a", 2024)["id"], "status": "announced", "on": "2024", "as_of": "2023", "dataset": "a", "record": f"plan {at}"})
    tables["work"] += [work(f"soon {at}", "a", 2027, status="announced") for at in range(3)]
    found = asked(released(tmp_path / "release", tables), "announced")
    assert found.evidence.estimate == 3 and [row[2:] for row in found.rows if row[4]] == [(2027, 3, True)]
    assert "Of 20 works announced for a year that is over, 15 came out: 75%" in found.evidence.sentence


def test_a_release_without_anything_answers_and_asks(tmp_path: Path) -> None:
    release = released(tmp_path / "release", {})
    for name in ("share-of-productions", "changes", "audience-trend", "announced", "lead-and-lag"):
        found = asked(release, name)
        assert found.evidence.state == "REFUSED" and found.needs and found.needs[0].about


def test_a_register_of_which_half_is_described_is_no_whole(tmp_path: Path) -> None:
    """Of one register every work is here, and the genre of half of them is known: a rise among those is no rise in the register."""
    tables = makers({"a": lambda year: 10 if year < 2021 else 25})
    whole = asked(released(tmp_path / "whole", tables), "share-of-productions", genre="western")
    assert whole.evidence.state == "SOLID" and whole.evidence.coverage == 1
    half = released(tmp_path / "half", tables | {"term": tables["term"][::2]})
    for name in ("share-of-productions", "changes", "lead-and-lag"):
        found = asked(half, name, **({} if name == "changes" else {"genre": "western"}))
        assert found.evidence.coverage == pytest.approx(0.5) or found.evidence.coverage is None
        assert found.evidence.state != "SOLID" and headline(found, "en") == found.title


def test_what_something_is_called_claims_nothing(tmp_path: Path) -> None:
    """A theme may be named with a word that a sentence of ours may not use."""
    tables = makers({"a": lambda year: 10}, selection="sample")
    tables["term"] = [{**row, "facet": "subject", "concept": "impact-of-war" if row["concept"] == "western" else "free-will", "value": "x"} for row in tables["term"]]
    release = released(tmp_path / "release", tables)
    for concept in ("impact-of-war", "free-will"):
        found = asked(release, "share-of-productions", subject=concept)
        assert not found.evidence.holds and figure(found, release, ENGLISH, Placing(lambda lead: lead[0])).headline == found.title
        assert concept.partition("-")[0] in found.evidence.sentence.lower()
    with pytest.raises(Broken):
        allowed("A free will caused it.", "UNTESTED", "en")
