"""Figures a place: what is divided is of one year, what is missing stays missing, and two figures are only laid over each other where both are."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from intarsia import answering
from intarsia.answering import Placing, Release
from intarsia.errors import Invalid
from intarsia.evidence import ENGLISH
from intarsia.placed import FEWEST, classes, divided, laid, level_of, outlying, placed, query, years
from intarsia.shelf.insights.base import Answer
from tests.answering.made import dataset, observed, released
from tests.placed.conftest import FIGURES


def asked(release: Release, name: str, **chosen: str) -> Answer:
    return answering.answer(release, name, chosen, ENGLISH)


def values(answer: Answer) -> dict[str, float | None]:
    names = [field.name for field in answer.fields]
    return {row[names.index("place")]: row[names.index("value")] for row in answer.rows}


def told(measure: str, *, region: bool = False, year: int = 2019) -> dict[str, float]:
    return {place: value for name, place, when, value, _ in FIGURES if name == measure and when == year and value is not None and (len(place) > 2) == region}


def test_figures_stand_as_they_were_brought(places: Release) -> None:
    answer = asked(places, "where", measure="population")
    assert values(answer) == told("population")
    assert answer.rows[0][0] == max(told("population"), key=told("population").__getitem__)
    assert asked(places, "where", measure="population", level="region").chosen["year"] == "2019"
    assert values(asked(places, "where", measure="population", level="region")) == told("population", region=True)


def test_a_figure_is_divided_by_one_of_its_own_year_or_not_at_all(places: Release) -> None:
    found = values(asked(places, "where", measure="jobs", per="inhabitants"))
    jobs, people = told("jobs"), told("population")
    assert found == {place: pytest.approx(1000 * jobs[place] / people[place]) if place in people else None for place in jobs}
    assert found["IE"] is None and "IE" in told("population", year=2018)  # its inhabitants are of another year
    with pytest.raises(ValueError, match="2019 is not 2018"):
        divided(placed(places, "jobs", 2019), placed(places, "population", 2018), "inhabitants")


def test_a_withheld_figure_is_missing_and_counted(places: Release) -> None:
    answer = asked(places, "where", measure="jobs")
    assert "LU" not in values(answer) and answer.evidence.suppressed == 1 and any("withheld" in note for note in answer.notes)
    assert answer.finding == ""  # with one withheld nobody knows who comes first


def test_what_nobody_brought_is_refused_with_its_need(places: Release) -> None:
    for answer in (asked(places, "where", measure="visits"), asked(places, "where", measure="population", per="jobs", year="2018"), asked(places, "where-two", measure="visits")):
        assert answer.evidence.state == "REFUSED" and answer.needs and not answer.finding
    assert asked(places, "where", measure="population", per="jobs", year="2018").needs[0].measure == "jobs"
    with pytest.raises(Invalid):
        asked(places, "where", measure="no such measure")


def test_two_figures_go_together_as_their_ranks_do(places: Release) -> None:
    answer = asked(places, "where-two", measure="jobs", against="population")
    jobs, people = told("jobs"), told("population")
    both = sorted(set(jobs) & set(people))
    expected = stats.spearmanr([jobs[place] for place in both], [people[place] for place in both]).statistic
    assert answer.evidence.estimate == pytest.approx(expected) == pytest.approx(1.0)
    assert answer.evidence.n == len(both) and {row[0] for row in answer.rows if row[4]} == set(both)
    assert answer.evidence.state in ("THIN", "UNTESTED") and answer.finding == ""  # a correlation is told, never as the finding of a page


def test_any_two_figures_by_country_or_region_as_a_map_or_as_points(places: Release) -> None:
    answer = asked(places, "where-two", measure="jobs", per="inhabitants", against="population", level="region", shown="points")
    jobs, people = told("jobs", region=True), told("population", region=True)
    assert {row[0]: row[2:4] for row in answer.rows} == {place: (pytest.approx(1000 * jobs[place] / people[place]), people[place]) for place in jobs}
    assert answer.chosen["level"] == "nuts2" and answer.chart.kind == "scatter" and answer.leads[0][0] in {f"/places/{place}" for place in jobs}
    # fewer jobs and more inhabitants from one to the next: the first and the last are furthest from the same rank in both
    assert {"NL41", "DK01"} <= set(answer.chart.named) and "BE21" not in answer.chart.named
    drawn = answering.figure(answer, places, ENGLISH, Placing(lambda lead: lead[0]))
    assert len(drawn.marks) == len(jobs) and "DK01" in drawn.sheet() and "BE21" not in drawn.sheet()
    same = asked(places, "where-two", measure="works", against="works")
    assert same.evidence.state == "REFUSED" and "works" in same.title.lower()  # nobody brought works; that is said of either side
    assert {row["kind"] for row in places.records("SELECT kind FROM place WHERE id = 'NL32'")} == {"region"}  # the page it leads to exists


def test_works_say_no_region(places: Release) -> None:
    answer = asked(places, "where", level="region")
    assert answer.evidence.state == "REFUSED" and not answer.rows and "region" in answer.evidence.sentence
    assert answer.needs[0].measure == "productions" and answer.needs[0].tables == ("observation",)


def test_levels_by_their_codes() -> None:
    assert [level_of(code) for code in ("NL", "NL4", "NL41", "NL414", "UKC", "ITC4C", "FRA", "DEU", "XX1", "nl", "Holland", "150", "")] == [
        "country", "nuts1", "nuts2", "nuts3", "nuts1", "nuts3", *[""] * 7]


def test_those_furthest_from_the_same_rank_come_first() -> None:
    places = tuple("abcdefghi")
    first = {place: float(n) for n, place in enumerate(places)}
    assert outlying(first, {**first, "b": 100.0}, places) == ("b", "i")
    assert outlying(first, first, places) == ("i",) and outlying({}, {}, ()) == ()


FIGURE = st.dictionaries(st.sampled_from([f"P{n}" for n in range(30)]), st.sampled_from([-3.0, 0.0, 0.5, 1.0, 2.0, 1e9]), max_size=30)


@given(FIGURE, FIGURE)
def test_the_correlation_is_that_of_scipy_and_thirds_are_thirds(first: dict[str, float], second: dict[str, float]) -> None:
    over = laid(first, second)
    assert set(over.places) == set(first) & set(second)
    a, b = [first[p] for p in over.places], [second[p] for p in over.places]
    if len(over.places) < FEWEST or len(set(a)) < 2 or len(set(b)) < 2:
        assert over.rho is None
    else:
        assert over.rho == pytest.approx(stats.spearmanr(a, b).statistic, abs=1e-9)
        assert over.interval is not None and over.interval[0] <= over.rho + 1e-9 and over.rho - 1e-9 <= over.interval[1]
        assert over.p is not None and 0 < over.p <= 1
        fewer = [(np.delete(a, n), np.delete(b, n)) for n in range(len(a))]
        each = [stats.spearmanr(x, y).statistic if len(set(x)) > 1 and len(set(y)) > 1 else 0.0 for x, y in fewer]
        assert over.without == pytest.approx((min(each), max(each)), abs=1e-9)
    third = classes(first, second, over.places)
    for place, (x, y) in third.items():
        assert 0 <= x <= 2 and 0 <= y <= 2
        assert all(first[other] > first[place] or third[other][0] <= x for other in over.places if first[other] <= first[place])


def test_the_permutation_test_keeps_its_level() -> None:
    rng = np.random.default_rng(7)
    found = [laid(dict(zip(map(str, range(20)), rng.random(20), strict=True)), dict(zip(map(str, range(20)), rng.random(20), strict=True))).p for _ in range(200)]
    share = sum(p is not None and p <= 0.05 for p in found) / len(found)
    assert share <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 200)


def test_a_work_whose_figures_overlap_is_not_added_up(tmp_path: Path) -> None:
    """A total of the year beside its weekends would count everybody twice: such a work is counted as missing."""
    weekends = [observed("admissions", "both", 10.0, "2019-03-01", "2019-03-03", kind="work"), observed("admissions", "both", 20.0, "2019-03-08", "2019-03-10", kind="work")]
    rows = [*weekends, observed("admissions", "both", 30.0, "2019-01-01", "2019-12-31", kind="work"), observed("admissions", "one", 7.0, "2019-05-01", "2019-05-03", kind="work")]
    release = released(tmp_path / "release", {"dataset": [dataset("figures")], "observation": rows})
    found = placed(release, "admissions", 2019)
    assert found.values == {"NL": 7.0} and found.n == 1 and found.missing == 1


def test_months_make_a_year_where_there_are_twelve_and_a_stock_is_never_added_up(tmp_path: Path) -> None:
    def months(measure: str, about: str, kind: str, count: int, place: str) -> list[dict[str, object]]:
        ends = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
        return [observed(measure, about, 10.0 + n, f"2019-{n + 1:02d}-01", f"2019-{n + 1:02d}-{ends[n]}", kind=kind, place=place) for n in range(count)]

    rows = [*months("visits", "NL", "place", 12, "NL"), *months("visits", "BE", "place", 11, "BE"), *months("visits", "DE", "place", 12, "DE"),
            observed("visits", "DE", 500.0, "2019-01-01", "2019-12-31", kind="place", place="DE"), *months("jobs", "one", "agent", 12, "NL"),
            observed("jobs", "two", 7.0, "2019-01-01", "2019-12-31", place="NL"), *months("jobs", "FR", "place", 12, "FR")]
    release = released(tmp_path / "release", {"dataset": [dataset("figures")], "observation": rows})
    visits = placed(release, "visits", 2019)
    assert visits.values == {"NL": sum(10.0 + n for n in range(12)), "DE": 500.0} and visits.missing == 1  # what was published for the year goes first; eleven months are no year
    assert {row["place"]: row["total"] for row in release.records(query(visits)) if row["n"] == 1 and not (row["place"] == "DE" and row["summed"])} == visits.values
    assert placed(release, "jobs", 2019).values == {"NL": 7.0} and placed(release, "jobs", 2019).missing == 1
    assert years(release, "visits") == {2019: 3} and set(years(release, "jobs")) == {2019}


def test_a_venue_in_a_region_counts_in_the_larger_regions_and_its_country(tmp_path: Path) -> None:
    where = {"one": "NL328", "two": "NL329", "three": "NL33", "four": "NL", "five": "UKI31", "six": "NLD", "seven": "FRB"}
    rows = [observed("visits", who, 10.0 ** n, "2019-01-01", "2019-12-31", place=place) for n, (who, place) in enumerate(where.items())]
    release = released(tmp_path / "release", {"dataset": [dataset("figures")], "observation": rows})
    expected = {"country": {"NL": 1111.0, "GB": 1e4, "FR": 1e6}, "nuts1": {"NL3": 111.0, "UKI": 1e4, "FRB": 1e6}, "nuts2": {"NL32": 11.0, "NL33": 100.0, "UKI3": 1e4},
                "nuts3": {"NL328": 1.0, "NL329": 10.0, "UKI31": 1e4}}
    for level, values in expected.items():
        assert placed(release, "visits", 2019, level=level).values == values, level
        assert years(release, "visits", level=level) == {2019: len(values)}
    assert placed(release, "visits", 2019, level="region").level == "nuts2"
    again = placed(release, "visits", 2019, level="nuts2")
    assert {row["place"]: row["value"] for row in release.records(query(again))} == again.values  # what /sql is given is what was asked
