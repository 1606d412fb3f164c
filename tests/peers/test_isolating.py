"""No pair of views isolates one: all groups of a release, period by period, and panels that nobody would think of."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.answering import Release
from intarsia.peers import LEAST, Kind, Panel, groups, panels, seen, stand


def views(panel: Panel) -> dict[str, list[frozenset[int]]]:
    """For each period, who stands behind each view of it."""
    found: dict[str, list[frozenset[int]]] = {}
    all_groups = groups(panel)
    has = ~np.isnan(panel.values)
    for group in all_groups:
        for n in np.flatnonzero(seen(panel, all_groups, group)):
            found.setdefault(panel.periods[n], []).append(frozenset(m for m in group.members if has[m, n]))
    return found


def isolated(panel: Panel) -> list[tuple[str, int]]:
    """Periods in which a view, what two views share, what one has more than another, or a wide view less all its parts, is of fewer than five."""
    wrong = []
    for period, there in views(panel).items():
        left = [whole - frozenset().union(*(part for part in there if part < whole)) for whole in there]
        sets = [*there, *left, *(one for a, b in combinations(there, 2) for one in (a & b, a - b, b - a))]
        wrong += [(period, len(one)) for one in sets if 0 < len(one) < LEAST]
    return wrong


def checked(release: Release) -> int:
    """How many pairs of views there are, none of which isolates anybody."""
    pairs = 0
    for row in release.records("SELECT DISTINCT measure FROM observation WHERE about_kind = 'agent' ORDER BY measure"):
        for panel in panels(release, row["measure"]):
            assert isolated(panel) == [], panel.kind
            pairs += sum(len(there) * (len(there) - 1) // 2 for there in views(panel).values())
    return pairs


def test_on_the_demo_pool(commons: Release) -> None:
    assert checked(commons) > 1000


@pytest.mark.data
def test_on_the_museums_of_england(museums: Release) -> None:
    assert checked(museums) > 1000


@given(st.data())
def test_on_any_panel(data: st.DataObject) -> None:
    count, periods = data.draw(st.integers(0, 40)), data.draw(st.integers(1, 4))
    values = np.array(data.draw(st.lists(st.lists(st.sampled_from([np.nan, 0.0, 1.0, 2.0, 7.5, 100.0]), min_size=periods, max_size=periods), min_size=count, max_size=count)), dtype=float)
    values = values.reshape(count, periods)
    labels = st.lists(st.sampled_from(["NL", "NL", "NL", "BE", "LU", ""]), min_size=count, max_size=count)
    panel = Panel(Kind("visits", "visits", "", "month", ""), tuple(f"{n:02d}" for n in range(count)), tuple(data.draw(st.lists(st.sampled_from(["heritage", "music"]), min_size=count,
                  max_size=count))), tuple(data.draw(labels)), ("a",) * count, tuple(f"2024-{n + 1:02d}-01" for n in range(periods)), values, np.full(values.shape, "", dtype=object))
    assert isolated(panel) == []
    assert all(len(group.members) >= LEAST for group in groups(panel))


def test_what_is_divided_is_told_of_five_or_of_nobody() -> None:
    """Six organisations of several countries, two of which nobody counted the inhabitants of: four are left."""
    kind = Kind("visits", "visits", "", "year", "")
    values = np.tile(np.arange(1.0, 7.0)[:, None], (1, 3)) * 1000
    panel = Panel(kind, tuple("abcdef"), ("museums",) * 6, ("",) * 6, ("one",) * 6, ("2017-01-01", "2018-01-01", "2019-01-01"), values, np.full((6, 3), "", dtype=object))
    (group,) = groups(panel)
    scale = np.ones((6, 3))
    scale[:2, :2] = np.nan
    own = {period: (2500.0, "") for period in panel.periods}
    found = stand(panel, (group,), group, (2017, 2019), own, scale=scale)
    assert [row.peers for row in found.rows] == [0, 0, 6] and found.compared == 1 and found.ratio == 2500 / 3500
