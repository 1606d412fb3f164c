"""Records on lines of their own: CSV and JSON lines. All other bytes stay as they are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from intarsia.erasing.rewriting.record import Records, cannot


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """The text without the lines from the beginning of each record up to the beginning of the next. Raises: Refused without lines."""
    if len(records.lines) != len(records.rows):
        raise cannot("the reader does not say on which lines the record stands", source)
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", source.read_bytes())
    starts = sorted(records.starts)
    gone: set[int] = set()
    for start in records.lines:
        end = next((line for line in starts if line > start), len(lines) + 1)
        gone |= set(range(start, end))
    target.write_bytes(b"".join(line for number, line in enumerate(lines, 1) if number not in gone))
