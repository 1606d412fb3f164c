"""The edges: Python functions over Arrow batches that SQL calls by name.

DuckDB runs them as vectorised functions, Spark through Arrow as well. Each is pure: a text goes in, a text,
a number or a small structure comes out; NULL stays NULL. Every distinct value of a batch is computed once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from intarsia import codes, dates, names, text

TEXT = "VARCHAR"


@dataclass(frozen=True)
class Edge:
    """A function for SQL: its name, the SQL type it returns, how it computes one value, and what it means."""

    name: str
    returns: str
    compute: Callable[..., Any]
    meaning: str
    arguments: int = 1


def _date(written: str) -> dict[str, Any] | None:
    span = dates.edtf(written)
    if span is None:
        return None
    return {"edtf": span.edtf, "year_start": span.start, "year_end": span.end, "first": span.first, "last": span.last}


def _person(written: str) -> dict[str, Any] | None:
    name = names.person(written)
    return {"name": name.display, "sort": name.sort} if name.display else None


def _people(written: str) -> list[dict[str, Any]]:
    return [{"name": name, "role": role} for name, role in names.split_people(written)]


def _percent_encode(written: str) -> str:
    return quote(written, safe="")


DATE = "STRUCT(edtf VARCHAR, year_start BIGINT, year_end BIGINT, first VARCHAR, last VARCHAR)"
PERSON = "STRUCT(name VARCHAR, sort VARCHAR)"

EDGES: tuple[Edge, ...] = (
    Edge("clean", TEXT, text.clean, "entities decoded, odd spaces and control characters out, white space folded"),
    Edge("fold", TEXT, text.fold, "lower case without accents, for comparing"),
    Edge("unarticle", TEXT, text.unarticle, "'Naam van de roos, De' becomes 'De naam van de roos'"),
    Edge("transliterate", TEXT, text.transliterate, "Greek and Cyrillic in Latin letters"),
    Edge("slug", TEXT, text.slug, "letters, digits and hyphens, for keys"),
    Edge("number", "DOUBLE", text.number, "a written number; the second argument names the writing, such as 'nl'", 2),
    Edge("edtf", DATE, _date, "a written date as EDTF with its first and last year and day"),
    Edge("no_date", "BOOLEAN", dates.is_unknown, "true for 'n.d.', 's.d.', 'onbekend' and the like"),
    Edge("person", PERSON, _person, "a written name as display and sort form"),
    Edge("people", "STRUCT(name VARCHAR, role VARCHAR)[]", _people, "several names in one cell, with the roles said beside them"),
    Edge("country", TEXT, codes.country, "ISO 3166-1 alpha-2 code of a country written in any EU language"),
    Edge("language", TEXT, codes.language, "BCP 47 code of a language written in any EU language"),
    Edge("percent_encode", TEXT, _percent_encode, "as a part of an IRI: all but letters, digits, - . _ ~ percent-encoded"),
    Edge("isbn", TEXT, codes.isbn, "ISBN-13, if the check digit is right"),
)

_ARROW = {
    TEXT: pa.string(), "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(),
    DATE: pa.struct([("edtf", pa.string()), ("year_start", pa.int64()), ("year_end", pa.int64()),
                     ("first", pa.string()), ("last", pa.string())]),
    PERSON: pa.struct([("name", pa.string()), ("sort", pa.string())]),
    "STRUCT(name VARCHAR, role VARCHAR)[]": pa.list_(pa.struct([("name", pa.string()), ("role", pa.string())])),
}


def vectorised(edge: Edge) -> Callable[..., pa.Array]:
    """The edge over Arrow arrays; one computation for each distinct value."""
    kind = _ARROW[edge.returns]
    remembered: dict[Any, Any] = {None: None}

    def one(column: Any) -> pa.Array:
        coded = pc.dictionary_encode(column)
        coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
        found = [_remember(remembered, edge.compute, value) for value in coded.dictionary.to_pylist()]
        return pa.array(found, type=kind).take(coded.indices)

    def two(column: Any, second: Any) -> pa.Array:
        pairs = zip(column.to_pylist(), second.to_pylist(), strict=True)
        return pa.array([None if a is None else edge.compute(a, b or "") for a, b in pairs], type=kind)

    return one if edge.arguments == 1 else two


def _remember(remembered: dict[Any, Any], compute: Callable[..., Any], value: Any) -> Any:
    if value in remembered:
        return remembered[value]
    if len(remembered) > 200_000:
        remembered.clear()
        remembered[None] = None
    remembered[value] = result = compute(value)
    return result


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every edge callable from SQL on this connection."""
    for edge in EDGES:
        create: Any = connection.create_function  # its stubs know enumerations only, it takes their names as well
        create(edge.name, vectorised(edge), [TEXT] * edge.arguments, edge.returns, type="arrow", null_handling="special")
