"""A sheet that is in memory whole, column by column: the same records and notes that sheets.table finds row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.shelf.formats import sheets
from intarsia.shelf.formats.base import BATCH, Batch, Reject, strings

SURE = 16  # characters of a number with a point that are the same with the 15 digits Excel keeps and with all digits
SMALL = 1e-4  # below it numbers are written with an exponent


def table(cells: list[list[Any]], options: Mapping[str, Any], where: str) -> Iterator[Batch | Reject]:
    """The rows below the header as records; empty rows are none, notes are rejects. All rows are equally long."""
    header = int(options["header_row"])
    above: Iterator[sheets.Row] = ((number, list(map(text, row))) for number, row in enumerate(cells[:header], start=1))
    names = sheets.split(above, header, where)[1]
    columns = [texts(column) for column in zip(*cells[header:], strict=True)]
    counts = np.zeros(max(0, len(cells) - header), dtype=np.int32)
    for column in columns:
        counts += column.is_valid().to_numpy(zero_copy_only=False)
    last = int(options["last_row"])
    notes = _first_note(counts, max(0, last - header) if last else len(counts), bool(options["stop_at_empty"]))
    filled = np.flatnonzero(counts)
    count = int(np.searchsorted(filled, notes))
    for start in range(0, count, BATCH):
        some = filled[start : min(start + BATCH, count)]
        yield sheets.batch(names, [_rows(column, some) for column in columns], np.arange(start + 1, start + len(some) + 1), some + header + 1)
    for number, row in enumerate(filled[count:].tolist(), start=count + 1):
        yield Reject(number, row + header + 1, sheets.BELOW)
    if not len(filled) and not names:
        raise sheets.empty(where)


def _first_note(counts: Any, end: int, stop: bool) -> int:
    """The row from which all are notes: behind the last row, or from the empty row that no full one follows."""
    end = min(end, len(counts))
    if not stop:
        return end
    full = np.flatnonzero(counts[:end] > 1)
    start = int(full[-1]) + 1 if len(full) else 0
    while len(empty := np.flatnonzero(counts[start:end] == 0)):
        start += int(empty[0])
        if end - start <= sheets.NOTES:
            return start
        start += sheets.NOTES + 1  # too many to be notes
    return end


def _rows(column: pa.Array, at: Any) -> pa.Array:
    """The values of these rows; most often they follow each other."""
    if at[-1] - at[0] + 1 == len(at):
        return column.slice(int(at[0]), len(at))
    return column.take(pa.array(at))


def text(cell: Any) -> str | None:
    """A cell as text: whole numbers whole, others with the 15 digits that Excel keeps."""
    if type(cell) is float:
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e18 else f"{cell:.15g}"
    return sheets.as_text(cell)


def texts(column: Sequence[Any]) -> pa.Array:
    """A column as text; one of words and one other kind of value without a call for each cell."""
    kinds = set(map(type, column)) - {str}
    if len(kinds) > 1 or not kinds <= {bool, date, float}:
        return strings(list(map(text, column)))
    words = strings([cell if type(cell) is str else None for cell in column] if kinds else column)
    words = pc.if_else(pc.equal(words, ""), None, words)
    if not kinds:
        return words
    values = pa.array([None if type(cell) is str else cell for cell in column])
    return pc.coalesce(_numbers(values) if kinds == {float} else values.cast(pa.string()), words)


def _numbers(values: pa.Array) -> pa.Array:
    """Numbers as text, at once when all digits that they have are those that Excel keeps."""
    written = values.cast(pa.string())
    size = pc.abs(values)
    odd = pc.or_(pc.greater(pc.binary_length(written), SURE), pc.and_(pc.less(size, SMALL), pc.greater(size, 0)))
    if pc.any(odd).as_py() or pc.any(pc.match_substring_regex(written, "[a-z]")).as_py():
        return strings(list(map(text, values.to_pylist())))
    return pc.if_else(pc.ends_with(written, ".0"), pc.utf8_slice_codeunits(written, 0, -2), written)
