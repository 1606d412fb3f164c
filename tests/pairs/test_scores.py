"""Evaluation: counts by hand, intervals that hold the value, calibration; and one partner for each record, against a plain greedy loop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.pairs import diagram, scores, table, truth
from intarsia.pairs.onetoone import one_to_one
from intarsia.pairs.truth import Truth

PAIRS = pa.table({"left": ["a", "b", "c", "d", "e"], "right": ["1", "2", "9", "4", "8"], "probability": [0.99, 0.9, 0.8, 0.3, 0.7]})


def test_precision_is_judged_where_the_truth_can_speak() -> None:
    known = Truth(pa.array(["a", "b", "c", "d"]), pa.array(["1", "2", "3", "4"]))
    found = scores.evaluate(PAIRS, known)
    assert (found.predicted, found.judged, found.hits, found.true) == (4, 3, 2, 4)  # e-8 has no record in the truth
    assert found.precision.value == pytest.approx(2 / 3) and found.recall.value == pytest.approx(0.5) and found.f1.value == pytest.approx(4 / 7) and found.raw_precision.value == 0.5
    for rate in (found.precision, found.recall, found.f1, found.raw_f1):
        assert 0 <= rate.low <= rate.value <= rate.high <= 1
    assert found.expected == pytest.approx(0.99 + 0.9 + 0.8 + 0.3) and found.expected_in_all == pytest.approx(3.69)
    assert found.ece == pytest.approx((abs(1 - 0.945) * 2 + 0.8 + 0.7) / 4)
    assert scores.evaluate(PAIRS, known, 0.5, np.array([True, True, False, True, True])).judged == 2


def test_labels_judge_only_what_is_labelled() -> None:
    known = Truth(pa.array(["a", "b", "x"]), pa.array(["1", "2", "7"]), np.array([True, False, True]))
    found = scores.evaluate(PAIRS, known)
    assert (found.judged, found.hits, found.true, found.labelled) == (2, 1, 2, True) and found.precision.value == 0.5 and found.recall.value == 0.5


def test_other_keys_are_told() -> None:
    with pytest.raises(Invalid, match="no pair has a record of the truth"):
        scores.evaluate(PAIRS, Truth(pa.array(["q"]), pa.array(["r"])))


def test_a_truth_is_read_with_and_without_labels(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("ours,theirs,match\na,1,1\nb,2,0\na,1,1\n,3,1\n", "utf-8")
    found = truth.truth(table.read(tmp_path / "t.csv"))
    assert found.left.to_pylist() == ["a", "b"] and found.labels is not None and found.labels.tolist() == [True, False] and found.matches == 1
    (tmp_path / "u.tsv").write_text("n\tright\tleft\n1\tx\ta\n2\ty\tb\n", "utf-8")
    named = truth.truth(table.read(tmp_path / "u.tsv"), ("left", "right"))
    assert (named.left.to_pylist(), named.right.to_pylist(), named.labels) == (["a", "b"], ["x", "y"], None)


def test_the_diagram_in_text() -> None:
    lines = diagram.in_text(scores.evaluate(PAIRS, Truth(pa.array(["a", "b", "c", "d"]), pa.array(["1", "2", "3", "4"]))))
    assert len(lines) == 11 and lines[-1].startswith("0.9 to 1.0   0.945   1.000       2  ") and lines[-1].count("#") == 29 and "|" in lines[-1]


def strengths(rows: list[tuple[int, int, int]]) -> pa.Table:
    return pa.table(
        {
            "probability": [0.4] * len(rows),
            "left": [f"l{a}" for a, _, _ in rows],
            "right": [f"r{b}" for _, b, _ in rows],
            "prior": [-5.0] * len(rows),
            "weights": pa.array([[float(w), 1.0] if w % 2 else [w + 1.0] for _, _, w in rows], pa.list_(pa.float64())),
        }
    )


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), unique=True, max_size=30), st.randoms(use_true_random=False))
def test_one_partner_each_as_a_greedy_loop_chooses(ends: list[tuple[int, int]], chance: object) -> None:
    weights = list(range(len(ends)))
    chance.shuffle(weights)  # type: ignore[attr-defined]
    rows = [(a, b, w) for (a, b), w in zip(ends, weights, strict=True)]
    taken, wanted = set(), []
    for a, b, w in sorted(rows, key=lambda row: -row[2]):
        if ("l", a) not in taken and ("r", b) not in taken:
            taken |= {("l", a), ("r", b)}
            wanted.append((a, b, w))
    kept = one_to_one(strengths(rows))
    assert sorted(row for row, k in zip(rows, kept, strict=True) if k) == sorted(wanted)


def test_settled_pairs_are_editions_and_leave_no_room_for_weaker_ones() -> None:
    rows = strengths([(1, 1, 9), (1, 2, 8), (1, 3, 7), (2, 2, 6), (4, 4, 1)]).set_column(0, "probability", pa.array([0.9, 0.7, 0.2, 0.3, 0.02]))
    assert one_to_one(rows).tolist() == [True, True, False, False, True]


def test_equally_strong_pairs_stay_together() -> None:
    assert one_to_one(strengths([(1, 1, 4), (1, 2, 4), (2, 1, 2)])).tolist() == [True, True, False]
    assert len(one_to_one(strengths([]))) == 0
