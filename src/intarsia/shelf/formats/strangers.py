"""Files that are no data, or not as they are: each is told what it is and what to do with it."""

from __future__ import annotations

import re

from intarsia.errors import Invalid
from intarsia.shelf.formats.archive import NESTED, OWN_PACKING
from intarsia.shelf.formats.heads import SIZE, Head

#: formats that look for strangers whenever they read; the others may well begin like one
WATCHED = frozenset(
    ("csv", "eurostat", "excel", "json", "jsonl", "jsonld", "jsonstat", "marcxml", "ods", "parquet", "rda", "rdf", "sdmxcsv")
)
TABLE = "Export the table as .csv or .xlsx and give that."
AS_XLSX = "Open it in a spreadsheet program and save it as .xlsx or .csv."
IMAGE = "Give a table or list that describes the images; images themselves are not read."
MEDIA = "Give a table or list that describes the recordings; recordings themselves are not read."
DOCUMENT = "Copy the table in it into a spreadsheet and save that as .xlsx or .csv."
#: place, mark, what it is, what to do
MARKS = (
    (0, b"%PDF-", "a PDF document", "Ask for the table behind it, or copy it into a spreadsheet and save that as .xlsx or .csv."),
    (0, b"{\\rtf", "a text document (RTF)", DOCUMENT),
    (0, b"\x89PNG\r\n\x1a\n", "an image (PNG)", IMAGE),
    (0, b"\xff\xd8\xff", "an image (JPEG)", IMAGE),
    (0, b"GIF87a", "an image (GIF)", IMAGE),
    (0, b"GIF89a", "an image (GIF)", IMAGE),
    (0, b"II*\x00", "an image (TIFF)", IMAGE),
    (0, b"MM\x00*", "an image (TIFF)", IMAGE),
    (8, b"WEBP", "an image (WebP)", IMAGE),
    (8, b"WAVE", "a sound recording (WAV)", MEDIA),
    (0, b"ID3\x03", "a sound recording (MP3)", MEDIA),
    (0, b"ID3\x04", "a sound recording (MP3)", MEDIA),
    (0, b"fLaC", "a sound recording (FLAC)", MEDIA),
    (0, b"OggS", "a recording (Ogg)", MEDIA),
    (4, b"ftyp", "a film or sound recording (MP4)", MEDIA),
    (0, b"\x1aE\xdf\xa3", "a film (Matroska)", MEDIA),
    (0, b"SQLite format 3\x00", "an SQLite database", TABLE),
    (0, b"ARROW1\x00\x00", "an Arrow or Feather file", "Save it as Parquet and give that."),
    (0, b"Obj\x01", "an Avro file", "Save it as Parquet or JSON lines and give that."),
    (0, b"<stata_dta>", "a Stata file", TABLE),
    (0, b"$FL2@(#)", "an SPSS file", TABLE),
    (0, b"\x00\x00\x27\x0a\x00\x00\x00\x00", "a shapefile", "Export it as GeoJSON and give that."),
    (0, b"\x7fELF", "a program", "Give a data file."),
)
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PASSWORD = "EncryptedPackage".encode("utf-16-le")
OFFICE = {
    "docx": ("a Word document", DOCUMENT),
    "odt": ("a text document (OpenDocument)", DOCUMENT),
    "pptx": ("a PowerPoint presentation", DOCUMENT),
    "epub": ("an e-book (EPUB)", "Give a table or list that describes the books; books themselves are not read."),
    "xlsb": ("a binary Excel workbook (.xlsb)", AS_XLSX),
}
PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
SCRAP = re.compile(r"<(?:head|body|table|meta|script|style|div)[\s>]", re.IGNORECASE)
OLD_XML = 'progid="Excel.Sheet"', "urn:schemas-microsoft-com:office:spreadsheet"


def empty(where: str) -> Invalid:
    """The error for a file of nothing, or of nothing but blanks."""
    return Invalid("The file is empty.", where=where, way_out="Fetch or export it again.")


def refuse(head: Head, where: str) -> None:
    """Raises: Invalid that says what the file is, when it is nothing a format here reads."""
    if len(head.data) < SIZE and not head.data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise empty(where)
    found = _stranger(head)
    if found:
        raise Invalid(f"This is {found[0]}, not a data file that is read here.", where=where, way_out=found[1])


def _stranger(head: Head) -> tuple[str, str] | None:
    """What it is and what to do."""
    if head.office in OFFICE:
        return OFFICE[head.office]
    if head.data.startswith(OLE2):
        if PASSWORD in head.data:
            return "a workbook with a password", "Open it, take the password away, and save it as .xlsx."
        return "a file of an old Office program (.xls, .doc)", AS_XLSX
    for at, mark, what, way_out in MARKS:
        if head.data[at : at + len(mark)] == mark:
            return what, way_out
    if not head.name.endswith(OWN_PACKING):
        for at, mark, what in NESTED[1:]:
            if head.data[at : at + len(mark)] == mark:
                return what, "Unpack it yourself and give the file inside, or pack that as .gz or .zip."
    return _page(head)


def _page(head: Head) -> tuple[str, str] | None:
    """A web page, or a table that a program saved as one."""
    start = head.text[:4096]
    if any(sign in start for sign in OLD_XML) and head.root is not None and head.root[0] == "Workbook":
        return "an Excel 2003 XML workbook", AS_XLSX
    if not PAGE.match(head.body) and (head.name.endswith((".xml", ".ttl", ".md", ".markdown")) or not SCRAP.match(head.body)):
        return None
    if head.name.endswith((".xls", ".xlsx", ".ods")) or "urn:schemas-microsoft-com:office" in start:
        return "a web page saved under the name of a workbook", AS_XLSX
    return "a web page", "The publisher may have sent an error or a download page: look at it in a browser and fetch the file it leads to."
