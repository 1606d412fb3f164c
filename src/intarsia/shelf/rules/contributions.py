"""Sums over contributors: what would stand in a table by period and product if the parties were added up. Three rules judge its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.disclosure.sensitive import Options, cells
from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules import trade
from intarsia.shelf.rules.amounts import amount
from intarsia.shelf.rules.base import Proposal
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.trade import TRADE, Measure, Trade, acts, tables

#: measures of a table whose cells are judged
MOST = 4


@dataclass(frozen=True)
class Sums:
    """One measure summed over one party column. by: the columns of the key. cells: as `disclosure.sensitive.cells` gives them."""

    trade: Trade
    measure: Measure
    party: Column
    by: tuple[Column, ...]
    cells: pa.Table

    def failing(self, column: str) -> int:
        """How many cells a rule finds: "p_percent", "dominated" or "few"."""
        return int(pc.sum(self.cells[column].cast(pa.int64())).as_py() or 0)


def sums(delivery: Delivery, options: Options) -> list[Sums]:
    """The sums of all recent measures of trade, over the party with most names; computed once for the same options."""
    found: list[Sums] = delivery.once(f"sums:{options}", lambda: list(_sums(delivery, options)))
    return found


def options(delivery: Delivery, rule: str) -> Options:
    """A rule's parameters, as the steward set them or as they are."""
    own = {name: value for name, value in delivery.context.settings.get(rule, {}).items() if name in ("p", "n", "k", "minimum", "coalition")}
    return Options(**own)


def silencing(delivery: Delivery, one: Sums) -> tuple[str, tuple[Proposal, ...]]:
    """What becomes of the measure if nothing is done, and what silences a finding about these sums."""
    return trade.silencing(delivery, one.trade, (one.measure.column.full,), tuple(m.column.full for m in acts(delivery, one.trade)))


def words(one: Sums, failing: int) -> dict[str, object]:
    """Numbers and names for the sentences: never a cell."""
    by = ", ".join(c.name for c in one.by)
    return {"cells": failing, "of": one.cells.num_rows, "party": one.party.name, "by": by or "-", "measure": one.measure.column.name}


def plain(number: float) -> float | int:
    """A number without a needless ".0"."""
    return int(number) if number == int(number) else number


def _sums(delivery: Delivery, options: Options) -> Iterator[Sums]:
    if delivery.context.public_at:
        return
    for what in tables(delivery):
        young = [m for m in acts(delivery, what) if m.what in TRADE and m.what != "profit"][:MOST]
        if not young or not what.parties:
            continue
        party = max(what.parties, key=lambda c: c.different)
        by = tuple(_key(what))
        for measure in young:
            key = ", ".join(f"{identifier(c.name)} AS k{n}" for n, c in enumerate(by))
            relation = f"(SELECT {key}{', ' if key else ''}{identifier(party.name)} AS who, {amount(measure.column)} AS figure FROM {delivery.relation(what.table)})"
            yield Sums(what, measure, party, by, cells(delivery.engine, relation, [f"k{n}" for n in range(len(by))], "who", "figure", options))


def _key(what: Trade) -> Iterator[Column]:
    """The columns a table of sums would have: of when, and of what."""
    past = [p.column for p in what.span.periods if p.first <= what.now]
    if past:
        yield max(past, key=lambda c: c.different)
    if what.products:
        yield max(what.products, key=lambda c: c.different)
