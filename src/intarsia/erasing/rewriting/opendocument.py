"""Records as rows of an OpenDocument spreadsheet. The row is emptied and stays, so that no formula or merged cell of another row moves."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

from intarsia.erasing.rewriting import zipped
from intarsia.erasing.rewriting.record import Records, cannot
from intarsia.shelf.formats.ods import MAX_ROWS, TABLE, repeated

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
PICTURES = ("Pictures/", "Object ")
PREVIEW = "Thumbnails/"  #: a picture of the first page, which every program makes anew
FULL_PATH = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """The spreadsheet with these rows empty, and without its preview.

    Raises: Refused for one with pictures or charts, which may show a row, and for rows that are written once for several.
    """
    with ZipFile(source) as archive:
        names = archive.namelist()
        if any(name.startswith(PICTURES) for name in names):
            raise cannot("it holds pictures or charts, which may show the record", source)
        content, left = zipped.part(archive, CONTENT), set(records.lines)
        sheet = next((one for one in content.iter(TABLE + "table") if one.get(TABLE + "name") == str(options["sheet"])), None)
        at = 1
        for row in list(sheet.iter(TABLE + "table-row")) if sheet is not None else ():
            count = repeated(row, "rows", MAX_ROWS)
            if inside := [line for line in left if at <= line < at + count]:
                if count > 1:
                    raise cannot("it writes several equal rows as one", source)
                left -= set(inside)
                for cell in list(row):
                    row.remove(cell)
                row.append(row.makeelement(TABLE + "table-cell"))
            at += count
        if left:
            raise cannot("its row was not found", source)
        changed: dict[str, bytes | None] = {CONTENT: zipped.xml(content), **{name: None for name in names if name.startswith(PREVIEW)}}
        if MANIFEST in names:
            manifest = zipped.part(archive, MANIFEST)
            for entry in [one for one in manifest if str(one.get(FULL_PATH)).startswith(PREVIEW)]:
                manifest.remove(entry)
            changed[MANIFEST] = zipped.xml(manifest)
        zipped.written(archive, target, changed)
