"""Rows as a file while they are computed: CSV and Parquet from Arrow batches, so that memory stays flat and the first bytes leave at once."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from starlette.responses import Response, StreamingResponse

from intarsia.exporting import escaped

PARQUET = "application/vnd.apache.parquet"
CSV = "text/csv; charset=utf-8; header=present"


def sent(form: str, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch], headers: dict[str, str], *, body: bool = True) -> Response:
    """The rows as an answer: csv is shown by a browser, parquet is kept. Without `body` only the headers, for HEAD."""
    media, shown = (CSV, "inline") if form == "csv" else (PARQUET, "attachment")
    headers = {**headers, "Content-Disposition": f'{shown}; filename="{name}.{form}"'}
    if not body:
        return Response(headers=headers, media_type=media)
    return StreamingResponse((as_csv if form == "csv" else as_parquet)(schema, batches), headers=headers, media_type=media)


def as_csv(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8; lists are joined with " | ", and no spreadsheet takes a cell for a formula."""
    outlet = io.BytesIO()
    flat = pa.schema([(one.name, pa.string() if pa.types.is_list(one.type) else one.type) for one in schema])
    with pacsv.CSVWriter(outlet, flat, write_options=pacsv.WriteOptions(eol="\r\n")) as writer:
        for batch in batches:
            writer.write_batch(escaped(_flat(batch, flat)))
            yield taken(outlet)
    yield taken(outlet)


def as_parquet(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Parquet, compressed with zstandard."""
    outlet = _Outlet()
    with pq.ParquetWriter(pa.PythonFile(outlet, mode="w"), schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield outlet.taken()
    yield outlet.taken()


def _flat(batch: pa.RecordBatch, flat: pa.Schema) -> pa.RecordBatch:
    columns = [pc.binary_join(column, " | ") if pa.types.is_list(column.type) else column for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, schema=flat)


def taken(outlet: io.BytesIO) -> bytes:
    data = outlet.getvalue()
    outlet.seek(0)
    outlet.truncate()
    return data


class _Outlet(io.RawIOBase):
    """Where a Parquet file is written to and taken from; it knows how far it is, as the file's own index needs that."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._written

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces.append(bytes(data))
        self._written += len(data)
        return len(data)

    def taken(self) -> bytes:
        data, self._pieces = b"".join(self._pieces), []
        return data
