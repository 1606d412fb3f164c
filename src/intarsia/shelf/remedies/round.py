"""Round: figures become multiples of a step, halves upwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.figures import floored, number_sql, text_sql
from intarsia.shelf.remedies.writing import changed, settled

NAME = "round"
LEVEL = "column"
TITLE = {"en": "Round figures", "nl": "Cijfers afronden"}
ABOUT = {
    "en": "Each figure becomes the nearest multiple of a step, halves upwards. What is no number becomes empty. Small figures may become 0.",
    "nl": "Elk cijfer wordt het dichtstbijzijnde veelvoud van een stap, de helft naar boven. Wat geen getal is, wordt leeg. Kleine cijfers kunnen 0 worden.",
}
OPTIONS = {
    "to": Option("the step: 10 gives tens", 10.0),
    "language": Option("how numbers are written, such as nl (1.234,5); '' settles it cell by cell", ""),
}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with rounded figures."""
    asked = settled(NAME, options, OPTIONS)
    step = float(asked["to"])
    if not 1e-6 <= step <= 1e15:
        raise Invalid(f"figures cannot be rounded to {step}", where=NAME, way_out="to: a step above 0, such as 10")
    return changed(engine, relation, columns, NAME, lambda column: text_sql(floored(f"({number_sql(column, asked['language'])} + {step / 2!r})", step)))
