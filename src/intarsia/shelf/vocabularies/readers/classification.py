"""A classification scheme of TV-Anytime, DVB or MPEG-7 (XML): terms in terms, each with a termID, names and definitions.

ISO/IEC 15938-5 (MPEG-7), ClassificationScheme; the same elements stand in the namespaces of MPEG-7, TV-Anytime and DVB, or in none.
A term's key is the scheme's URI with its termID behind a colon, as those standards refer to it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from intarsia.errors import Invalid
from intarsia.shelf.vocabularies.parts import Gathered, Parts
from intarsia.shelf.vocabularies.readers import content

NAME = "classification"
EXTENSIONS = (".xml",)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def recognises(path: Path, head: bytes) -> bool:
    """By its root element."""
    return re.search(rb"<(?:\w+:)?ClassificationScheme[\s>]", head) is not None


def read(path: Path) -> Parts:
    """The terms of a classification scheme.

    Raises: NotFound; Invalid with the line where it is no XML, with a document type (which could name other files), or without a term.
    """
    data = content(path)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Invalid("A vocabulary in XML may not have a document type.", where=f"{path}, line 1", way_out="Take out <!DOCTYPE ...>.")
    try:
        root = ET.fromstring(data)
    except ET.ParseError as error:
        raise Invalid("This is not well-formed XML.", where=f"{path}, line {error.position[0]}", way_out="Fetch it again, or mend that line.") from error
    gathered = Gathered()
    scheme = (root.get("uri") or path.name).rstrip(":/#")
    gathered.schemes[scheme] = {}
    waiting: list[tuple[ET.Element, str]] = [(child, "") for child in reversed(root)]
    while waiting:  # terms lie as deep as the file likes: no recursion
        element, above = waiting.pop()
        if _tag(element) != "Term":
            continue
        key = _term(gathered, element, scheme, above, path)
        waiting += [(child, key) for child in reversed(element)]
    if not gathered.numbers:
        raise Invalid("This classification scheme holds no term.", where=f"{path}, line 1", way_out="Give each <Term> a termID and a <Name>.")
    return gathered.parts()


def _term(gathered: Gathered, element: ET.Element, scheme: str, above: str, path: Path) -> str:
    notation = (element.get("termID") or "").strip()
    if not notation:
        raise Invalid("A term has no termID.", where=str(path), way_out="Give each <Term> a termID.")
    key = f"{scheme}:{notation}"
    again = key in gathered.numbers
    number = gathered.concept(key)
    if again:
        gathered.notes.append(f"the termID {notation} stands twice: both are read as one term")
    else:
        gathered.text(number, "notation", "", notation)
    if above and above != key:
        gathered.relation(number, "broader", above)
    preferred: set[str] = set()
    for child in element:
        text, language = " ".join("".join(child.itertext()).split()), child.get(_LANGUAGE) or ""
        if text and _tag(child) == "Name":
            kind = "alt" if again or child.get("preferred") == "false" or language in preferred else "pref"
            if kind == "pref":
                preferred.add(language)
            gathered.label(number, kind, language, text)
        elif text and _tag(child) == "Definition":
            gathered.text(number, "definition", language, text)
    return key


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
