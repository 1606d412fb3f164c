"""Staggered adoption: units with dates of their own, ranked among the same dates given by lot to units that never had it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from intarsia.impact import Result, staggered
from intarsia.impact.events import Event
from tests.impact.made import values, years

STARTS = {f"u{n:02d}": f"{2015 + n % 3}" for n in range(6)}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """As few draws as can still be supported: benchmarks/impact.py takes as many as a pool does."""
    monkeypatch.setattr(staggered, "_by_lot", lambda *given: BY_LOT(*given, draws=19))


BY_LOT = staggered._by_lot


@cache
def panel(by: float) -> np.ndarray:
    found = values(22, 10, seed=4)
    for n in range(6):
        found[n, 5 + n % 3:] *= by
    return found


def test_a_change_at_different_dates_is_found_at_its_size_and_supported() -> None:
    found = staggered.several(years(panel(1.4)), STARTS, direction="up")
    assert (found.design, found.status) == ("staggered", "SUPPORTED") and abs(found.effect - 40) < 6 and found.low < 40 < found.high and found.p == found.best_p == 1 / 20
    assert found.periods == tuple(str(n) for n in range(-5, 3)) and found.first == 5 and abs(np.mean(found.gap[5:]) - 40) < 8 and max(map(abs, found.gap[:5])) < 8
    assert found.mde_up < 40 and len(found.space) == 19 and 30 < found.without[0] <= found.without[1] < 50 and len(found.compared) == 16
    assert found.notes["treated"]["u01"] == "2016-01-01"


def test_where_nothing_was_done_nothing_is_supported() -> None:
    found = staggered.several(years(panel(1.0)), STARTS, events={"u20": [Event("x", "a new wing", "2016-05")]})
    assert found.status == "CONTAMINATED" and found.contaminated[0]["unit"] == "u20" and found.p > 0.05 and abs(found.effect) < 8


def test_where_few_never_had_it_those_that_do_not_have_it_yet_compare_and_it_suggests_at_best() -> None:
    late = panel(1.0)[:12].copy()
    starts = {f"u{n:02d}": f"{2015 + n % 4}" for n in range(12)}
    for n in range(12):
        late[n, 5 + n % 4:] *= 1.4
    found = staggered.several(years(late), starts, direction="up")
    assert found.status == "SUGGESTIVE" and abs(found.effect - 40) < 10 and not found.space and found.reasons[0][0] == "few"
    assert staggered.several(years(panel(1.4)[:12]), STARTS).status == "SUGGESTIVE"


def test_too_few_or_too_short_is_no_design() -> None:
    def reason(found: Result) -> str:
        return found.reasons[0][0] if found.status == "NO DESIGN" else ""

    assert reason(staggered.several(years(panel(1.4)), dict(list(STARTS.items())[:2]))) == "few-treated"
    assert reason(staggered.several(years(panel(1.4)[:7]), STARTS)) == "no-comparison"
    early = staggered.several(years(panel(1.4)), STARTS, since="2013-01-01")
    assert reason(early) == "few-treated" and ("u00", "short") in early.left_out
    empty = panel(1.4).copy()
    empty[[0, 21], 3] = np.nan
    assert staggered.several(replace(years(empty), values=empty), {one: STARTS[one] for one in ("u00", "u01", "u02")}).reasons[0] == ("few-treated", {"n": 2, "least": 3})
