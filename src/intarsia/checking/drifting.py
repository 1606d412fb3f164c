"""Drifting: an earlier recipe is replayed on a new delivery, and what changed is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from intarsia.errors import IntarsiaError
from intarsia.shelf.remedies import recipe as recipes
from intarsia.shelf.rules.delivery import Delivery
from intarsia.steps import drift, remedy
from intarsia.triage import looking, running
from intarsia.triage.running import Ruled
from intarsia.triage.verdict import to_act


def replayed(text: str, delivery: Delivery, ruled: Sequence[Ruled], rules: Mapping[str, ModuleType], own: Path | None, lang: str) -> list[dict[str, Any]]:
    """What differs from the delivery that the recipe was made for: kind, column, sentence, stops. Empty when it replays as it stands.

    Raises: Invalid for a text that is no recipe.
    """
    recipe = recipes.parse(text)
    after = None
    try:
        relations = {table: delivery.relation(table) for table in {c.table for c in delivery.columns} | {""}}
        done = remedy.remedied(delivery.engine, recipe, relations, own)
        safer = looking.of_tables(delivery.name, delivery.engine, {table: one.sql for table, one in done.tables.items()}, delivery.context, delivery, "replayed")
        after = found(running.run(safer, rules, lang))
    except IntarsiaError:
        pass  # a column that the recipe needs is gone: the drift says so
    changes = drift.drifted(recipe, [(c.full, c.looks_like) for c in delivery.columns], found(ruled), after)
    return [{"kind": one.kind, "column": one.column, "sentence": one.sentence(lang), "stops": bool(one.stops)} for one in changes]


def found(ruled: Sequence[Ruled]) -> list[tuple[str, str]]:
    """(rule, column) of everything that asks for something; "" for what is of the whole."""
    return [(one.rule, column) for one in to_act(ruled) for column in one.found.columns or ("",)]
