"""Forms of an answer: which one is asked for, and rows written as CSV, NDJSON, Arrow and Parquet while they come."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.web import tablefile

MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
    "arrow": "application/vnd.apache.arrow.stream",
    "parquet": "application/vnd.apache.parquet",
}
ACCEPTED = {
    "application/json": "json", "application/problem+json": "json", "text/html": "json", "application/*": "json", "*/*": "json",
    "text/csv": "csv", "text/*": "csv",
    "application/x-ndjson": "ndjson", "application/ndjson": "ndjson", "application/jsonl": "ndjson", "application/x-jsonlines": "ndjson",
    "application/vnd.apache.arrow.stream": "arrow",
    "application/vnd.apache.parquet": "parquet", "application/parquet": "parquet", "application/x-parquet": "parquet",
}
TABLES = ("json", "csv", "ndjson", "arrow", "parquet")
_ROW_GROUP = 50_000


class NotAcceptable(Invalid):
    """None of the forms asked for can be had."""

    title, status = "Not acceptable", 406


def chosen(accept: str, forms: tuple[str, ...]) -> str:
    """The form an Accept header asks for: the highest q first, then the first written; JSON where anything will do.

    Raises: NotAcceptable.
    """
    if not accept.strip():
        return forms[0]
    found: list[tuple[float, int, str]] = []
    refused: set[str] = set()
    for place, part in enumerate(accept.split(",")[:30]):
        media, *options = (piece.strip() for piece in part.lower().split(";"))
        form, weight = ACCEPTED.get(media), _weight(options)
        if form is None or form not in forms:
            continue
        if weight > 0:
            found.append((-weight, place, form))
        elif "*" not in media:
            refused.add(form)
    best = next((form for _weight, _place, form in sorted(found) if form not in refused), None)
    if best is None:
        raise NotAcceptable("this cannot be had in any of the forms asked for", where="Accept",
                            way_out="ask for one of: " + ", ".join(MEDIA[form].split(";")[0] for form in forms))
    return best


def _weight(options: list[str]) -> float:
    for option in options:
        if option.startswith("q="):
            try:
                return float(option[2:])
            except ValueError:
                return 0.0
    return 1.0


def write(form: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Rows in a form, piece by piece."""
    return _WRITERS[form](schema, iter(batches))


def rows(batch: pa.RecordBatch | pa.Table) -> list[dict[str, Any]]:
    """Rows as JSON knows them: a number that is none is null."""
    found: list[dict[str, Any]] = batch.to_pylist()
    return finite(found, [field.name for field in batch.schema if pa.types.is_floating(field.type)])


def finite(found: list[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Rows in whose named columns a number that is none (NaN, infinity) is null."""
    for row in found:
        for name in names:
            value = row[name]
            if value is not None and (value != value or value in (float("inf"), float("-inf"))):
                row[name] = None
    return found


def _ndjson(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    for batch in batches:
        for first in range(0, batch.num_rows, 1000):
            yield "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows(batch.slice(first, 1000))).encode()


def _arrow(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    outlet = io.BytesIO()
    with pa.ipc.new_stream(outlet, schema) as writer:
        yield tablefile.taken(outlet)
        for batch in batches:
            writer.write_batch(batch)
            yield tablefile.taken(outlet)
    yield tablefile.taken(outlet)


def _parquet(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """In row groups worth having: what comes in small pieces is put together first."""
    return tablefile.as_parquet(schema, _gathered(schema, batches))


def _gathered(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(one.num_rows for one in waiting) >= _ROW_GROUP:
            yield from pa.Table.from_batches(waiting, schema).combine_chunks().to_batches()
            waiting.clear()
    yield from pa.Table.from_batches(waiting, schema).combine_chunks().to_batches()


_WRITERS: dict[str, Callable[[pa.Schema, Iterator[pa.RecordBatch]], Iterator[bytes]]] = {
    "csv": tablefile.as_csv, "ndjson": _ndjson, "arrow": _arrow, "parquet": _parquet}
