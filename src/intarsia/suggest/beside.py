"""What else stands in a file besides the part that is read: the other sheets of a workbook."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_TABLE = re.compile(rb"<table:table\b[^>]*>")
_NAME = re.compile(rb"""\s(?:table:)?name=(?:"([^"]*)"|'([^']*)')""")
#: bytes of a workbook's list of sheets, and of the contents of an ods, that are looked at; sheets that are named
LISTED, CONTENT, MOST = 4_000_000, 200_000_000, 50
CHUNK, TAG = 1_000_000, 2_000


def sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets that are shown, in their order; none for any other file, or one that cannot be looked into."""
    try:
        with zipfile.ZipFile(path) as book:
            names = set(book.namelist())
            if "xl/workbook.xml" in names:
                with book.open("xl/workbook.xml") as stream:
                    tags = [tag for tag in _SHEET.findall(stream.read(LISTED)) if b'state="' not in tag or b'state="visible"' in tag]
            elif "content.xml" in names:
                tags = _tables(book)
            else:
                return []
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return []
    found = [(m[1] or m[2] or b"").decode("utf-8", "replace") for tag in tags if (m := _NAME.search(tag))]
    return [html.unescape(name) for name in found][:MOST]


def _tables(book: zipfile.ZipFile) -> list[bytes]:
    """The start tags of an ods' tables, found while its contents pass by."""
    tags: list[bytes] = []
    with book.open("content.xml") as stream:
        rest, seen = b"", 0
        while (chunk := stream.read(CHUNK)) and seen < CONTENT and len(tags) < MOST:
            seen += len(chunk)
            text = rest + chunk
            end = 0
            for m in _TABLE.finditer(text):
                tags.append(m[0])
                end = m.end()
            rest = text[max(end, len(text) - TAG) :]
    return tags
