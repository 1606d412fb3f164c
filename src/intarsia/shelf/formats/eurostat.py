"""Eurostat TSV: a line is a series, a column a period. A record is one cell: its dimensions, period, value and flag.

Cells are "123.4", "123.4 p" (provisional), ":" (not available), ": c" (confidential). A missing value leaves OBS_VALUE
empty and keeps its flag, ":" where the file says no more; a cell with nothing in it is no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import (
    BATCH,
    MAX_BYTES,
    MAX_BYTES_MEANING,
    MEMBER_MEANING,
    Batch,
    Reject,
    column_names,
    open_binary,
    root_batch,
    settle,
)
from intarsia.shelf.formats.heads import Head

NAME = "eurostat"
EXTENSIONS = (".eurostat.tsv",)
MEDIA_TYPE = "text/tab-separated-values"
OPTIONS = {"member": MEMBER_MEANING, "max_bytes": MAX_BYTES_MEANING}
DEFAULTS = {"member": "", "max_bytes": MAX_BYTES}
CELLS = 400_000  # of the lines taken at once
MAX_LINE = 1 << 24
CORNER = re.compile(r"[^\t\\,\n]+(?:,[^\t\\,\n]+)*\\[^\t\\,\n]+\s*\t")
CELL = r"^(?:(?P<value>[^\s:]*?[0-9][^\s:]*?)|(?P<none>:))?\s*(?P<flag>[A-Za-z@~]{1,5})?$"


class Header(NamedTuple):
    """Names of the dimensions, the name of what stands over the columns, the columns."""

    dimensions: list[str]
    across: str
    periods: list[str]


def recognises(head: Head) -> bool:
    """A first cell such as "freq,unit,geo\\TIME_PERIOD" is found nowhere else."""
    return head.kind == "text" and CORNER.match(head.text) is not None


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Nothing is to be guessed; the header is checked.

    Raises: Invalid when the first cell does not name dimensions and what stands over the columns.
    """
    found = settle(NAME, path, options, DEFAULTS)
    with _lines(path, found) as lines:
        _header(lines, path)
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The cells in the order of the file; a line or cell that cannot be understood is a reject."""
    full = settle(NAME, path, options, DEFAULTS)
    with _lines(path, full) as lines:
        header = _header(lines, path)
        count = max(1, CELLS // max(1, len(header.periods)))
        line, number = 2, 1
        while chunk := list(islice(_limited(lines, path), count)):
            series = Series(header, chunk, line, number)
            yield from series.read()
            line, number = line + len(chunk), series.next_number


def _lines(path: Path, options: Mapping[str, Any]) -> TextIOWrapper:
    return TextIOWrapper(open_binary(path, options), encoding="utf-8-sig", errors="replace", newline=None)


def _limited(lines: TextIOWrapper, path: Path) -> Iterator[str]:
    while line := lines.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise Invalid(f"A line is longer than {MAX_LINE:,} characters.", where=str(path), way_out="Check that this is Eurostat TSV.")
        yield line


def _header(lines: TextIOWrapper, path: Path) -> Header:
    first = next(_limited(lines, path), "")
    if not CORNER.match(first if "\t" in first else first.rstrip("\n") + "\t"):
        raise Invalid(
            "The first cell does not name the dimensions, as in freq,unit,geo\\TIME_PERIOD.",
            where=f"{path}, line 1",
            way_out="If this is another table with tabs, read it with the format csv.",
        )
    corner, *periods = first.rstrip("\n").split("\t")
    names, _, across = corner.partition("\\")
    across = "TIME_PERIOD" if across.strip().lower() == "time" else across.strip()
    *dimensions, across, _, _ = column_names([*names.split(","), across, "OBS_VALUE", "OBS_FLAG"], ("_row", "_line"))
    while periods and not periods[-1].strip():
        periods.pop()
    return Header(dimensions, across, [period.strip() for period in periods])


class Series:
    """Some lines of the file, read column by column."""

    def __init__(self, header: Header, lines: list[str], first_line: int, first_number: int) -> None:
        self.header, wide = header, len(header.periods)
        rows = [line.rstrip("\n").split("\t") for line in lines]
        keys = [row[0].split(",") for row in rows]
        self.empty = np.array([not line.strip() for line in lines], dtype=bool)
        fits = [len(key) == len(header.dimensions) and len(row) > wide and not any(map(str.strip, row[wide + 1 :])) for key, row in zip(keys, rows)]
        self.good = np.array(fits, dtype=bool) & ~self.empty
        self.lines = np.arange(first_line, first_line + len(lines))
        self.keys = [key for key, good in zip(keys, self.good) if good]
        flat = list(chain.from_iterable(row[1 : wide + 1] for row, good in zip(rows, self.good) if good))
        cells = pc.utf8_trim_whitespace(pa.array(flat, type=pa.string()))
        self.at = np.flatnonzero(pc.not_equal(cells, "").to_numpy(zero_copy_only=False))  # cells that say something
        self.cells = cells.take(pa.array(self.at))
        self._number(first_number, wide)

    def _number(self, first: int, wide: int) -> None:
        """Each cell is a record, and each line that cannot be read is one."""
        good = np.flatnonzero(self.good)
        self.row = self.at // wide if wide else self.at  # of the good lines
        counts = np.where(self.good | self.empty, 0, 1)
        counts[good] = np.bincount(self.row, minlength=len(good))
        starts = first + np.cumsum(counts) - counts
        self.next_number = int(first + counts.sum())
        self.bad = [(int(starts[at]), int(self.lines[at])) for at in np.flatnonzero(~self.good & ~self.empty)]
        self.numbers = np.sort(np.setdiff1d(np.arange(first, self.next_number), [number for number, _ in self.bad]))
        self.line = self.lines[good][self.row] if len(good) else self.row
        self.period = self.at % wide if wide else self.at

    def read(self) -> Iterator[Batch | Reject]:
        for number, line in self.bad:
            yield Reject(number, line, "the line has not as many dimensions or periods as the header")
        parts = pc.extract_regex(self.cells, CELL)
        known = parts.is_valid().to_numpy(zero_copy_only=False)
        for at in np.flatnonzero(~known):
            yield Reject(int(self.numbers[at]), int(self.line[at]), "a cell is neither a number, a colon nor empty")
        columns = self._columns(parts, known)
        numbers, lines = self.numbers[known], self.line[known]
        for start in range(0, len(numbers), BATCH):
            part = [column.slice(start, BATCH) for column in columns]
            names = [*self.header.dimensions, self.header.across, "OBS_VALUE", "OBS_FLAG"]
            yield root_batch(names, part, numbers[start : start + BATCH], lines[start : start + BATCH])

    def _columns(self, parts: pa.Array, known: Any) -> list[pa.Array]:
        """Dimensions, period, value, flag of the cells that are understood."""
        mask, rows = pa.array(known), pa.array(self.row[known])
        value, none, flag = (_filled(parts.field(at).filter(mask)) for at in range(3))
        dimensions = [pa.array([key[at].strip() or None for key in self.keys], type=pa.string()).take(rows) for at in range(len(self.header.dimensions))]
        period = pa.array(self.header.periods, type=pa.string()).take(pa.array(self.period[known]))
        return [*dimensions, period, value, pc.coalesce(flag, none)]


def _filled(values: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """Two series of two periods; one cell says nothing."""
    path.write_text("freq,geo\\TIME_PERIOD\t2023 \t2024 \nA,NL\t12.5 \t13.1 p\nA,BE\t: c\t \n", encoding="utf-8")
    return path, {}, 3
