"""An office document: an archive of parts, some of which are written anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from lxml import etree

from intarsia.shelf.formats.markup import SAFE


def part(archive: ZipFile, name: str) -> Any:
    """The root of a part in XML."""
    return etree.fromstring(archive.read(name), etree.XMLParser(**{**SAFE, "huge_tree": True}))


def xml(root: Any) -> bytes:
    """A part as bytes."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def written(archive: ZipFile, target: Path, changed: Mapping[str, bytes | None]) -> None:
    """The archive with these parts changed, those that are None left out; order, packing and dates of the others stay."""
    with ZipFile(target, "w") as out:
        for entry in archive.infolist():
            content = changed[entry.filename] if entry.filename in changed else archive.read(entry)
            if content is not None:
                out.writestr(entry, content)
