"""The frame of triage: what rules are shown, a rule that fails, the lattice of verdicts, the cheapest remedies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.model import VERDICTS
from intarsia.shelf.rules.base import Found, Proposal
from intarsia.shelf.rules.delivery import Context, Delivery
from intarsia.steps import profile
from intarsia.triage import looking, remedying, running
from intarsia.triage.verdict import judged, worst

TEXTS = {"en": "Because of {columns}: {count}.", "nl": "Vanwege {columns}: {count}."}


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def rule(name: str, look: Any, kind: str = "personal", test: str = "sensitive") -> ModuleType:
    """A rule of a pool's own."""
    return cast("ModuleType", SimpleNamespace(NAME=name, KIND=kind, TEST=test, TITLE={"en": name, "nl": name}, WHY=TEXTS, WAY_OUT=TEXTS, SOURCE="a law", look=look))


def finds(name: str, column: str, *remedies: Proposal, verdict: str = "DESCRIBE ONLY", kind: str = "personal", count: int = 2, state: str = "finding") -> ModuleType:
    """A rule that finds something in a column as long as the column is there."""

    def look(delivery: Delivery) -> Iterable[Found]:
        if any(c.full == column for c in delivery.columns):
            yield Found((column,), state, verdict, kind, count, remedies=remedies)

    return rule(name, look, kind)


def delivery(engine: DuckDB, becomes: dict[str, str] | None = None, **columns: list[str | None]) -> Delivery:
    return looking.of_columns(columns or {"a": ["1", "2", None], "b": ["x", "x", "y"]}, engine, becomes=becomes)


def test_columns_come_with_their_values_counted(engine: DuckDB) -> None:
    seen = delivery(engine, contactEmail_2=["x", "x", "", "y", None])
    (column,) = seen.columns
    assert (column.values, column.counts, column.whole, column.rows, column.filled) == (("x", "y"), (2, 1), True, 5, 3)
    assert column.words == ("contact", "email", "2")
    assert seen.lines("\"contactEmail_2\" = 'x'") == (2, 3)
    assert seen.count('"contactEmail_2" IS NULL') == 2


def test_a_long_column_is_sampled_most_frequent_first(engine: DuckDB) -> None:
    values = ["often"] * 500 + [f"value {n:05}" for n in range(5_000)]
    (column,) = delivery(engine, a=list(values)).columns
    assert column.values[0] == "often" and column.counts[0] == 500
    assert not column.whole and 400 < len(column.values) <= looking.VALUES
    rest = [int(v.split()[1]) for v in column.values[1:]]
    assert max(rest) > 4_500, "values are spread over the whole column"


def test_lists_inside_records_are_columns_too(engine: DuckDB, tmp_path: Path) -> None:
    from intarsia.shelf import loader

    file = tmp_path / "films.jsonl"
    file.write_text('{"title": "A", "people": [{"name": "An"}, {"name": "Bo"}]}\n{"title": "B", "people": []}\n', "utf-8")
    raw, described = profile.profile(loader.format_for(file), file, {}, tmp_path, engine)
    seen = looking.look("films", raw, tmp_path, described, Context("2026-01-01"), engine)
    assert "people.name" in {c.full for c in seen.columns}
    assert seen.count("name IS NOT NULL", "people") == 2


def test_names_that_differ_in_capitals_only_do_not_end_it(engine: DuckDB, tmp_path: Path) -> None:
    from intarsia.shelf import loader

    file = tmp_path / "odd.csv"
    file.write_text('Title,title,"a ""b""",x.y\n1,2,3,4\n5,6,7,8\n', "utf-8")
    raw, described = profile.profile(loader.format_for(file), file, {}, tmp_path, engine)
    seen = looking.look("odd", raw, tmp_path, described, Context("2026-01-01"), engine)
    assert len(seen.columns) == 4


def test_a_rule_that_fails_is_told_as_not_checked_without_a_cell(engine: DuckDB, caplog: pytest.LogCaptureFixture) -> None:
    def fails(seen: Delivery) -> Iterable[Found]:
        raise ValueError(f"cannot understand {seen.columns[0].values}")

    seen = delivery(engine, a=["secret-canary"])
    found = running.run(seen, {"bad": rule("bad", fails), "good": finds("good", "a", Proposal("leave-out"))}, "nl")
    assert [(one.rule, one.found.state, one.found.verdict) for one in found] == [("bad", "not checked", "OPEN AFTER"), ("good", "finding", "DESCRIBE ONLY")]
    assert "canary" not in caplog.text and "canary" not in found[0].why
    assert found[1].why == "Vanwege a: 2."


@given(st.lists(st.sampled_from(VERDICTS)))
def test_the_worst_is_the_last_in_the_lattice(verdicts: list[str]) -> None:
    assert worst(verdicts) == max(verdicts, key=VERDICTS.index, default="OPEN")


LEAVE = Proposal("leave-out")


@pytest.mark.parametrize(
    ("rules", "becomes", "silenced", "useful", "wanted"),
    [
        ([], {}, True, True, "OPEN"),
        ([finds("n", "a", state="note", verdict="OPEN")], {}, True, True, "OPEN"),
        ([finds("p", "a", LEAVE)], {}, True, True, "OPEN AFTER"),
        ([finds("p", "a", LEAVE)], {}, True, False, "DESCRIBE ONLY"),
        ([finds("p", "a")], {}, False, True, "DESCRIBE ONLY"),
        ([finds("c", "a", LEAVE, verdict="POOLED ONLY", kind="competitive")], {"a": "m:visits"}, True, True, "POOLED ONLY"),
        ([finds("c", "a", LEAVE, verdict="POOLED ONLY", kind="competitive")], {"a": "m:visits", "b": "m:admissions"}, True, True, "OPEN AFTER"),
        ([finds("c", "a", LEAVE, verdict="POOLED ONLY", kind="competitive")], {"a": "m:visits", "b": "m:price"}, True, True, "POOLED ONLY"),
        ([finds("u", "a", LEAVE, verdict="ASK", kind="unannounced", count=2)], {}, True, True, "ASK"),
        ([finds("u", "a", LEAVE, verdict="ASK", kind="unannounced", count=1)], {}, True, True, "OPEN AFTER"),
        ([finds("r", "a", verdict="ASK", kind="rights", count=0)], {}, False, True, "ASK"),
        ([finds("f", "a", state="not checked", verdict="OPEN AFTER")], {}, True, True, "OPEN AFTER"),
    ],
)
def test_the_lattice(engine: DuckDB, rules: list[ModuleType], becomes: dict[str, str], silenced: bool, useful: bool, wanted: str) -> None:
    seen = delivery(engine, becomes)
    found = running.run(seen, {one.NAME: one for one in rules})
    assert judged(seen, found, silenced, useful).dataset == wanted


def test_of_two_findings_the_graver_word_is_told(engine: DuckDB) -> None:
    seen = delivery(engine)
    rules = [finds("a", "a", LEAVE, kind="quasi-identifier"), finds("b", "a", LEAVE, kind="special-category"), finds("c", "a", LEAVE, kind="personal", verdict="OPEN AFTER")]
    told = judged(seen, running.run(seen, {one.NAME: one for one in rules}), True, True).columns
    assert (told["a"].finding, told["a"].verdict, told["a"].ruled and told["a"].ruled.rule) == ("special-category", "OPEN AFTER", "b")
    assert (told["b"].finding, told["b"].verdict) == ("none", "OPEN")


def suggest(seen: Delivery, *rules: ModuleType, losing: Any = lambda act: None) -> remedying.Suggested:
    shelf = {one.NAME: one for one in rules}
    return remedying.suggested(seen, running.run(seen, shelf), shelf, lambda columns: bool(columns), losing=losing)


def test_one_remedy_serves_two_rules(engine: DuckDB) -> None:
    found = suggest(delivery(engine), finds("one", "a", Proposal("round", options={"to": 10.0}), LEAVE), finds("two", "a", LEAVE))
    assert [(act.remedy, act.columns, act.because) for act in found.recipe.acts] == [("leave-out", ("a",), ("two", "one"))]
    assert found.after == "OPEN"


def test_a_remedy_that_does_not_silence_makes_way_for_the_next(engine: DuckDB) -> None:
    found = suggest(delivery(engine), finds("stays", "a", Proposal("round", options={"to": 10.0}), LEAVE))
    assert [(act.remedy, act.columns) for act in found.recipe.acts] == [("leave-out", ("a",))]
    assert found.after == "OPEN" and [c.full for c in found.delivery.columns] == ["b"]


def test_what_no_remedy_silences_stays(engine: DuckDB) -> None:
    found = suggest(delivery(engine), finds("stays", "a"), finds("goes", "b", LEAVE))
    assert (found.after, found.silenced, [one.rule for one in found.left]) == ("DESCRIBE ONLY", False, ["stays"])
    assert {one.column: (one.found, one.remains) for one in found.recipe.expects} == {"a": (("stays",), ("stays",)), "b": (("goes",), ())}


def test_the_same_file_gives_the_same_recipe(engine: DuckDB) -> None:
    rules = (finds("one", "a", LEAVE), finds("two", "b", LEAVE))
    assert suggest(delivery(engine), *rules).recipe.text == suggest(delivery(engine), *reversed(rules)).recipe.text
