"""What a remedy costs: rows, detail, and the error of the three usual questions, told before anybody chooses it.

The questions: how much in all; how does it move over time; how does it divide over kinds or places. A reader of the safer table
answers them as well as it allows: where several kinds were made one, the total is thought to be spread evenly over them; where a
cell is empty, nothing is known. The error is the share of the total that ends up in the wrong place or is missing, 0 to 1:

    error = (sum |e_k - t_k| + |sum e_k - sum t_k|) / 2 / sum |t_k|        t: true totals by kind, e: what the reader makes of it

which is the total variation distance of the two divisions when both have the same total, and the share that is lost when one lost
something. The questions are put to every n-th row where there are more than 50,000 and they stay rows; to tables of counts whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.model import ADDED
from intarsia.shelf.remedies.base import Loss, Safer
from intarsia.shelf.remedies.figures import read_sql
from intarsia.shelf.remedies.generalise_date import month_sql, unit_sql
from intarsia.shelf.remedies.writing import columns_of

QUESTIONS = ("how much", "over time", "by kind")
ROWS = 50_000
MOST_KINDS = 200
#: the table that holds the part of a safer one that is measured, for as long as that takes
MEASURED = "remedy:measured"
#: the column in which tables of counts say how many rows they gathered
COUNTED = "rows"


@dataclass(frozen=True)
class Asked:
    """The columns with which a table answers the usual questions; "" where it has none. figure "": its rows are counted."""

    figure: str = ""
    date: str = ""
    kind: str = ""


def usual(columns: Iterable[tuple[str, str, int, int]]) -> Asked:
    """Which columns those are, of (name, kind of values, filled, different): the first figure that is no key, the first date, the first column of kinds."""
    known = [one for one in columns if one[2]]
    dates = [name for kind in ("date", "year") for name, looks_like, *_ in known if looks_like == kind]
    kinds = [name for name, looks_like, filled, different in known if looks_like in ("code", "text") and 2 <= different <= min(MOST_KINDS, filled // 2)]
    figures = [name for name, looks_like, filled, different in known if looks_like == "number" or (looks_like == "integer" and different < filled)]
    return Asked(figures[0] if figures else "", dates[0] if dates else "", kinds[0] if kinds else "")


def loss(engine: DuckDB, before: str, after: Safer, asked: Asked, touched: Sequence[str] | None = None) -> Loss:
    """What is lost between a relation and the safer table made of it. touched: the columns that may have changed; all when nobody says."""
    names = [name for name in columns_of(engine, before) if name not in ADDED]
    changed = [name for name in names if touched is None or name in touched or name not in after.columns]
    gathered = bool(after.notes.get("gathered")) or "_row" not in after.columns
    safer = f"({after.sql})"
    if gathered:
        engine.run(MEASURED, after.sql)
        safer = identifier(MEASURED)
    (rows, *there), (left, *here) = _different(engine, before, changed), _different(engine, safer, [name for name in changed if name in after.columns])
    kept = dict(zip([name for name in changed if name in after.columns], here, strict=True))
    different = {name: (count, kept.get(name, 0)) for name, count in zip(changed, there, strict=True)}
    every = 1 if gathered else -(-rows // ROWS)
    old = f"(SELECT * FROM {before} AS t WHERE t._row % {every} = 0)" if every > 1 else before
    if not gathered:
        wanted = ", ".join(f"t.{identifier(name)}" for name in dict.fromkeys(("_row", asked.figure, asked.date, asked.kind)) if name in after.columns)
        engine.run(MEASURED, f"SELECT {wanted} FROM {safer} AS t{f' WHERE t._row % {every} = 0' if every > 1 else ''}")
    errors = _Errors(engine, old, identifier(MEASURED), after, asked).all() if rows else dict.fromkeys(QUESTIONS)
    engine.drop([MEASURED])
    return Loss(max(0, rows - left), {name: min(1.0, b / a) if a else 1.0 for name, (a, b) in different.items()}, errors, _kept(len(names), different, (rows, left), list(errors.values())))


def _different(engine: DuckDB, relation: str, names: Sequence[str]) -> list[int]:
    """How many rows, and how many different values in each of these columns."""
    counts = ", ".join(["count(*)", *(f"count(DISTINCT t.{identifier(name)})" for name in names)])
    return [int(count) for count in engine.rows(f"SELECT {counts} FROM {relation} AS t")[0]]


def _kept(columns: int, different: dict[str, tuple[int, int]], rows: tuple[int, int], errors: list[float | None]) -> float:
    """One figure: half of it is what the cells can still tell (in bits, as a share), half how well the usual questions are answered."""
    told = sum(min(1.0, _bits(b) / _bits(a)) for a, b in different.values() if a) + columns - sum(1 for a, _ in different.values() if a)
    detail = (told / columns if columns else 1.0) * (_bits(rows[1]) / _bits(rows[0]) if rows[0] > rows[1] else 1.0)
    known = [error for error in errors if error is not None]
    return round(detail if not known else (detail + 1 - sum(known) / len(known)) / 2, 6)


def _bits(count: int) -> float:
    return math.log2(1 + count)


@dataclass
class _Errors:
    """The errors of the three questions over one pair of tables."""

    engine: DuckDB
    old: str
    new: str
    after: Safer
    asked: Asked

    def all(self) -> dict[str, float | None]:
        return dict(zip(QUESTIONS, (self._much(), self._divided(self.asked.date, True), self._divided(self.asked.kind, False)), strict=True))

    @property
    def by_row(self) -> bool:
        """Is a row of the safer table still a row of the other?"""
        return "_row" in self.after.columns and not self.after.notes.get("gathered")

    def _figure(self, alias: str) -> str | None:
        """What is added up, of one of the tables; None when the safer one has it no more."""
        if alias == "a":
            if not self.by_row and not self.asked.figure:
                return read_sql(f"a.{identifier(COUNTED)}") if COUNTED in self.after.columns else None
            if self.asked.figure and self.asked.figure not in self.after.columns:
                return None
        return read_sql(f"{alias}.{identifier(self.asked.figure)}") if self.asked.figure else "1"

    def _much(self) -> float | None:
        figure = self._figure("a")
        truth = self._value(f"SELECT sum({self._figure('b')}) FROM {self.old} AS b")
        if not truth:
            return None
        return 1.0 if figure is None else min(1.0, abs(self._value(f"SELECT sum({figure}) FROM {self.new} AS a") - truth) / abs(truth))

    def _value(self, sql: str) -> float:
        return float(self.engine.rows(sql)[0][0] or 0)

    def _divided(self, name: str, dates: bool) -> float | None:
        """The error of a division over a column: by month, or by kind."""
        if not name:
            return None
        figure, column = self._figure("a"), identifier(name)
        if figure is None or name not in self.after.columns:
            return 1.0
        k = month_sql(f"b.{column}") if dates else f"b.{column}"
        if self.by_row:
            cells = f"SELECT {k} AS k, a.{column} AS k2, sum({self._figure('b')}) AS t, sum({figure}) AS e FROM {self.old} AS b LEFT JOIN {self.new} AS a ON a._row = b._row GROUP BY 1, 2"
        else:
            unit = self._unit(column) if dates else ""
            there, here = (unit_sql("s.k", unit), month_sql(f"a.{column}")) if dates else ("s.k", f"a.{column}")
            truth = f"SELECT s.k AS k, {there} AS k2, s.t AS t FROM (SELECT {k} AS k, sum({self._figure('b')}) AS t FROM {self.old} AS b GROUP BY 1) AS s"
            told = f"SELECT q.*, row_number() OVER (PARTITION BY q.k2 ORDER BY q.k) AS n FROM ({truth}) AS q"
            cells = (f"SELECT o.k AS k, o.k2 AS k2, o.t AS t, CASE WHEN o.n = 1 THEN n.e END AS e FROM ({told}) AS o "
                     f"LEFT JOIN (SELECT {here} AS k2, sum({figure}) AS e FROM {self.new} AS a GROUP BY 1) AS n ON n.k2 = o.k2")
        spread = "SELECT k2, sum(e) / count(DISTINCT k) AS e FROM cells AS c WHERE k IS NOT NULL AND k2 IS NOT NULL GROUP BY k2"
        each = f"SELECT c.k AS k, sum(c.t) AS t, sum(coalesce(s.e, 0)) AS e FROM cells AS c LEFT JOIN ({spread}) AS s ON s.k2 = c.k2 WHERE c.k IS NOT NULL GROUP BY c.k"
        wrong, gap, total = self.engine.rows(f"WITH cells AS ({cells}) SELECT sum(abs(e - t)), abs(sum(e) - sum(t)), sum(abs(t)) FROM ({each}) AS q")[0]
        return min(1.0, (wrong + gap) / 2 / total) if total else None

    def _unit(self, column: str) -> str:
        """How coarse the dates of a table of counts are."""
        shapes = ("^[0-9]{4}-[01][0-9]", "^[0-9]{4}-Q", "^[0-9]{4}$")
        found = self.engine.rows(f"SELECT {', '.join(f'count(*) FILTER (WHERE regexp_matches(a.{column}, {chr(39)}{shape}{chr(39)}))' for shape in shapes)} FROM {self.new} AS a")[0]
        return next((unit for unit, count in zip(("month", "quarter", "year"), found, strict=True) if count), "decade")
