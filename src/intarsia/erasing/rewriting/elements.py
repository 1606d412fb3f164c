"""Records as elements of XML. All other bytes stay as they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.parsers import expat

from intarsia.erasing.rewriting.record import Records, cannot

#: a tag: attributes in quotes may hold ">"
TAG = re.compile(rb"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class _Spans:
    """Where the record elements stand, in bytes: of one name the outermost, of a path exactly those."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.found: list[tuple[int, int]] = []
        self._above: list[str] = []
        self._start = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._begins
        self.parser.EndElementHandler = self._ends

    def _is_record(self, name: str) -> bool:
        if name != self.names[-1]:
            return False
        return name not in self._above if len(self.names) == 1 else self._above == self.names[:-1]

    def _begins(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if self._is_record(name):
            self._start = self.parser.CurrentByteIndex
        self._above.append(name)

    def _ends(self, tag: str) -> None:
        name = self._above.pop()
        if self._is_record(name):
            self.found.append((self._start, self.parser.CurrentByteIndex))


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """The bytes without these elements and the blanks before each. Raises: Refused for characters of two bytes, and XML that breaks."""
    content = source.read_bytes()
    if content[:2] in WIDE:
        raise cannot("its characters take two bytes each", source)
    spans = _Spans([name for name in str(options["record"]).split("/") if name])
    try:
        spans.parser.Parse(content, True)
    except (expat.ExpatError, LookupError) as error:
        raise cannot("it cannot be read to its end as XML", source) from error
    parts, before = [], 0
    for row in records.rows:
        start, ends = spans.found[row - 1]
        closing = TAG.match(content, ends)  # the tag that ends it; of an empty element that is the one that begins it
        if closing is None:
            raise cannot("the end of the record was not found", source)
        parts.append(content[before:start].rstrip())
        before = closing.end()
    target.write_bytes(b"".join((*parts, content[before:])))
