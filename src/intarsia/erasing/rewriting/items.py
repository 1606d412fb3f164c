"""Records as elements of a JSON array. What stands between and around the others stays as it is written, numbers and blanks too."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from intarsia.erasing.rewriting.record import Records, cannot
from intarsia.shelf.formats.jsontext import JsonText, known_encoding


def without(source: Path, target: Path, options: dict[str, Any], records: Records) -> None:
    """The text without these elements of the array at the option `record`. Raises: Refused for a file that is one record."""
    encoding, raw = known_encoding(str(options["encoding"]), source), source.read_bytes()
    written = raw.decode(encoding)
    if written.encode(encoding) != raw:
        raise cannot("it would not be written in its encoding as it was", source)
    cursor = JsonText(io.StringIO(""), str(source))
    cursor.text, cursor.ended = written, True
    cursor.descend([key for key in str(options["record"] or "").split("/") if key])
    if cursor.peek() != "[":
        raise cannot("the whole file is one record", source)
    first = cursor.at + 1
    spans: list[tuple[int, int]] = []
    cursor.take("[")
    while cursor.peek() != "]":
        if spans:
            cursor.take(",")
            cursor.peek()
        start = cursor.at
        cursor.value()
        spans.append((start, cursor.at))
    gone = {row - 1 for row in records.rows}
    parts, before = [written[:first]], first
    for number, (start, end) in enumerate(spans):
        if number not in gone:  # the first that stays comes where the first came, without a comma
            parts.append((written[first : spans[0][0]] if len(parts) == 1 else written[before:start]) + written[start:end])
        before = end
    target.write_bytes("".join((*parts, written[before:])).encode(encoding))
