"""Offered: what may be done about a column that a rule says something of: the remedies that fit it, each with its cost."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import ModuleType

from intarsia.shelf.remedies.recipe import Act
from intarsia.shelf.rules.delivery import Column
from intarsia.triage.remedying import LEAVE_OUT, Losing
from intarsia.triage.verdict import POOL, ColumnVerdict

#: where nothing better is known, a figure becomes about so many bands
BANDS = 10
STEPS = (1.0, 2.0, 5.0)


def offered(column: Column, one: ColumnVerdict, remedies: Mapping[str, ModuleType], losing: Losing) -> list[Act]:
    """The remedies of a column, those that its rules propose first, then those that fit its kind of values, leaving out last.

    Only for a column that a rule asks something of. A remedy that cannot be applied to this column by itself is not offered.
    """
    if not any(ruled.acts for ruled in one.all):
        return []
    found: dict[str, Act] = {}
    for act in (*_proposed(one, remedies), *_fitting(column), Act(LEAVE_OUT, (one.full,))):
        key = repr((act.remedy, sorted(act.options.items(), key=str)))
        if key in found or act.remedy not in remedies:
            continue
        loss = losing(act)
        if loss is not None:
            found[key] = Act(act.remedy, act.columns, act.options, loss=loss)
    return sorted(found.values(), key=lambda act: act.remedy == LEAVE_OUT)


def _proposed(one: ColumnVerdict, remedies: Mapping[str, ModuleType]) -> Iterator[Act]:
    """What rules say would silence them, as far as it is of columns."""
    for ruled in one.all:
        for proposal in ruled.found.remedies if ruled.acts else ():
            of_columns = proposal.remedy != POOL and proposal.remedy in remedies and remedies[proposal.remedy].LEVEL == "column"
            if of_columns and one.full in (proposal.columns or ruled.found.columns):
                yield Act(proposal.remedy, (one.full,), dict(proposal.options))


def _fitting(column: Column) -> Iterator[Act]:
    """What fits the kind of values, whatever the rule was."""
    if column.looks_like == "date":
        yield from (Act("generalise-date", (column.full,), {"to": to}) for to in ("month", "year"))
    elif column.looks_like in ("integer", "number") and (width := _width(column)):
        yield Act("bands", (column.full,), {"width": width})
        yield Act("round", (column.full,), {"to": width})


def _width(column: Column) -> float:
    """A round width that makes about ten bands of the column's values; 0 where they are no numbers that can be told apart."""
    numbers = sorted(_numbers(column.values))
    if len(numbers) < 2 * BANDS:
        return 0.0
    spread = numbers[-1 - len(numbers) // 20] - numbers[len(numbers) // 20]  # without the ends, which a few extremes would stretch
    if not spread > 0 or not math.isfinite(spread):
        return 0.0
    power = 10.0 ** math.floor(math.log10(spread / BANDS))
    return float(next((step * power for step in STEPS if step * power >= spread / BANDS), 10 * power))


def _numbers(values: tuple[str, ...]) -> Iterator[float]:
    for value in values:
        try:
            number = float(value)
        except ValueError:
            continue
        if math.isfinite(number):
            yield number
