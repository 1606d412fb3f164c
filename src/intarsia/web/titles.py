"""Titles of works in the reader's language: one in that language, else the original, else the one its dataset shows."""

from __future__ import annotations

from typing import Any

from intarsia.reader import Reader


def titles(reader: Reader, ids: list[str], language: str) -> dict[str, dict[str, Any]]:
    """Per work the title to show and its language, where that is known."""
    if not ids:
        return {}
    rows = reader.rows(
        "SELECT w.id, first(t.value ORDER BY (t.language = $language) IS TRUE DESC, (t.kind = 'main' AND t.language = $language) IS TRUE DESC, "
        "(t.kind = 'original') IS TRUE DESC, t.value = w.title DESC, t.language NULLS LAST, t.value), "
        "first(t.language ORDER BY (t.language = $language) IS TRUE DESC, (t.kind = 'main' AND t.language = $language) IS TRUE DESC, "
        "(t.kind = 'original') IS TRUE DESC, t.value = w.title DESC, t.language NULLS LAST, t.value) "
        "FROM work AS w JOIN title AS t ON t.work = w.id WHERE w.id IN (SELECT unnest($ids)) GROUP BY w.id", {"ids": ids, "language": language})
    return {work: {"value": value, "language": tongue} for work, value, tongue in rows}
