"""XML as strangers write it: parsed without DTD, entities and network; where it breaks, in one plain sentence."""

from __future__ import annotations

import re
from typing import Any
from zipfile import ZipFile

from lxml import etree

from intarsia.errors import Invalid

#: what every parser here is told
SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
HEAD = 1 << 16  # bytes looked at for a DOCTYPE
PARTS = (".xml", ".rels")
NOT_CONTENT = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)
DOCTYPE = "The file has a DTD (a DOCTYPE), which can make a reader expand entities or fetch other files."
CHECK = "Check what the file is; the publisher may have sent an error page."
AGAIN = "Fetch the file again, or repair it."
LARGE = "Check what the file is, or export it in another format, such as JSON lines or CSV."
#: what libxml2 says, what that means, what to do
TROUBLES = (
    (re.compile("Excessive depth"), "is nested more than 256 elements deep", LARGE),
    (re.compile("too long|too big|Buffer size|XML_PARSE_HUGE|Huge"), "has a text or a name that is longer than 10 million bytes", LARGE),
    (re.compile("Unsupported encoding|encoding|UTF-8"), "is not in the encoding that it names", "Save it as UTF-8, or mend the encoding in its first line."),
    (re.compile("Premature end|no element found"), "breaks off", AGAIN),
)


def refuse_doctype(head: bytes, where: str) -> None:
    """Raises: Invalid when a DOCTYPE stands in the first bytes of XML, outside comments."""
    if re.search(rb"<!DOCTYPE", NOT_CONTENT.sub(b"", head.replace(b"\x00", b"")), re.IGNORECASE):
        raise has_doctype(where)


def has_doctype(where: str) -> Invalid:
    return Invalid(DOCTYPE, where=where, way_out="Remove the DOCTYPE and export the file again.")


def refuse_doctypes(book: ZipFile, where: str) -> None:
    """The same for every part of an office document."""
    for entry in book.infolist():
        if entry.filename.lower().endswith(PARTS):
            with book.open(entry) as part:
                refuse_doctype(part.read(HEAD), where)


def broken(error: etree.XMLSyntaxError, where: str) -> Invalid:
    """What is wrong, where, and what to do. What the parser says may quote the data, so it is not repeated."""
    line = f" at line {error.lineno}" if error.lineno else ""
    for pattern, what, way_out in TROUBLES:
        if pattern.search(str(error.msg)):
            return Invalid(f"The XML {what}{line}.", where=where, way_out=way_out)
    return Invalid(f"The XML breaks{line}.", where=where, way_out=CHECK if error.lineno and error.lineno < 3 else AGAIN)


def append(record: dict[str, Any], name: str, value: Any) -> None:
    """Put a child beside its siblings: a second one of the same name makes a list."""
    if name not in record:
        record[name] = value
    elif isinstance(record[name], list):
        record[name].append(value)
    else:
        record[name] = [record[name], value]


def forget(element: Any) -> None:
    """Free what has been read: the record and everything before it."""
    element.clear()
    while element is not None:
        parent = element.getparent()
        while element.getprevious() is not None:
            del parent[0]
        element = parent
