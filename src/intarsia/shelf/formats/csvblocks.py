"""CSV by blocks of whole records, read by Arrow: where every quote stands in its pair around a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from intarsia.shelf.formats.base import BATCH, Batch
from intarsia.shelf.formats.csvtext import MAX_LINES, Place

SIZE = 1 << 22  # bytes of a block
RETURN, NEWLINE = 13, 10


class Blocks:
    """Reads on from a place for as long as the file is regular; the place moves along."""

    def __init__(self, path: Path, place: Place, options: Mapping[str, Any], names: list[str]) -> None:
        self.path, self.place, self.names = path, place, names
        self.quote, self.delimiter = options["quote"].encode(), options["delimiter"].encode()
        self.able = len(self.quote) <= 1 and len(self.delimiter) == 1
        labels = [f"c{at}" for at in range(len(names))]
        self._parse = arrow_csv.ParseOptions(delimiter=options["delimiter"], quote_char=options["quote"] or False, newlines_in_values=True) if self.able else None
        self._convert = arrow_csv.ConvertOptions(column_types=dict.fromkeys(labels, pa.string()), null_values=[""], strings_can_be_null=True)
        self._labels = labels

    def batches(self) -> Iterator[Batch]:
        """Rows up to the end, or up to a block that is left to Python."""
        if not self.able:
            return
        with self.path.open("rb") as stream:
            stream.seek(self.place.offset)
            rest = b""
            while True:
                more = stream.read(SIZE)
                block = rest + more
                if not block:
                    return
                newlines = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == NEWLINE)
                ends = _record_ends(block, newlines, self.quote, self.delimiter, last=not more)
                if ends is None or not len(ends):
                    return
                size = min(int(ends[-1]) + 1, len(block))
                found = self._rows(memoryview(block)[:size], ends, newlines[: np.searchsorted(newlines, size)])
                if found is None:
                    return
                yield from found
                rest = block[size:]

    def _rows(self, block: memoryview, ends: Any, newlines: Any) -> list[Batch] | None:
        """The rows of a block; None when Arrow sees other records in it than the quotes tell."""
        signs = np.frombuffer(block, dtype=np.uint8)
        starts = np.concatenate(([0], ends[:-1] + 1))
        length = ends - starts
        filled = (length > 1) | ((length == 1) & (signs[np.minimum(starts, len(signs) - 1)] != RETURN))
        count = int(filled.sum())
        table = None
        if count:
            read = arrow_csv.ReadOptions(use_threads=False, block_size=len(block) + 1, column_names=self._labels)
            try:
                table = arrow_csv.read_csv(pa.BufferReader(pa.py_buffer(block)), read, self._parse, self._convert)
            except (pa.ArrowInvalid, pa.ArrowKeyError):
                return None
            if table.num_rows != count:
                return None
        numbers = int64s(np.arange(self.place.done + 1, self.place.done + count + 1))
        at = int64s(self.place.line + np.searchsorted(newlines, starts[filled]))
        self.place.done += count
        self.place.offset += len(block)
        self.place.line += len(newlines)
        if table is None:
            return []
        whole = pa.table([numbers, at, *table.columns], names=["_row", "_line", *self.names])
        return [Batch("", rows) for rows in whole.to_batches(max_chunksize=BATCH)]


def int64s(values: Any) -> pa.Array:
    """Numbers of numpy as an Arrow column, without a copy."""
    values = np.ascontiguousarray(values, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values)])


def _record_ends(block: bytes, newlines: Any, quote: bytes, delimiter: bytes, last: bool) -> Any:
    """Where the records end: at the `newlines` outside quotes. None when a quote or a line end is irregular.

    Quotes are taken in turns as opening and closing. An opening one must stand at the beginning of a value or behind
    a closing one (a doubled quote), a closing one at the end of a value or before an opening one.
    """
    if b"\x00" in block or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n") + (not last and block[-1:] == b"\r")):
        return None
    ends = newlines
    if quote and quote in block:
        ends = _outside(np.frombuffer(block, dtype=np.uint8), newlines, quote[0], delimiter[0], last)
    if ends is not None and last and block[-1] != NEWLINE:
        ends = np.append(ends, len(block))
    return ends


def _outside(signs: Any, newlines: Any, quote: int, delimiter: int, last: bool) -> Any:
    quotes = np.flatnonzero(signs == quote)
    before = np.searchsorted(quotes, newlines)
    outside = before % 2 == 0
    ends = newlines[outside]
    if last and len(quotes) % 2:
        return None
    if not last:
        quotes = quotes[: before[outside][-1] if len(ends) else 0]
    if len(ends) and len(ends) < len(newlines) and np.diff(np.flatnonzero(outside), prepend=-1).max() >= MAX_LINES:
        return None
    opening, closing = quotes[0::2], quotes[1::2]
    left = signs[opening[opening > 0] - 1]
    right = signs[closing[closing < len(signs) - 1] + 1]
    fits = np.isin(left, (delimiter, NEWLINE, quote)).all() and np.isin(right, (delimiter, NEWLINE, RETURN, quote)).all()
    return ends if fits else None
