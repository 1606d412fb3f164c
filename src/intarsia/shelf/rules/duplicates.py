"""Rows that stand twice: whole rows, and numbers that should each name one record."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.about import about, of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import LINES, Delivery

NAME = "duplicates"
KIND = "quality"
TEST = "reliable"
TITLE = {"en": "Rows that stand twice", "nl": "Dubbele rijen"}
WHY = {
    "en": {
        "": "No row stands twice.",
        "rows": "Rows that equal an earlier row in every column: {count}.",
        "keys": "Rows that repeat a number of {columns}, which otherwise names one record each: {count}.",
    },
    "nl": {
        "": "Geen rij staat er dubbel.",
        "rows": "Rijen die in elke kolom gelijk zijn aan een eerdere rij: {count}.",
        "keys": "Rijen die een nummer van {columns} herhalen, dat verder steeds één record aanwijst: {count}.",
    },
}
WAY_OUT = {
    "en": {
        "": "Nothing to do.",
        "rows": "Leave the later ones out, unless each stands for something that happened again.",
        "keys": "Look at the lines named: is it one record twice, or a number given twice?",
    },
    "nl": {
        "": "Niets te doen.",
        "rows": "Laat de latere weg, tenzij elk staat voor iets wat nog eens gebeurde.",
        "keys": "Kijk naar de genoemde regelnummers: is het één record dubbel, of een nummer dat twee keer is gegeven?",
    },
}
SOURCE = "ISO/IEC 25012, consistency; W3C Data Quality Vocabulary"
GOOD = ({"id": ["1", "2", "3"], "title": ["Example A", "Example A", "Example C"]},)
BAD = ({"id": ["1", "2", "2"], "title": ["Example A", "Example B", "Example B"]}, {"id": [*map(str, range(60)), "7"], "title": [f"Example {n}" for n in range(61)]})
NEARLY = 0.95  #: share of different values from which a column of numbers names records
MEASURED = 50_000  #: rows up to which the account of columns counts different values exactly


def look(delivery: Delivery) -> Iterable[Found]:
    """A note on repeated rows and one on each repeated key; a pass when there are none."""
    found = False
    own = [c for c in delivery.of() if c.filled]
    alone = any(c.different == c.rows for c in own) and delivery.rows <= MEASURED
    if own and delivery.rows > 1 and not alone and not any(c.table for c in delivery.columns):
        count, lines = _rows(delivery)
        if count:
            found = True
            yield Found(state="note", case="rows", count=count, lines=lines)
    for column in of(own, "key", "id:isbn", "id:ean", "id:inventory"):
        if (
            column.different < NEARLY * min(column.filled, MEASURED)
            or (column.different == column.filled and delivery.rows <= MEASURED)
            or (about(column) == "key"
            and column.filled < column.rows)
        ):
            continue
        c = identifier(column.name)
        again = f"SELECT coalesce(_line, _row) AS spot, row_number() OVER (PARTITION BY {c} ORDER BY _row) AS nth FROM {delivery.relation()} WHERE {c} IS NOT NULL"
        count = int(delivery.engine.rows(f"SELECT count(*) - count(DISTINCT {c}) FROM {delivery.relation()} WHERE {c} IS NOT NULL")[0][0])
        if 0 < count <= (1 - NEARLY) * column.filled:
            found = True
            lines = tuple(int(row[0]) for row in delivery.engine.rows(f"SELECT spot FROM ({again}) AS q WHERE nth > 1 ORDER BY spot LIMIT {LINES}"))
            yield Found((column.full,), state="note", case="keys", count=count, lines=lines)
    if not found:
        yield Found(state="pass")


def _rows(delivery: Delivery) -> tuple[int, tuple[int, ...]]:
    """How many rows repeat an earlier one, and where. Only rows that agree in the two most telling columns are compared whole."""
    own = sorted((c for c in delivery.of()), key=lambda c: (-c.different, c.name))
    few = [identifier(c.name) for c in own[:2]]
    both = ", ".join(few)
    same = " AND ".join(f"t.{c} IS NOT DISTINCT FROM f.{c}" for c in few)
    every = ", ".join(f"t.{identifier(c.name)}" for c in own)
    sql = (
        f"WITH f AS (SELECT {both} FROM {delivery.relation()} GROUP BY {both} HAVING count(*) > 1), "
        f"q AS (SELECT coalesce(t._line, t._row) AS spot, row_number() OVER (PARTITION BY {every} ORDER BY t._row) AS nth FROM {delivery.relation()} AS t SEMI JOIN f ON {same}) "
    )
    rows = delivery.engine.rows(sql + f"SELECT spot, count(*) OVER () FROM q WHERE nth > 1 ORDER BY spot LIMIT {LINES}")
    return (int(rows[0][1]), tuple(int(row[0]) for row in rows)) if rows else (0, ())
