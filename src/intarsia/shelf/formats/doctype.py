"""XML for parsers that expand entities: a DOCTYPE may name namespaces at the beginning, as ontologies do, and nothing else."""

from __future__ import annotations

import io
import re
from typing import Any

from intarsia.errors import Invalid

SIZE = 1 << 16
BEFORE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>|<!--.*?-->)?", re.DOTALL)
NAMESPACES = re.compile(
    rb"""\s*<!DOCTYPE\s+[\w:.-]+\s*\[(?:\s*<!ENTITY\s+[\w.-]+\s+(?:"[^"&%<>]{0,200}"|'[^'&%<>]{0,200}')\s*>){1,100}\s*\]\s*>"""
)
ROOT = re.compile(rb"\s*<([A-Za-z_][\w.:-]*)")
LAST = re.compile(rb"(?:</([A-Za-z_][\w.:-]*)\s*|<([A-Za-z_][\w.:-]*)[^<>]*/)>\Z")
ANY = re.compile(rb"<!d", re.IGNORECASE)  # what a lenient parser takes for the beginning of one


class Watched(io.RawIOBase):
    """The bytes of a file; reading fails where a DOCTYPE stands that is more than a list of namespaces.

    Entities that hold entities, or name files, are how small XML fills a memory or reads other files.
    """

    def __init__(self, stream: io.BufferedReader, where: str) -> None:
        self._stream, self._where, self._tail = stream, where, b""
        head = stream.peek(SIZE)[:SIZE]
        at = _content(head)
        found = NAMESPACES.match(head, at)
        self._passed = found.end() if found else 0
        root = ROOT.match(head, _content(head, found.end() if found else at))
        self._root, self._last = (root.group(1) if root else b""), b""

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        data = self._stream.read(-1 if size is None else size)
        fresh = data
        if self._passed:
            fresh, self._passed = data[self._passed :], max(0, self._passed - len(data))
        if ANY.search(self._tail + fresh):
            raise Invalid(
                "The file has a DTD (a DOCTYPE with more than namespaces in it), which can make a reader expand entities or fetch other files.",
                where=self._where,
                way_out="Remove the DOCTYPE, or save the file as Turtle.",
            )
        self._tail = (self._tail + fresh)[-2:]
        self._last = (self._last + data)[-SIZE:]
        return data

    def check_end(self) -> None:
        """Raises: Invalid when the file does not end with the element it began with; parsers may not mind."""
        last = self._last.rstrip()
        while last.endswith(b"-->") and b"<!--" in last:
            last = last[: last.rindex(b"<!--")].rstrip()
        ends = LAST.search(last)
        if not self._root or not ends or self._root not in ends.groups():
            raise Invalid("The XML is cut off: it does not end with the element it began with.", where=self._where, way_out="Fetch the file again.")

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _content(head: bytes, at: int = 0) -> int:
    """Where instructions and comments end."""
    while (match := BEFORE.match(head, at)) and match.end() > at:
        at = match.end()
    return at
