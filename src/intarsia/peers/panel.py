"""Figures of organisations as panels: one for each kind of figure that may be laid beside each other, organisations by periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

#: how long a period is, as a word: a month, a quarter, a year, or a year that begins in another month ("year from 04")
_EVERY = """CASE WHEN day(s) <> 1 OR day(e) <> 1 THEN ''
  WHEN months = 1 THEN 'month' WHEN months = 3 THEN 'quarter' WHEN months = 12 AND month(s) = 1 THEN 'year'
  WHEN months = 12 THEN 'year from ' || lpad(CAST(month(s) AS VARCHAR), 2, '0') ELSE '' END"""
_FIGURES = f"""
WITH told AS (
  SELECT o.about AS who, o.unit, coalesce(o.segment, '') AS segment, coalesce(o.method, '') AS method, o.period_start AS period, o.value, coalesce(o.flag, '') AS flag,
    o.dataset, o.place, TRY_CAST(o.period_start AS DATE) AS s, TRY_CAST(o.period_end AS DATE) + INTERVAL 1 DAY AS e
  FROM observation AS o WHERE o.about_kind = 'agent' AND o.measure = $measure AND o.unit IS NOT NULL
), timed AS (
  SELECT *, 12 * (year(e) - year(s)) + month(e) - month(s) AS months FROM told WHERE s IS NOT NULL AND e IS NOT NULL
), kinds AS (
  SELECT who, unit, segment, {_EVERY} AS every, method, period, value, flag, dataset, place FROM timed
)
SELECT k.who, k.unit, k.segment, k.every, k.method, k.period, k.value, k.flag, k.dataset, d.sector,
  coalesce(CASE WHEN regexp_matches(k.place, '^[A-Z]{{2}}([^A-Za-z]|$)') THEN substr(k.place, 1, 2) END, a.country, '') AS country
FROM kinds AS k JOIN dataset AS d ON d.id = k.dataset LEFT JOIN agent AS a ON a.id = k.who
WHERE k.every <> ''
ORDER BY k.unit, k.segment, k.every, k.who, k.period, k.value IS NULL, k.dataset, k.method
"""


class Source(Protocol):
    """A release that answers in Arrow."""

    def arrow(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table: ...


@dataclass(frozen=True, order=True)
class Kind:
    """What may be laid beside each other: the same measure in the same unit, of the same part of the audience (free or paid entry, where
    that is told, is such a part), over periods of the same length, and counted in the same way."""

    measure: str
    unit: str
    segment: str
    every: str
    method: str


@dataclass(frozen=True)
class Panel:
    """Figures of one kind. who: ids of organisations, in order; sectors, countries, datasets: of each of them. periods: first days (ISO), in order.

    values: organisations by periods, NaN where there is no figure (what is missing or suppressed is no 0). flags: the same shape, "" for none.
    """

    kind: Kind
    who: tuple[str, ...]
    sectors: tuple[str, ...]
    countries: tuple[str, ...]
    datasets: tuple[str, ...]
    periods: tuple[str, ...]
    values: Any
    flags: Any

    @property
    def middles(self) -> Any:
        """How large each organisation is: the median of its figures above 0, so that months in which it was closed do not make it small; NaN where it has none."""
        shown = np.where(self.values > 0, self.values, np.nan)
        some = ~np.isnan(shown).all(axis=1)
        found = np.full(len(self.who), np.nan)
        found[some] = np.nanmedian(shown[some], axis=1)
        return found


def panels(source: Source, measure: str) -> tuple[Panel, ...]:
    """The panels of a measure, the largest first. An organisation stands in the one of the way in which it mostly counts; a figure counted otherwise
    (a revision, say) stays with it. Where a period has two figures, the first that is not empty is taken, by dataset."""
    found = source.arrow(_FIGURES, {"measure": measure})
    rows: dict[tuple[str, str, str], dict[str, list[dict[str, Any]]]] = {}
    for row in found.to_pylist():
        rows.setdefault((row["unit"], row["segment"], row["every"]), {}).setdefault(row["who"], []).append(row)
    made: dict[Kind, dict[str, list[dict[str, Any]]]] = {}
    for (unit, segment, every), by in rows.items():
        for who, told in by.items():
            made.setdefault(Kind(measure, unit, segment, every, _usual(told)), {})[who] = told
    return tuple(sorted((_panel(kind, by) for kind, by in made.items()), key=lambda one: (-len(one.who), one.kind)))


def _usual(rows: list[dict[str, Any]]) -> str:
    """The method of most figures, the first in the alphabet where two have as many; rows without a figure say nothing where there are others."""
    told = [row for row in rows if row["value"] is not None] or rows
    counts: dict[str, int] = {}
    for row in told:
        counts[row["method"]] = counts.get(row["method"], 0) + 1
    return min(counts, key=lambda method: (-counts[method], method))


def _panel(kind: Kind, by: Mapping[str, list[dict[str, Any]]]) -> Panel:
    who = sorted(by)
    periods = sorted({row["period"] for rows in by.values() for row in rows})
    at = {period: n for n, period in enumerate(periods)}
    values, flags = np.full((len(who), len(periods)), np.nan), np.full((len(who), len(periods)), "", dtype=object)
    for n, one in enumerate(who):
        for row in reversed(by[one]):  # the first of a period stays
            values[n, at[row["period"]]] = np.nan if row["value"] is None else row["value"]
            flags[n, at[row["period"]]] = row["flag"]
    first = [by[one][0] for one in who]
    return Panel(kind, tuple(who), tuple(row["sector"] or "" for row in first), tuple(row["country"] for row in first), tuple(row["dataset"] for row in first), tuple(periods), values, flags)
