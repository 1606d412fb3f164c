"""Places become statistical regions (NUTS) or countries, by names and codes that come with this remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.disclosure import regions
from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled, there

NAME = "place-to-region"
LEVEL = "column"
TITLE = {"en": "Place to region", "nl": "Plaats naar regio"}
ABOUT = {
    "en": "A place becomes the code of its country or region (NUTS). Known are the regions of Europe, its larger cities, NUTS codes and countries; any other place becomes empty.",
    "nl": "Een plaats wordt de code van haar land of regio (NUTS). Bekend zijn de regio's en grotere steden van Europa, NUTS-codes en landen; elke andere plaats wordt leeg.",
}
OPTIONS = {"to": Option("country, nuts1, nuts2 or nuts3 (from large to small)", "nuts2")}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with codes of regions. The query reads the table `remedy:places`, which this makes in the engine."""
    asked = settled(NAME, options, OPTIONS)
    if asked["to"] not in regions.LEVELS:
        raise Invalid(f"there are no regions '{asked['to']}'", where=NAME, way_out=f"to: {', '.join(regions.LEVELS)}")
    known = there(engine, relation, columns, NAME)
    regions.load(engine)
    fields: list[str] = []
    joins: list[str] = []
    for name in known:
        column = f"t.{identifier(name)}"
        if name in columns:
            join, code = regions.joined(column, len(joins), asked["to"])
            joins.append(join)
            fields.append(f"{code} AS {identifier(name)}")
        else:
            fields.append(f"{column} AS {identifier(name)}")
    return Safer(f"SELECT {', '.join(fields)} FROM {relation} AS t {' '.join(joins)}", tuple(known))
