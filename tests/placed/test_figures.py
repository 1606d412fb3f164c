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
from intarsia.answering import Release
from intarsia.errors import Invalid
from intarsia.evidence import ENGLISH
from intarsia.placed import FEWEST, classes, divided, laid, level_of, placed
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
    assert answer.evidence.state in ("THIN", "UNTESTED")  # ten countries of one contributor are no finding


def test_levels_by_their_codes() -> None:
    assert [level_of(code) for code in ("NL", "NL4", "NL41", "NL414", "UKC", "nl", "Holland", "150", "")] == ["country", "nuts1", "nuts2", "nuts3", "", "", "", "", ""]


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
