"""Records as rows of an Excel workbook. The row is emptied and keeps its number, so that no formula, merged cell or filter of another row moves."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from intarsia.erasing.rewriting import zipped
from intarsia.erasing.rewriting.record import Records, cannot

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
RELATION = re.compile(r"\{[^}]*/relationships\}id")
#: parts that may show the record without being text
PICTURES = ("xl/media/", "docProps/thumbnail", "xl/embeddings/")
BOOK, STRINGS = "xl/workbook.xml", "xl/sharedStrings.xml"


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """The workbook with these rows empty, their links and comments gone, and their texts out of the shared ones.

    Raises: Refused for a workbook with pictures, which may show a row, and for one whose rows are not numbered.
    """
    with ZipFile(source) as archive:
        names = archive.namelist()
        if any(name.startswith(PICTURES) for name in names):
            raise cannot("it holds pictures or other files, which may show the record", source)
        sheets = {name: zipped.part(archive, name) for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)}
        path = _sheet(archive, str(options["sheet"]), source)
        changed: dict[str, bytes | None] = {}
        numbers = {str(line) for line in records.lines}
        rows = [row for row in _all(sheets[path], "row") if row.get("r") in numbers]
        if len(rows) != len(records.rows):
            raise cannot("its rows are not numbered", source)
        texts = {index for row in rows for index in _shared(row)}
        for row in rows:
            for cell in list(row):
                row.remove(cell)
        changed |= _hanging(archive, sheets[path], path, numbers)
        changed[path] = zipped.xml(sheets[path])
        if STRINGS in names and (gone := texts - {index for sheet in sheets.values() for index in _shared(sheet)}):
            changed[STRINGS] = _emptied(archive, gone)
        zipped.written(archive, target, changed)


def _all(root: Any, name: str) -> Iterator[Any]:
    """Every element of a name, in either kind of workbook."""
    found: Iterator[Any] = root.iter(MAIN + name, STRICT + name)
    return found


def _sheet(archive: ZipFile, wanted: str, source: Path) -> str:
    """The part of a sheet, by its name or its number from 1."""
    sheets = list(_all(zipped.part(archive, BOOK), "sheet"))
    named = [one for one in sheets if one.get("name") == wanted]
    if not named and wanted.isdigit() and 0 < int(wanted) <= len(sheets):
        named = [sheets[int(wanted) - 1]]
    key = next((value for one in named for name, value in one.attrib.items() if RELATION.fullmatch(name)), None)
    targets = {one.get("Id"): one.get("Target", "") for one in zipped.part(archive, "xl/_rels/workbook.xml.rels").iter(PACKAGE + "Relationship")}
    if key not in targets:
        raise cannot(f"its sheet {wanted} was not found", source)
    return posixpath.normpath(posixpath.join("xl", targets[key])) if not targets[key].startswith("/") else targets[key][1:]


def _shared(root: Any) -> Iterator[int]:
    """The numbers of the shared texts that cells show."""
    for cell in _all(root, "c"):
        if cell.get("t") == "s":
            yield from (int(value.text) for value in _all(cell, "v") if value.text)


def _hanging(archive: ZipFile, sheet: Any, path: str, numbers: set[str]) -> dict[str, bytes | None]:
    """What hangs on cells of these rows goes too: links with their addresses, comments with their texts. The parts that change."""
    changed: dict[str, bytes | None] = {}
    folder, name = posixpath.split(path)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        for link in [one for one in _all(sheet, "hyperlink") if _row(one) in numbers]:
            link.getparent().remove(link)
        return changed
    relations = zipped.part(archive, rels)
    for link in [one for one in _all(sheet, "hyperlink") if _row(one) in numbers]:
        keys = {value for attribute, value in link.attrib.items() if RELATION.fullmatch(attribute)}
        link.getparent().remove(link)
        for relation in [one for one in relations.iter(PACKAGE + "Relationship") if one.get("Id") in keys]:
            relations.remove(relation)
        changed[rels] = zipped.xml(relations)
    for links in [one for one in _all(sheet, "hyperlinks") if not len(one)]:
        links.getparent().remove(links)
    for relation in relations.iter(PACKAGE + "Relationship"):
        if relation.get("Type", "").endswith("/comments"):
            part = posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))) if not relation.get("Target", "").startswith("/") else relation.get("Target", "")[1:]
            comments = zipped.part(archive, part)
            for comment in [one for one in _all(comments, "comment") if _row(one) in numbers]:
                comment.getparent().remove(comment)
                changed[part] = zipped.xml(comments)
    return changed


def _row(element: Any) -> str:
    """The row that something hangs on: "A5" is "5"."""
    return re.sub(r"[A-Z$]+", "", (element.get("ref") or "").partition(":")[0])


def _emptied(archive: ZipFile, gone: set[int]) -> bytes:
    """The shared texts, those that no cell shows any more empty: their numbers must stay."""
    strings = zipped.part(archive, STRINGS)
    for number, one in enumerate(list(_all(strings, "si"))):
        if number in gone:
            space = one.tag.removesuffix("si")
            for inner in list(one):
                one.remove(inner)
            one.append(one.makeelement(space + "t"))
    return zipped.xml(strings)
