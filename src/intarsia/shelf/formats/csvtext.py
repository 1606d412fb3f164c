"""CSV records by Python's own reader, with the lines they stand on and what is wrong with them."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from intarsia.errors import Invalid
from intarsia.shelf.formats.dialect import BROKEN

MAX_LINE = 1 << 24  # characters of one line
MAX_RECORD = 1 << 24  # characters of one record
MAX_LINES = 5_000  # lines of one record: a quote open for longer was never closed


class Record(NamedTuple):
    """A record as it was found; `trouble` is empty when its cells can be trusted."""

    line: int
    cells: list[str]
    trouble: str = ""


class Lines:
    """Lines for the reader, remembered until their record is whole, so that they can be given back."""

    def __init__(self, stream: TextIOWrapper, where: str) -> None:
        self.stream, self.where = stream, where
        self.given: list[str] = []
        self.waiting: deque[str] = deque()
        self.size = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if self.size > MAX_RECORD or len(self.given) >= MAX_LINES:
            raise StopIteration
        line = self.waiting.popleft() if self.waiting else self.stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) == MAX_LINE:
            raise Invalid(
                f"A line is longer than {MAX_LINE:,} characters.",
                where=self.where,
                way_out="Check that this is CSV.",
            )
        self.given.append(line)
        self.size += len(line)
        return line

    def done(self) -> int:
        """How many lines the record had; they are forgotten."""
        count = len(self.given)
        self.given.clear()
        self.size = 0
        return count

    def give_back(self) -> None:
        """All lines but the first wait to be read again."""
        self.waiting.extendleft(reversed(self.given[1:]))
        del self.given[1:]


def records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    """The records below the header of a UTF-8 file. Empty lines are none."""
    csv.field_size_limit(MAX_RECORD + MAX_LINE)
    with path.open("rb") as raw:
        stream = TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline="")
        if stream.read(1) != "\ufeff":
            stream.seek(0)
        lines = Lines(stream, str(path))
        line = 1
        for _ in range(options["header_row"] - 1):
            line += bool(next(lines, ""))
        lines.done()
        found = _records(lines, line, options)
        if options["header_row"]:
            next(found, None)
        yield from found


def _records(lines: Lines, line: int, options: Mapping[str, Any]) -> Iterator[Record]:
    quote = options["quote"]
    quoted: dict[str, Any] = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    reader = csv.reader(lines, delimiter=options["delimiter"], strict=True, **quoted)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Record(line, [], _trouble(error, lines))
        else:
            if cells:
                trouble = "bytes that are not in the encoding of the file" if _broken(cells) else ""
                yield Record(line, cells, trouble)
        line += lines.done()


def _broken(cells: list[str]) -> bool:
    text = "".join(cells)
    return not text.isascii() and BROKEN.search(text) is not None


def _trouble(error: csv.Error, lines: Lines) -> str:
    """The reason in words. A quote that is never closed costs its own line only."""
    if "unexpected end" in str(error):
        lines.give_back()
        return "a quote is opened and never closed"
    count = len(lines.given)
    over = f", in a value over {count} lines" if count > 1 else ""
    return f"text follows a closing quote, or a quote inside a quoted value is not doubled{over}"
