"""Places become statistical regions (NUTS) or countries, by names and codes that come with this remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled, there
from intarsia.text import fold

NAME = "place-to-region"
LEVEL = "column"
TITLE = {"en": "Place to region", "nl": "Plaats naar regio"}
ABOUT = {
    "en": "A place becomes the code of its country or region (NUTS). Known are the regions of Europe, its larger cities, NUTS codes and countries; any other place becomes empty.",
    "nl": "Een plaats wordt de code van haar land of regio (NUTS). Bekend zijn de regio's en grotere steden van Europa, NUTS-codes en landen; elke andere plaats wordt leeg.",
}
#: characters of a NUTS code at each level
LEVELS = {"country": 2, "nuts1": 3, "nuts2": 4, "nuts3": 5}
OPTIONS = {"to": Option("country, nuts1, nuts2 or nuts3 (from large to small)", "nuts2")}
#: Eurostat writes these two countries otherwise than ISO 3166
ISO = {"EL": "GR", "UK": "GB"}
TABLE = "remedy:places"


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows with codes of regions. The query reads the table `remedy:places`, which this makes in the engine."""
    asked = settled(NAME, options, OPTIONS)
    if asked["to"] not in LEVELS:
        raise Invalid(f"there are no regions '{asked['to']}'", where=NAME, way_out=f"to: {', '.join(LEVELS)}")
    known = there(engine, relation, columns, NAME)
    engine.load(TABLE, _places())
    size = LEVELS[asked["to"]]
    fields: list[str] = []
    joins: list[str] = []
    for name in known:
        column = f"t.{identifier(name)}"
        if name not in columns:
            fields.append(f"{column} AS {identifier(name)}")
            continue
        whole, first = f"w{len(joins)}", f"f{len(joins)}"
        joins.append(f"LEFT JOIN {identifier(TABLE)} AS {whole} ON {whole}.name = fold({column}) "
                     f"LEFT JOIN {identifier(TABLE)} AS {first} ON {first}.name = fold(split_part({column}, ',', 1))")
        fields.append(f"{_region(column, whole, first, size)} AS {identifier(name)}")
    return Safer(f"SELECT {', '.join(fields)} FROM {relation} AS t {' '.join(joins)}", tuple(known))


def _region(column: str, whole: str, first: str, size: int) -> str:
    """The code of a cell. Of "place, country" the place counts only when it lies in that country: Paris, Texas is not in France."""
    code = f"regexp_extract(trim({column}), '^[A-Z]{{2}}[0-9A-Z]{{1,3}}$', 0)"
    behind = f"country(trim(regexp_extract({column}, '([^,]+)$', 1)))"
    found = (f"coalesce({whole}.code, CASE WHEN regexp_matches({column}, ',') AND {_country(f'{first}.code')} = {behind} THEN {first}.code END, "
             f"CASE WHEN regexp_matches({code}, '[0-9]') THEN {code} END)")
    if size > 2:
        return f"CASE WHEN length({found}) >= {size} THEN left({found}, {size}) END"
    return f"coalesce({_country(found)}, country({column}), {behind})"


def _country(code: str) -> str:
    swapped = " ".join(f"WHEN '{a}' THEN '{b}'" for a, b in ISO.items())
    return f"CASE left({code}, 2) {swapped} ELSE left({code}, 2) END"


@cache
def _places() -> pa.Table:
    """Names, folded, with the code of the smallest region that is known."""
    lines = Path(__file__).with_name("places.tsv").read_text("utf-8").splitlines()
    pairs = dict(reversed([(fold(name), code) for name, code in (line.split("\t") for line in lines if line and not line.startswith("#"))]))
    return pa.table({"name": pa.array(sorted(pairs), pa.string()), "code": pa.array([pairs[name] for name in sorted(pairs)], pa.string())})
