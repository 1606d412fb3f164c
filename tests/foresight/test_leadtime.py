"""How early a signal comes: counted by hand, and never earlier than it was flagged."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from intarsia.foresight.counts import Counts
from intarsia.foresight.emergence import emerged
from intarsia.foresight.leadtime import doubled_after, lead


def test_the_year_of_doubling_is_the_first_for_which_the_test_holds() -> None:
    """Ten a year, and from the third year after 2009 on fifty: doubled after three years, not after two."""
    counts = np.full((1, 20), 10.0)
    counts[0, 12:] = 50.0
    found = doubled_after(Counts(("x",), 2000, counts, np.full(20, 1000.0), np.full(20, 1000.0)))
    assert found[0, 9] in (3, 4) and found[0, 4] == 0 and found[0, 11] == 1
    years = int(found[0, 9])
    held = [bool(emerged(Counts(("x",), 2000, counts, np.full(20, 1000.0), np.full(20, 1000.0)), ahead)[0][0, 9]) for ahead in (years - 1, years)]
    assert held == [False, True]


def test_lead_runs_from_the_first_flag_of_an_alarm() -> None:
    flags = [("a", 2000, None), ("a", 2003, 2006), ("a", 2004, 2006),  # one alarm: six years
             ("b", 1980, None), ("b", 2010, 2012),  # the miss of 1980 is an alarm of its own: two years
             ("c", 2001, None)]
    found = lead(flags)
    assert found is not None and (found.n, found.median, found.low, found.high) == (2, 4.0, 3.0, 5.0)
    assert lead([("c", 2001, None)]) is None and lead([]) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1990, 2020), st.one_of(st.none(), st.integers(1, 5)))))
def test_a_lead_is_at_least_a_year_and_of_no_more_things_than_came(rows: list[tuple[int, int, int | None]]) -> None:
    found = lead((what, origin, None if after is None else origin + after) for what, origin, after in rows)
    hits = sum(after is not None for _, _, after in rows)
    assert (found is None) == (hits == 0)
    assert found is None or (1 <= found.low <= found.median <= found.high and 1 <= found.n <= hits)
