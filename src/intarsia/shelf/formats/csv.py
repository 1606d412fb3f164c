"""CSV and its relatives (tab, semicolon, bar): one line a record, unless a quoted value goes on over lines.

Two readers that agree (a test compares them). Arrow reads block by block while every quote stands in its pair; the
blocks in which one does not, or in which a record is too short or too long, Python reads and says what is wrong where.
"""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid
from intarsia.shelf.formats import dialect
from intarsia.shelf.formats.base import (
    BATCH,
    BLOCK,
    MAX_BYTES,
    MAX_BYTES_MEANING,
    MAX_COLUMNS,
    MEMBER_MEANING,
    Batch,
    Reject,
    column_names,
    plain_path,
    root_batch,
    settle,
    strings,
    too_wide,
)
from intarsia.shelf.formats.csvblocks import SIZE, Blocks
from intarsia.shelf.formats.csvtext import Place, Record, below_header, records
from intarsia.shelf.formats.typed import guess_decimal

NAME = "csv"
EXTENSIONS = (".csv", ".tsv", ".tab")
MEDIA_TYPE = "text/csv"
OPTIONS = {
    "encoding": "character encoding: utf-8, utf-8-sig, utf-16, cp1252 or any other that Python knows",
    "delimiter": "the one character between values",
    "quote": 'the one character around values; "" for none',
    "header_row": "the line that holds the column names, counted from 1; 0 for none",
    "decimal": 'the decimal mark of numbers: "." or ","; values are kept as written, typed columns follow it',
    "columns": "column names to use instead of those in the file; an empty list for those in the file",
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS: dict[str, Any] = {
    "encoding": None,
    "delimiter": None,
    "quote": None,
    "header_row": None,
    "decimal": None,
    "columns": [],
    "member": "",
    "max_bytes": MAX_BYTES,
}
CELLS = 4_000_000  # cells of one batch by Python


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Encoding by the whole file; delimiter, quote and header by the first 256 kB."""
    found = settle(NAME, path, options, DEFAULTS)
    _check(path, found)
    if found["encoding"] is None:
        found["encoding"] = dialect.guess_encoding(path, found)
    dialect.codec(found["encoding"], str(path))
    if None in (found["quote"], found["delimiter"], found["header_row"], found["decimal"]):
        _guess_dialect(found, dialect.sample_of(path, found))
    return found


def _guess_dialect(found: dict[str, Any], lines: list[str]) -> None:
    """Fill in what was not given."""
    given = found["quote"]
    if given is None:
        found["quote"] = dialect.guess_quote(lines)
    if found["delimiter"] is None:
        found["delimiter"] = dialect.guess_delimiter(lines, found["quote"])
    if given is None and found["delimiter"] == "\t" and not dialect.is_quoted(lines, "\t", found["quote"]):
        found["quote"] = ""
    records = dialect.records_of(lines, found["delimiter"], found["quote"])
    if found["header_row"] is None:
        found["header_row"] = dialect.guess_header(records)
    if found["decimal"] is None:
        below = [cells for line, cells in records if line > found["header_row"]]
        found["decimal"] = guess_decimal(zip_longest(*below, fillvalue=""), found["delimiter"])


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Each line that is not empty is a record: a row, or a reject when it does not fit the columns."""
    full = guess(path, options)
    names = column_names(full["columns"] or _header(path, full))
    with plain_path(path, full) as unpacked, _utf8_path(unpacked, full["encoding"]) as plain:
        place, size, before = below_header(plain, full), plain.stat().st_size, -1
        while before < place.offset < size:
            before = place.offset
            yield from Blocks(plain, place, full, names).batches()
            if place.offset < size:
                yield from _careful(plain, full, names, place, place.offset + SIZE)


def _check(path: Path, options: Mapping[str, Any]) -> None:
    """Options that no reader could work with."""
    delimiter, quote = options["delimiter"], options["quote"]
    delimiter = "," if delimiter is None and quote != "," else delimiter
    if len(delimiter or "") != 1 or len(quote or "") > 1 or delimiter in "\r\n" or delimiter == quote:
        raise Invalid(
            "Delimiter and quote must be two different single characters.",
            where=str(path),
            way_out='Set the options delimiter and quote, such as ";" and \'"\'.',
        )
    if options["decimal"] not in (None, ".", ","):
        raise Invalid("The decimal mark must be a point or a comma.", where=str(path), way_out='Set the option decimal to "." or ",".')


def _header(path: Path, options: Mapping[str, Any]) -> list[str]:
    """The cells of the header line, or one empty name for each usual cell."""
    lines = dialect.sample_of(path, options)
    found = dialect.records_of(lines, options["delimiter"], options["quote"])
    if not found:
        raise Invalid("The file is empty.", where=str(path), way_out="Fetch or export it again.")
    if options["header_row"] == 0:
        return _narrow([""] * dialect.usual_width(found), path)
    cells = dialect.records_of(lines[options["header_row"] - 1 :], options["delimiter"], options["quote"])
    if cells and any("\x00" in cell for cell in cells[0][1]):
        raise Invalid("The column names hold zero bytes (NUL).", where=str(path), way_out="If the file is UTF-16 or UTF-32, set the option encoding; else export it again.")
    if not cells or cells[0][0] != 1:
        raise Invalid(
            f"Line {options['header_row']} holds no column names.",
            where=str(path),
            way_out="Set the option header_row to the line that does, or to 0.",
        )
    return _narrow(cells[0][1], path)


def _narrow(cells: list[str], path: Path) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise too_wide(str(path))
    return cells


@contextmanager
def _utf8_path(path: Path, encoding: str) -> Iterator[Path]:
    """The file as UTF-8: itself, or a temporary copy."""
    if codecs.lookup(encoding).name in ("utf-8", "utf-8-sig", "ascii"):
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="intarsia-", suffix=".csv") as copy, path.open("rb") as stream:
        decoder = dialect.decoder(encoding)
        while block := stream.read(BLOCK):
            copy.write(decoder.decode(block).encode("utf-8", "surrogatepass"))
        copy.write(decoder.decode(b"", final=True).encode("utf-8", "surrogatepass"))
        copy.flush()
        yield Path(copy.name)


def _careful(path: Path, options: Mapping[str, Any], names: list[str], place: Place, until: int | None = None) -> Iterator[Batch | Reject]:
    """The records from `place` on, by Python, with a reason for each that is not a row."""
    rows: list[list[str]] = []
    lines: list[int] = []
    numbers: list[int] = []
    most = max(1, min(BATCH, CELLS // len(names)))
    for record in records(path, place, options, until):
        reason = record.trouble or _misfit(record, len(names))
        if reason:
            yield Reject(place.done, record.line, reason)
            continue
        rows.append(record.cells[: len(names)])
        lines.append(record.line)
        numbers.append(place.done)
        if len(rows) == most:
            yield _batch(names, rows, numbers, lines)
            rows, lines, numbers = [], [], []
    if rows:
        yield _batch(names, rows, numbers, lines)


def _misfit(record: Record, width: int) -> str:
    """Too few or too many cells; empty ones at the end are no harm."""
    count = len(record.cells)
    if count < width or (count > width and any(record.cells[width:])):
        return f"{count} values where {width} are expected"
    return ""


def _batch(names: list[str], rows: list[list[str]], numbers: list[int], lines: list[int]) -> Batch:
    columns = [strings([cell or None for cell in column]) for column in zip(*rows, strict=True)]
    return root_batch(names, columns, numbers, lines)


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    path.write_text('title;year\nZomer;1990\n"Herfst; een film";1991\n', encoding="utf-8")
    return path, {}, 2
