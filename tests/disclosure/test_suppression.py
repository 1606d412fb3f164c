"""Complementary suppression and its attacker: nothing is recovered, and without it a great deal is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from intarsia.disclosure.attack import attack, intervals, rival
from intarsia.disclosure.linked import Linked, linked
from intarsia.disclosure.sensitive import USUAL, Options
from intarsia.disclosure.suppression import Limits, protect
from intarsia.errors import Invalid
from tests.disclosure.made import contributions, database

QUICK = Limits(cells=0)


def made(seed: int, dimensions: dict[str, int], rows: int, organisations: int, tables: list[list[str]], options: Options = USUAL) -> Linked:
    connection = database(t=contributions(seed, dimensions, rows, organisations))
    try:
        return linked(connection, "t", tables, "who", "x", options)
    finally:
        connection.close()


def rows(*told: tuple[str, str, str, float]) -> Linked:
    connection = database(t=pa.table(dict(zip(("region", "sector", "who", "x"), (pa.array(column) for column in zip(*told))))))
    try:
        return linked(connection, "t", [["region", "sector"]], "who", "x")
    finally:
        connection.close()


#: two regions, two sectors; in the north one organisation makes all games
SMALL = [("n", "games", "a", 90.0), *(("n", "film", f"f{i}", 40.0 + i) for i in range(4)), *(("s", "games", f"g{i}", 30.0 + i) for i in range(4)),
         *(("s", "film", f"h{i}", 50.0 + i) for i in range(4))]  # fmt: skip


def test_cells_totals_and_relations() -> None:
    cells = rows(*SMALL)
    assert len(cells) == 9 and len(cells.relations.toarray()) == 6
    assert not (cells.relations @ cells.total).any()
    assert [cells.keys[n] for n in np.flatnonzero(cells.primary)] == [(("region", "n"), ("sector", "games"))]


def test_one_withheld_cell_follows_from_the_totals_and_four_do_not() -> None:
    cells = rows(*SMALL)
    alone = attack(cells, cells.primary, insiders=False).to_pylist()
    assert [(row["recovered"], row["low"], row["high"]) for row in alone if row["primary"]] == [(True, 90.0, 90.0)]
    done = protect(cells)
    assert done.optimal and done.status.count("secondary") == 3 and not done.note
    after = attack(cells, done.withheld).to_pylist()
    assert not any(row["recovered"] for row in after) and all(row["safe"] for row in after if row["primary"])
    shown = done.table().to_pylist()
    assert all((row["value"] is None) == (row["contributors"] is None) == (row["status"] != "published") for row in shown)


def test_a_contributor_knows_its_own_cell() -> None:
    """Four cells of one organisation each protect each other from strangers, and not from one another."""
    sole = [("n", "games", "a", 50.0), ("n", "film", "b", 60.0), ("s", "games", "c", 70.0), ("s", "film", "d", 80.0)]
    cells = rows(*sole, *((region, sector, f"{region}{sector}{i}", 30.0 + i) for region in "ns" for sector in ("art", "rest") for i in range(4)))
    strangers = attack(cells, cells.primary, insiders=False).to_pylist()
    assert len(strangers) == 6 and all(row["safe"] for row in strangers)
    assert {row["insider"] for row in attack(cells, cells.primary).to_pylist() if row["recovered"]} == {"a", "b", "c", "d"}
    done = protect(cells)
    assert done.optimal and done.status.count("secondary") > 0
    assert all(row["safe"] for row in attack(cells, done.withheld).to_pylist() if row["primary"])
    with pytest.raises(Invalid, match="nobody of that name"):
        intervals(cells, done.withheld, "z")


@pytest.mark.parametrize("cost", ["value", "count", "cells"])
def test_what_it_costs(cost: str) -> None:
    cells = made(21, {"region": 5, "sector": 5}, 150, 25, [["region", "sector"]])
    quick, best = protect(cells, cost=cost, limits=QUICK), protect(cells, cost=cost)
    assert best.cost <= quick.cost and best.bound <= best.cost + 1e-6 and best.bound > 0
    assert protect(cells, cost=cost).status == best.status
    with pytest.raises(Invalid, match="no such cost"):
        protect(cells, cost="beauty")


def test_the_least_cost_is_the_least() -> None:
    """Every choice of cells of a small table is tried: none that is safe is cheaper."""
    from itertools import combinations

    from intarsia.disclosure.threats import Threats

    cells = rows(*SMALL, ("n", "art", "z", 12.0), *(("s", "art", f"k{i}", 25.0) for i in range(4)))
    best, other = protect(cells), np.flatnonzero(~cells.primary)
    assert best.optimal
    for size in range(len(other) + 1):
        for chosen in combinations(other.tolist(), size):
            if cells.total[list(chosen)].sum() < best.cost * (1 - 1e-9):
                withheld = cells.primary.copy()
                withheld[list(chosen)] = True
                assert Threats(cells, 10.0).unsafe(withheld, first=True)


def test_tables_tell_nothing() -> None:
    """The attacker recovers no withheld cell within p %, stranger or contributor; without complementary suppression it recovers many.

    Six of the hundred of `benchmarks/run.py disclosure`.
    """
    naked = 0
    for seed in range(0, 100, 17):
        cells = made(seed, {"region": 5, "sector": 6}, 60 + 3 * seed, 12 + seed % 30, [["region", "sector"]])
        naked += sum(row["recovered"] for row in attack(cells, cells.primary, insiders=False).to_pylist())
        done = protect(cells, limits=QUICK)
        assert not done.note
        assert not [row for row in attack(cells, done.withheld).to_pylist() if row["primary"] and (row["recovered"] or not row["safe"])]
    assert naked > 6


def test_linked_tables_are_protected_together() -> None:
    tables = [["region", "sector"], ["sector", "size"]]
    together = made(5, {"region": 5, "sector": 5, "size": 3}, 260, 40, tables)
    assert sum(key == (("sector", "sector01"),) for key in together.keys) == 1  # the shared margin is one cell
    done = protect(together, limits=QUICK)
    assert not [row for row in attack(together, done.withheld).to_pylist() if row["primary"] and not row["safe"]]


def test_parts_of_parts_add_up() -> None:
    connection = database(t=contributions(8, {"region": 6, "sector": 4}, 200, 40))
    above = {**{f"region{n:02}": "east" if n < 4 else "west" for n in range(1, 7)}}
    cells = linked(connection, "t", [["region", "sector"]], "who", "x", hierarchies={"region": above})
    assert {dict(key).get("region") for key in cells.keys} >= {None, "east", "west", "region01"}
    assert np.abs(cells.relations @ cells.total).max() < 1e-6
    done = protect(cells, limits=QUICK)
    assert not [row for row in attack(cells, done.withheld).to_pylist() if row["primary"] and not row["safe"]]
    with pytest.raises(Invalid, match="goes round"):
        linked(connection, "t", [["region"]], "who", "x", hierarchies={"region": {"region01": "a", "a": "b", "b": "a"}})
    with pytest.raises(Invalid, match="a member that has parts"):
        linked(connection, "t", [["region"]], "who", "x", hierarchies={"region": {"region02": "region01"}})
    connection.close()


def test_figures_with_signs_and_tables_of_nothing() -> None:
    cells = rows(*SMALL, ("n", "art", "p", -40.0), ("s", "art", "q", 15.0))
    done = protect(cells)
    assert np.isinf(cells.low).all() and not done.note
    assert not any(row["recovered"] for row in attack(cells, done.withheld).to_pylist() if row["primary"])
    plenty = rows(*((r, s, f"o{i}", 10.0) for r in "ns" for s in "xy" for i in range(6)))
    assert protect(plenty).cost == 0 and attack(plenty, plenty.primary).num_rows == 0


def test_what_a_rival_learns_of_one_sum() -> None:
    parts = {"a": 100.0, "b": 50.0, "c": 11.0, "none": 0.0}
    assert (rival(parts, "a").low, rival(parts, "a").high) == (0.0, 111.0)
    assert (rival(parts, "b").high, rival({"a": 4.0, "b": 6.0}, "a").low, rival({"a": 4.0}, "a").high) == (61.0, 4.0, 4.0)
    with pytest.raises(Invalid):
        rival(parts, "d")
