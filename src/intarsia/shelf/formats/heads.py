"""The beginning of a file, unpacked: what kind of content it is, whatever its name says."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid
from intarsia.shelf.formats import archive
from intarsia.shelf.formats.packing import first_bytes, inner_name, is_archive, is_gzip, open_binary, plain_path

SIZE = 1 << 16
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
NOT_CONTENT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
DOCTYPE = re.compile(r"\s*<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
ROOT = re.compile(r"\s*<(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)((?:\s[^<>]*)?)/?>")
JSON_ARRAY = re.compile(r'\[\s*(?:[\[{"\]]|-?\d|true|false|null)')
JSON_OBJECT = re.compile(r'\{\s*["}]')
R_MARKS = (b"RDX2\n", b"RDX3\n", b"X\n\x00\x00\x00\x02", b"X\n\x00\x00\x00\x03")
R_OTHER = (b"RDA2\nA\n", b"RDA3\nA\n", b"RDB2\nB\n", b"RDB3\nB\n", b"A\n2\n", b"A\n3\n", b"B\n\x02\x00\x00\x00", b"B\n\x03\x00\x00\x00")


@dataclass(frozen=True)
class Head:
    """`name` in lower case, without .gz or as in the zip; `data`: the first 64 kB; `office`: xlsx, ods, docx ... or ""."""

    name: str
    data: bytes
    office: str = ""

    @cached_property
    def text(self) -> str:
        """The beginning as text: UTF-16 by its mark, else UTF-8 as far as it is."""
        if self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return self.data.decode("utf-16", "replace")
        return self.data.decode("utf-8-sig", "replace")

    @cached_property
    def lines(self) -> list[str]:
        """The first lines; the last one may be cut off."""
        return self.text.splitlines()

    @cached_property
    def kind(self) -> str:
        """One of xlsx, ods (or another office document), damaged, parquet, r, json, json line, jsonl, xml, text, binary."""
        if self.office:
            return self.office
        if self.data[:4] == b"PAR1":
            return "parquet"
        if self.data.startswith((*R_MARKS, *R_OTHER)):
            return "r"
        if "\x00" in self.text:
            return "binary"
        start = self.text.lstrip()
        if start.startswith("{") or start.startswith("["):
            return _json_kind(start) or "text"
        return "xml" if start.startswith("<?xml") or self.root is not None else "text"

    @cached_property
    def body(self) -> str:
        """The text without the XML declaration, instructions and comments it begins with."""
        at = 0
        while match := NOT_CONTENT.match(self.text, at):
            at = match.end()
        return self.text[at:].lstrip()

    @cached_property
    def root(self) -> tuple[str, str] | None:
        """Name and attributes of the XML root element, when there is one."""
        doctype = DOCTYPE.match(self.body)
        at = doctype.end() if doctype else 0
        while match := NOT_CONTENT.match(self.body, at):
            at = match.end()
        found = ROOT.match(self.body, at)
        return (found.group(2), found.group(3)) if found else None

    @cached_property
    def keys(self) -> dict[str, Any]:
        """The keys at the top of a JSON object with their values, as far as they are there whole; None for the others."""
        return _keys(self.text.lstrip())

    @cached_property
    def record_keys(self) -> dict[str, Any]:
        """The same of the first object of a JSON array, or of the one object."""
        text = self.text.lstrip()
        return _keys(text.removeprefix("[").lstrip())


def _keys(text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = 1 if text.startswith("{") else len(text)
    try:
        while at < len(text):
            at = _skip(text, at)
            key, at = DECODER.raw_decode(text, at)
            at = _skip(text, at)
            if not isinstance(key, str) or text[at] != ":":
                break
            found[key] = None
            found[key], at = DECODER.raw_decode(text, _skip(text, at + 1))
            at = _skip(text, at)
            if text[at] != ",":
                break
            at += 1
    except (ValueError, IndexError, RecursionError):
        pass
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _json_kind(start: str) -> str:
    """json, jsonl (several lines that are values), "json line" (one line, which may be either), or "" for none of it."""
    if start[0] == "[":
        return "json" if JSON_ARRAY.match(start) else ""
    if not JSON_OBJECT.match(start):
        return ""
    first, _, rest = start.partition("\n")
    try:
        DECODER.decode(first)
    except (ValueError, RecursionError):
        return "json" if first.rstrip().endswith(("{", "[", ",")) and rest else "json line"
    return "jsonl" if rest.lstrip().startswith("{") else "json line"


def look(path: Path, options: Mapping[str, Any]) -> Head:
    """The beginning of the file, out of its gzip or zip.

    Raises: Invalid for a damaged archive, or one that holds several files.
    """
    name = inner_name(path, options).lower()
    if is_gzip(path) or is_archive(path):
        with open_binary(path, options) as stream:
            data = stream.read(SIZE)
        if data[:4] not in archive.MARKS:
            return Head(name, data)
        with plain_path(path, options) as plain:
            return Head(name, data, _office(plain, data))
    data = first_bytes(path, SIZE)
    return Head(name, data, _office(path, data) if data[:4] in archive.MARKS else "")


def _office(path: Path, data: bytes) -> str:
    """The kind of document; "damaged" for one that begins like a document and cannot be opened."""
    try:
        return archive.office(path)
    except Invalid:
        if archive.starts_like_office(data) or path.suffix.lower() in archive.DOCUMENTS:
            return "damaged"
        raise
