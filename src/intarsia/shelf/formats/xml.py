"""XML: one element name is the record. Read element by element, without DTD, entities or network."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from lxml import etree

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import MAX_BYTES, MAX_BYTES_MEANING, Batch, Reject, open_binary, settle
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, guess_lists, shred

NAME = "xml"
EXTENSIONS = (".xml",)
MEDIA_TYPE = "application/xml"
OPTIONS = {
    "record": 'the element that is a record: its name, or the names from the top joined by "/"',
    "lists": LISTS_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"record": None, "lists": None, "max_bytes": MAX_BYTES}
HEAD = 1 << 16  # bytes looked at for a DOCTYPE
PROBE = 2 << 20  # bytes looked at for the record element
NOT_CONTENT = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)
LAST_SURE_LINE = 65_534  # libxml2 counts no further in some builds
SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The record as the repeated element nearest to the top, the lists by the first records."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["record"] is None:
        found["record"] = _guess_record(path, found)
    if found["lists"] is None:
        found["lists"] = guess_lists(_records(path, found), attributes=True)
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """Each record element, its children as columns, repeated children as tables."""
    full = guess(path, options)
    yield from shred(_records(path, full), full, attributes=True)


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    names = [name for name in options["record"].split("/") if name]
    number = 0
    with _open(path, options) as stream:
        events = etree.iterparse(stream, events=("end",), tag="{*}" + (names or ["*"])[-1], **SAFE)
        for element in _elements(events, path):
            if not _is_record(element, names):
                continue
            number += 1
            value = _value(element)
            line = element.sourceline
            yield (
                number,
                line if line and line <= LAST_SURE_LINE else None,
                value if isinstance(value, dict) else {"value": value},
            )
            _forget(element)
    if not number:
        raise Invalid(
            f"The file has no element {options['record']}.",
            where=str(path),
            way_out="Set the option record to the name of the element that is a record.",
        )


def _open(path: Path, options: Mapping[str, Any]) -> BufferedReader:
    """The bytes, after a look at their beginning: a DOCTYPE is refused before anything parses it."""
    stream = open_binary(path, options)
    head = NOT_CONTENT.sub(b"", stream.peek(HEAD)[:HEAD].replace(b"\x00", b""))
    if b"<!DOCTYPE" in head:
        stream.close()
        raise Invalid(
            "The file has a DOCTYPE, which can make a reader fetch or expand other files.",
            where=str(path),
            way_out="Remove the DOCTYPE and export the file again.",
        )
    return stream


def _elements(events: Any, path: Path) -> Iterator[Any]:
    """Elements as they end; what lxml cannot parse becomes one plain sentence."""
    try:
        for _, element in events:
            if element.getroottree().docinfo.internalDTD is not None:
                raise Invalid("The file has a DOCTYPE.", where=str(path), way_out="Remove it.")
            yield element
    except etree.XMLSyntaxError as error:
        raise Invalid(
            f"The XML breaks at line {error.lineno}.",
            where=str(path),
            way_out="Fetch the file again, or repair it.",
        ) from error


def _is_record(element: Any, names: list[str]) -> bool:
    """With one name: no ancestor of that name. With several: exactly this path from the top."""
    above = [etree.QName(parent).localname for parent in element.iterancestors()]
    if len(names) == 1:
        return names[0] not in above
    return above[::-1] == names[:-1]


def _forget(element: Any) -> None:
    """Free what has been read: the record and everything before it."""
    element.clear()
    while element is not None:
        parent = element.getparent()
        while element.getprevious() is not None:
            del parent[0]
        element = parent


def _value(element: Any) -> Any:
    """Text, or a dict of attributes (@name), children and, at "", the element's own text."""
    value: dict[str, Any] = {}
    for name, text in element.attrib.items():
        value.setdefault("@" + etree.QName(name).localname, text)
    mixed = False
    for child in element:
        mixed = mixed or bool(child.tail and child.tail.strip())
        if isinstance(child.tag, str):
            _append(value, etree.QName(child).localname, _value(child))
    text = "".join(element.itertext()) if mixed else element.text
    text = text if text and text.strip() else None
    if not value:
        return text
    return {"": text, **value}


def _append(value: dict[str, Any], name: str, item: Any) -> None:
    """A second child of the same name makes a list."""
    if name not in value:
        value[name] = item
    elif isinstance(value[name], list):
        value[name].append(item)
    else:
        value[name] = [value[name], item]


def _guess_record(path: Path, options: Mapping[str, Any]) -> str:
    """Among the elements that repeat the one nearest to the top, else the top."""
    counts: Counter[tuple[str, ...]] = Counter()
    stack: list[str] = []
    parser = etree.XMLPullParser(events=("start", "end"), **SAFE)
    with _open(path, options) as stream:
        try:
            parser.feed(stream.read(PROBE))
            for event, element in parser.read_events():
                if event == "end":
                    stack.pop()
                    continue
                stack.append(etree.QName(element).localname)
                counts[tuple(stack)] += 1
        except etree.XMLSyntaxError as error:
            raise Invalid(
                f"The file is not XML: it breaks at line {error.lineno}.",
                where=str(path),
                way_out="Check what the file is; the publisher may have sent an error page.",
            ) from error
    repeated = [names for names, count in counts.items() if count > 1]
    if not repeated:
        return "/".join(next(iter(counts), ("",))[:1])
    best = min(repeated, key=lambda names: (len(names), -counts[names]))
    return "/".join(best)


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    path.write_text(
        '<films><film id="1"><title lang="nl">Zomer</title></film><film><title>Herfst</title></film></films>',
        encoding="utf-8",
    )
    return path, {}, 2
