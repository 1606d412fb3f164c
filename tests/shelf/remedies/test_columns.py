"""Remedies of columns: what becomes of cells, by examples and by laws that hold for any cell."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import personal
from intarsia.errors import Invalid
from intarsia.shelf.remedies.redact_text import redacted
from tests.shelf.remedies.tables import engine, one, read, safer

DATES = ["2026-03-22", "22-03-2026", "03/04/2026", "March 2026", "2026-W30", "2026Q2", "30/12/1999 14:00", "2026-07-22T10:00:00Z", "12 jan 2020", "2026", "n.d.", None, "46000", "2019-2021"]


@pytest.mark.parametrize(("to", "becomes"), [
    ("month", ["2026-03", "2026-03", "2026-04", "2026-03", "2026-07", "2026-Q2", "1999-12", "2026-07", "2020-01", "2026", None, None, None, "2019/2021"]),
    ("quarter", ["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q1", "2026-Q3", "2026-Q2", "1999-Q4", "2026-Q3", "2020-Q1", "2026", None, None, None, "2019/2021"]),
    ("year", ["2026", "2026", "2026", "2026", "2026", "2026", "1999", "2026", "2020", "2026", None, None, None, "2019/2021"]),
    ("decade", ["202X", "202X", "202X", "202X", "202X", "202X", "199X", "202X", "202X", "202X", None, None, None, "2019/2021"]),
])  # fmt: skip
def test_dates_become_coarser(to: str, becomes: list[str | None]) -> None:
    assert one("generalise-date", DATES, to=to) == becomes
    assert one("generalise-date", becomes, to=to) == becomes, "twice is once"


def test_a_column_tells_whether_the_day_comes_first() -> None:
    assert one("generalise-date", ["03/04/2026", "12/31/2025"]) == ["2026-03", "2025-12"]
    assert one("generalise-date", ["03/04/2026", "05/06/2026"]) == ["2026", "2026"], "nothing tells it: the year is sure"
    assert one("generalise-date", ["03/04/2026"], order="month first") == ["2026-03"]


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
@settings(max_examples=8)
def test_a_week_is_in_the_month_of_its_thursday(day: datetime.date) -> None:
    year, week, _ = day.isocalendar()
    thursday = datetime.date.fromisocalendar(year, week, 4)
    assert one("generalise-date", [f"{year}-W{week:02}"]) == [thursday.isoformat()[:7]]


POSTCODES = ["1012 AB", "1012ab", "NL-1012 AB", "SW1A 1AA", "D08 X4Y2", "K1A 0B1", "1000", "12345", "12-345", "1234-567", "94105-1234", "none", None]


@pytest.mark.parametrize(("options", "becomes"), [
    ({}, ["10", "10", "10", "SW", "D", "K", "10", "12", "12", "12", "94", None, None]),
    ({"to": "area", "country": "NL"}, ["1012", "1012", "1012", "SW1A", "D08", "K1A", "1000", "123", "123", "123", "941", None, None]),
    ({"to": "area"}, ["1012", "1012", "1012", "SW1A", "D08", "K1A", "100", "123", "123", "123", "941", None, None]),
])  # fmt: skip
def test_of_postcodes_the_beginning_stays(options: dict[str, str], becomes: list[str | None]) -> None:
    assert one("generalise-postcode", POSTCODES, **options) == becomes


def test_ages_become_bands() -> None:
    ages = ["34", "34 jaar", "34.0", "101", "130", "7", "30-39", "35-44", "80+", "85+", "x", None, "0"]
    assert one("age-bands", ages) == ["30-39", "30-39", "30-39", "80+", None, "0-9", "30-39", None, "80+", "80+", None, None, "0-9"]
    assert one("age-bands", ["1980", "1980-12-01", "23-11-1980", "12 March 1950"], as_of="2026-11-23", width=5) == ["45-49", "45-49", "45-49", "75-79"]
    with pytest.raises(Invalid, match="day of the ages"):
        one("age-bands", ["1"], as_of="soon")
    with pytest.raises(Invalid, match="bands of 1 years"):
        one("age-bands", ["1"], width=1)


FIGURES = ["12", "15", "-15", "-5", "22,99", "€ 1.234,50", "x", None, "0", "99999999999999999999", "1000000"]


@pytest.mark.parametrize(("remedy", "options", "becomes"), [
    ("round", {"to": 10}, ["10", "20", "-10", "0", "20", "1230", None, None, "0", None, "1000000"]),
    ("round", {"to": 0.5}, ["12", "15", "-15", "-5", "23", "1234.5", None, None, "0", None, "1000000"]),
    ("bands", {"width": 10}, ["10-<20", "10-<20", "-20-<-10", "-10-<0", "20-<30", "1230-<1240", None, None, "0-<10", None, "1000000-<1000010"]),
    ("bands", {"edges": [0, 10, 100]}, ["10-<100", "10-<100", "<0", "<0", "10-<100", "100+", None, None, "0-<10", "100+", "100+"]),
    ("top-code", {"at": 20}, ["12", "15", "-15", "-5", "20", "20", None, None, "0", "20", "20"]),
    ("top-code", {"at": 20, "bottom": -10.0}, ["12", "15", "-10", "-5", "20", "20", None, None, "0", "20", "20"]),
])  # fmt: skip
def test_figures_lose_detail(remedy: str, options: dict[str, object], becomes: list[str | None]) -> None:
    assert one(remedy, FIGURES, **options) == becomes


@given(st.lists(st.decimals(-1_000_000, 1_000_000, places=2), min_size=1, max_size=20), st.sampled_from([0.25, 1, 7, 10, 250, 1000]))
@settings(max_examples=8)
def test_a_rounded_figure_is_near_and_a_band_holds_its_figure(figures: list[object], step: float) -> None:
    written = [str(figure) for figure in figures]
    for before, after in zip(written, one("round", written, to=step), strict=True):
        assert abs(float(before) - float(after)) <= step / 2 + 1e-6
        assert abs(float(after) / step - round(float(after) / step)) < 1e-6
    for before, band in zip(written, one("bands", written, width=step), strict=True):
        low, high = (float(edge) for edge in band.split("-<"))
        assert low - 1e-6 <= float(before) < high + 1e-6


def test_numbers_in_one_way_of_writing() -> None:
    assert one("round", ["1.234", "1.234,5"], to=100, language="nl") == ["1200", "1200"]
    assert one("round", ["1.234"], to=1) == ["1"]


def test_places_become_regions() -> None:
    places = ["Amsterdam", "amsterdam, NL", "Paris, Texas", "Perth, Australia", "NL329", "Den Haag", "München", "Nederland", "nowhere at all", None, "Athens"]
    assert one("place-to-region", places) == ["NL32", "NL32", None, None, "NL32", "NL33", "DE21", None, None, None, "EL30"]
    assert one("place-to-region", places, to="country") == ["NL", "NL", None, "AU", "NL", "NL", "DE", "NL", None, None, "GR"]


def test_personal_data_in_text_is_blanked_and_the_rest_stays() -> None:
    texts = ["bel 06-12345678 graag", "mail jan@example.org of 020 1234567", "nothing here", None]
    assert one("redact-text", texts) == ["bel [left out] graag", "mail [left out] of [left out]", "nothing here", None]


@given(st.lists(st.sampled_from(["jan@example.org", "06-12345678", "+31 20 123 45 67", "NL91 ABNA 0417 1643 00", "192.168.12.7", "hello", "12", "1999", ",", "tel", "@", "-"]), max_size=8))
@settings(max_examples=40)
def test_nothing_that_can_be_recognised_is_left_in_a_text(parts: list[str]) -> None:
    assert not personal.spans(redacted(" ".join(parts)))


def test_a_plan_without_its_title() -> None:
    plan = {"working_title": ["A", "B"], "type": ["game", "film"], "genre": ["fantasy", None], "audience": ["8-12", "all"], "country": ["NL", "BE"],
            "release_date": ["2027-03-04", "2028-01-01"]}
    with engine(plan) as made:
        rows = read(made, safer(made, "blur-plan", ["working_title"]))
    assert [row["description"] for row in rows] == ["game, fantasy, 8-12, NL, 2027", "film, all, BE, 2028"]
    assert "working_title" not in rows[0] and rows[0]["release_date"] == "2027"


def test_rows_wait_until_they_are_old_enough() -> None:
    weeks = {"week": ["2026-W01", "2026-02-03", "2026", "unknown", "2025-12"], "sold": ["1", "2", "3", "4", "5"]}
    with engine(weeks) as made:
        assert [row["sold"] for row in read(made, safer(made, "delay", ["week"], days=100, today="2026-06-01"))] == ["1", "2", "5"]
        assert read(made, safer(made, "delay", ["week"], days=100)) == [], "without a day nothing leaves"
        assert read(made, safer(made, "delay", until="2026-06-02", today="2026-06-01")) == []
        assert len(read(made, safer(made, "delay", until="2026-06-01", today="2026-06-01"))) == 5
        with pytest.raises(Invalid, match="is no day"):
            safer(made, "delay", until="2026-13-45")
        with pytest.raises(Invalid, match="needs a day"):
            safer(made, "delay")


NASTY = st.one_of(st.text(max_size=12), st.from_regex(r"[-+0-9., /Ww:eE%€]{1,14}", fullmatch=True), st.from_regex(r"[0-9]{1,4}[-/.]?[WwQq]?[0-9]{0,3}[-/.]?[0-9]{0,5}", fullmatch=True))
EACH = {"age-bands": {"as_of": "2026-11-23"}, "bands": {"edges": [0, 5]}, "generalise-date": {"to": "quarter"}, "generalise-postcode": {"to": "area"}, "place-to-region": {}, "round": {},
        "redact-text": {}, "top-code": {"at": 9}}  # fmt: skip


@given(st.lists(NASTY, min_size=60, max_size=60))
@settings(max_examples=3)
def test_any_cell_is_taken(values: list[str]) -> None:
    with engine({"a": values}) as made:
        for remedy, options in EACH.items():
            rows = read(made, safer(made, remedy, ["a"], **options))
            assert len(rows) == len(values) and all(row["a"] is None or isinstance(row["a"], str) for row in rows)
