"""A record that goes: where a reader found it, as every way of rewriting is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from intarsia.errors import Refused

INSTEAD = "put a file without it in its place, as the contributor would deliver it; then erase again: nothing was changed yet"


@dataclass(frozen=True)
class Records:
    """rows: the numbers of the records that go, counted by the reader from 1. lines: where each begins, in the same order; none where a
    format has no lines. starts: the lines on which any record begins, those that cannot be read too."""

    rows: tuple[int, ...]
    lines: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()


class Way(Protocol):
    """A module of this folder that rewrites files."""

    def without(self, source: Path, target: Path, options: dict[str, Any], records: Records) -> None: ...


def cannot(why: str, source: Path) -> Refused:
    """The refusal of a file that cannot be rewritten safely. why: half a sentence about it."""
    return Refused(f"the record cannot be cut out of {source.name}: {why}", where=str(source), way_out=INSTEAD)
