"""A crosswalk file: source concept, relation, target, who says so, when, and why. Tabs between the cells.

The relations are those of SKOS (Reference, W3C 2009, section 10), read as source RELATION target, with two that SKOS lacks: `overlap` (the two share a part,
and neither holds the other) and `none` (looked for, and nothing fits). The columns mean what SSSOM calls subject_id, predicate_id, object_id, author,
mapping_date and comment. Two files may say different things of one concept: rivals stand side by side, each with who says so.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from intarsia.errors import Invalid, NotFound
from intarsia.tables import TABLES

EXTENSION = ".tsv"
RELATIONS = ("exact", "close", "broad", "narrow", "related", "overlap", "none")
_COLUMNS = ("source", "relation", "target", "by", "on", "note", "source_label", "target_label")
_SAME = {"subject_id": "source", "predicate_id": "relation", "object_id": "target", "author_label": "by", "mapping_date": "on", "comment": "note",
         "subject_label": "source_label", "object_label": "target_label"}
_KEY = re.compile(r"(?P<scheme>[a-z0-9][a-z0-9._+-]*):(?P<notation>\S(?:.*\S)?)")
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+")
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_SETTING = re.compile(r"#\s*([a-z]+)(?:\s+(\S+))?\s*:\s+(.*\S)\s*")
SCHEMA = pa.schema([(column.name, pa.string()) for column in TABLES["crosswalk"].columns])


@dataclass(frozen=True)
class Crosswalk:
    """A file's rows (columns of the table `crosswalk`), with its names and what it says of itself."""

    id: str
    rows: pa.Table
    sha256: str
    title: dict[str, str] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    licence: str = ""
    schemes: frozenset[str] = frozenset()


def builtin() -> list[Path]:
    """The crosswalks that come with Intarsia."""
    return sorted(Path(__file__).parent.glob(f"*{EXTENSION}"))


def load(path: Path) -> Crosswalk:
    """The crosswalk in a file.

    Raises: NotFound without the file; Invalid with file and line for a row without source, relation or target, an unknown relation, a
    concept that is neither scheme:notation nor an IRI, a date that is none, nobody who says so, or a row that stands twice.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound("There is no such crosswalk.", where=str(path), way_out="Check the path.") from error
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Invalid("This crosswalk is not UTF-8.", where=str(path), way_out="Save it as UTF-8.") from error
    return _Reader(path, hashlib.sha256(content).hexdigest()).read(lines)


class _Reader:
    def __init__(self, path: Path, sha256: str) -> None:
        self.path, self.sha256, self.id = path, sha256, path.name.removesuffix(EXTENSION)
        self.settings: dict[str, dict[str, str]] = {}
        self.seen: set[tuple[str, str, str]] = set()
        self.schemes: set[str] = set()

    def read(self, lines: list[str]) -> Crosswalk:
        header: list[str] = []
        rows: list[dict[str, str | None]] = []
        for number, line in enumerate(lines, start=1):
            if line.startswith("#") and not header:
                self._setting(line)
            elif not header and line.strip():
                header = self._header(line, number)
            elif line.strip():
                rows.append(self._row(dict(zip(header, (cell.strip() for cell in line.split("\t")), strict=False)), number, len(line.split("\t")) > len(header)))
        if not rows:
            raise Invalid("This crosswalk holds no row.", where=str(self.path), way_out="The header is: source, relation, target, and by, on, note where wanted, with tabs between.")
        rows.sort(key=lambda row: tuple(row[name] or "" for name in ("source", "relation", "target")))
        told = {name: dict(sorted(self.settings.get(name, {}).items())) for name in ("title", "about")}
        return Crosswalk(self.id, pa.Table.from_pylist(rows, schema=SCHEMA), self.sha256, told["title"], told["about"], self.settings.get("licence", {}).get("", ""), frozenset(self.schemes))

    def _setting(self, line: str) -> None:
        if match := _SETTING.fullmatch(line):
            name, which, value = match.groups()
            self.settings.setdefault(name, {})[which or ("en" if name in ("title", "about") else "")] = value

    def _header(self, line: str, number: int) -> list[str]:
        header = [_SAME.get(cell.strip().lower(), cell.strip().lower()) for cell in line.split("\t")]
        if missing := [name for name in ("source", "relation", "target") if name not in header]:
            raise self._wrong(f"The header has no column '{missing[0]}'.", number, "Name the columns source, relation and target, with tabs between; by, on and note may follow.")
        if unknown := [name for name in header if name not in _COLUMNS]:
            raise self._wrong(f"The header has a column that is not known: '{unknown[0][:40]}'.", number, "Columns known: " + ", ".join(_COLUMNS))
        return header

    def _row(self, cells: dict[str, str], number: int, too_many: bool) -> dict[str, str | None]:
        if too_many:
            raise self._wrong("This line has more cells than the header.", number, "A cell holds no tab.")
        relation = _relation(cells.get("relation", ""))
        if relation not in RELATIONS:
            raise self._wrong("This line has a relation that is not known.", number, "One of: " + ", ".join(RELATIONS))
        if relation == "none" and cells.get("target"):
            raise self._wrong("The relation 'none' has a target.", number, "Leave the target empty: nothing fits.")
        source, source_iri = self._concept(cells.get("source", ""), "source", number)
        target, target_iri = ("", None) if relation == "none" else self._concept(cells.get("target", ""), "target", number)
        if (source, relation, target) in self.seen:
            raise self._wrong("This line says what an earlier one said.", number, "Take one of them out.")
        self.seen.add((source, relation, target))
        by = cells.get("by") or self.settings.get("by", {}).get("", "")
        on = cells.get("on") or self.settings.get("on", {}).get("", "")
        if not by:
            raise self._wrong("Nobody says this.", number, "Fill the column by, or write '# by: ...' above the header.")
        if not _DATE.fullmatch(on):
            raise self._wrong("It is not said when this was compared.", number, "Fill the column on with a date such as 2026-11-22, or write '# on: ...' above the header.")
        return {"crosswalk": self.id, "source": source, "relation": relation, "target": target, "source_iri": source_iri, "target_iri": target_iri,
                "source_label": cells.get("source_label") or None, "target_label": cells.get("target_label") or None, "said_by": by, "said_on": on, "note": cells.get("note") or None}

    def _concept(self, written: str, column: str, number: int) -> tuple[str, str | None]:
        """(key, IRI): the key of an IRI is itself, the IRI of a key is known where a prefix says how they are made."""
        if _IRI.fullmatch(written):
            return written, written
        match = _KEY.fullmatch(written)
        if match is None:
            raise self._wrong(f"The {column} is no concept.", number, "Write scheme:notation, such as genre:drama, or a whole IRI.")
        self.schemes.add(match["scheme"])
        prefix = self.settings.get("prefix", {}).get(match["scheme"])
        return written, f"{prefix}{match['notation']}" if prefix else None

    def _wrong(self, what: str, number: int, way_out: str) -> Invalid:
        return Invalid(what, where=f"{self.path}, line {number}", way_out=way_out)


def _relation(written: str) -> str:
    """As SKOS calls it, or shorter."""
    short = written.strip().removeprefix("skos:").removeprefix("http://www.w3.org/2004/02/skos/core#")
    return short.removesuffix("Match") if short.endswith("Match") else short
