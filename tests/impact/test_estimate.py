"""One estimate: the design follows from the data, and the status from what the design finds."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from intarsia.impact import STATUSES, Result, estimate
from intarsia.impact.events import Event
from intarsia.impact.panel import scaled
from intarsia.impact.placebos import Placebos, in_space
from intarsia.impact.verdict import Found, verdict
from tests.impact.made import values, years

START = "2018-01-01"


def raised(by: float, units: int = 24, seed: int = 1) -> np.ndarray:
    found = values(units, seed=seed)
    found[3, 8:] *= by
    return found


@cache
def others() -> Placebos:
    """Placebos of the others: they do not look at the unit that is studied, so they serve every change of it."""
    return in_space(scaled(years(values(24)), 3, 8).panel.values, 3, 8)


def study(found: np.ndarray, **more: object) -> Result:
    return estimate(years(found), "u03", START, thorough=False, fits=others() if found.shape == (24, 12) and "without" not in more else None, **more)  # type: ignore[arg-type]


def test_a_planted_rise_is_found_at_its_size_and_supported() -> None:
    found = estimate(years(raised(1.5)), "u03", START, direction="up")
    assert found.status == "SUPPORTED" and found.design == "synthetic"
    assert found.low < 50 < found.high and abs(found.effect - 50) < 12 and found.p == found.best_p == 1 / 24
    assert found.mde_up < 50 and len(found.space) == 23 and len(found.time) >= 1
    assert np.mean(found.gap[8:]) == pytest.approx(found.effect, abs=4) and max(map(abs, found.gap[:8])) < 15


def test_where_nothing_was_done_nothing_is_supported_and_what_could_have_been_seen_is_said() -> None:
    found = study(raised(1.0))
    assert found.status in ("SUGGESTIVE", "UNDERPOWERED") and found.p > 0.05 and found.mde_up > 0


def test_the_wrong_direction_suggests_at_best() -> None:
    assert study(raised(1.5), direction="down").status == "SUGGESTIVE"


def test_a_donor_with_an_intervention_of_its_own_is_always_flagged() -> None:
    event = Event("x", "a new wing", "2017-05")
    for donor in ("u00", "u07", "u23"):
        found = study(raised(1.0), events={donor: [event]})
        assert found.status == "CONTAMINATED" and found.contaminated[0]["unit"] == donor and found.unknown == 22
    assert study(raised(1.5), events={"u00": [event]}, without=("u00",)).status == "SUPPORTED"
    assert study(raised(1.0), events={"u00": [Event("x", "long before", "1999")]}).status != "CONTAMINATED"
    assert study(raised(1.0), events={"u03": [event]}).status == "CONTAMINATED"
    assert study(raised(1.0), events={"u03": [event]}, own=frozenset({"x"})).status != "CONTAMINATED"


def test_few_others_suggest_at_best_and_none_give_no_design() -> None:
    few = raised(1.5)[:6]
    assert study(few).status == "NO DESIGN" and study(few).reasons[0][0] == "no-comparison"
    long = values(4, 40)
    long[3, 30:] *= 1.5
    found = estimate(years(long, 1980), "u03", "2010-01-01")
    assert found.design == "interrupted" and found.status != "SUPPORTED" and found.effect > 20
    assert estimate(years(raised(1.5)), "nobody", START).reasons[0][0] == "no-series"
    assert study(raised(1.5)[:, 6:]).reasons[0][0] == "too-short"


def test_a_comparison_that_goes_its_own_way_is_a_poor_fit() -> None:
    found = raised(1.0)
    found[3, :8] *= np.exp(np.random.default_rng(5).normal(0, 0.5, 8))
    assert study(found).status == "POOR FIT"


def test_what_is_withheld_is_left_out_and_counted() -> None:
    whole = years(raised(1.5))
    hidden = whole.withheld.copy()
    hidden[9, 2] = True
    found = estimate(replace(whole, values=np.where(hidden, np.nan, whole.values), withheld=hidden), "u03", START)
    assert found.suppressed == 1 and ("u09", "empty") in found.left_out and found.status == "SUPPORTED"


def test_a_design_that_sees_too_little_says_so() -> None:
    plain = Found(5.0, 0.6, 1 / 10, 9, 0.05, 0.05, 0.05, float("inf"), float("inf"), True, None, None, "", (), ())
    assert verdict(plain)[0] == "UNDERPOWERED"
    assert verdict(replace(plain, mde_up=12.0, mde_down=11.0))[0] == "SUGGESTIVE"
    assert verdict(replace(plain, p=0.08))[0] == "SUGGESTIVE" and verdict(replace(plain, p=0.03))[0] == "SUPPORTED"
    assert verdict(replace(plain, p=0.03, earlier=("2012-01-01", 7.0)))[0] == "SUGGESTIVE"
    assert verdict(replace(plain, p=0.03, keeps_sign=False, without=(-2.0, 9.0)))[0] == "SUGGESTIVE"


def test_a_result_is_plain_json_with_a_known_status() -> None:
    record = study(raised(1.0)).record()
    assert record["status"] in STATUSES and json.loads(json.dumps(record)) == record and "weight" not in json.dumps(record)
