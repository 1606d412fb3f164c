"""Numbers as people write them, as SQL: a cell as a number, and a number as text again. Shared by the remedies that change figures.

Only arithmetic that engines agree on: no floor, no rounding of an engine's own.
"""

from __future__ import annotations

from intarsia.engine.duckdb import quote

#: beyond this no figure of a collection, till or census is meant; and decimals would not hold it
LARGEST = "1e18"


def number_sql(column: str, language: str = "") -> str:
    """A cell as a DOUBLE, NULL when it is no number. language: how numbers are written ("nl": 1.234,5); "" settles it cell by cell."""
    written = f"number({column}, {quote(language)})"
    if language:
        return written
    return f"CASE WHEN regexp_matches({column}, '^-?[0-9]{{1,18}}([.][0-9]{{1,9}})?$') THEN CAST({column} AS DOUBLE) ELSE {written} END"


def text_sql(number: str) -> str:
    """A number as text: "12", "12.5"; at most six decimals, NULL beyond `LARGEST`."""
    decimal = f"CAST(CASE WHEN abs({number}) < {LARGEST} THEN {number} END AS DECIMAL(38, 6))"
    return f"regexp_replace(CAST({decimal} AS VARCHAR), '[.]?0+$', '')"


def floored(number: str, width: float) -> str:
    """The largest multiple of `width` that is not above a number: -0.5 with 10 is -10."""
    w = repr(float(width))
    return f"({number} - ((({number} % {w}) + {w}) % {w}))"


def plain(value: float) -> str:
    """A number of an option as text: 10.0 is "10"."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def read_sql(column: str) -> str:
    """The number that a reader takes a cell for: a number, the middle of a band, the edge of an open one."""
    band, open_ = "^(-?[0-9.]+)-<?(-?[0-9.]+)$", "^<?(-?[0-9.]+)[+]?$"
    edges = [f"TRY_CAST(regexp_extract({column}, '{band}', {n}) AS DOUBLE)" for n in (1, 2)]
    edge = f"TRY_CAST(regexp_extract({column}, '{open_}', 1) AS DOUBLE)"
    return (f"CASE WHEN regexp_matches({column}, '{band}') THEN ({edges[0]} + {edges[1]}) / 2 WHEN starts_with({column}, '<') THEN {edge} / 2 "
            f"WHEN right({column}, 1) = '+' THEN {edge} ELSE {number_sql(column)} END")
