"""A first look: the first rows as they stand, with what must not be shown covered, and what each column looks like.

A column that any rule asks something about is covered whole; in the others, what reads as personal data is covered where it stands. The
file that is written holds, besides that, the sample by which columns are judged: it stays where the file itself is.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intarsia.engine.duckdb import identifier, quote
from intarsia.personal.finding import spans
from intarsia.personal.masking import masked
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.steps.profile import SHAPES
from intarsia.suggest.columns import Sample
from intarsia.triage.verdict import Verdicts

FILE = "first.json"
ROWS, LONGEST = 20, 120  # rows shown; characters of a cell
COLUMNS = 200  #: columns of which more is told than their name
TOP, BINS, FEW = 5, 10, 60  #: values of a column that are shown; bars of its numbers; different values of which the most frequent tell something
LINES = 5
CELLS = 20_000_000  #: of larger files nothing is counted: the rows and the account of the columns are told
#: what people write where they mean nothing
NOTHING = ("", "-", "--", "?", "n/a", "na", "nvt", "n.v.t.", "null", "none", "nan", "unknown", "onbekend", "tbd", "xxx", ".", "#n/a", "#ref!", "#value!")
WHAT = {"integer": "whole numbers", "number": "numbers", "year": "years", "date": "days"}


def write(delivery: Delivery, verdicts: Verdicts, sample: Sample, folder: Path) -> None:
    """`first.json`: rows (names, cells, covered), columns (one record each), sample."""
    whole = delivery.rows * max(1, len(delivery.columns)) <= CELLS
    flagged = {full for full, one in verdicts.columns.items() if one.verdict != "OPEN" or any(said.acts for said in one.all)}
    told = {"rows": _rows(delivery, flagged), "columns": [_column(delivery, one, one.full in flagged, whole) for one in delivery.columns[:COLUMNS]], "sample": asdict(sample)}
    (folder / FILE).write_text(json.dumps(told, ensure_ascii=False, default=str), "utf-8")


def _rows(delivery: Delivery, flagged: set[str]) -> dict[str, Any]:
    columns = delivery.of()[:COLUMNS]
    if not columns:
        return {"names": [], "cells": [], "covered": []}
    names = ", ".join(f"CAST({identifier(one.name)} AS VARCHAR)" for one in columns)
    found = delivery.engine.rows(f"SELECT {names} FROM {delivery.relation()} ORDER BY _row LIMIT {ROWS}")
    covered = [one.full in flagged for one in columns]
    cells = [[_cell(value, one.name, hidden) for value, one, hidden in zip(row, columns, covered, strict=True)] for row in found]
    return {"names": [one.full for one in columns], "cells": cells, "covered": covered}


def _cell(value: Any, name: str, hidden: bool) -> str | None:
    """A cell as it may be shown."""
    if value is None:
        return None
    text = str(value)
    if hidden:
        return masked(text)
    if spans(text[:5_000], name.replace("_", " ")):
        return masked(text)
    return text[:LONGEST] + ("…" if len(text) > LONGEST else "")


def _column(delivery: Delivery, column: Column, hidden: bool, whole: bool) -> dict[str, Any]:
    """column, covered, odd (what most values are, how many are not, in which lines), nothing (placeholders), bars, top. No cell of a covered column.

    whole: the file is small enough to count in."""
    told: dict[str, Any] = {"column": column.full, "covered": hidden, "odd": None, "nothing": 0, "bars": [], "top": []}
    if not column.filled or not whole:
        return told
    c, relation = identifier(column.name), delivery.relation(column.table)
    listed = ", ".join(map(quote, NOTHING[1:]))
    told["nothing"] = delivery.count(f"lower(trim({c})) IN ({listed})", column.table)
    if column.looks_like in WHAT:
        wrong = f"{c} IS NOT NULL AND NOT regexp_matches({c}, {quote(SHAPES[column.looks_like])}) AND lower(trim({c})) NOT IN ({listed})"
        if count := delivery.count(wrong, column.table):
            told["odd"] = {"expected": WHAT[column.looks_like], "count": count, "lines": list(delivery.lines(wrong, column.table)[:LINES])}
    if hidden:
        return told
    if column.looks_like in ("integer", "number", "year") and column.different > 2 and not column.becomes.startswith(("id:", "key")):
        told["bars"] = _bars(delivery, c, relation)
    elif 1 < column.different <= FEW:
        rows = delivery.engine.rows(f"SELECT {c}, count(*) AS n FROM {relation} WHERE {c} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT {TOP}")
        told["top"] = [{"value": _cell(value, column.name, False), "count": int(n)} for value, n in rows]
    return told


def _bars(delivery: Delivery, c: str, relation: str) -> list[int]:
    """How many values fall into each of ten equal parts of the range; none where fewer than two values are plain numbers."""
    number = f"TRY_CAST(replace({c}, ',', '.') AS DOUBLE)"
    low, high, count = delivery.engine.rows(f"SELECT min({number}), max({number}), count({number}) FROM {relation} WHERE isfinite({number})")[0]
    if count < 2 or low is None or high <= low:
        return []
    width = (float(high) - float(low)) / BINS
    rows = delivery.engine.rows(
        f"SELECT least({BINS - 1}, CAST(floor(({number} - {float(low)!r}) / {width!r}) AS INTEGER)) AS bin, count(*) FROM {relation} WHERE isfinite({number}) GROUP BY 1")
    counted = {int(bin_): int(n) for bin_, n in rows}
    return [counted.get(n, 0) for n in range(BINS)]
