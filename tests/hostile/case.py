"""A file that is not as it should be, with what must become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Case:
    """What is written, and the expected outcome.

    rows: records in, of them read, of them rejected; None for a file that is refused as a whole.
    says: a pattern that the refusal, or the reason of the first reject, must match. at: (record, line) of the first reject,
    or a pattern that the refusal's place must match. columns: names of the columns of the records, when they matter.
    holds: cells that must have come through, by (column, row from 0).
    """

    name: str
    write: bytes | Callable[[Path], None]
    rows: tuple[int, int, int] | None = None
    says: str = ""
    at: tuple[int | None, int | None] | str = ""
    options: dict[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] | None = None
    holds: dict[tuple[str, int], str | None] = field(default_factory=dict)
    reads_as: str = ""
    heavy: bool = False

    def make(self, folder: Path) -> Path:
        """The file, in a folder of its own."""
        path = folder / self.name.rpartition("/")[2]
        if callable(self.write):
            self.write(path)
        else:
            path.write_bytes(self.write)
        return path
