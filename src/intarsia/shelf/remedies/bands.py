"""Bands: figures become intervals, of one width or between given edges: "100-<200", "500+"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.figures import floored, number_sql, plain, text_sql
from intarsia.shelf.remedies.writing import changed, settled

NAME = "bands"
LEVEL = "column"
TITLE = {"en": "Figures in bands", "nl": "Cijfers in klassen"}
ABOUT = {
    "en": "Each figure becomes the band it lies in: '100-<200' is from 100 to just under 200. What is no number becomes empty.",
    "nl": "Elk cijfer wordt de klasse waar het in ligt: '100-<200' is van 100 tot net onder 200. Wat geen getal is, wordt leeg.",
}
OPTIONS = {
    "width": Option("the width of a band", 100.0),
    "edges": Option("edges instead of one width, rising: [100, 500, 1000] gives '<100', '100-<500', '500-<1000' and '1000+'", []),
    "language": Option("how numbers are written, such as nl (1.234,5); '' settles it cell by cell", ""),
}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with bands in the place of figures."""
    asked = settled(NAME, options, OPTIONS)
    edges, width = asked["edges"], float(asked["width"])
    if not all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in edges) or any(a >= b for a, b in pairwise(edges)):
        raise Invalid("the edges of bands must be rising numbers", where=NAME, way_out="edges = [100, 500, 1000]")
    if not 1e-6 <= width <= 1e15:
        raise Invalid(f"bands cannot be {width} wide", where=NAME, way_out="width: above 0, such as 100")

    def band(column: str) -> str:
        number = number_sql(column, asked["language"])
        return between(number, [float(edge) for edge in edges]) if edges else _wide(number, width)

    return changed(engine, relation, columns, NAME, band)


def _wide(number: str, width: float) -> str:
    low = floored(number, width)
    return f"{text_sql(low)} || '-<' || {text_sql(f'({low} + {width!r})')}"


def between(number: str, edges: Sequence[float]) -> str:
    """The band of a number between edges, as text."""
    names = [f"<{plain(edges[0])}", *(f"{plain(a)}-<{plain(b)}" for a, b in pairwise(edges))]
    cases = " ".join(f"WHEN {number} < {edge!r} THEN '{name}'" for edge, name in zip(edges, names, strict=True))
    return f"CASE WHEN {number} IS NULL THEN NULL {cases} ELSE '{plain(edges[-1])}+' END"
