"""Charts of answers: each row is drawn once, leads to its rows, and says in words what it shows; at both widths, without a child process."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from intarsia.evidence import ENGLISH, Basis, counted
from intarsia.figures import insightchart
from intarsia.figures.insightlines import place_of
from intarsia.figures.sheet import ticks
from intarsia.shelf.insights.base import Answer, Chart, Field, Lead, Need

SVG = "{http://www.w3.org/2000/svg}"
FIELDS = (Field("year", "Year", "year"), Field("who", "Museum"), Field("share", "Share", "share"), Field("low", "Low", "share"), Field("high", "High", "share"),
          Field("announced", "Announced", "flag"), Field("size", "Size", "number"), Field("sector", "Sector", "key"))


def answer(chart: Chart, rows: list[tuple[Any, ...]]) -> Answer:
    evidence = counted(len(rows), Basis("r", 5), "Rows.", ENGLISH, unit="rows")
    return Answer("made", "A title", "share", "", evidence, FIELDS, tuple(rows), chart, leads=tuple(("/explore", {"year": str(row[0]), "genre": "x", "who": str(row[1])}) for row in rows),
                  needs=(Need("More rows", ("work",)),))


def drawing(chart: Chart, rows: list[tuple[Any, ...]]) -> insightchart.Drawing:
    found = insightchart.chart(answer(chart, rows), ENGLISH, str, address)
    assert found is not None
    return found


def address(lead: Lead) -> str:
    return lead[0] + "?" + "&".join(f"{name}={value}" for name, value in sorted(lead[1].items()))


def targets(raw: str) -> list[int]:
    root = etree.fromstring(raw.encode())
    return [int(node.get("href").removeprefix("#m")) for node in root.iter(f"{SVG}a")]


ROWS = [(year, who, share, max(0.0, share - 0.05), share + 0.05, year > 2019, year - 2000, "film-tv") for who, at in (("One", 0.1), ("Two", 0.3))
        for year, share in ((year, round(at + 0.01 * (year - 2010), 3)) for year in range(2010, 2022))]
KINDS = {
    "lines": Chart("lines", "year", "share", "who", "low", "high", "announced", events=((2015, "A law"), (2019, "A closure")), breaks=(2012,)),
    "gap": Chart("gap", "year", "share", "who", "low", "high", focus=("One",)), "bars": Chart("bars", "who", "share", "", "low", "high", sector="sector"),
    "scatter": Chart("scatter", "size", "share", "who", size="size"), "matrix": Chart("matrix", "year", "share", "who"), "sparks": Chart("sparks", "year", "share", "who", "low", "high"),
    "sparks by sector": Chart("sparks", "year", "share", "who", sector="sector"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [720, 340])
def test_every_mark_is_drawn_once_and_within_the_picture(kind: str, width: int) -> None:
    found = drawing(KINDS[kind], ROWS)
    raw = found.picture.raw(width)
    assert sorted(targets(raw)) == list(range(len(found.marks)))
    root = etree.fromstring(raw.encode())
    assert float(root.get("width")) == width
    for node in root.iter(f"{SVG}rect", f"{SVG}circle"):
        x = float(node.get("x") or node.get("cx"))
        assert -10 <= x <= width + 10
    assert "var(--" in raw and not re.search(r"#[0-9a-f]{6}", raw), "a colour that no theme knows"
    assert all(mark.words and mark.href.startswith("/explore?") for mark in found.marks)


def test_a_mark_of_several_rows_leads_to_what_they_share() -> None:
    found = drawing(KINDS["lines"], ROWS)
    assert found.marks[0].href == "/explore?genre=x&year=2010" and found.marks[-1].href == "/explore?genre=x&who=Two"
    assert found.marks[0].words == "2010: Two 30% (25%–35%), One 10% (5%–15%)"


def test_small_pictures_have_a_line_for_each_sector_and_a_legend() -> None:
    rows = [(year, "One", share, None, None, False, 1, sector) for sector, share in (("games", 0.2), ("music", 0.3)) for year in (2019, 2020, 2021)]
    found = drawing(KINDS["sparks by sector"], rows)
    raw = found.picture.raw(340)
    assert len(found.marks) == 1 and {step.colour for step in found.legend} == {"games", "music"} and "var(--games)" in raw and "var(--music)" in raw
    assert "games 2021 20%" in found.marks[0].words and "music 2021 30%" in found.marks[0].words and "2019" not in found.marks[0].words


def test_a_line_stops_where_a_figure_is_missing_and_is_dashed_where_it_is_announced() -> None:
    rows = [(year, "One", None if year == 2014 else 0.2, None, None, year > 2019, 1, "") for year in range(2010, 2022)]
    raw = drawing(KINDS["lines"], rows).picture.raw(720)
    lines = re.findall(r'<path d="M([^"]+)" fill="none" stroke="var\(--accent\)"[^>]*?(stroke-dasharray="4 4")?/>', raw)
    assert [len(points.split("L")) for points, _ in lines] == [4, 5, 3] and [bool(dashed) for _, dashed in lines] == [False, False, True]


def test_nothing_to_draw_is_no_picture() -> None:
    assert insightchart.chart(answer(Chart("lines", "year", "share", "who"), []), ENGLISH, str, address) is None
    empty = [(2010, "One", None, None, None, False, None, "")]
    for kind in KINDS.values():
        assert insightchart.chart(answer(kind, empty), ENGLISH, str, address) is None
    assert insightchart.chart(answer(Chart(), ROWS), ENGLISH, str, address) is None


@pytest.mark.parametrize(("value", "at"), [(2010, 2010.0), ("2010", 2010.0), ("2010-07", 2010.5), ("2010-07-01", 2010.5), ("2010-W01", 2010.0), (None, None), ("soon", None), (1.5, 1.5)])
def test_places_in_time(value: Any, at: float | None) -> None:
    assert place_of(value) == (None if at is None else pytest.approx(at, abs=0.01))


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6), st.integers(2, 9))
def test_ticks_are_round_and_within(low: float, span: float, about: int) -> None:
    found = ticks(low, low + span, about)
    assert all(low - 1e-6 * span <= value <= low + span + 1e-6 * span + 1e-9 for value in found) and found == sorted(found) and len(found) <= 2 * about + 2
