"""Excel workbooks (xlsx): one sheet, read row by row. Formulas give the value Excel stored with them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl

from intarsia.errors import Invalid
from intarsia.shelf.formats import sheets
from intarsia.shelf.formats.base import (
    MAX_BYTES,
    MAX_BYTES_MEANING,
    Batch,
    Reject,
    plain_path,
    settle,
    too_large,
)

NAME = "excel"
EXTENSIONS = (".xlsx", ".xlsm")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {**sheets.OPTIONS, "max_bytes": MAX_BYTES_MEANING}
DEFAULTS = {**sheets.DEFAULTS, "max_bytes": MAX_BYTES}


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet with most table in it; the header as the first row the next ones resemble."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["sheet"] is None or found["header_row"] is None:
        with _workbook(path, found) as book:
            if found["sheet"] is None:
                found["sheet"] = sheets.guess_sheet({name: _sample(book, name) for name in _visible(book)})
            if found["header_row"] is None:
                found["header_row"] = sheets.guess_header(_sample(book, _sheet(book, path, found["sheet"])))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The rows below the header of one sheet."""
    full = guess(path, options)
    with _workbook(path, full) as book:
        name = _sheet(book, path, full["sheet"])
        yield from sheets.table(_rows(book, name), full, f"{path}, sheet {name}")


@contextmanager
def _workbook(path: Path, options: Mapping[str, Any]) -> Iterator[Any]:
    """The workbook, opened for streaming; libraries' warnings about its looks are of no use to anyone."""
    with plain_path(path, options) as plain, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _check_size(plain, path, int(options["max_bytes"]))
        with plain.open("rb") as stream:
            try:
                book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            except Exception as error:  # openpyxl raises whatever its parts raise
                raise unreadable(path) from error
            try:
                yield book
            except Invalid:
                raise
            except (BadZipFile, KeyError, ValueError, SyntaxError, OSError) as error:
                raise unreadable(path) from error
            finally:
                book.close()


def _check_size(plain: Path, path: Path, limit: int) -> None:
    """A zip cannot give more than it declares, so what it declares is what is counted."""
    try:
        with ZipFile(plain) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > limit:
                raise too_large(str(path), limit)
    except (BadZipFile, OSError) as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> Invalid:
    return Invalid(
        "The file is not a workbook that can be read, or it is damaged or has a password.",
        where=str(path),
        way_out="Open it in a spreadsheet program and save it as .xlsx, .ods or .csv.",
    )


def _visible(book: Any) -> list[str]:
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return names or [sheet.title for sheet in book.worksheets]


def _sheet(book: Any, path: Path, wanted: str | int) -> str:
    """The sheet of this name, or of this number counted from 1."""
    names = [str(sheet.title) for sheet in book.worksheets]
    if wanted in names:
        return str(wanted)
    if str(wanted).isdigit() and 0 < int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise Invalid(
        f"There is no sheet {wanted}.", where=str(path), way_out=f"The sheets are: {', '.join(names)}."
    )


def _rows(book: Any, name: str) -> Iterator[sheets.Row]:
    sheet = book[name]
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [sheets.as_text(cell) for cell in cells]


def _sample(book: Any, name: str) -> list[sheets.Row]:
    return list(islice(_rows(book, name), sheets.SAMPLE))


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    book = openpyxl.Workbook()
    for row in (["title", "year"], ["Zomer", 1990], ["Herfst", 1991]):
        book.active.append(row)
    book.save(path)
    return path, {}, 2
