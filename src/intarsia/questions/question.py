"""A question and its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from intarsia.errors import Refused, Unavailable

CHUNK = 1 << 16


class TooMuch(Refused):
    """A question went over a limit; asking it again will not help."""

    title, status = "Too much for one question", 422


class Busy(Unavailable):
    """The queue is full; `retry_after`: seconds until it is worth asking again."""

    title, status = "Too many questions", 429

    def __init__(self, what: str, *, retry_after: int, where: str = "", way_out: str = "") -> None:
        super().__init__(what, where=where, way_out=way_out)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Question:
    """What is asked of which release, and how the answer is to be written.

    language: "sparql" or "sql". form: json, csv, ... as `rows.FORMS` (SQL) or `solutions.FORMS` (SPARQL) name them.
    graph_form: how triples are written, when SPARQL gives these. rows: at most so many, within the pool's own limit; 0 leaves it to that.
    default_graphs, named_graphs: the dataset of the SPARQL protocol; both empty means every graph.
    base: what relative IRIs in SPARQL are relative to; without it they are refused.
    """

    language: str
    text: str
    release: Path
    form: str = "json"
    graph_form: str = "ttl"
    rows: int = 0
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = ""


@dataclass
class Answer:
    """What came of a question: `media`, `rows`, `truncated` ("", "rows" or "size"), `columns`, `seconds` and the bytes themselves."""

    media: str
    rows: int
    truncated: str
    seconds: float
    columns: list[list[str]] = field(default_factory=list)
    form: str = ""
    held: bytes = b""
    file: IO[bytes] | None = None
    size: int = 0

    @classmethod
    def told(cls, head: dict[str, Any], held: bytes, file: IO[bytes] | None) -> Answer:
        """From what a child says."""
        return cls(str(head["media"]), int(head["rows"]), str(head["truncated"]), float(head["seconds"]), list(head.get("columns", [])), str(head["form"]), held, file, int(head["size"]))

    def chunks(self) -> Iterator[bytes]:
        """The bytes, once; the file is closed at the end or when the reader goes."""
        try:
            if self.file is None:
                yield self.held
            else:
                self.file.seek(0)
                while chunk := self.file.read(CHUNK):
                    yield chunk
        finally:
            self.close()

    def whole(self) -> bytes:
        """All bytes at once, for a page."""
        return b"".join(self.chunks())

    def close(self) -> None:
        """Give the disk space back."""
        if self.file is not None:
            self.file.close()
