"""XML: one element name is the record. Read element by element, without DTD, entities or network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

from lxml import etree

from intarsia.errors import Invalid
from intarsia.shelf.formats import markup
from intarsia.shelf.formats.base import MAX_BYTES, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Reject, free_name, open_binary, settle
from intarsia.shelf.formats.markup import SAFE, append, forget
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, guess_lists, shred

NAME = "xml"
EXTENSIONS = (".xml",)
MEDIA_TYPE = "application/xml"
OPTIONS = {
    "record": 'the element that is a record: its name, or the names from the top joined by "/"',
    "lists": LISTS_MEANING,
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"record": None, "lists": None, "member": "", "max_bytes": MAX_BYTES}
PROBE = 2 << 20  # bytes looked at for the record element
MAX_RECORD = 16 << 20  # bytes of one record
LAST_SURE_LINE = 65_534  # libxml2 counts no further in some builds


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
    number, names_of = 0, Names()
    with _open(path, options) as stream:
        paced = Paced(stream, str(path))
        events = etree.iterparse(paced, events=("end",), tag="{*}" + (names or ["*"])[-1], **SAFE)
        for element in _elements(events, path):
            paced.since = 0
            if not _is_record(element, names):
                continue
            number += 1
            value = _value(element, names_of)
            line = element.sourceline
            yield (
                number,
                line if line and line <= LAST_SURE_LINE else None,
                value if isinstance(value, dict) else {"value": value},
            )
            forget(element)
    if not number:
        raise Invalid(
            f"The file has no element {options['record']}.",
            where=str(path),
            way_out="Set the option record to the name of the element that is a record.",
        )


class Paced:
    """A stream that stops when too much is read without a record: what lies between two records stands in memory."""

    def __init__(self, stream: BufferedReader, where: str) -> None:
        self._stream, self._where, self.since = stream, where, 0

    def read(self, size: int) -> bytes:
        """The next bytes.

        Raises: Invalid behind `MAX_RECORD` bytes without the end of a record.
        """
        self.since += size
        if self.since > MAX_RECORD:
            raise Invalid(
                f"No record ends within {MAX_RECORD:,} bytes.",
                where=self._where,
                way_out="Set the option record to the element that repeats.",
            )
        return self._stream.read(size)


def _open(path: Path, options: Mapping[str, Any]) -> BufferedReader:
    """The bytes, after a look at their beginning: a DOCTYPE is refused before anything parses it."""
    stream = open_binary(path, options)
    try:
        markup.refuse_doctype(stream.peek(markup.HEAD)[: markup.HEAD], str(path))
    except Invalid:
        stream.close()
        raise
    return stream


def _elements(events: Any, path: Path) -> Iterator[Any]:
    """Elements as they end; what lxml cannot parse becomes one plain sentence."""
    try:
        for _, element in events:
            if element.getroottree().docinfo.internalDTD is not None:
                raise markup.has_doctype(str(path))
            yield element
    except etree.XMLSyntaxError as error:
        raise markup.broken(error, str(path)) from error


def _is_record(element: Any, names: list[str]) -> bool:
    """With one name: no ancestor of that name. With several: exactly this path from the top."""
    above = [parent.tag.rpartition("}")[2] for parent in element.iterancestors()]
    if len(names) == 1:
        return names[0] not in above
    return above[::-1] == names[:-1]


class Names(dict[Any, str]):
    """Tags and attributes without their namespaces; "" for comments and instructions."""

    def __missing__(self, tag: Any) -> str:
        self[tag] = found = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        return found


def _value(element: Any, names: Names) -> Any:
    """Text, or a dict of attributes (@name), children and, at "", the element's own text.

    Where text stands beside elements, the text is that of all of them together.
    """
    value: dict[str, Any] = {}
    for tag, text in element.items():
        name = "@" + names[tag]
        value[name if name not in value else free_name(name, value)] = text
    own = element.text
    mixed = False
    for child in element:
        tail = child.tail
        if tail and not tail.isspace():
            mixed = True
        name = names[child.tag]
        if not name:
            continue
        if len(child) or child.keys():
            item = _value(child, names)
        else:
            item = child.text
            if item is not None and item.isspace():
                item = None
        if name in value:
            append(value, name, item)
        else:
            value[name] = item
    if own and own.isspace():
        own = None
    if mixed or (own and len(element)):
        own = "".join(element.itertext(etree.Element))
    return {"": own, **value} if value else own or None


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
            raise markup.broken(error, str(path)) from error
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
