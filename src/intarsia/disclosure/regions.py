"""Places as statistical regions (NUTS) or countries, by the names and codes of `places.tsv`: for the remedy that writes them, and for the
rule that asks beforehand whether regions would be enough."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.text import fold

#: characters of a NUTS code at each level, from large to small
LEVELS = {"country": 2, "nuts1": 3, "nuts2": 4, "nuts3": 5}
#: Eurostat writes these two countries otherwise than ISO 3166
ISO = {"EL": "GR", "UK": "GB"}
TABLE = "remedy:places"


def load(engine: DuckDB) -> None:
    """The table that `joined` reads, in the engine."""
    engine.load(TABLE, _places())


def joined(column: str, number: int, level: str) -> tuple[str, str]:
    """SQL for one column: the joins that it needs, and the code of its region, NULL for a place that is not known or not known so finely.

    column: quoted, with the name of its relation. number: of the column, so that joins of several do not clash.
    """
    whole, first = f"w{number}", f"f{number}"
    joins = (f"LEFT JOIN {identifier(TABLE)} AS {whole} ON {whole}.name = fold({column}) "
             f"LEFT JOIN {identifier(TABLE)} AS {first} ON {first}.name = fold(split_part({column}, ',', 1))")
    return joins, _region(column, whole, first, LEVELS[level])


def known(place: str) -> bool:
    """Does the list have a place of this name?"""
    return fold(place) in _codes() or fold(place.partition(",")[0]) in _codes()


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
def _codes() -> dict[str, str]:
    """Names, folded, with the code of the smallest region that is known; the first of a name counts."""
    lines = Path(__file__).with_name("places.tsv").read_text("utf-8").splitlines()
    return dict(reversed([(fold(name), code) for name, code in (line.split("\t") for line in lines if line and not line.startswith("#"))]))


@cache
def _places() -> pa.Table:
    pairs = _codes()
    return pa.table({"name": pa.array(sorted(pairs), pa.string()), "code": pa.array([pairs[name] for name in sorted(pairs)], pa.string())})
