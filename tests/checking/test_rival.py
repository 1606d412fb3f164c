"""What a rival learns: the interval for a contributor's own figure, before and after, in shares of that figure."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from intarsia.checking import rival
from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.rules import p_percent, trade_figures
from intarsia.shelf.rules.delivery import Context
from intarsia.triage import looking, running

TODAY = Context(as_of="2026-11-23")
RULES = {"trade-figures": trade_figures, "p-percent": p_percent}


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def test_only_the_pool_hides_a_figure_and_no_figure_is_shown(engine: DuckDB) -> None:
    columns = {"month": ["2026-10"] * 3, "shop": ["Zeldzaam", "S", "W"], "copies_sold": ["77713", "50", "9"]}
    delivery = looking.of_columns(columns, engine, TODAY)
    seen = rival.shown(delivery, running.run(delivery, RULES), "nl")
    assert seen is not None
    (measure,) = seen["measures"]
    assert measure["before"] == {"low": 100, "high": 100} and measure["remedy"] == "pool"
    assert measure["after"] == {"low": 0, "high": 400}, "five equal organisations: the sum less one"
    assert measure["summed"]["within"] == measure["summed"]["cells"] == 1
    assert measure["summed"]["closest"] < seen["p"] == 10
    told = json.dumps(seen)
    assert "77713" not in told and "Zeldzaam" not in told


def test_more_others_hide_more_and_one_other_hides_nothing(engine: DuckDB) -> None:
    delivery = looking.of_columns({"month": ["2026-10"], "title": ["A"], "revenue": ["10"]}, engine, TODAY)
    seen = rival.shown(delivery, running.run(delivery, RULES))
    assert seen is not None
    highs = [one["high"] for one in seen["pooled"]]
    assert (seen["pooled"][0]["others"], seen["pooled"][0]["low"], highs[0]) == (1, 100, 100)
    assert highs == sorted(highs) and highs[-1] > 1000
    assert seen["measures"][0]["summed"] is None, "the file names no parties"


def test_what_is_left_out_tells_nothing(engine: DuckDB) -> None:
    delivery = looking.of_columns({"month": ["2026-10"], "cinema": ["A"], "weekly_gross": ["$10"], "attendance": ["3"]}, engine, TODAY)
    seen = rival.shown(delivery, running.run(delivery, RULES))
    assert seen is not None
    assert seen["measures"][0]["after"] == {"low": 0, "high": None}
    assert seen["sentences"][0].startswith("As the file is") and "not in it" in seen["sentences"][-1]


def test_without_trade_there_is_no_rival(engine: DuckDB) -> None:
    delivery = looking.of_columns({"title": ["A", "B"], "year": ["1990", "1991"]}, engine, TODAY)
    assert rival.shown(delivery, running.run(delivery, RULES)) is None


def test_how_far_the_second_largest_is_off(engine: DuckDB) -> None:
    columns = {"month": ["2026-09"] * 3 + ["2026-10"] * 3, "shop": ["N", "S", "W"] * 2, "copies_sold": ["100", "50", "9", "100", "50", "11"]}
    delivery = looking.of_columns(columns, engine, TODAY)
    seen = rival.shown(delivery, running.run(delivery, RULES))
    assert seen is not None
    assert seen["measures"][0]["summed"] == {"party": "shop", "by": ["month"], "cells": 2, "within": 1, "closest": 9.0, "typical": 10.0}
