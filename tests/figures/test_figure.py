"""Figures: nothing without evidence, drawings by a child that may die, tables that say what is drawn."""

from __future__ import annotations

import json
import os
import re
import signal
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree

from intarsia.errors import Broken
from intarsia.evidence import ENGLISH, Basis, refused
from intarsia.figures import RENDERER, Column, Figure, Mark, NotDrawn, Source
from intarsia.figures.bins import binned
from intarsia.figures.composition import composition
from intarsia.figures.lanes import lanes
from intarsia.figures.mapdrawing import quantiles
from intarsia.figures.picture import VegaLite
from intarsia.figures.render import Renderer
from intarsia.figures.telling import Counts, Telling
from intarsia.figures.yearly import apart, yearly

PER_YEAR = {"film-tv": {y: 3 + y % 5 for y in range(1990, 2029)}, "music": {y: 2 + y % 3 for y in range(1990, 2026)}, "": {2001: 4}}
COUNTS = Counts({key: sum(years.values()) + 1 for key, years in PER_YEAR.items()}, PER_YEAR, sum(sum(years.values()) + 1 for years in PER_YEAR.values()), 2026)
MAKERS = [yearly, lanes, composition]


def telling(**changed: Any) -> Telling:
    given = {"say": ENGLISH, "basis": Basis("aaaa", 4, frozenset(["own output"])), "sources": (Source("one", "One <b>list</b>", "https://creativecommons.org/publicdomain/zero/1.0/"),),
             "sector": lambda key: {"film-tv": "Film & television"}.get(key, key.title()), "year": str, "href": lambda s, a, b: f"/explore?sector={s}&from={a}&to={b}"}
    return Telling(**{**given, **changed})


@pytest.mark.parametrize("make", MAKERS)
def test_a_drawing_has_one_tab_stop_links_and_no_foreign_thing(make: Any) -> None:
    figure = make(COUNTS, telling())
    assert len(figure.drawings()) == 2
    for text in figure.drawings():
        root = etree.fromstring(text)
        marks = [node for node in root.iter("{http://www.w3.org/2000/svg}a")]
        assert marks and [node.get("tabindex") for node in marks].count("0") == 1
        assert all(node.get("href", "").startswith("/explore?") and node.get("aria-label") and node.get("class") == "mark" for node in marks)
        assert all(figure.marks[int(node.get("data-mark", "-1"))].href == node.get("href") for node in marks)
        assert root.get("role") == "group" and figure.evidence.sentence in root.get("aria-label", "")
        assert "http://" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "") and "https://" not in text and "style=" not in text and "font-family" not in text
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) - {"none", "transparent"}
        assert colours and all(re.fullmatch(r"var\(--[a-z0-9-]+\)", colour) for colour in colours), colours


def test_ids_of_two_drawings_do_not_collide() -> None:
    wide, narrow = (set(re.findall(r'\bid="([^"]+)"', text)) for text in yearly(COUNTS, telling()).drawings())
    assert not wide & narrow


def test_a_figure_needs_an_evidence() -> None:
    for bare in (0.5, 12, {"estimate": 0.5, "n": 12}, None):
        with pytest.raises(Broken, match="takes an Evidence"):
            Figure("x", "t", "u", "d", bare, (), ())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Figure("x", "t", "u", "d", columns=(), rows=())  # type: ignore[call-arg]


def test_a_headline_is_a_finding_only_where_the_evidence_holds() -> None:
    figure = composition(COUNTS, telling())
    claim = Figure("x", "Neutral", "u", "d", figure.evidence, figure.columns, figure.rows, finding="Film rises")
    assert claim.headline == "Neutral" and not claim.evidence.holds
    with pytest.raises(Broken, match="may not say"):
        Figure("x", "What causes it", "u", "d", figure.evidence, figure.columns, figure.rows)


def test_what_is_refused_is_never_drawn() -> None:
    no = refused(Basis("r", 0), ("nothing",), ENGLISH)
    figure = Figure("x", "t", "u", "d", no, (Column("a", "A"),), ((1,),), marks=(Mark("m"),), picture=VegaLite(lambda width: {"mark": "bar"}))
    assert not figure.drawn and figure.drawings() == ()
    with pytest.raises(Broken):
        figure.svg()


@pytest.mark.parametrize("make", MAKERS)
def test_the_table_counts_every_work_once(make: Any) -> None:
    figure = make(COUNTS, telling())
    place = [column.name for column in figure.columns].index("works")
    assert sum(row[place] for row in figure.rows) == COUNTS.total == figure.evidence.n
    assert len(figure.hrefs) == len(figure.rows)
    assert figure.csv().splitlines()[0] == ",".join(column.name for column in figure.columns)


def test_the_lines_are_the_tables_numbers() -> None:
    figure = yearly(COUNTS, telling())
    spec = figure.spec
    assert spec is not None
    names = [column.name for column in figure.columns]
    table = {(row[0] + row[1]) / 2: row for row in figure.rows if row[0] is not None}
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert any(layer["mark"].get("strokeDash") for layer in lines) and not all(layer["mark"].get("strokeDash") for layer in lines)
    colour = {"#cb3756": "film-tv", "#b9770e": "music", "#5f6a75": "none"}
    for layer in lines:
        place = names.index(colour[layer["mark"]["stroke"]])
        for point in layer["data"]["values"]:
            assert table[point["x"]][place] == point["n"] if point["x"] in table else point["n"] == 0
    dashed = min(point["x"] for layer in lines if layer["mark"].get("strokeDash") for point in layer["data"]["values"])
    assert dashed == 2025  # from the last year that was over


def test_old_years_stay_in_the_table() -> None:
    few = {"film-tv": {1500: 1, **{y: 10 for y in range(2000, 2020)}}}
    figure = yearly(Counts({"film-tv": 201}, few, 201, 2026), telling())
    assert figure.rows[0][:3] == (None, 1999, 1) and "1 work before 2000" in figure.notes[0]


def test_bins_begin_late_only_where_that_shows_more() -> None:
    long = binned({1500: 1, **{y: 9 for y in range(1990, 2020)}}, 40, 0.1)
    assert long is not None and (long.first, long.width) == (1990, 1)
    even = binned({y: 9 for y in range(1990, 2020)}, 40, 0.1)
    assert even is not None and (even.first, even.size) == (1990, 30)
    assert binned({}, 40, 0.1) is None
    old = binned({-43: 1, 2000: 1}, 24, 0.0)
    assert old is not None and sum(old.of({-43: 1, 2000: 1})) == 2


def test_names_at_line_ends_stand_apart() -> None:
    placed = apart([100, 101, 102, 30, 200], 15, 200)
    ordered = sorted(placed)
    assert all(b - a >= 15 - 1e-9 for a, b in pairwise(ordered)) and max(placed) <= 200
    assert sorted(range(5), key=lambda n: placed[n]) == [3, 0, 1, 2, 4]


def test_classes_of_a_map() -> None:
    assert quantiles([1, 1, 1, 1, 1, 1, 2, 3, 4]) == (1, 2, 3)  # ties make fewer classes, never an empty one
    assert quantiles(list(range(1, 13))) == (1, 3, 5, 7, 9, 11)
    assert quantiles([]) == ()


def test_a_file_stands_by_itself() -> None:
    figure = yearly(COUNTS, telling())
    text = figure.sheet("https://example.org/figures/works-per-year")
    assert "var(" not in text and "<a " not in text and "href" not in text
    for said in (figure.title, "release aaaa", "It describes these rows", "https://example.org/figures/works-per-year", "One &lt;b&gt;list&lt;/b&gt;"):
        assert said in text
    pixels = figure.png()
    assert pixels[:8] == b"\x89PNG\r\n\x1a\n" and len(pixels) > 10_000


def test_a_notebook_gets_the_same_specification() -> None:
    figure = yearly(COUNTS, telling())
    bundle = figure._repr_mimebundle_()
    spec = bundle["application/vnd.vegalite.v6+json"]
    assert "var(" not in json.dumps(spec) and "#m" not in json.dumps(spec) and "/explore?" in json.dumps(spec)
    assert figure.evidence.sentence in bundle["text/plain"] and bundle["image/svg+xml"].startswith("<svg")


def test_a_child_that_dies_is_replaced_and_one_that_hangs_is_killed() -> None:
    renderer = Renderer(seconds=20)
    locale = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}
    spec = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    try:
        assert renderer.svg(spec, locale).startswith("<svg")
        assert renderer._child is not None
        os.kill(renderer._child.pid, signal.SIGKILL)
        renderer._child.wait()
        assert renderer.svg({**spec, "width": 333}, locale).startswith("<svg")
        with pytest.raises(NotDrawn):
            renderer.svg({"mark": 7}, locale)
        renderer.seconds = 0.3
        os.kill(renderer._child.pid, signal.SIGSTOP)
        with pytest.raises(NotDrawn, match="in time"):
            renderer.svg({**spec, "width": 334}, locale)
        renderer.seconds = 20
        assert renderer.svg({**spec, "width": 334}, locale).startswith("<svg")
    finally:
        renderer.close()


def test_what_was_drawn_is_kept_within_a_bound() -> None:
    locale = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]}
    renderer = Renderer(kept_bytes=6000)
    try:
        for width in range(100, 108):
            renderer.svg({"data": {"values": [{"a": 1}]}, "width": width, "mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}, locale)
        assert renderer._held <= 6000 or len(renderer._kept) == 1
        assert renderer._held == sum(map(len, renderer._kept.values()))
    finally:
        renderer.close()


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    many = {"film-tv": {2000: 12000, 2001: 23456}}
    counts = Counts({"film-tv": 35456}, many, 35456, 2026)
    assert "20.000" in yearly(counts, telling(separators=(",", "."))).svg()
    assert "20,000" in yearly(counts, telling()).svg()


def teardown_module() -> None:
    RENDERER.close()
