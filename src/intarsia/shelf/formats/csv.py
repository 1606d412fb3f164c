"""CSV and its relatives (tab, semicolon, bar): one line a record, unless a quoted value goes on over lines.

Two readers that agree (a test compares them). DuckDB reads the file in which every line is a record; from the
first line it refuses, and for every other file, Python reads on and says of each bad record where and why.
"""

from __future__ import annotations

import codecs
import csv
import re
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.shelf.formats import dialect
from intarsia.shelf.formats.base import (
    BATCH,
    BLOCK,
    MAX_BYTES,
    MAX_BYTES_MEANING,
    Batch,
    Reject,
    column_names,
    plain_path,
    root_batch,
    settle,
    strings,
)
from intarsia.shelf.formats.csvtext import Record, records

NAME = "csv"
EXTENSIONS = (".csv", ".tsv", ".tab")
MEDIA_TYPE = "text/csv"
OPTIONS = {
    "encoding": "character encoding: utf-8, utf-8-sig, utf-16, cp1252 or any other that Python knows",
    "delimiter": "the one character between values",
    "quote": 'the one character around values; "" for none',
    "header_row": "the line that holds the column names, counted from 1; 0 for none",
    "columns": "column names to use instead of those in the file; an empty list for those in the file",
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS: dict[str, Any] = {
    "encoding": None,
    "delimiter": None,
    "quote": None,
    "header_row": None,
    "columns": [],
    "max_bytes": MAX_BYTES,
}
GLOB = re.compile(r"[*?\[\]{}]")


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Encoding by the whole file; delimiter, quote and header by the first 256 kB."""
    found = settle(NAME, path, options, DEFAULTS)
    _check(path, found)
    if found["encoding"] is None:
        found["encoding"] = dialect.guess_encoding(path, found)
    dialect.codec(found["encoding"], str(path))
    if None in (found["quote"], found["delimiter"], found["header_row"]):
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
    if found["header_row"] is None:
        found["header_row"] = dialect.guess_header(
            dialect.records_of(lines, found["delimiter"], found["quote"])
        )


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Each line that is not empty is a record: a row, or a reject when it does not fit the columns."""
    full = guess(path, options)
    names = column_names(full["columns"] or _header(path, full))
    with plain_path(path, full) as unpacked, _utf8_path(unpacked, full["encoding"]) as plain:
        done, finished = 0, False
        if _every_line_is_a_record(plain, full):
            done, finished = yield from _fast(plain, full, names)
        if not finished:
            yield from _careful(plain, full, names, done)


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


def _header(path: Path, options: Mapping[str, Any]) -> list[str]:
    """The cells of the header line, or one empty name for each usual cell."""
    lines = dialect.sample_of(path, options)
    found = dialect.records_of(lines, options["delimiter"], options["quote"])
    if not found:
        raise Invalid("The file is empty.", where=str(path), way_out="Fetch or export it again.")
    if options["header_row"] == 0:
        return [""] * dialect.usual_width(found)
    cells = dialect.records_of(lines[options["header_row"] - 1 :], options["delimiter"], options["quote"])
    if not cells or cells[0][0] != 1:
        raise Invalid(
            f"Line {options['header_row']} holds no column names.",
            where=str(path),
            way_out="Set the option header_row to the line that does, or to 0.",
        )
    return cells[0][1]


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


def _every_line_is_a_record(path: Path, options: Mapping[str, Any]) -> bool:
    """Valid UTF-8, no empty line, no value over lines, no odd quote: both readers read it alike."""
    quote, delimiter = options["quote"].encode(), options["delimiter"].encode()
    if GLOB.search(str(path)) or len(delimiter) > 1 or len(quote) > 1:
        return False
    with path.open("rb") as stream:
        if stream.read(3) == codecs.BOM_UTF8 and not options["header_row"]:
            return False
        stream.seek(0)
        while block := stream.read(BLOCK) + stream.readline():
            if not _is_regular(block):
                return False
            if quote and quote in block and not _quotes_are_regular(block, quote, delimiter):
                return False
    return True


def _quotes_are_regular(block: bytes, quote: bytes, delimiter: bytes) -> bool:
    """No line leaves a quote open; no white space stands between a quote and its delimiter."""
    signs = np.frombuffer(block, dtype=np.uint8)
    so_far = np.cumsum(signs == quote[0], dtype=np.int64)
    if np.any(so_far[signs == 10] & 1) or (so_far.size and so_far[-1] & 1):  # an even count at every line's end
        return False
    near = [pair for space in (b" ", b"\t") for pair in (space + quote, quote + space) if pair in block]
    suspects = [line.decode() for line in block.split(b"\n") if any(pair in line for pair in near)] if near else []
    return not suspects or _spaces_are_inside(suspects, quote.decode(), delimiter.decode())


def _spaces_are_inside(lines: list[str], quote: str, delimiter: str) -> bool:
    """Does the white space beside the quotes belong to the values?"""
    padded = re.compile(rf"[ \t]+{re.escape(quote)}")
    try:
        rows = csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=True)
        return not any(padded.match(cell) for row in rows for cell in row)
    except csv.Error:
        return False


def _is_regular(block: bytes) -> bool:
    if b"\n\n" in block or b"\n\r\n" in block or block[:1] in b"\r\n" or b"\x00" in block:
        return False
    if block.count(b"\r") != block.count(b"\r\n"):
        return False
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fast(
    path: Path, options: Mapping[str, Any], names: list[str]
) -> Generator[Batch, None, tuple[int, bool]]:
    """Rows by DuckDB in the order of the file; returns how many, and whether that was all of them."""
    done, header = 0, int(options["header_row"])
    config: dict[str, Any] = {
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=config) as connection:
        try:
            for batch in connection.sql(_query(path, options, len(names))).to_arrow_reader(BATCH):
                rows = np.arange(done + 1, done + batch.num_rows + 1)
                done += batch.num_rows
                yield root_batch(names, batch.columns, rows, rows + header)
        except (duckdb.Error, pa.ArrowException, OSError):
            return done, False
    return done, True


def _query(path: Path, options: Mapping[str, Any], width: int) -> str:
    def text(value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    columns = ", ".join(f"c{at}: 'VARCHAR'" for at in range(width))
    quote, skip = text(options["quote"]), int(options["header_row"])
    return (
        f"FROM read_csv({text(str(path))}, auto_detect=false, header=false, skip={skip},"
        f" delim={text(options['delimiter'])}, quote={quote}, escape={quote}, columns={{{columns}}},"
        " strict_mode=true, null_padding=false)"
    )


def _careful(path: Path, options: Mapping[str, Any], names: list[str], done: int) -> Iterator[Batch | Reject]:
    """The records after the first `done`, by Python, with a reason for each that is not a row."""
    rows: list[list[str]] = []
    lines: list[int] = []
    numbers: list[int] = []
    for number, record in enumerate(records(path, options), start=1):
        if number <= done:
            continue
        reason = record.trouble or _misfit(record, len(names))
        if reason:
            yield Reject(number, record.line, reason)
            continue
        rows.append(record.cells[: len(names)])
        lines.append(record.line)
        numbers.append(number)
        if len(rows) == BATCH:
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
