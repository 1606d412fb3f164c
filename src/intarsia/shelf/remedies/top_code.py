"""Top-code: figures above a limit become that limit, and below another one that one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.figures import number_sql, text_sql
from intarsia.shelf.remedies.writing import changed, settled

NAME = "top-code"
LEVEL = "column"
TITLE = {"en": "Cut off the extremes", "nl": "Uitschieters afkappen"}
ABOUT = {
    "en": "Every figure above the limit becomes the limit, so that the largest are not told apart. They stay numbers: totals become too low. What is no number becomes empty.",
    "nl": "Elk cijfer boven de grens wordt de grens, zodat de grootste niet meer uit elkaar te houden zijn. Het blijven getallen: totalen worden te laag. Wat geen getal is, wordt leeg.",
}
OPTIONS = {
    "at": Option("the upper limit; it must be given", 0.0),
    "bottom": Option("the lower limit; by default there is none", float("-inf")),
    "language": Option("how numbers are written, such as nl (1.234,5); '' settles it cell by cell", ""),
}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with figures no higher than the limit."""
    asked = settled(NAME, options, OPTIONS)
    top, bottom = float(asked["at"]), float(asked["bottom"])
    if "at" not in options or not bottom < top < 1e15:
        raise Invalid("there is no limit to cut figures off at", where=NAME, way_out="at: the highest figure that may be told; bottom: lower than that")

    def cut(column: str) -> str:
        number = number_sql(column, asked["language"])
        capped = f"CASE WHEN {number} IS NOT NULL THEN least({number}, {top!r}) END"
        return text_sql(capped if bottom == float("-inf") else f"CASE WHEN {number} IS NOT NULL THEN greatest({capped}, {bottom!r}) END")

    return changed(engine, relation, columns, NAME, cut)
