"""OpenDocument spreadsheets (ods): content.xml streamed row by row, repeats unrolled within bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from lxml import etree

from intarsia.errors import Invalid
from intarsia.shelf.formats import markup, sheets
from intarsia.shelf.formats.base import (
    BLOCK,
    MAX_BYTES,
    MAX_BYTES_MEANING,
    MEMBER_MEANING,
    Batch,
    Counted,
    Reject,
    plain_path,
    settle,
    too_large,
)

NAME = "ods"
EXTENSIONS = (".ods",)
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OPTIONS = {**sheets.OPTIONS, "member": MEMBER_MEANING, "max_bytes": MAX_BYTES_MEANING}
DEFAULTS = {**sheets.DEFAULTS, "member": "", "max_bytes": MAX_BYTES}
MAX_ROWS = 1 << 20
MAX_COLUMNS = 1 << 14
MAX_REPEATED = 10_000_000  # cells of a sheet that are there by repetition alone
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
VALUE_OF = {
    "float": "value",
    "percentage": "value",
    "currency": "value",
    "date": "date-value",
    "time": "time-value",
}


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet with most table in it; the header as the first row the next ones resemble."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["sheet"] is None:
        found["sheet"] = sheets.guess_sheet(_samples(path, found))
    elif str(found["sheet"]).isdigit():
        found["sheet"] = _by_number(list(_samples(path, found)), found["sheet"])
    if found["header_row"] is None:
        found["header_row"] = sheets.guess_header(list(islice(_rows(path, found), sheets.SAMPLE)))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The rows below the header of one sheet."""
    full = guess(path, options)
    yield from sheets.table(_rows(path, full), full, f"{path}, sheet {full['sheet']}")


def _by_number(names: list[str], wanted: str | int) -> str:
    """The sheet of this name, else of this number from 1, else what was asked for, an error later."""
    if str(wanted) in names or not 0 < int(wanted) <= len(names):
        return str(wanted)
    return names[int(wanted) - 1]


@contextmanager
def _content(path: Path, options: Mapping[str, Any]) -> Iterator[BinaryIO]:
    """content.xml, no larger than allowed."""
    limit = int(options["max_bytes"])
    with plain_path(path, options) as plain:
        try:
            with ZipFile(plain) as archive:
                entry = archive.getinfo("content.xml")
                markup.refuse_doctypes(archive, str(path))
                counted = Counted(cast(BinaryIO, archive.open(entry)), limit, str(path), entry.compress_size)
                counted.expect(entry.file_size)
                with BufferedReader(counted, BLOCK) as stream:
                    yield stream
        except etree.XMLSyntaxError as error:
            raise markup.broken(error, str(path)) from error
        except (BadZipFile, KeyError, OSError, RuntimeError) as error:
            raise Invalid(
                "The file is not a spreadsheet that can be read, or it is damaged or has a password.",
                where=str(path),
                way_out="Open it in a spreadsheet program and save it as .ods, .xlsx or .csv.",
            ) from error


def _events(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    events: Iterator[tuple[str, Any]] = etree.iterparse(
        stream,
        events=("start", "end"),
        tag=(TABLE + "table", TABLE + "table-row"),
        **markup.SAFE,
    )
    return events


def _tables(stream: BinaryIO) -> Iterator[tuple[str, Any]]:
    """Each sheet's name when it begins and, with its rows as they end, ("", row)."""
    depth = 0
    for event, element in _events(stream):
        if element.tag == TABLE + "table":
            depth += 1 if event == "start" else -1
            if event == "start" and depth == 1:
                yield element.get(TABLE + "name") or "", None
        elif event == "end" and depth == 1:
            yield "", element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _samples(path: Path, options: Mapping[str, Any]) -> dict[str, list[sheets.Row]]:
    """The first rows of every sheet."""
    found: dict[str, list[sheets.Row]] = {}
    row, left = 1, MAX_REPEATED
    with _content(path, options) as stream:
        for name, element in _tables(stream):
            if element is None:
                rows = found.setdefault(name, [])
                row = 1
            elif len(rows) < sheets.SAMPLE and left > 0:
                rows.append((row, _cells(element)))
                left -= len(rows[-1][1])
                row += repeated(element, "rows", MAX_ROWS)
    if not found:
        raise Invalid("The file has no sheet.", where=str(path), way_out="Check what the file is.")
    return found


def _rows(path: Path, options: Mapping[str, Any]) -> Iterator[sheets.Row]:
    """The rows of the wanted sheet. Empty ones are told once, however often they are repeated."""
    names: list[str] = []
    wanted, inside, row, left, more = options["sheet"], False, 1, int(options["max_bytes"]), MAX_REPEATED
    with _content(path, options) as stream:
        for name, element in _tables(stream):
            if element is None:
                if inside:
                    return
                names.append(name)
                inside = name == wanted
            elif inside:
                cells, count = _cells(element), repeated(element, "rows", MAX_ROWS)
                more -= max(0, len(cells) * count - len(element))
                if cells and (row + count - 1 > MAX_ROWS or len(cells) > MAX_COLUMNS or more < 0):
                    raise _too_much(path)
                for at in range(row, row + (count if cells else 1)):
                    left -= sum(map(len, filter(None, cells)))
                    if left < 0:
                        raise too_large(str(path), int(options["max_bytes"]))
                    yield at, cells
                row += count
    if not inside:
        raise Invalid(
            f"There is no sheet {wanted}.", where=str(path), way_out=f"The sheets are: {', '.join(names)}."
        )


def _too_much(path: Path) -> Invalid:
    return Invalid(
        f"The sheet has more than {MAX_ROWS:,} rows or {MAX_COLUMNS:,} columns, or repeats its cells more than {MAX_REPEATED:,} times.",
        where=str(path),
        way_out="Take away what is repeated below or beside the table, or save the sheet as .csv.",
    )


def repeated(element: Any, what: str, most: int) -> int:
    count = element.get(f"{TABLE}number-{what}-repeated", "1")
    return min(int(count), most) if count.isdigit() else 1


def _cells(row: Any) -> list[str | None]:
    """The cells as text, up to the last filled one."""
    cells: list[str | None] = []
    empty = 0
    for element in row.iterchildren(*CELLS):
        value = _value(element) if element.tag == CELLS[0] else None
        count = repeated(element, "columns", MAX_COLUMNS + 1)
        if value is None:
            empty += count
            continue
        cells.extend([None] * min(empty, MAX_COLUMNS))
        cells.extend([value] * count)
        empty = 0
        if len(cells) > MAX_COLUMNS:
            break
    return cells


def _value(cell: Any) -> str | None:
    """The stored value; for text its paragraphs, without the comment that may hang on the cell."""
    kind = cell.get(OFFICE + "value-type") or ""
    stored = cell.get(OFFICE + VALUE_OF[kind]) if kind in VALUE_OF else None
    if kind == "boolean":
        stored = cell.get(OFFICE + "boolean-value")
    if stored is not None:
        stored = stored.removesuffix("T00:00:00") if kind == "date" else stored
        return stored or None
    return "\n".join(_text(paragraph) for paragraph in cell.iterchildren(TEXT + "p", TEXT + "h")) or None


def _text(element: Any) -> str:
    """Text with the spaces, tabs and line breaks that are written as elements."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == TEXT + "s":
            count = child.get(TEXT + "c", "1")
            parts.append(" " * min(int(count) if count.isdigit() else 1, 1000))
        elif child.tag in (TEXT + "tab", TEXT + "line-break"):
            parts.append("\t" if child.tag == TEXT + "tab" else "\n")
        elif isinstance(child.tag, str) and child.tag != OFFICE + "annotation":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Films">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """One sheet with a header and two rows."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = (("title", "year"), ("Zomer", "1990"), ("Herfst", "1991"))
    body = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    with ZipFile(path, "w") as archive:
        archive.writestr("content.xml", CONTENT.format(rows=body))
    return path, {}, 2
