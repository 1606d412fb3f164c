"""Free text without the addresses and numbers in it: each stretch of personal data that is found becomes "[left out]".

Names are not found, and what somebody's health or belief is can be told in any words: the text is safer, not safe, and a person has
to read it before it is shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from intarsia import personal
from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled, there

NAME = "redact-text"
LEVEL = "column"
TITLE = {"en": "Blank personal data in text", "nl": "Persoonsgegevens in tekst weglakken"}
ABOUT = {
    "en": "E-mail addresses, telephone numbers, account numbers and other personal data that can be recognised become '[left out]'. Names are not found: somebody has to read the text.",
    "nl": "E-mailadressen, telefoonnummers, rekeningnummers en andere herkenbare persoonsgegevens worden '[left out]'. Namen worden niet gevonden: iemand moet de tekst nalezen.",
}
OPTIONS = {"mark": Option("what stands in the place of personal data", "[left out]")}
#: a text that still holds some after so many rounds becomes the mark as a whole: two stretches that are left can make a third
ROUNDS = 4


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with redacted texts; notes: `redacted`, how many different texts were changed. The query reads tables that this makes in the engine."""
    asked = settled(NAME, options, OPTIONS)
    known = there(engine, relation, columns, NAME)
    fields: list[str] = []
    joins: list[str] = []
    count = 0
    for name in known:
        column = identifier(name)
        if name not in columns:
            fields.append(f"t.{column} AS {column}")
            continue
        changed = [(value, safe) for value in _candidates(engine, relation, name) if (safe := redacted(value, name, asked["mark"])) != value]
        table, alias = f"remedy:{hashlib.sha256(repr((relation, name, asked)).encode()).hexdigest()[:16]}", f"r{len(joins)}"
        engine.load(table, pa.table({"value": pa.array([value for value, _ in changed], pa.string()), "safe": pa.array([safe for _, safe in changed], pa.string())}))
        joins.append(f"LEFT JOIN {identifier(table)} AS {alias} ON {alias}.value = t.{column}")
        fields.append(f"coalesce({alias}.safe, t.{column}) AS {column}")
        count += len(changed)
    return Safer(f"SELECT {', '.join(fields)} FROM {relation} AS t {' '.join(joins)}", tuple(known), notes={"redacted": count})


def _candidates(engine: DuckDB, relation: str, name: str) -> list[str]:
    """The different texts that may hold something, in order."""
    column = f"t.{identifier(name)}"
    gate = " OR ".join(personal.prefilter(kind, column) for kind in personal.KINDS)
    return [row[0] for row in engine.rows(f"SELECT DISTINCT {column} FROM {relation} AS t WHERE {column} IS NOT NULL AND ({gate}) ORDER BY 1")]


def redacted(text: str, near: str = "", mark: str = "[left out]") -> str:
    """A text with the mark in the place of each stretch of personal data."""
    for _ in range(ROUNDS):
        found = personal.spans(text, near)
        if not found:
            return text
        pieces, at = [], 0
        for span in sorted(found):
            if span.start >= at:
                pieces += [text[at:span.start], mark]
            at = max(at, span.end)
        text = "".join(pieces) + text[at:]
    return mark if personal.spans(text, near) else text
