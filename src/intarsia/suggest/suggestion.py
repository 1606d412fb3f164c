"""Suggest: a file's columns judged, with the drafts of its mapping and description."""

from __future__ import annotations

import datetime
import re
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia import codes
from intarsia.errors import Invalid, NotFound
from intarsia.model import Reading
from intarsia.shelf.mappings import mapping as mappings
from intarsia.suggest import chosen as said
from intarsia.suggest import columns, describe, vocabulary
from intarsia.suggest.draft import Draft
from intarsia.suggest.headers import NOTHING
from intarsia.suggest.judge import LEFT_OUT, Judged, judge
from intarsia.suggest.kind import Kind, kind_of
from intarsia.suggest.places import becomes
from intarsia.suggest.resolve import resolve
from intarsia.suggest.values import Values

#: columns that are judged
MOST = 2_500


def row(j: Judged, kind: Kind) -> dict[str, str]:
    """column, becomes, confidence, why of one column; no value is quoted."""
    return {"column": j.column.full, "becomes": becomes(j.target, kind), "confidence": j.confidence, "why": j.why}


@dataclass
class Suggestion:
    """What was suggested for a file: its columns with what they become, and the mapping's text."""

    file: Path
    format: str
    sample: columns.Sample
    kind: Kind
    judged: list[Judged]
    mapping: str
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  #: columns whose chosen meaning this kind of table has no place for

    @property
    def rows(self) -> list[dict[str, str]]:
        """column, becomes, confidence, why: one for each filled column; no value is quoted."""
        return [row(j, self.kind) for j in self.judged]

    @property
    def counts(self) -> dict[str, int]:
        """How many columns are sure, likely, and the contributor's call."""
        return {word: sum(1 for j in self.judged if j.confidence == word) for word in ("sure", "likely", "your call")}

    def description(self, **given: str) -> str:
        """The draft of dataset.toml."""
        return describe.text(self.file, self.format, self.sample.options, self.kind.sector, given)


def suggest(
    file: Path, *, format_name: str = "", options: dict[str, Any] | None = None, sector: str = "", shelf: Path | None = None, settings: Reading | None = None, source: str = "",
    chosen: Mapping[str, str] | None = None,
) -> Suggestion:
    """Judge a file's columns and draft its mapping, which compiles as it stands. chosen: column -> meaning that somebody said, see `chosen`.

    Raises: NotFound for an unknown format; Invalid for a file that cannot be read or holds no values.
    """
    if not file.exists():
        raise NotFound("there is no such file", where=str(file), way_out="check the path")
    tables = threading.Thread(target=warm, daemon=True)  # words are looked up while the child process starts and reads
    tables.start()
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        try:
            sample = columns.look(file, format_name, options, own=shelf, settings=settings, scratch=Path(scratch))
        except Invalid as error:
            if named := re.search(r"\boption (\w+)\b", f"{error.what} {error.way_out}"):
                error.way_out += f" Add to the command: -o {named[1]}=..."
            raise
    tables.join()
    return from_sample(sample, file, sector=sector, source=source, chosen=chosen)


def _judged(sample: columns.Sample) -> list[Judged]:
    """Every column judged; of a table that nobody made by hand, the first ones."""
    own = sample.own()
    judged = [judge(column) for column in own[:MOST]]
    for column in own[MOST:]:
        judged.append(Judged(column, Values(column), NOTHING))
        judged[-1].leave(f"beyond the first {MOST:,} columns, which are those that are looked at")
    return judged


def warm() -> None:
    """Load the tables of words that nearly every file needs."""
    for scheme in ("form", "role", "genre", "measure", "audience", "status"):
        vocabulary.words(scheme)
    codes.country("Netherlands")
    codes.language("Dutch")


def settled(sample: columns.Sample, file: Path, sector: str = "", source: str = "", chosen: Mapping[str, str] | None = None) -> tuple[list[Judged], Kind]:
    """Every column with what it becomes, and the kind of table; no draft is made. chosen: column -> meaning that somebody said.

    Raises: Invalid for a file without values, and for a meaning that there is not.
    """
    judged = _judged(sample)
    said.before(judged, chosen or {})
    if not judged:
        raise Invalid("this file holds no values", where=str(file), way_out="export it again with its rows, or name another sheet or record with an option")
    kind = kind_of(judged, source or file.name, sector)
    resolve(judged, kind, sample)
    if kind.makes in ("observation", "organisation") and not any(j in kind.periods or j.target.startswith("m:") or j.target == "value" for j in judged):
        kind.makes, kind.periods = "work", []
        judged = _judged(sample)
        said.before(judged, chosen or {})
        resolve(judged, kind, sample)
    said.after(judged, kind, chosen or {})
    return judged, kind


def from_sample(sample: columns.Sample, file: Path, *, sector: str = "", source: str = "", chosen: Mapping[str, str] | None = None) -> Suggestion:
    """The suggestion for what was looked at.

    Raises: Invalid for a file without values, or with nothing that a catalogue shows, and for choices that leave no name to its records.
    """
    judged, kind = settled(sample, file, sector, source, chosen)
    if chosen and kind.makes in ("work", "agent") and not any(j.target in ("title", "name") for j in judged):
        raise Invalid("no column is left that says what each record is called", where=file.name, way_out="say which column is the title or the name")
    if not any(j.target for j in judged) and all(j.why in LEFT_OUT.values() for j in judged):
        raise Invalid(
            "this file holds nothing that a catalogue shows: all its columns are of persons' own business, pictures, or the keeping of the records",
            where=str(file),
            way_out="export titles, makers or figures; or write a mapping by hand, see docs/mapping.md",
        )
    counted = datetime.date.fromtimestamp(file.stat().st_mtime).isoformat()
    text = Draft(judged, kind, sample, source or file.name, counted).text()
    mappings.parse(text, "the draft")  # a draft that is no mapping must not leave this function
    return Suggestion(file, sample.format, sample, kind, judged, text, notes(judged, kind), said.refused(judged, kind, chosen or {}))


def notes(judged: list[Judged], kind: Kind) -> list[str]:
    """What somebody should know before reading the columns: personal data, and a file that may be no catalogue at all."""
    said = []
    private = [j.column.full for j in judged if j.why == LEFT_OUT["contact"]]
    if private:
        shown = ", ".join(private[:5]) + (f" and {len(private) - 5} more" if len(private) > 5 else "")
        said.append(f"columns of a person's own business are left out of the catalogue, but the file still holds them: better export it without them ({shown})")
    named = any(j.target in ("title", "name", "list.name", "list.code") and j.score > 0.3 for j in judged)
    if not named and kind.makes in ("work", "agent"):
        said.append("no column is named as a title, so this may be no list of works or makers; the draft takes the text that tells the records best apart")
    return said
