"""Tables whose telling cells are withheld: small ones, dominated ones, and those from which they could be worked out."""

from __future__ import annotations

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from intarsia.errors import Invalid
from tests.shelf.remedies.tables import engine, read, safer


def made_up(rows: int = 1500, seed: int = 7) -> dict[str, list[str]]:
    draw = random.Random(seed)
    regions, genres = [f"r{n}" for n in range(6)], [f"g{n}" for n in range(7)]
    return {"region": draw.choices(regions, range(1, 7), k=rows), "genre": draw.choices(genres, [1, 1, 2, 4, 6, 9, 20], k=rows),
            "sold": [str(draw.randint(1, 400)) for _ in range(rows)], "shop": [f"s{draw.randint(1, 9)}" for _ in range(rows)]}


def test_counts_below_the_minimum_and_what_tells_them_are_withheld() -> None:
    table = made_up()
    true: dict[tuple[str, str], int] = {}
    for key in zip(table["region"], table["genre"], strict=True):
        true[key] = true.get(key, 0) + 1
    with engine(table) as made:
        given = safer(made, "suppress", by=["region", "genre"], minimum=5)
        rows = read(made, given)
    assert {(r["region"], r["genre"]) for r in rows} == set(true)
    shown = {(r["region"], r["genre"]): int(r["rows"]) for r in rows if r["rows"] is not None}
    assert all(true[key] == count and count >= 5 for key, count in shown.items())
    small = [key for key, count in true.items() if count < 5]
    assert small and given.notes["withheld"] == len(true) - len(shown) > len(small), "some are withheld to protect others"
    assert all((r["rows"] is None) == (r["flag"] == "suppressed") for r in rows)
    for key in small:
        low, high = interval(true, shown, key)
        assert low < 1 and high >= 2 * true[key] - 0.01, f"{true[key]} would be told as {low} to {high}"


def interval(true: dict[tuple[str, str], int], shown: dict[tuple[str, str], int], target: tuple[str, str]) -> tuple[float, float]:
    """What somebody who knows all totals can say of a withheld cell."""
    hidden = [key for key in true if key not in shown]
    margins = [[1.0 if key[side] == name else 0.0 for key in hidden] for side in (0, 1) for name in sorted({k[side] for k in true})]
    totals = [sum(true[key] for key in hidden if key[side] == name) for side in (0, 1) for name in sorted({k[side] for k in true})]
    aim = np.array([1.0 if key == target else 0.0 for key in hidden])
    low, high = (linprog(sign * aim, A_eq=margins, b_eq=totals, bounds=(0, None)) for sign in (1, -1))
    return float(low.fun), float(-high.fun)


def test_a_cell_of_one_large_contributor_is_withheld() -> None:
    table = {"kind": ["novel"] * 4 + ["film"] * 4 + ["game"] * 4, "shop": ["a", "b", "c", "d"] * 3, "sold": ["1000", "10", "10", "5", "100", "90", "80", "70", "50", "60", "70", "80"]}
    with engine(table) as made:
        rows = read(made, safer(made, "suppress", by=["kind"], value="sold", contributor="shop"))
    told = {row["kind"]: row["sold"] for row in rows}
    assert told["novel"] is None and list(told.values()).count(None) == 2, "one other, or the total gives it away"


def test_totals_are_given_when_asked_for() -> None:
    with engine({"kind": ["novel"] * 9 + ["film"] * 8}) as made:
        rows = read(made, safer(made, "suppress", by=["kind"], totals=True))
    assert [(row["kind"], row["rows"]) for row in rows] == [("film", "8"), ("novel", "9"), (None, "17")]


@pytest.mark.parametrize(("options", "says"), [
    ({}, "needs dimensions"), ({"by": ["region", "region"]}, "needs dimensions"), ({"by": ["region"], "contributor": "who"}, "does not have"),
    ({"by": ["sold", "shop", "genre", "region"]}, "too fine"),
])  # fmt: skip
def test_what_cannot_be_protected_is_refused(options: dict[str, object], says: str) -> None:
    with engine(made_up(3500)) as made, pytest.raises(Invalid, match=says):
        safer(made, "suppress", **options)


def test_an_empty_table_stays_empty() -> None:
    with engine({"kind": []}) as made:
        assert read(made, safer(made, "suppress", by=["kind"])) == []
