"""Losing: what each remedy that might be suggested costs, computed once on the delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from intarsia.engine.duckdb import identifier
from intarsia.errors import IntarsiaError
from intarsia.shelf import loader
from intarsia.shelf.remedies import losing
from intarsia.shelf.remedies.base import Loss, Safer
from intarsia.shelf.remedies.recipe import Act
from intarsia.shelf.rules.delivery import Delivery
from intarsia.steps import remedy

AFTER = "losing:after"
DRAWN = 20_000  #: rows that a loss is measured on, in longer lists


class Losses:
    """The losses of one delivery, kept: several findings ask for the same remedy."""

    def __init__(self, delivery: Delivery, own: Path | None) -> None:
        self.delivery = delivery
        self.shelf: Mapping[str, ModuleType] = loader.remedies(own)
        self._kept: dict[str, Loss | None] = {}
        self._asked: dict[str, losing.Asked] = {}

    def of(self, act: Act) -> Loss | None:
        """The loss of a remedy on the delivery as it came; None where it cannot be applied by itself."""
        key = repr((act.remedy, act.columns, sorted(act.options.items(), key=str)))
        if key not in self._kept:
            self._kept[key] = self._computed(act)
        return self._kept[key]

    def _computed(self, act: Act) -> Loss | None:
        if act.remedy not in self.shelf:
            return None
        tables = {c.table for c in self.delivery.columns} | {""}
        try:
            placed = remedy.placed(act, {table: [c.name for c in self.delivery.of(table)] for table in tables})
            found = [self._one(act, table, columns) for table, columns in placed.items()]
        except IntarsiaError:
            return None
        return min(found, key=lambda loss: loss.kept)

    def _one(self, act: Act, table: str, columns: list[str]) -> Loss:
        """The loss in one list. What is compared is written down first: a query over a query is planned again for each question."""
        engine, relation = self.delivery.engine, self._drawn(table)
        if table not in self._asked:
            self._asked[table] = losing.usual((c.name, c.looks_like, c.filled, c.different) for c in self.delivery.of(table))
        asked, shelf = self._asked[table], self.shelf[act.remedy]
        safer: Safer = shelf.apply(engine, relation, columns, act.options)
        engine.run(AFTER, safer.sql)
        after = replace(safer, sql=f"SELECT * FROM {identifier(AFTER)}")
        aside = shelf.LEVEL == "column" and safer.same_rows and not {asked.figure, asked.date, asked.kind} & set(columns)
        if not aside:
            return losing.loss(engine, relation, after, asked, columns if shelf.LEVEL == "column" else None)
        found = losing.loss(engine, relation, after, losing.Asked("", "", ""), columns)  # the three questions do not ask for these columns
        there = dict(zip(losing.QUESTIONS, (True, asked.date, asked.kind), strict=True))
        return replace(found, questions={question: 0.0 if there[question] else None for question in found.questions})

    def _drawn(self, table: str) -> str:
        """The list, or rows evenly drawn from a long one."""
        relation, rows = self.delivery.relation(table), max((c.rows for c in self.delivery.of(table)), default=0)
        if rows <= DRAWN:
            return relation
        if table not in self._asked:
            self.delivery.engine.run(f"losing:{table}", f"SELECT * FROM {relation} WHERE _row % {-(-rows // DRAWN)} = 0")
        return identifier(f"losing:{table}")
