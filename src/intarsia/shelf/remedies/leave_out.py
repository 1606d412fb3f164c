"""Leave out: the columns are not there afterwards, under any name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled, there

NAME = "leave-out"
LEVEL = "column"
TITLE = {"en": "Leave out", "nl": "Weglaten"}
ABOUT = {
    "en": "The column does not exist afterwards: nothing that comes after this step sees it. All other columns stay as they are.",
    "nl": "De kolom bestaat daarna niet meer: niets wat na deze stap komt, krijgt haar te zien. Alle andere kolommen blijven zoals ze zijn.",
}
OPTIONS: dict[str, Option] = {}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """All columns but these."""
    settled(NAME, options, OPTIONS)
    kept = [name for name in there(engine, relation, columns, NAME) if name not in columns]
    return Safer(f"SELECT {', '.join(f't.{identifier(name)}' for name in kept)} FROM {relation} AS t", tuple(kept))
