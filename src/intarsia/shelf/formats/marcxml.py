"""MARCXML: a record is a record. Columns are `leader`, `001`, `245.a`, `245.ind1`; repeated fields are lists.

Also finds records inside other XML, such as the answers of an OAI-PMH server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from intarsia.errors import Invalid
from intarsia.shelf.formats import markup
from intarsia.shelf.formats.base import MAX_BYTES, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Reject, open_binary, settle
from intarsia.shelf.formats.heads import Head
from intarsia.shelf.formats.markup import SAFE, append, forget
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, guess_lists, shred

NAME = "marcxml"
EXTENSIONS = (".marcxml", ".mrcx")
MEDIA_TYPE = "application/marcxml+xml"
OPTIONS = {"lists": LISTS_MEANING, "member": MEMBER_MEANING, "max_bytes": MAX_BYTES_MEANING}
DEFAULTS = {"lists": None, "member": "", "max_bytes": MAX_BYTES}
SPACE = "http://www.loc.gov/MARC21/slim"
FIELDS = re.compile(r"<(?:[\w.-]+:)?(?:leader|controlfield|datafield)[\s>]")
LAST_SURE_LINE = 65_534  # libxml2 counts no further in some builds
DEEP = 40  # elements a record may stand in


def recognises(head: Head) -> bool:
    """The namespace, or a collection of records with MARC fields."""
    if head.kind != "xml" or not FIELDS.search(head.text):
        return False
    return SPACE in head.text or (head.root is not None and head.root[0] in ("collection", "record"))


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that repeat in the first records."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["lists"] is None:
        found["lists"] = guess_lists(_records(path, found))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Every record, in the order of the file.

    Raises: Invalid where the XML breaks, or when it holds no MARC record.
    """
    full = guess(path, options)
    yield from shred(_records(path, full), full)


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    number = 0
    with open_binary(path, options) as stream:
        events = etree.iterparse(stream, events=("start", "end"), tag="{*}record", **SAFE)
        for element in _ended(events, path):
            if not _is_marc(element):
                continue
            number += 1
            line = element.sourceline
            line = line if line and line <= LAST_SURE_LINE else None
            value = _record(element)
            yield number, line, value if isinstance(value, dict) else Reject(number, line, value)
            forget(element)
    if not number:
        raise Invalid("The file holds no MARC record.", where=str(path), way_out="If it is other XML, read it with the format xml.")


def _ended(events: Any, path: Path) -> Iterator[Any]:
    """Elements as they end; a DOCTYPE is refused at the first element, before it can do anything."""
    try:
        for event, element in events:
            if event == "end":
                yield element
            elif element.getroottree().docinfo.doctype:
                raise markup.has_doctype(str(path))
            elif sum(1 for _ in element.iterancestors()) > DEEP:
                raise Invalid("The records are nested too deeply.", where=str(path), way_out="Check that this is MARCXML.")
    except etree.XMLSyntaxError as error:
        raise markup.broken(error, str(path)) from error


def _is_marc(element: Any) -> bool:
    """Has it fields, and no MARC record inside it? OAI-PMH calls the envelope of a record a record, too."""
    name = etree.QName(element)
    if name.namespace == SPACE:
        return True
    return name.namespace is None and any(_local(child) in ("leader", "controlfield", "datafield") for child in element)


def _local(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _record(element: Any) -> dict[str, Any] | str:
    """Fields by tag; the reason when a field has none."""
    record: dict[str, Any] = {}
    for field in element:
        kind = _local(field)
        if kind == "leader":
            append(record, "leader", field.text)
        elif kind in ("controlfield", "datafield"):
            tag = (field.get("tag") or "").strip()
            if not tag:
                return "a field has no tag"
            append(record, tag, field.text if kind == "controlfield" else _subfields(field))
    return record or "the record has no fields"


def _subfields(field: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: field.get(name).strip() or None for name in ("ind1", "ind2") if field.get(name)}
    for part in field:
        if _local(part) == "subfield":
            append(found, (part.get("code") or "").strip() or "_", part.text)
    return found


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """A collection of two records."""
    record = '<record><leader>00000nam</leader><controlfield tag="001">{}</controlfield>{}</record>'
    title = '<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{}</subfield></datafield>'
    body = record.format("1", title.format("Zomer")) + record.format("2", title.format("Herfst"))
    path.write_text(f'<collection xmlns="{SPACE}">{body}</collection>', encoding="utf-8")
    return path, {}, 2
