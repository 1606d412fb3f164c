"""A file's columns with a sample of their values: enough to judge them, never the whole file in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia import sandbox
from intarsia.errors import Invalid
from intarsia.model import Reading


@dataclass
class Column:
    """One column of the records (`table` is '') or of a nested list, with a sample of its different values."""

    table: str
    name: str
    rows: int = 0
    filled: int = 0
    values: list[str] = field(default_factory=list)
    looked: int = 0
    different: int = 0
    again: int = 0
    longest: int = 0
    twin: str = ""  #: an earlier column that says the same in other words: a code and its name

    @property
    def full(self) -> str:
        """The name as a mapping's [unused] writes it."""
        return f"{self.table}.{self.name}" if self.table and self.name != "value" else self.table or self.name

    @property
    def share_different(self) -> float:
        """Different values among the filled ones that were looked at: 1 when none comes again."""
        return self.different / self.looked if self.looked else 0.0

    @property
    def share_filled(self) -> float:
        return self.filled / self.rows if self.rows else 0.0


@dataclass
class Sample:
    """What was looked at: options as guessed, columns by nested path, records seen, whether that was all."""

    options: dict[str, Any]
    tables: dict[str, list[Column]]
    records: int
    whole: bool
    rejects: int = 0
    format: str = ""
    others: list[str] = field(default_factory=list)  #: sheets that were not read

    def own(self) -> list[Column]:
        """The filled columns, each once: the first element of a list stands in the columns of its parent once more."""
        return [c for table in self.tables for c in self.tables[table] if c.filled and not self.is_copy(c)]

    def is_copy(self, column: Column) -> bool:
        """Is this a list's first element, which the list's own table has too?"""
        full = f"{column.table}.{column.name}" if column.table else column.name
        return any(full == path or full.startswith((f"{path}.", f"{path}@")) for path in self.tables if len(path) > len(column.table))

    def find(self, table: str, name: str) -> Column | None:
        return next((c for c in self.tables.get(table, ()) if c.name == name), None)


def look(
    file: Path, format_name: str = "", options: dict[str, Any] | None = None, *, own: Path | None = None, settings: Reading | None = None, scratch: Path | None = None
) -> Sample:
    """The sample of a file, taken by a child process with limits: a file is other people's bytes.

    Raises: NotFound for an unknown format; Invalid when the file cannot be read at all, or not within the limits.
    """
    limits = sandbox.Limits.reading(file.stat().st_size if file.is_file() else 0, settings)
    arguments = {"path": str(file), "format_name": format_name, "options": options or {}, "own": str(own) if own else ""}
    found = sandbox.call("intarsia.suggest.look:in_child", arguments, limits, where=str(file), folder=scratch)
    try:
        return believed(found)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Invalid("the reader of this file gave an answer that cannot be understood", where=str(file), way_out="export the file again, in another format if need be") from None


def believed(found: dict[str, Any]) -> Sample:
    """The child's answer, looked at: only plain values of the right kinds."""
    tables = {
        str(table): [
            Column(
                str(table),
                str(c["name"]),
                int(c["rows"]),
                int(c["filled"]),
                [str(v) for v in c["values"]],
                int(c["looked"]),
                int(c["different"]),
                int(c["again"]),
                int(c["longest"]),
                str(c["twin"]),
            )
            for c in columns
        ]
        for table, columns in found["tables"].items()
    }
    return Sample(dict(found["options"]), tables, int(found["records"]), bool(found["whole"]), int(found["rejects"]), str(found["format"]), [str(name) for name in found["others"]])
