"""A column of an R data frame as text: factors, dates, times, numbers, truth values, lists."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.shelf.formats.base import strings
from intarsia.shelf.formats.rserial import NA_INT, Trouble, Vector

MAX_MATRIX = 1_000  # columns of one matrix
NA_LONG = -(1 << 63)
FARTHEST = 366.0 * 10_000  # days from 1970 that are still a date


def cells_of(column: Any) -> list[tuple[str, Any]]:
    """The columns it makes: one with no suffix, or those of a matrix, numbered.

    Raises: Trouble for what is no column.
    """
    if not isinstance(column, Vector):
        raise Trouble("The data frame has a column that is none.")
    cells = _cells(column)
    shape = column.attributes.get("dim")
    wide = [int(number) for number in shape.values] if isinstance(shape, Vector) and shape.kind in ("int", "real") else []
    if len(wide) != 2 or wide[1] < 1:
        return [("", cells)]
    rows, count = wide
    if rows < 0 or count > MAX_MATRIX or rows * count != len(cells):
        raise Trouble("The data frame has a matrix of another size than it says.")
    return [(f".{at + 1}" if count > 1 else "", cells[at * rows : (at + 1) * rows]) for at in range(count)]


def _cells(column: Vector) -> Any:
    """Arrow text, or a Python list when the cells are lists themselves."""
    kinds = column.words("class")
    if column.kind == "list":
        return [_plain(cell, 0) for cell in column.values]
    if column.kind == "str":
        return strings([value or None for value in column.values])
    if "factor" in kinds and column.kind == "int":
        return _factor(column)
    if column.kind == "lgl":
        return _with_gaps(column.values, pc.if_else(pa.array(column.values != 0), "true", "false"))
    if column.kind in ("int", "real") and ("Date" in kinds or "POSIXct" in kinds):
        return _moments(column, 1 if "Date" in kinds else 86_400)
    if column.kind == "real" and "integer64" in kinds:
        numbers = column.values.view(">i8").astype(np.int64)
        return pa.array(numbers, mask=numbers == NA_LONG).cast(pa.string())
    if column.kind == "int":
        return _with_gaps(column.values, pa.array(column.values.astype(np.int64)).cast(pa.string()))
    if column.kind == "real":
        return _numbers(column.values.astype(np.float64))
    if column.kind == "cplx":
        return strings([None if value != value else f"{value.real:.15g}{value.imag:+.15g}i" for value in column.values.tolist()])
    return strings([str(value) for value in column.values.tolist()])


def _with_gaps(values: Any, cells: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(values != NA_INT), cells, pa.scalar(None, pa.string()))


def _factor(column: Vector) -> pa.Array:
    levels = strings([level or None for level in column.words("levels")])
    codes = column.values.astype(np.int64) - 1
    missing = column.values == NA_INT
    if np.any((codes[~missing] < 0) | (codes[~missing] >= len(levels))):
        raise Trouble("The data frame has a factor with a code that has no label.")
    return levels.take(pa.array(codes, mask=missing))


def _numbers(values: Any) -> pa.Array:
    """As R prints them with 15 digits: whole numbers without a point; NA and NaN are no value."""
    missing = np.isnan(values)
    whole = ~missing & (np.abs(values) < 1e15)
    whole[whole] = values[whole] == np.floor(values[whole])
    if np.all(whole | missing):
        return pa.array(np.where(whole, values, 0).astype(np.int64), mask=missing).cast(pa.string())
    return strings([None if value != value else f"{value:.0f}" if flat else f"{value:.15g}" for value, flat in zip(values.tolist(), whole.tolist())])


def _moments(column: Vector, day: int) -> pa.Array:
    """Days or seconds since 1970 as ISO dates, or times in UTC; what no calendar holds is no value."""
    values = column.values.astype(np.float64)
    if column.kind == "int":
        values = np.where(column.values == NA_INT, np.nan, values)
    missing = ~(np.abs(values) < FARTHEST * day)
    values = np.where(missing, 0, values)
    if day == 1:
        return pa.array(np.datetime_as_string(np.floor(values).astype("datetime64[D]")).astype(object), type=pa.string(), mask=missing)
    exact = bool(np.all(values == np.floor(values)))
    moments = np.floor(values).astype("datetime64[s]") if exact else np.round(values * 1e6).astype("datetime64[us]")
    return pa.array(np.datetime_as_string(moments, timezone="UTC").astype(object), type=pa.string(), mask=missing)


def _plain(value: Any, deep: int) -> Any:
    """A cell that is a list or a vector: its values, by name where they have names."""
    if not isinstance(value, Vector) or deep > 20:
        return None if not isinstance(value, str) else value
    if value.kind == "list":
        names, parts = value.words("names"), [_plain(inner, deep + 1) for inner in value.values]
        return dict(zip(names, parts)) if len(names) == len(parts) and all(names) else parts
    cells = _cells(value).to_pylist()
    return cells[0] if len(cells) == 1 else cells
