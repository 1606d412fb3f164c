"""JSON: an array of records, or an object with one at a path. Long arrays are read piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from intarsia.shelf.formats.base import MAX_BYTES, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Reject, settle
from intarsia.shelf.formats.jsontext import (
    ENCODING_MEANING,
    RECORD_MEANING,
    encoding_of,
    guess_path,
    json_records,
)
from intarsia.shelf.formats.nested import LISTS_MEANING, guess_lists, shred

NAME = "json"
EXTENSIONS = (".json", ".geojson")
MEDIA_TYPE = "application/json"
OPTIONS = {
    "record": RECORD_MEANING,
    "lists": LISTS_MEANING,
    "encoding": ENCODING_MEANING,
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"record": None, "lists": None, "encoding": None, "member": "", "max_bytes": MAX_BYTES}


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Encoding by its mark, records as the longest array of objects, lists by the first records."""
    found = settle(NAME, path, options, DEFAULTS)
    if found["encoding"] is None:
        found["encoding"] = encoding_of(path, found)
    if found["record"] is None:
        found["record"] = guess_path(path, found)
    if found["lists"] is None:
        found["lists"] = guess_lists(json_records(path, found))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The array's elements as records; the one object at the path when there is no array."""
    full = guess(path, options)
    yield from shred(json_records(path, full), full)


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """An array of two records."""
    path.write_text('[{"title": "Zomer", "year": 1990}, {"title": ["Herfst", "Autumn"]}]', encoding="utf-8")
    return path, {}, 2
