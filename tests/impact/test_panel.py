"""Panels: what is withheld is missing and counted; seasons, blocks and the start of things."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.impact import panel
from intarsia.impact.panel import blocks, scaled, split
from tests.impact.made import months, years


def rows(*found: tuple[str, str, float | None, str | None]) -> pa.Table:
    return pa.table(dict(zip(("unit", "period", "value", "flag"), map(list, zip(*found, strict=True)), strict=True)),
                    schema=pa.schema([("unit", pa.string()), ("period", pa.string()), ("value", pa.float64()), ("flag", pa.string())]))


def test_a_suppressed_figure_is_missing_and_never_zero() -> None:
    found = panel(rows(("a", "2020-01-01", 5.0, None), ("a", "2021-01-01", 0.0, "suppressed"), ("b", "2020-01-01", 7.0, None)))
    assert np.isnan(found.values[0, 1]) and found.suppressed == 1 and found.missing == 1
    assert found.between("2021-01-01", "").suppressed == 1 and found.between("", "2020-12-31").suppressed == 0


def test_two_figures_for_one_period_are_refused() -> None:
    with pytest.raises(Invalid):
        panel(rows(("a", "2020-01-01", 5.0, None), ("a", "2020-01-01", 6.0, None)))


@given(st.integers(0, 71), st.sampled_from([3, 12]))
def test_blocks_begin_with_the_start_and_keep_the_mean(at: int, length: int) -> None:
    whole = panel(rows(*(("a", f"{2015 + n // 12}-{n % 12 + 1:02d}-01", float(n), None) for n in range(72))), "month")
    found = blocks(whole, length, whole.periods[at])
    assert all((whole.periods.index(period) - at) % length == 0 for period in found.periods)
    assert np.allclose(found.values[0], [np.mean(whole.values[0, whole.periods.index(p):whole.periods.index(p) + length]) for p in found.periods])


def test_a_year_in_whose_course_it_began_is_neither_before_nor_after() -> None:
    found = years(np.ones((1, 6)))
    assert split(found, "2013-07-01") == (3, 4) and split(found, "2013") == (3, 3) and split(found, "2013-01-01") == (3, 3)


def test_the_season_comes_from_the_years_before_alone() -> None:
    found = panel(rows(*((f"u{u}", f"{2015 + n // 12}-{n % 12 + 1:02d}-01", float(value), None) for u, row in enumerate(months()[:3]) for n, value in enumerate(row))), "month")
    quarters = blocks(found, 3, "2019-01-01")
    raised = quarters.values.copy()
    raised[0, 16:] *= 3
    plain, changed = scaled(quarters, 0, 16).panel.values, scaled(type(quarters)(quarters.units, quarters.periods, raised, quarters.withheld, "quarter"), 0, 16).panel.values
    assert np.allclose(changed[0, 16:] - plain[0, 16:], np.log(3)) and np.allclose(changed[0, :16], plain[0, :16])
    assert plain[0, :16].reshape(4, 4).mean(axis=0).std() < 1e-9  # no season is left


def test_a_closed_house_is_at_nought_and_not_at_minus_infinity() -> None:
    found = years(np.array([[10.0, 10, 10, 10, 0], [5, 5, 5, 5, 5]]))
    ready = scaled(found, 0, 4)
    assert ready.scale == "share" and ready.panel.values[0, 4] == 0 and ready.percent(-1.0) == -100
