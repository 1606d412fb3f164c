"""Zips, workbooks and Parquet files that are cut, lie about their size or unpack without end."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.hostile.case import Case

TABLE = b"id;titel\n1;De Molen\n2;Het Water\n"


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive, archive.open("films.csv", "w", force_zip64=True) as out:
        for _ in range(1_000):
            out.write(b"0" * 1_000_000)


def _link(path: Path) -> None:
    info = zipfile.ZipInfo("films.csv")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(info, "/etc/passwd")


def _lying_size(path: Path) -> None:
    """The directory says ten bytes; a thousand times more come out."""
    content = packed(("films.csv", b"id;titel\n" + b"1;De Molen\n" * 1000))
    real = struct.pack("<I", 9 + 11 * 1000)
    path.write_bytes(content.replace(real, struct.pack("<I", 10)))


def _encrypted(path: Path) -> None:
    content = bytearray(packed(("films.csv", TABLE)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    path.write_bytes(content)


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rows(*rows: tuple[object, ...], merged: str = "") -> bytes:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        if merged:
            sheet.merge_cells(merged)

    return workbook(fill)


def _replaced(content: bytes, name: str, changed: Callable[[bytes], bytes]) -> bytes:
    """A zip with one member changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, changed(old.read(info)) if info.filename == name else old.read(info))
    return out.getvalue()


PLAIN = _rows(("id", "titel", "jaar"), (1, "De Molen", 1931), (2, "Het Water", 1932))
SHEET = "xl/worksheets/sheet1.xml"
ODS_HEAD = (b'<?xml version="1.0" encoding="UTF-8"?>%s<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            b'<table:table table:name="A">')
ODS_TAIL = b"</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_ROWS = (b"<table:table-row><table:table-cell><text:p>id</text:p></table:table-cell><table:table-cell><text:p>titel</text:p></table:table-cell></table:table-row>"
            b"<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>%s</text:p></table:table-cell></table:table-row>")


def ods(rows: bytes, doctype: bytes = b"") -> bytes:
    return packed(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", ODS_HEAD % doctype + rows + ODS_TAIL))


def _bomb_sheet(content: bytes) -> bytes:
    """Five gigabytes of rows in a workbook of some megabytes."""
    row = b'<row r="2"><c r="A2"><v>1</v></c></row>' * 1000
    head, tail = content.split(b"</sheetData>")
    return head + row * 20_000 + b"</sheetData>" + tail


def _bomb_book(path: Path) -> None:
    path.write_bytes(_replaced(PLAIN, SHEET, _bomb_sheet))


def with_doctype(doctype: bytes) -> bytes:
    """A workbook whose sheet begins with this."""
    begin = b'<?xml version="1.0"?>' + doctype
    return _replaced(PLAIN, SHEET, lambda xml: begin + (xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else xml))


def _laughing_book(path: Path) -> None:
    path.write_bytes(with_doctype(b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'))


def _parquet(path: Path) -> None:
    pq.write_table(pa.table({"id": [1, 2], "titel": ["De Molen", "Het Water"]}), path)


def _cut_parquet(path: Path) -> None:
    _parquet(path)
    path.write_bytes(path.read_bytes()[:-30])


def _broken_parquet(path: Path) -> None:
    """Whole at both ends, garbage between."""
    pq.write_table(pa.table({"id": list(range(10_000)), "titel": [f"t{n}" for n in range(10_000)]}), path, compression="snappy")
    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(n * 7 % 256 for n in range(3900))
    path.write_bytes(content)


def _parquet_bomb(path: Path) -> None:
    """Two billion repetitions of one text in a file of some kilobytes."""
    schema = pa.schema([("titel", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd", use_dictionary=True) as writer:
        piece = pa.table({"titel": pa.repeat(pa.scalar("x" * 1000), 200_000)}, schema=schema)
        for _ in range(30):
            writer.write_table(piece)


ZIP = (
    Case("plain.csv.zip", packed(("films.csv", TABLE)), (2, 2, 0), columns=("id", "titel")),
    Case("bomb.csv.zip", _bomb, None, r"unpacks|ratio|times", "bomb.csv.zip"),
    Case("dots.csv.zip", packed(("../../etc/films.csv", TABLE)), None, r"leads out|name|path|\.\.", "dots.csv.zip"),
    Case("absolute.csv.zip", packed(("/etc/films.csv", TABLE)), None, r"leads out|name|path|absolute", "absolute.csv.zip"),
    Case("link.csv.zip", _link, None, r"link", "link.csv.zip"),
    Case("lies.csv.zip", _lying_size, None, r"damaged|size|says", "lies.csv.zip"),
    Case("nested.zip", packed(("inner.zip", packed(("films.csv", TABLE)))), None, r"archive|zip", "nested.zip"),
    Case("two.csv.zip", packed(("a.csv", TABLE), ("b.csv", TABLE)), None, r"2 files|several|member", "two.csv.zip"),
    Case("two-chosen.csv.zip", packed(("a.csv", TABLE), ("b.csv", TABLE + b"3;x\n")), (3, 3, 0), options={"member": "b.csv"}),
    Case("encrypted.csv.zip", _encrypted, None, r"password|encrypt", "encrypted.csv.zip"),
    Case("cut.csv.zip", packed(("films.csv", TABLE * 500))[:-60], None, r"damaged|cut|zip", "cut.csv.zip"),
    Case("empty.zip", packed(), None, r"empty|no file", "empty.zip"),
    Case("with-rubbish.csv.zip", packed(("__MACOSX/._films.csv", b"\x00\x05"), (".DS_Store", b"x"), ("films.csv", TABLE)), (2, 2, 0)),
)

SHEETS = (
    Case("cut.xlsx", PLAIN[:-200], None, r"damaged|cut|workbook|xlsx", "cut.xlsx"),
    Case("bomb.xlsx", _bomb_book, None, r"unpacks|memory|rows|larger", "bomb.xlsx"),
    Case("laughing.xlsx", _laughing_book, None, r"DTD|entit|damaged|read", "laughing.xlsx"),
    Case("formulas.xlsx", _rows(("id", "som"), (1, "=1+1"), (2, "=A2*3")), (2, 2, 0), holds={("id", 0): "1"}),
    Case("merged.xlsx", _rows(("id", "titel", "jaar"), (1, "De Molen", 1931), (2, None, 1932), merged="B2:B3"), (2, 2, 0), holds={("titel", 0): "De Molen", ("titel", 1): None}),
    Case("notes.xlsx", _rows(("Overzicht van onze films",), (None,), ("id", "titel", "jaar"), (1, "De Molen", 1931)), (1, 1, 0), columns=("id", "titel", "jaar")),
    Case("no-sheet.xlsx", PLAIN, None, r"sheet", "no-sheet.xlsx", {"sheet": "Blad9"}),
    Case("empty.xlsx", workbook(lambda book: None), None, r"empty|no rows|nothing", "empty.xlsx"),
    Case("text.xlsx", b"id,titel\n1,x\n", (1, 1, 0), reads_as="csv"),
    Case("far-away.xlsx", _replaced(PLAIN, SHEET, lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>9</v></c></row></sheetData>')), (3, 2, 1),
         r"note below the table", (3, 1_048_576)),
    Case("plain.ods", ods(ODS_ROWS % b"De Molen"), (1, 1, 0), holds={("titel", 0): "De Molen"}),
    Case("repeats.ods", ods(ODS_ROWS % b"De Molen" + b'<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
                            b"</table:table-row>"), (1, 1, 0)),
    Case("filled-repeats.ods", ods(ODS_ROWS % b"x" + b'<table:table-row table:number-rows-repeated="2000000000"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p>'
                                   b"</table:table-cell></table:table-row>"), None, r"rows|columns|repeat", "filled-repeats.ods"),
    Case("laughing.ods", ods(ODS_ROWS % b"&a;", b'<!DOCTYPE x [<!ENTITY a "aaa">]>'), None, r"DTD|entit", "laughing.ods"),
    Case("cut.ods", ods(ODS_ROWS % b"x")[:-40], None, r"damaged|cut|ods|spreadsheet", "cut.ods"),
    Case("no-content.ods", packed(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), None, r"content|spreadsheet|damaged", "no-content.ods"),
    Case("cut.parquet", _cut_parquet, None, r"Parquet|damaged|cut", "cut.parquet"),
    Case("broken.parquet", _broken_parquet, None, r"Parquet|damaged|read", "broken.parquet"),
    Case("bomb.parquet", _parquet_bomb, None, r"unpacks|memory|larger|bytes", "bomb.parquet", {"max_bytes": 1_000_000_000}),
    Case("not.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1", None, r"Parquet|damaged", "not.parquet"),
)
