"""Excel workbooks (xlsx): one sheet, read row by row. Formulas give the value Excel stored with them."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from intarsia.errors import IntarsiaError, Invalid
from intarsia.shelf.formats import markup, sheetcolumns, sheets
from intarsia.shelf.formats.base import (
    MAX_BYTES,
    MAX_BYTES_MEANING,
    MEMBER_MEANING,
    Batch,
    Reject,
    plain_path,
    settle,
    too_large,
)
from intarsia.shelf.formats.packing import HARMLESS, RATIO, out_of_proportion

NAME = "excel"
EXTENSIONS = (".xlsx", ".xlsm")
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {**sheets.OPTIONS, "member": MEMBER_MEANING, "max_bytes": MAX_BYTES_MEANING}
MOST_CELLS = 40_000_000  # of a sheet that is read at once
MAX_ROWS = 1 << 20  # of a sheet
ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*?\br=[\"'](\d{1,9})[\"']|[\s/>])")
USUAL = re.compile(rb'<row r="(\d{1,9})"')
#: columns beyond Z, and beyond ZZ
FAR = ((re.compile(rb"r=[\"'][A-Z]{2}\d"), 702), (re.compile(rb"r=[\"'][A-Z]{3}\d"), 16_384))
LAST: list[tuple[tuple[Any, ...], Book]] = []  # the workbook guessed about last: most often it is read next
DEFAULTS = {**sheets.DEFAULTS, "member": "", "max_bytes": MAX_BYTES}


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet with most table in it; the header as the first row the next ones resemble."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["sheet"] is None or found["header_row"] is None:
        with _plain(path, found) as plain:
            book = Book(plain, path)
            _settle_sheet(found, book)
            LAST[:] = [(_print(plain), book)]
    return found


def _settle_sheet(found: dict[str, Any], book: Book) -> None:
    if found["sheet"] is None:
        visible = book.visible()
        found["sheet"] = visible[0] if len(visible) == 1 else sheets.guess_sheet({name: book.sample(name) for name in visible})
    if found["header_row"] is None:
        found["header_row"] = sheets.guess_header(book.sample(book.sheet(found["sheet"])))


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The rows below the header of one sheet."""
    full = settle(NAME, path, options, DEFAULTS)
    with _plain(path, full) as plain:
        book = next((book for print_, book in LAST if print_ == _print(plain)), None) or Book(plain, path)
        LAST.clear()
        _settle_sheet(full, book)
        name = book.sheet(full["sheet"])
        cells, where = book.cells(name), f"{path}, sheet {name}"
        yield from sheets.table(book.rows(name), full, where) if cells is None else sheetcolumns.table(cells, full, where)


def _print(plain: Path) -> tuple[Any, ...]:
    """What tells a file from another one, or from itself after a change."""
    about = plain.stat()
    return plain.resolve(), about.st_ino, about.st_size, about.st_mtime_ns


@contextmanager
def _plain(path: Path, options: Mapping[str, Any]) -> Iterator[Path]:
    with plain_path(path, options) as plain:
        _check_size(plain, path, int(options["max_bytes"]))
        yield plain


def _check_size(plain: Path, path: Path, limit: int) -> None:
    """A zip cannot give more than it declares, so what it declares is what is counted."""
    try:
        with ZipFile(plain) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > limit:
                raise too_large(str(path), limit)
            if size > max(HARMLESS, RATIO * plain.stat().st_size):
                raise out_of_proportion(str(path))
            markup.refuse_doctypes(archive, str(path))
    except (BadZipFile, OSError) as error:
        raise unreadable(path) from error


def unreadable(path: Path) -> Invalid:
    return Invalid(
        "The file is not a workbook that can be read, or it is damaged or has a password.",
        where=str(path),
        way_out="Open it in a spreadsheet program and save it as .xlsx, .ods or .csv.",
    )


class Book:
    """A workbook. calamine reads a sheet at once; where it would leave out error cells or need too much memory, openpyxl
    reads row by row."""

    def __init__(self, plain: Path, path: Path) -> None:
        self.plain, self.path = plain, path
        with self._trouble():
            self._book = CalamineWorkbook.from_path(str(plain))
            self.names = [sheet.name for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if not self.names:
            raise unreadable(path)
        self._sheets: dict[str, Any] = {}

    def visible(self) -> list[str]:
        """The sheets that are shown; all of them when none is."""
        shown = {sheet.name for sheet in self._book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible}
        return [name for name in self.names if name in shown] or self.names

    def sheet(self, wanted: str | int) -> str:
        """The sheet of this name, or of this number counted from 1."""
        if wanted in self.names:
            return str(wanted)
        if str(wanted).isdigit() and 0 < int(wanted) <= len(self.names):
            return self.names[int(wanted) - 1]
        raise Invalid(f"There is no sheet {wanted}.", where=str(self.path), way_out=f"The sheets are: {', '.join(self.names)}.")

    def sample(self, name: str) -> list[sheets.Row]:
        """The first rows."""
        return list(islice(self.rows(name, sheets.SAMPLE), sheets.SAMPLE))

    def rows(self, name: str, most: int | None = None) -> Iterator[sheets.Row]:
        """Sheet row and cells as text."""
        cells = self.cells(name, most)
        if cells is None:
            yield from self._by_openpyxl(name)
            return
        for number, row in enumerate(cells, start=1):
            yield number, list(map(sheetcolumns.text, row))

    def cells(self, name: str, most: int | None = None) -> list[list[Any]] | None:
        """All rows at once; None when they had better be read one by one."""
        if not self._is_dense:
            return None
        with self._trouble():
            if name not in self._sheets:
                self._sheets[name] = self._book.get_sheet_by_name(name)
            found: list[list[Any]] = self._sheets[name].to_python(skip_empty_area=False, nrows=most)
            return found

    @cached_property
    def _is_dense(self) -> bool:
        """No error cells, no rows out of order, and no cell so far out that a table up to it would fill the memory.

        Raises: Invalid for more rows than a sheet may have.
        """
        wide, last, dense = 26, 0, True
        with self._trouble(), ZipFile(self.plain) as archive:
            for part in archive.namelist():
                if not part.startswith("xl/worksheets/"):
                    continue
                rest, rows, before = b"", 0, 0
                with archive.open(part) as stream:
                    while block := stream.read(1 << 20):
                        text, rest = _whole_tags(rest + block)
                        dense = dense and b't="e"' not in text and b"t='e'" not in text
                        wide = max([wide, *(most for pattern, most in FAR if (most > wide and pattern.search(text)))])
                        numbers = _row_numbers(text)
                        rows += len(numbers)
                        if rows > MAX_ROWS:
                            raise Invalid(f"A sheet has more than {MAX_ROWS:,} rows, the most that a workbook may have.", where=str(self.path), way_out="Export the table as .csv.")
                        # of rows that come again calamine would put one over the other
                        dense = dense and bool((np.diff(numbers, prepend=before)[numbers != 0] > 0).all())
                        before = int(numbers[-1]) if len(numbers) else before
                        last = int(numbers.max(initial=last))
        return dense and wide * last <= MOST_CELLS

    def _by_openpyxl(self, name: str) -> Iterator[sheets.Row]:
        import openpyxl

        with warnings.catch_warnings(), self._trouble(), ExitStack() as stack:
            warnings.simplefilter("ignore")  # about looks, of no use to anyone
            handle = stack.enter_context(self.plain.open("rb"))  # by its name, openpyxl refuses what does not end like a workbook
            book = openpyxl.load_workbook(handle, read_only=True, data_only=True, keep_links=False)
            try:
                sheet = book[name]
                sheet.reset_dimensions()
                for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                    yield number, [sheets.as_text(cell) for cell in cells]
            finally:
                book.close()

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        """What the two libraries raise, which is whatever their parts raise, in one sentence."""
        try:
            yield
        except IntarsiaError:
            raise
        except Exception as error:
            raise unreadable(self.path) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # how Rust fails; it has no importable name
                raise
            raise unreadable(self.path) from error


def _row_numbers(text: bytes) -> Any:
    """The numbers of the rows that begin here; 0 for one that has none. Rows written the usual way are found faster."""
    usual = USUAL.findall(text)
    if len(usual) + text.count(b"</row>") == text.count(b"row"):
        return np.array(usual, dtype="S9").astype(np.int64)
    return np.array([int(number or 0) for number in ROW.findall(text)], dtype=np.int64)


def _whole_tags(text: bytes) -> tuple[bytes, bytes]:
    """What ends with a whole tag, and the rest."""
    end = text.rfind(b">") + 1
    return text[:end], text[end:][-4096:]


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["title", "year"], ["Zomer", 1990], ["Herfst", 1991]):
        book.active.append(row)
    book.save(path)
    return path, {}, 2
