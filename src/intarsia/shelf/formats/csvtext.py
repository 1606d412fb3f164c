"""CSV records by Python's own reader, with the lines they stand on and what is wrong with them."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from intarsia.shelf.formats.dialect import BROKEN

MAX_LINE = 1 << 24  # characters of one line
MAX_RECORD = 1 << 24  # characters of one record
MAX_LINES = 5_000  # lines of one record: a quote open for longer was never closed
MARK = b"\xef\xbb\xbf"


@dataclass
class Place:
    """A place between two records: bytes and records before it, and the line that begins there."""

    offset: int = 0
    line: int = 1
    done: int = 0


class Record(NamedTuple):
    """A record as it was found; `trouble` is empty when its cells can be trusted."""

    line: int
    cells: list[str]
    trouble: str = ""


class Line(NamedTuple):
    """A line and its bytes in the file; no text: it is too long."""

    text: str | None
    size: int


class Lines:
    """Lines for the reader, remembered until their record is whole, so that they can be given back."""

    def __init__(self, stream: TextIOWrapper) -> None:
        self.stream = stream
        self.given: list[Line] = []
        self.waiting: deque[Line] = deque()
        self.size = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        if self.size > MAX_RECORD or len(self.given) >= MAX_LINES:
            raise StopIteration
        line = self.waiting.popleft() if self.waiting else self._read()
        if not line.size:
            raise StopIteration
        if line.text is None:
            (self.waiting if self.given else self.given).append(line)
            raise StopIteration
        self.given.append(line)
        self.size += len(line.text)
        return line.text

    def _read(self) -> Line:
        """The next line. One that is too long is read to its end piece by piece, and forgotten."""
        text = self.stream.readline(MAX_LINE)
        size = _size(text)
        if len(text) < MAX_LINE:
            return Line(text, size)
        while len(text) == MAX_LINE and text[-1] not in "\r\n":
            text = self.stream.readline(MAX_LINE)
            size += _size(text)
        return Line(None, size)

    def done(self) -> tuple[int, int]:
        """How many lines and bytes the record had; they are forgotten."""
        count, size = len(self.given), sum(line.size for line in self.given)
        self.given.clear()
        self.size = 0
        return count, size

    def give_back(self) -> None:
        """All lines but the first wait to be read again."""
        self.waiting.extendleft(reversed(self.given[1:]))
        del self.given[1:]

    @property
    def too_long(self) -> bool:
        return bool(self.given) and self.given[-1].text is None


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def below_header(path: Path, options: Mapping[str, Any]) -> Place:
    """The place where the records of a UTF-8 file begin."""
    with path.open("rb") as raw:
        place = Place(len(MARK) if raw.read(len(MARK)) == MARK else 0)
        if not options["header_row"]:
            return place
        raw.seek(place.offset)
        lines = Lines(TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline=""))
        for _ in range(options["header_row"] - 1):
            next(lines, "")
            _move(place, lines)
        next(_records(lines, place, options), None)
    place.done = 0
    return place


def records(path: Path, place: Place, options: Mapping[str, Any], until: int | None = None) -> Iterator[Record]:
    """The records from `place` on, which moves along; stops at the first end of a record at or behind `until`."""
    with path.open("rb") as raw:
        raw.seek(place.offset)
        lines = Lines(TextIOWrapper(raw, encoding="utf-8", errors="surrogateescape", newline=""))
        for record in _records(lines, place, options):
            yield record
            if until is not None and place.offset >= until and not lines.waiting:
                return


def _move(place: Place, lines: Lines) -> None:
    count, size = lines.done()
    place.line += count
    place.offset += size


def _records(lines: Lines, place: Place, options: Mapping[str, Any]) -> Iterator[Record]:
    """Empty lines are no records. The place is behind the record when it is given."""
    csv.field_size_limit(MAX_RECORD + MAX_LINE)
    quote = options["quote"]
    quoted: dict[str, Any] = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    reader = csv.reader(lines, delimiter=options["delimiter"], strict=True, **quoted)
    while True:
        line = place.line
        try:
            cells = next(reader)
        except StopIteration:
            if not lines.too_long:
                return
            record = Record(line, [], f"the line is longer than {MAX_LINE:,} characters")
        except csv.Error as error:
            record = Record(line, [], _trouble(error, lines))
        else:
            record = Record(line, cells, _unreadable(cells))
        _move(place, lines)
        if record.cells or record.trouble:
            place.done += 1
            yield record


def _unreadable(cells: list[str]) -> str:
    """Why the text of a record cannot be trusted, or nothing."""
    text = "".join(cells)
    if "\x00" in text:
        return "a zero byte (NUL), which no text has"
    return "bytes that are not in the encoding of the file" if not text.isascii() and BROKEN.search(text) is not None else ""


def _trouble(error: csv.Error, lines: Lines) -> str:
    """The reason in words. A quote that is never closed costs its own line only."""
    if "unexpected end" in str(error):
        lines.give_back()
        return "a quote is opened and never closed"
    count = len(lines.given)
    over = f", in a value over {count} lines" if count > 1 else ""
    return f"text follows a closing quote, or a quote inside a quoted value is not doubled{over}"
