"""Aggregate: the rows become a table of counts and sums; what one row said is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.figures import number_sql, text_sql
from intarsia.shelf.remedies.writing import columns_of, settled, there

NAME = "aggregate"
LEVEL = "table"
TITLE = {"en": "Make a table of counts", "nl": "Een tabel met aantallen maken"}
ABOUT = {
    "en": "One row for each combination of the dimensions, with the number of rows and the sums of figures. Every other column is gone. Small groups still show: suppress them as well.",
    "nl": "Eén rij per combinatie van de dimensies, met het aantal rijen en de sommen van cijfers. Alle andere kolommen zijn weg. Kleine groepen blijven zichtbaar: onderdruk die ook.",
}
COUNTED = "rows"
OPTIONS = {
    "by": Option("the columns that are the dimensions, at least one", []),
    "sums": Option("columns whose figures are added up", []),
    "language": Option("how numbers are written, such as nl (1.234,5); '' settles it cell by cell", ""),
}


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The table of counts: the dimensions, `rows`, and the sums under the names of their columns; in the order of the dimensions.

    Raises: Invalid without dimensions, for columns that are not there, or a column that is both.
    """
    asked = settled(NAME, options, OPTIONS)
    by, sums = dimensions(engine, relation, asked["by"], asked["sums"])
    if COUNTED in by or COUNTED in sums:
        return _counted(engine, relation, by, sums, asked["language"])
    return gathered(relation, by, [(COUNTED, "CAST(count(*) AS VARCHAR)"), *((name, total(name, asked["language"])) for name in sums)])


def dimensions(engine: DuckDB, relation: str, by: Sequence[Any], sums: Sequence[Any]) -> tuple[list[str], list[str]]:
    """The dimensions and the figures, when a table can be made of them.

    Raises: Invalid.
    """
    if not by or len({*by, *sums}) < len(by) + len(sums) or not all(isinstance(name, str) for name in (*by, *sums)):
        raise Invalid("a table of counts needs dimensions, each column once, and figures that are no dimensions", where=NAME, way_out='by = ["month", "genre"], sums = ["visits"]')
    there(engine, relation, [*by, *sums], NAME)
    return list(by), list(sums)


def total(name: str, language: str = "") -> str:
    """The sum of a column as text."""
    return text_sql(f"sum({number_sql(f't.{identifier(name)}', language)})")


def gathered(relation: str, by: Sequence[str], figures: Sequence[tuple[str, str]]) -> Safer:
    """A table by dimensions; `figures` are (name, expression over the rows `t` of a group). Rows are numbered by their dimensions."""
    keys = [f"t.{identifier(name)}" for name in by]
    told = ", ".join([*(f"{key} AS {identifier(name)}" for key, name in zip(keys, by, strict=True)), *(f"{sql} AS {identifier(name)}" for name, sql in figures)])
    inner = f"SELECT {told} FROM {relation} AS t GROUP BY {', '.join(keys)}"
    names = [*by, *(name for name, _ in figures)]
    order = ", ".join(f"g.{identifier(name)} NULLS LAST" for name in by)
    sql = (f"SELECT row_number() OVER (ORDER BY {order}) AS _row, CAST(NULL AS BIGINT) AS _line, {', '.join(f'g.{identifier(name)}' for name in names)} FROM ({inner}) AS g")
    return Safer(sql, ("_row", "_line", *names), same_rows=False, notes={"gathered": True})


def _counted(engine: DuckDB, relation: str, by: Sequence[str], sums: Sequence[str], language: str) -> Safer:
    """Of a table that has a column `rows` already: that one is a dimension or a sum, and the count gets another name."""
    taken = set(columns_of(engine, relation))
    name = next(f"{COUNTED} {n}" for n in range(2, len(taken) + 3) if f"{COUNTED} {n}" not in taken)
    return gathered(relation, by, [(name, "CAST(count(*) AS VARCHAR)"), *((one, total(one, language)) for one in sums)])
