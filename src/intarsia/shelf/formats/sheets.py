"""A sheet as a table: which row holds the names, where the table ends, what stands below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import BATCH, Batch, Reject, column_names, free_name, root_batch, strings

Row = tuple[int, list[str | None]]  # sheet row, its cells as text
SAMPLE = 300  # rows looked at in guesses
NOTES = 10_000  # rows kept back while it is not known whether they are notes
BELOW = "note below the table"
OPTIONS = {
    "sheet": "name of the sheet, or its number from 1",
    "header_row": "the sheet row that holds the column names, counted from 1; 0 for none",
    "last_row": "the last sheet row of the table; filled rows below it are rejected as notes; 0 for none",
    "stop_at_empty": "true: rows below an empty row are notes if each has fewer than 2 filled cells",
}
DEFAULTS = {"sheet": None, "header_row": None, "last_row": 0, "stop_at_empty": True}


def as_text(value: Any) -> str | None:
    """A cell's value as a person would write it: ISO dates, whole numbers without .0, true and false."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def filled(cells: list[str | None]) -> int:
    """How many cells hold something."""
    return len(cells) - cells.count(None)


def width(cells: list[str | None]) -> int:
    """Cells up to the last filled one."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1] is not None), 0)


def guess_sheet(samples: Mapping[str, list[Row]]) -> str:
    """The sheet with most filled cells in rows of at least two; the first of equals."""

    def area(rows: list[Row]) -> int:
        return sum(count for _, cells in rows if (count := filled(cells)) >= 2)

    return max(samples, key=lambda name: area(samples[name]))


def guess_header(rows: list[Row]) -> int:
    """The first row of two or more filled cells that the next filled rows resemble in width."""
    used = [(row, cells) for row, cells in rows if filled(cells)]
    for at, (row, cells) in enumerate(used):
        following = [below for _, below in used[at + 1 : at + 4]]
        wide = width(cells)
        alike = sum(abs(width(below) - wide) <= max(1, wide // 5) for below in following)
        if filled(cells) >= 2 and (not following or 2 * alike >= len(following)):
            return row
    return used[0][0] if used else 1


def table(rows: Iterable[Row], options: Mapping[str, Any], where: str) -> Iterator[Batch | Reject]:
    """The rows below the header as records; empty rows are none, notes are rejects."""
    below, names = split(iter(rows), int(options["header_row"]), where)
    number = 0
    some: list[tuple[int, Row]] = []
    for row, is_note in _marked(below, options):
        if not filled(row[1]):
            continue
        number += 1
        if is_note:
            yield Reject(number, row[0], BELOW)
            continue
        some.append((number, row))
        if len(some) == BATCH:
            yield _batch(names, some)
            some = []
    if some:
        yield _batch(names, some)
    if not number and not names:
        raise empty(where)


def empty(where: str) -> Invalid:
    """The error for a sheet without a cell."""
    return Invalid("The sheet is empty.", where=where, way_out="Choose another one with the option sheet, or export the file again.")


def split(rows: Iterator[Row], header_row: int, where: str) -> tuple[Iterator[Row], list[str]]:
    """What is below the header, and the column names."""
    if header_row == 0:
        return rows, []
    something = False
    for row, cells in rows:
        something = something or filled(cells) > 0
        if row == header_row:
            return rows, column_names(cells[: width(cells)])
    if not something:
        raise empty(where)
    raise Invalid(
        f"The sheet has no row {header_row}.",
        where=where,
        way_out="Set the option header_row to the row of the names.",
    )


def _marked(rows: Iterator[Row], options: Mapping[str, Any]) -> Iterator[tuple[Row, bool]]:
    """Each row, and whether it is a note below the table."""
    last, stop = int(options["last_row"]), bool(options["stop_at_empty"])
    kept: list[Row] = []
    for row in rows:
        count = filled(row[1])
        if last and row[0] > last:
            yield from ((one, True) for one in [*kept, row])
            kept = []
        elif stop and (kept or not count) and count < 2 and len(kept) < NOTES:
            kept.append(row)
        else:
            yield from ((one, False) for one in [*kept, row])
            kept = []
    yield from ((one, True) for one in kept)


def _batch(names: list[str], rows: list[tuple[int, Row]]) -> Batch:
    """Rows as columns."""
    wide = max(len(names), *(width(cells) for _, (_, cells) in rows))
    columns = [strings([cells[at] if at < len(cells) else None for _, (_, cells) in rows]) for at in range(wide)]
    return batch(names, columns, [number for number, _ in rows], [row for _, (row, _) in rows])


def batch(names: list[str], columns: list[pa.Array], numbers: Any, lines: Any) -> Batch:
    """Columns under their names; one right of the header has a name of its own, and is there when a cell of it is filled."""
    labels = list(names)
    for at in range(len(names), len(columns)):
        labels.append(free_name(f"column_{at + 1}", {*labels, "_row", "_line"}))
    shown = [
        at
        for at, column in enumerate(columns)
        if (at < len(names) and labels[at] != f"column_{at + 1}") or column.null_count < len(column)
    ]
    return root_batch([labels[at] for at in shown], [columns[at] for at in shown], numbers, lines)
