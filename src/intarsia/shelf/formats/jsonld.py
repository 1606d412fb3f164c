"""JSON-LD as the JSON it is: the nodes of @graph, of an array, or the one node. No context is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from intarsia.shelf.formats.base import MAX_BYTES, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Reject, settle
from intarsia.shelf.formats.heads import Head
from intarsia.shelf.formats.jsontext import (
    ENCODING_MEANING,
    RECORD_MEANING,
    encoding_of,
    json_records,
    open_json,
)
from intarsia.shelf.formats.nested import LISTS_MEANING, Record, guess_lists, shred

NAME = "jsonld"
EXTENSIONS = (".jsonld",)
MEDIA_TYPE = "application/ld+json"
OPTIONS = {
    "record": RECORD_MEANING,
    "lists": LISTS_MEANING,
    "encoding": ENCODING_MEANING,
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"record": None, "lists": None, "encoding": None, "member": "", "max_bytes": MAX_BYTES}


def recognises(head: Head) -> bool:
    """A node, or the first of several, with its context, or a graph of nodes."""
    return head.kind in ("json", "json line") and bool({"@context", "@graph"} & set(head.record_keys))


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The encoding by its mark, the lists by the first nodes."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["encoding"] is None:
        found["encoding"] = encoding_of(path, found)
    if found["record"] is None:
        found["record"] = _graph(path, found)
    if found["lists"] is None:
        found["lists"] = guess_lists(_records(path, found))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The nodes; what is no object is rejected."""
    full = guess(path, options)
    yield from shred(_records(path, full), full)


def _graph(path: Path, options: Mapping[str, Any]) -> str:
    """@graph when the file is an object that has one."""
    with open_json(path, options) as text:
        if text.peek() == "{":
            for key in text.members():
                if key == "@graph":
                    return key
                text.take(":")
                text.value()
    return ""


def _records(path: Path, options: Mapping[str, Any]) -> Iterator[Record]:
    """The nodes as they are, without the context that one of them may carry."""
    for number, line, node in json_records(path, options):
        if isinstance(node, dict):
            node.pop("@context", None)
        elif not isinstance(node, Reject):
            node = Reject(number, line, "the node is not a JSON object")
        yield number, line, node


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """Two nodes of a graph."""
    path.write_text(
        '{"@context": "https://schema.org", "@graph": [{"@id": "a", "name": "Zomer"}, {"name": ["Herfst"]}]}',
        encoding="utf-8",
    )
    return path, {}, 2
