"""Pool: the rows stay behind, and only tables over at least five organisations leave. It says so; the build does it (docs/pooled.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Refused
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled

NAME = "pool"
LEVEL = "table"
TITLE = {"en": "Only together with others", "nl": "Alleen samen met anderen"}
ABOUT = {
    "en": "The rows go to the vault of the pool and are never shown. What leaves are protected totals over five organisations or more.",
    "nl": "De rijen gaan naar de kluis van de pool en worden nooit getoond. Naar buiten gaan beschermde totalen over vijf of meer organisaties.",
}
OPTIONS: dict[str, Option] = {}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """No table of one contributor is safe here.

    Raises: Refused, always: the way out is the verdict POOLED ONLY.
    """
    settled(NAME, options, OPTIONS)
    raise Refused("these rows leave only together with those of others, so there is no safer file of them alone", where=NAME,
                  way_out="add the file to a pool, and decide: intarsia decide DATASET 'POOLED ONLY'")
