"""Staggered adoption: units with dates of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intarsia.errors import Invalid
from intarsia.impact.staggered import staggered
from tests.impact.made import values, years


def test_a_change_at_different_dates_is_found_at_its_size() -> None:
    found = values(30, 12, seed=4)
    starts = {f"u{n:02d}": f"{2014 + n % 4}-01-01" for n in range(10)}
    for n in range(10):
        found[n, 4 + n % 4:] *= 1.4
    panel = years(found)
    told = staggered(replace(panel, values=np.log(panel.values)), starts)
    assert told.low < np.log(1.4) < told.high and told.p < 0.01 and (told.treated, told.never) == (10, 20)
    assert abs(staggered(replace(panel, values=np.log(values(30, 12, seed=4))), starts).effect) < 0.05


def test_too_few_are_refused() -> None:
    with pytest.raises(Invalid):
        staggered(years(values(8)), {"u00": "2014"})
