"""Several tables together: who joins, leaves or corrects must not follow from what was published before and after."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from intarsia.disclosure.differencing import Figure, Interval, Published, differs_safely, learns, published
from intarsia.disclosure.linked import linked
from intarsia.disclosure.sensitive import Options
from intarsia.disclosure.suppression import Limits, protect
from intarsia.errors import Invalid
from tests.disclosure.made import contributions, database

FIVE = Options(minimum=5)
BEFORE = {f"o{n}": float(50 + 7 * n) for n in range(8)}


def total(name: str, values: dict[str, float], rounding: float = 0.0) -> Published:
    """An issue of one figure."""
    value = float(sum(values.values()))
    told = round(value / rounding / 2) * rounding * 2 if rounding else value
    return Published(name, (Figure("all", frozenset((who,) for who in values), told, rounding),), {(who,): x for who, x in values.items()})


@pytest.mark.parametrize(("after", "what", "whose"), [
    (BEFORE | {"new": 70.0}, "part", ("new",)),
    ({who: x for who, x in BEFORE.items() if who != "o3"}, "part", ("o3",)),
    (BEFORE | {"o2": 10.0}, "correction", ("o2",)),
    (BEFORE | {"n1": 9.0, "n2": 70.0}, "part", ("n1", "n2")),
])  # fmt: skip
def test_one_who_joins_leaves_or_corrects_follows(after: dict[str, float], what: str, whose: tuple[str, ...]) -> None:
    assert differs_safely([], total("first", BEFORE), FIVE) == [] == differs_safely([total("first", BEFORE)], total("again", BEFORE), FIVE)
    found = differs_safely([total("first", BEFORE)], total("second", after), FIVE)
    assert [(one.what, one.contributors) for one in found] == [(what, whose)]
    assert found[0].low == pytest.approx(found[0].value) == found[0].high and found[0].attacker == ""


def test_enough_who_join_together_do_not() -> None:
    assert differs_safely([total("first", BEFORE)], total("second", BEFORE | {f"n{n}": 40.0 + n for n in range(5)}), FIVE) == []
    assert differs_safely([total("first", BEFORE)], total("second", {who: x + 9 + int(who[1]) for who, x in BEFORE.items()}), FIVE) == []


def test_too_few_are_too_few_in_the_first_issue() -> None:
    assert {one.what for one in differs_safely([], total("first", {"a": 5.0, "b": 6.0}), FIVE)} >= {"part"}
    rows = {("a", "x"): 5.0, ("b", "y"): 6.0}
    one = Published("t", (Figure("all", frozenset(rows), 11.0),), rows)
    assert [problem.attacker for problem in differs_safely([], one, Options(rules=("p_percent",)))] != []


def test_two_groups_that_overlap_subtract_to_one() -> None:
    all_ = frozenset((who,) for who in BEFORE)
    both = Published("groups", (Figure("eight", all_, sum(BEFORE.values())), Figure("seven", all_ - {("o5",)}, sum(BEFORE.values()) - BEFORE["o5"])),
                     {(who,): x for who, x in BEFORE.items()})  # fmt: skip
    found = differs_safely([], both, FIVE)
    assert [one.contributors for one in found] == [("o5",)] and found[0].figures == ("groups: eight",)
    chain = [total(str(n), {who: x for who, x in BEFORE.items() if who != f"o{n}"}) for n in (1, 2)]
    assert differs_safely(chain[:1], chain[1], FIVE) != []  # the two differ by one figure less another: only their difference is fixed
    assert differs_safely(chain, total("all", BEFORE), FIVE) != []


def test_rounding_may_hide_a_joiner() -> None:
    joined = BEFORE | {"new": 4.0}
    assert differs_safely([total("first", BEFORE)], total("second", joined), FIVE) != []
    assert differs_safely([total("first", BEFORE, 25.0)], total("second", joined, 25.0), FIVE) == []


def test_what_is_no_sum_is_refused() -> None:
    with pytest.raises(Invalid, match="not the sum"):
        differs_safely([], Published("t", (Figure("all", frozenset({("a",)}), 4.0),), {("a",): 5.0}))
    with pytest.raises(Invalid, match="no value"):
        differs_safely([], Published("t", (Figure("all", frozenset({("a",)}), 4.0),), {}))


def test_what_a_rival_learns_before_and_after() -> None:
    first = [total("first", BEFORE)]
    assert learns(first, "o1") == Interval(0.0, sum(BEFORE.values()))
    assert learns(first, "o1", "o7") == Interval(0.0, sum(BEFORE.values()) - BEFORE["o7"])
    assert learns([*first, total("second", BEFORE | {"new": 70.0})], "new", "o1") == Interval(70.0, 70.0)
    with pytest.raises(Invalid):
        learns(first, "nobody")


def test_a_sequence_of_protected_tables() -> None:
    """Tables are issued month after month while organisations join, leave and correct: those that pass give no figure away, and without
    the check some would."""
    chance = np.random.default_rng(4)
    rows = contributions(31, {"region": 4, "sector": 4}, 420, 24).to_pylist()
    issued: list[Published] = []
    all_of_them: list[Published] = []
    for month in range(5):
        if month:
            who = f"o{int(chance.integers(0, 24)):03}"
            act = month % 3
            if act == 0:
                rows = [row for row in rows if row["who"] != who]
            elif act == 1:
                rows = [*rows, {"region": "region01", "sector": "sector02", "who": f"new{month}", "x": 77.0}]
            else:
                rows = [row | {"x": row["x"] + 31} if row["who"] == who else row for row in rows]
        columns = {name: [row[name] for row in rows] for name in ("region", "sector", "who", "x")}
        connection = database(t=pa.table(columns))
        cells = linked(connection, "t", [["region", "sector"]], "who", "x", FIVE)
        one = published(f"month {month}", connection, "t", ["region", "sector"], "who", "x", protect(cells, FIVE, limits=Limits(cells=0)))
        connection.close()
        all_of_them.append(one)
        if not differs_safely(issued, one, FIVE):
            issued.append(one)
    assert 1 <= len(issued) < len(all_of_them)
    for tables, recovered in ((issued, False), (all_of_them, True)):
        names = sorted({atom[0] for table in tables for atom in table.values})
        told = False
        for who in names:
            last = max(n for n, table in enumerate(tables) if any(atom[0] == who for figure in table.figures for atom in figure.members))
            mine = sum(x for atom, x in tables[last].values.items() if atom[0] == who and any(atom in figure.members for figure in tables[last].figures))
            told = told or learns(tables[: last + 1], who).within(mine)
        assert told == recovered
