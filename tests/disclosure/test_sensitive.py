"""The primary rules: the textbook's cells, hard figures, and every cell of random tables against an attacker who tries every pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia.disclosure.sensitive import USUAL, Options, cells, shares
from intarsia.errors import Invalid
from tests.disclosure.made import contributions, database

Rows = list[tuple[str | None, str | None, object]]
Asked = Callable[..., dict[str | None, dict[str, Any]]]
TEXTBOOK = {"a": [100, 50, 11], "b": [100, 50, 9], "c": [50, 30, 20]}


def table(rows: Rows) -> pa.Table:
    cell, who, x = zip(*rows)
    return pa.table({"cell": pa.array(cell, pa.string()), "who": pa.array(who, pa.string()), "x": pa.array([None if v is None else str(v) for v in x], pa.string())})


@pytest.fixture
def asked(connection: duckdb.DuckDBPyConnection) -> Asked:
    """The cells of rows, by name."""

    def ask(rows: Rows, options: Options = USUAL, **more: Any) -> dict[str | None, dict[str, Any]]:
        connection.register("t", table(rows))
        return {row["cell"]: row for row in cells(connection, "t", ["cell"], "who", "x", options, **more).to_pylist()}

    return ask


def guessed(parts: dict[str, float], p: float, coalition: int = 1) -> bool:
    """Brute force: do so many contributors, subtracting their own, or fewer, or a stranger come within p % of somebody's figure?"""
    total = sum(parts.values())
    return any(100 * abs(total - sum(several) - theirs) < p * abs(theirs) for victim, theirs in parts.items() for size in range(coalition + 1)
               for several in combinations([x for other, x in parts.items() if other != victim], size))  # fmt: skip


def test_the_cells_of_the_textbook(asked: Asked) -> None:
    found = asked([(cell, f"c{n}", x) for cell, parts in TEXTBOOK.items() for n, x in enumerate(parts)])
    assert [(cell, found[cell]["p_percent"], found[cell]["dominated"]) for cell in "abc"] == [("a", False, True), ("b", True, True), ("c", False, False)]
    assert [found[cell]["sensitive"] for cell in "abc"] == [False, True, False]  # p % is the primary rule
    with_dominance = asked([("a", f"c{n}", x) for n, x in enumerate(TEXTBOOK["a"])], Options(rules=("p_percent", "threshold", "dominance")))
    assert with_dominance["a"]["why"] == "dominance"
    assert not asked([("e", "x", 100), ("e", "y", 50), ("e", "z", 10)])["e"]["sensitive"]  # exactly p % is outside


def test_ties_zeros_signs_and_nobody(asked: Asked) -> None:
    found = asked([("tie", "a", 5), ("tie", "b", 5), ("tie", "c", 5), ("zero", "a", 0), ("zero", "b", 0), ("zero", "c", "0.0"),
                   ("one", "a", 3), ("one", "a", 4), ("odd", "a", "many"), ("odd", "b", None), ("nan", "a", "NaN"), ("nan", "b", "inf"),
                   ("few", "a", 5), ("few", "b", 5), ("few", "c", 0), ("whose", None, 90), ("whose", "a", 30), ("whose", "b", 30), ("whose", "c", 30),
                   ("signs", "a", 100), ("signs", "b", -90), ("signs", "c", 95), (None, "a", 1)])  # fmt: skip
    assert "odd" not in found and "nan" not in found  # nothing was contributed
    assert not found["tie"]["sensitive"] and found["tie"]["second"] == 5
    assert found["zero"]["why"] == "zeros" and found["zero"]["contributors"] == 0
    assert (found["one"]["total"], found["one"]["contributors"], found["one"]["only"], found["one"]["sensitive"]) == (7, 1, "a", True)
    assert found["few"]["contributors"] == 2 and found["few"]["few"]
    assert found["whose"]["total"] == 180 and found["whose"]["unknown"] == 90
    assert not found["whose"]["p_percent"] and found["whose"]["contributors"] == 3
    assert found["signs"]["p_percent"]  # 105 less 100 is 5, and whoever has 95 sees 10 of 100 and -90 together
    assert found[None]["total"] == 1
    assert not asked([("zero", "a", 0)], Options(zeros=False, minimum=1))["zero"]["sensitive"]


def test_unknown_contributors_may_be_the_largest(asked: Asked) -> None:
    rows: Rows = [("c", "a", 100), ("c", "b", 50), ("c", "d", 20)]
    assert not asked(rows)["c"]["sensitive"]
    assert asked([*rows, ("c", None, 150)])["c"]["p_percent"]  # were they all of a, the others' 20 would not hide 250


def test_names_of_one_organisation_are_one(asked: Asked) -> None:
    rows: Rows = [("c", name, 20) for name in ("a", "a bv", "b", "d")]
    assert not asked(rows)["c"]["sensitive"]
    joined = asked(rows, holdings={"a bv": "a", "b": "a"})
    assert (joined["c"]["contributors"], joined["c"]["largest"], joined["c"]["few"]) == (2, 60, True)


def test_parameters_and_names_that_cannot_be() -> None:
    with pytest.raises(Invalid, match="no meaning"):
        Options(p=0)
    with pytest.raises(Invalid, match="no such rule"):
        Options(rules=("p_percent", "q"))
    connection = database(t=pa.table({"total": ["a"], "who": ["b"], "x": [1.0]}))
    with pytest.raises(Invalid, match="account of cells"):
        cells(connection, "t", ["total"], "who", "x")
    connection.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from("mnopqr"), st.sampled_from("abcdef"), st.integers(0, 400)), min_size=1, max_size=60),
       p=st.sampled_from([5.0, 10.0, 25.0]), together=st.integers(1, 3))
def test_every_cell_that_brute_force_recovers_is_called_sensitive(asked: Asked, rows: list[tuple[str, str, int]], p: float, together: int) -> None:
    found = asked([*rows], Options(p=p, rules=("p_percent",), zeros=False, coalition=together))
    parts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for cell, who, x in rows:
        parts[cell][who] += x
    for cell, own in parts.items():
        assert found[cell]["sensitive"] == guessed(own, p, together)  # of figures of 0 and more: neither more nor fewer


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from("mnopq"), st.sampled_from("abcdef"), st.integers(-300, 300)), min_size=1, max_size=50), together=st.integers(1, 2))
def test_nor_is_one_missed_where_figures_have_signs(asked: Asked, rows: list[tuple[str, str, int]], together: int) -> None:
    found = asked([*rows], Options(rules=("p_percent",), zeros=False, coalition=together))
    parts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for cell, who, x in rows:
        parts[cell][who] += x
    for cell, own in parts.items():
        assert found[cell]["sensitive"] or not guessed(own, 10.0, together)


def test_recall_on_many_skewed_cells() -> None:
    made = contributions(7, {"region": 40, "sector": 30}, 9000, 300)
    connection = database(t=made)
    found = {(r["region"], r["sector"]): r for r in cells(connection, "t", ["region", "sector"], "who", "x", Options(rules=("p_percent",))).to_pylist()}
    parts: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in shares(connection, "t", ["region", "sector"], "who", "x").to_pylist():
        parts[row["region"], row["sector"]][row["__who"]] = row["__x"]
    connection.close()
    assert len(parts) == len(found) > 700
    truth = {cell for cell, own in parts.items() if guessed(own, 10.0)}
    assert len(truth) > 100 and {cell for cell, row in found.items() if row["sensitive"] and row["total"]} == truth
