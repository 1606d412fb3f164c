"""Cells: all values of one column in one long list, with the record each belongs to: one shape for cells, lists and attribute tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Rows = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Cells:
    """rows: the record of each value, ascending. values: text, never null and never blank."""

    rows: Rows
    values: pa.Array

    def __len__(self) -> int:
        return len(self.rows)

    def each(self, read: Callable[[str], Sequence[str]]) -> Cells:
        """Every value replaced by what `read` makes of it: none, one or several. Each different value is read once."""
        coded = pc.dictionary_encode(self.values)
        found = [read(value) for value in coded.dictionary.to_pylist()]
        counts = np.fromiter(map(len, found), np.int64, len(found))
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(found) else np.empty(0, np.int64)
        flat = pa.array([one for several in found for one in several], pa.string())
        codes = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        times = counts[codes] if len(codes) else np.empty(0, np.int64)
        ends = np.cumsum(times)
        at = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - times, times) + np.repeat(starts[codes] if len(codes) else starts, times)
        return Cells(np.repeat(self.rows, times), flat.take(pa.array(at, pa.int64())))

    def split(self, pattern: str) -> Cells:
        """The parts of every value between what the regular expression finds, blanks and empty parts left out."""
        parts = pc.split_pattern_regex(self.values, pattern)
        return cells(self.rows[pc.list_parent_indices(parts).to_numpy(zero_copy_only=False)], parts.flatten())

    def numbers(self, read: Callable[[str], float | None], count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """For each of `count` records the first value that is a number, NaN where none is."""
        coded = pc.dictionary_encode(self.values)
        found = np.array([np.nan if (n := read(value)) is None else n for value in coded.dictionary.to_pylist()], np.float64)
        whole = np.full(count, np.nan)
        if len(found):
            each = found[coded.indices.to_numpy(zero_copy_only=False)]
            good = ~np.isnan(each)
            whole[self.rows[good][::-1]] = each[good][::-1]  # the first of several is written last
        return whole

    def first(self, count: int) -> pa.Array:
        """For each of `count` records its first value, null where there is none."""
        at = np.full(count, -1, np.int64)
        at[self.rows[::-1]] = np.arange(len(self.rows))[::-1]
        return self.values.take(pa.array(at, mask=at < 0))

    def lists(self, count: int) -> pa.Array:
        """For each of `count` records all its values, without repeats; an empty list where there is none."""
        different = self.different()
        ends = np.cumsum(np.bincount(different.rows, minlength=count)) if count else np.empty(0, np.int64)
        return pa.ListArray.from_arrays(pa.array(np.concatenate([[0], ends]), pa.int32()), different.values.cast(pa.string()))

    def joined(self, count: int, between: str = " ; ") -> pa.Array:
        """For each of `count` records all its values as one text, null where there is none."""
        text = pc.binary_join(self.lists(count), between)
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)

    def different(self) -> Cells:
        """Each value once a record."""
        if not len(self):
            return self
        codes = pc.dictionary_encode(self.values).indices.to_numpy(zero_copy_only=False).astype(np.int64)
        _, at = np.unique(self.rows * (int(codes.max()) + 1) + codes, return_index=True)
        kept = np.sort(at)
        return self if len(kept) == len(self) else self.take(kept)

    def take(self, at: Rows) -> Cells:
        """The values at these places."""
        return Cells(self.rows[at], self.values.take(pa.array(at, pa.int64())))

    def of(self, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Cells:
        """The values of the records that are wanted."""
        return self.take(np.flatnonzero(wanted[self.rows]))

    def filled(self, count: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which of `count` records have a value."""
        found = np.zeros(count, np.bool_)
        found[self.rows] = True
        return found


def cells(rows: Rows, values: pa.Array) -> Cells:
    """The values that are there, blanks at their ends taken off, in the order of their records."""
    values = pc.utf8_trim_whitespace(values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values)
    there = np.flatnonzero(pc.fill_null(pc.greater(pc.utf8_length(values), 0), False).to_numpy(zero_copy_only=False))
    rows, values = rows[there], values.take(pa.array(there, pa.int64()))
    if len(rows) and (np.diff(rows) < 0).any():
        order = np.argsort(rows, kind="stable")
        rows, values = rows[order], values.take(pa.array(order, pa.int64()))
    return Cells(rows, values)


def together(several: Sequence[Cells]) -> Cells:
    """The values of several columns, record by record, in the order of the columns."""
    if not several:
        return Cells(np.empty(0, np.int64), pa.array([], pa.string()))
    rows = np.concatenate([one.rows for one in several])
    order = np.argsort(rows, kind="stable")
    return Cells(rows[order], pa.concat_arrays([one.values.cast(pa.string()) for one in several]).take(pa.array(order, pa.int64())))
