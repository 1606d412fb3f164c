"""How the rows of an SQL answer are written: one function per form."""

from __future__ import annotations

import base64
import csv
import datetime
import decimal
import io
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia.errors import Invalid
from intarsia.questions.sink import Sink

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
TAIL = 100_000  # bytes that a Parquet file's end may take


def write(form: str, stream: pa.RecordBatchReader, sink: Sink) -> str:
    """Write a stream of rows; returns the media type. Raises: Invalid for an unknown form."""
    if form not in FORMS:
        raise Invalid(f"there is no form '{form}' of rows", way_out=f"one of {', '.join(FORMS)}")
    media, how = FORMS[form]
    how(stream, sink)
    return media


def _batches(stream: pa.RecordBatchReader, sink: Sink) -> Iterator[pa.RecordBatch]:
    """Batches until a limit is met; the last is cut at the row."""
    for batch in stream:
        if batch.num_rows == 0:
            continue
        if batch.num_rows > sink.left():
            sink.truncated = "rows"
            if sink.left():
                yield batch.slice(0, sink.left())
            return
        yield batch


def _objects(stream: pa.RecordBatchReader, sink: Sink) -> Iterator[str]:
    for batch in stream:
        for row in batch.to_pylist():
            yield _json(row)


def _lists(stream: pa.RecordBatchReader, sink: Sink) -> Iterator[str]:
    for batch in stream:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield _json(row)


def _array(of: Callable[[pa.RecordBatchReader, Sink], Iterator[str]]) -> Callable[[pa.RecordBatchReader, Sink], None]:
    def how(stream: pa.RecordBatchReader, sink: Sink) -> None:
        sink.write("[")
        sink.lines(of(stream, sink), ",\n")
        sink.write("]")

    return how


def _ndjson(stream: pa.RecordBatchReader, sink: Sink) -> None:
    sink.lines((row + "\n" for row in _objects(stream, sink)), "")


def _csv(stream: pa.RecordBatchReader, sink: Sink) -> None:
    """RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")

    def line(cells: Any) -> str:
        text.seek(0)
        text.truncate()
        writer.writerow([_cell(cell) for cell in cells])
        return text.getvalue()

    sink.write(line(stream.schema.names))
    sink.lines((line(row) for batch in stream for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)), "")


def _parquet(stream: pa.RecordBatchReader, sink: Sink) -> None:
    with pq.ParquetWriter(sink.out, stream.schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for batch in _batches(stream, sink):
            if sink.full(sum(one.nbytes for one in held) + batch.nbytes + TAIL):
                break
            held.append(batch)
            sink.rows += batch.num_rows
            if sum(one.num_rows for one in held) >= 50_000:
                writer.write_table(pa.Table.from_batches(held))
                held = []
        if held:
            writer.write_table(pa.Table.from_batches(held))


def _arrow(stream: pa.RecordBatchReader, sink: Sink) -> None:
    with pa.ipc.new_stream(sink.out, stream.schema) as writer:
        for batch in _batches(stream, sink):
            if sink.full(batch.nbytes):
                break
            writer.write_batch(batch)
            sink.rows += batch.num_rows


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(value), ensure_ascii=False, default=_plain)


def _finite(value: Any) -> Any:
    """JSON knows no NaN and no infinity: they are null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, (int, float)):
        return value
    text = value if isinstance(value, str) else _json(value) if isinstance(value, (list, dict, tuple)) else str(_plain(value))
    return "'" + text if text.startswith(FORMULA) else text


FORMS: dict[str, tuple[str, Callable[[pa.RecordBatchReader, Sink], None]]] = {
    "json": ("application/json", _array(_objects)),
    "rows": ("application/json", _array(_lists)),
    "ndjson": ("application/x-ndjson", _ndjson),
    "csv": ("text/csv; charset=utf-8; header=present", _csv),
    "parquet": ("application/vnd.apache.parquet", _parquet),
    "arrow": ("application/vnd.apache.arrow.stream", _arrow),
}
