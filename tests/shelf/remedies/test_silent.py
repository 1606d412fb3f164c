"""After its remedies a rule is silent: over the bad examples of every rule, in any order of rows, with rows that come more than once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType

from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf import loader
from intarsia.shelf.remedies.recipe import Act, Recipe
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Delivery
from intarsia.steps.remedy import remedied
from intarsia.triage import looking

RULES = loader.rules()
CASES = [(name, n) for name in sorted(RULES) for n in range(len(RULES[name].BAD))]
Example = Mapping[str, Sequence[str | None]]


def acts(rule: ModuleType, delivery: Delivery) -> list[Found]:
    return [found for found in rule.look(delivery) if found.state == "finding" and found.verdict != "OPEN"]


def chosen(found: Sequence[Found], pick: int) -> list[Act] | None:
    """One remedy for each finding; None when nothing may leave at all, or a finding has none (somebody has to decide)."""
    made = []
    for one in found:
        offered = [proposal for proposal in one.remedies if proposal.remedy != "pool"]
        if not offered:
            return None
        proposal = offered[pick % len(offered)]
        made.append(Act(proposal.remedy, proposal.columns or one.columns, dict(proposal.options)))
    gone = {column for act in made if act.remedy == "leave-out" for column in act.columns}
    rest = [Act(act.remedy, tuple(c for c in act.columns if c not in gone), act.options) for act in made if act.remedy != "leave-out"]
    unlike = {repr(act): act for act in rest if act.columns}
    return [*([Act("leave-out", tuple(sorted(gone)))] if gone else []), *unlike.values()]


def checked(rule: ModuleType, example: Example, pick: int) -> str:
    """What the rule still says after its remedies; "" when it is silent. Rows are counted on the way."""
    engine = DuckDB()
    try:
        delivery = looking.of_columns(example, engine)
        recipe = chosen(acts(rule, delivery), pick)
        if not recipe:
            return ""
        relations = {table: delivery.relation(table) for table in {column.table for column in delivery.columns} | {""}}
        done = remedied(engine, Recipe(tuple(recipe)), relations)
        after = engine.rows(f"SELECT count(*) FROM ({done.tables[''].sql}) AS t")[0][0]
        assert after == delivery.rows if done.tables[""].same_rows else after <= delivery.rows
        safer = looking.of_tables("after", engine, {table: one.sql for table, one in done.tables.items()}, delivery.context, delivery, "after")
        left = [(found.case, found.columns) for found in acts(rule, safer)]
        return f"{recipe} leaves {left}" if left else ""
    finally:
        engine.close()


@given(st.data())
@settings(max_examples=20)
def test_after_its_remedies_the_rule_is_silent(data: st.DataObject) -> None:
    name, n = data.draw(st.sampled_from(CASES))
    example = RULES[name].BAD[n]
    rows = len(next(iter(example.values())))
    order = data.draw(st.permutations(range(rows))) + data.draw(st.lists(st.integers(0, rows - 1), max_size=3))
    assert not checked(RULES[name], {column: [values[at] for at in order] for column, values in example.items()}, data.draw(st.integers(0, 3))), f"{name}, bad example {n}"


def test_rules_that_offer_a_remedy_were_tried() -> None:
    """Each remedy that a rule proposes is on the shelf, with options that it knows."""
    shelf, offered = loader.remedies(), set()
    for name, n in CASES[::7]:
        engine = DuckDB()
        try:
            for found in acts(RULES[name], looking.of_columns(RULES[name].BAD[n], engine)):
                offered |= {(proposal.remedy, *proposal.options) for proposal in found.remedies}
        finally:
            engine.close()
    assert len(offered) > 2
    for remedy, *options in offered:
        assert remedy in shelf and set(options) <= set(shelf[remedy].OPTIONS), f"{remedy}: {options}"
