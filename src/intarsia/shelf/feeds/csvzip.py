"""CSV in a zip: one file a table as RFC 4180 in UTF-8, with a data dictionary and CSVW metadata beside them.

Lines are made by SQL and packed as they come, so memory stays flat and the first bytes leave at once. A text
that a spreadsheet would take for a formula (it begins with = + - @, tab or carriage return) gets an apostrophe
in front; numbers are left alone. NULL is an empty cell, an empty text is "".
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.shelf.feeds import ownrights, rdfnames, textstream
from intarsia.shelf.feeds.base import POOL
from intarsia.tables import BOOL, FLOAT, INT, TABLES, TEXT, Column, Table

NAME = "csvzip"
ABOUT = "Tables as CSV (RFC 4180, UTF-8) in a zip, with a data dictionary and CSVW metadata"
MEDIA_TYPE = "application/zip"

LEVEL = 3
BLOCK = 1 << 18
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same tables give the same bytes
POOL_TABLES = ("concept", "label", "place", "link", "entity")
FORMULA = "'=', '+', '-', '@', chr(9), chr(13)"
CSVW_TYPES = {TEXT: "string", INT: "integer", FLOAT: "double", BOOL: "boolean"}
PREFIXES = {
    "owl": rdfnames.OWL, "rdfs": rdfnames.RDFS, "sssom": rdfnames.SSSOM,
    "schema": rdfnames.SCHEMA, "dcterms": rdfnames.DCT, "dcat": rdfnames.DCAT, "prov": rdfnames.PROV, "skos": rdfnames.SKOS, "foaf": rdfnames.FOAF,
    "edm": rdfnames.EDM, "qb": rdfnames.QB, "spdx": rdfnames.SPDX, "tdm": rdfnames.TDM, "sdmx-measure": rdfnames.SDMX_MEASURE,
    "sdmx-dimension": rdfnames.SDMX_DIMENSION, "sdmx-attribute": rdfnames.SDMX_ATTRIBUTE, "odrl": "http://www.w3.org/ns/odrl/2/",
    "dqv": "http://www.w3.org/ns/dqv#", "sh": "http://www.w3.org/ns/shacl#",
}


class Release(Protocol):
    """A reader of a release, which gives the batches of a query."""

    def batches(self, sql: str) -> Iterable[pa.RecordBatch]:
        """The rows of a query as Arrow batches."""
        ...


def stream(source: DuckDB | Release, dataset: str, own: bool = False) -> Iterator[bytes]:
    """The zip of a dataset, or of `_pool`, in pieces as they are made. The source may hold other datasets too.

    own: only the records that keep their own rights, which are never in the other one.
    """
    outlet = Outlet()
    present = []
    apart = apart_in(source, dataset)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as packed:  # type: ignore[call-overload]
        for table in TABLES.values():
            sql = lines(table, dataset, apart, own)
            pieces = (piece for piece in textstream.chunks(_batches(source, sql)) if piece.nbytes) if sql else iter(())
            first = next(pieces, None)
            if first is not None:
                present.append(table)
                yield from _pack(packed, outlet, f"{table.name}.csv", chain((header(table), first), pieces))
        for name, text in (("dictionary.csv", dictionary(present)), ("metadata.json", metadata(present, dataset, noticed(source, dataset)))):
            yield from _pack(packed, outlet, name, (text.encode(),))
    yield outlet.take()


def write(engine: DuckDB, dataset: str, base: str, folder: Path) -> list[Path]:
    """Write `<dataset>.csv.zip`; the records that keep their own rights into `<dataset>.own-rights.csv.zip`."""
    paths = {False: folder / f"{dataset}.csv.zip"} | ({True: folder / f"{dataset}{ownrights.PART}.csv.zip"} if apart_in(engine, dataset) else {})
    for own, path in paths.items():
        with open(path, "wb") as out:
            for piece in stream(engine, dataset, own):
                out.write(piece)
    return list(paths.values())


def apart_in(source: DuckDB | Release, dataset: str) -> list[str]:
    """The statements of a dataset's records that keep their own rights; see `ownrights`."""
    return ownrights.statements(lambda sql: [(value,) for batch in _batches(source, sql) for value in batch.column(0).to_pylist()], dataset) if dataset != POOL else []


class Outlet:
    """Where a zip that cannot be wound back is written to, and taken from."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """All that was written since the last time."""
        data, self._pieces, self.size = b"".join(self._pieces), [], 0
        return data


def _batches(source: DuckDB | Release, sql: str) -> Iterable[pa.RecordBatch]:
    return textstream.query(source, sql) if isinstance(source, DuckDB) else source.batches(sql)


def _pack(packed: zipfile.ZipFile, outlet: Outlet, name: str, pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry._compresslevel = LEVEL  # type: ignore[attr-defined]  # ZipInfo takes no level of its own before Python 3.13
    entry.external_attr = 0o644 << 16
    with packed.open(entry, "w", force_zip64=True) as out:
        for piece in pieces:
            for start in range(0, len(piece), BLOCK):
                out.write(piece[start:start + BLOCK])
                if outlet.size > BLOCK:
                    yield outlet.take()


def lines(table: Table, dataset: str, apart: list[str] | None = None, own: bool = False) -> str | None:
    """A query of one text column with the table's rows of that dataset, each a line of CSV; None where it has none by nature.

    apart, own: of which side, see `ownrights.rows`.
    """
    condition = where(table, dataset)
    if condition is None:
        return None
    cells = f", {quote(',')}, ".join(cell(column) for column in table.columns)
    rows = f"({ownrights.rows(table, apart, own)}) AS t" if apart else f'"{table.name}"'
    return f"SELECT concat({cells}, chr(13), chr(10)) AS lines FROM {rows} WHERE {condition}"


def where(table: Table, dataset: str) -> str | None:
    """Which rows of a table are the dataset's."""
    if dataset == POOL:
        return "TRUE" if table.name in POOL_TABLES else None
    if table.name == "dataset":
        return f"id = {quote(dataset)}"
    if table.name == "label":
        return f"entity = {quote(dataset)} AND kind IN ('title', 'description')"
    return f"dataset = {quote(dataset)}" if "dataset" in table.names else None


def cell(column: Column) -> str:
    """A cell as SQL."""
    name = f'"{column.name}"'
    if column.type != TEXT:
        return f"CAST({name} AS VARCHAR)"
    return f"CASE WHEN {name} IS NOT NULL THEN concat('\"', CASE WHEN left({name}, 1) IN ({FORMULA}) THEN chr(39) END, replace({name}, '\"', '\"\"'), '\"') END"


def header(table: Table) -> bytes:
    """The first line of a table."""
    return (",".join(table.names) + "\r\n").encode()


def dictionary(tables: Iterable[Table]) -> str:
    """What each column of each table means."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("table", "column", "type", "meaning", "unit", "term"))
    for table in tables:
        writer.writerow((table.name, "", "", table.meaning, "", ""))
        for c in table.columns:
            writer.writerow((table.name, c.name, CSVW_TYPES[c.type], c.meaning, c.unit, expanded(c.term)))
    return out.getvalue()


def expanded(term: str) -> str:
    """A prefixed name as an IRI."""
    prefix, _, name = term.partition(":")
    return PREFIXES[prefix] + name if term else ""


def noticed(source: DuckDB | Release, dataset: str) -> list[tuple[str, str, str]]:
    """What readers should know first of the whole dataset: kind, language and text."""
    if dataset == POOL:
        return []
    sql = f"SELECT kind, language, \"text\" FROM notice WHERE dataset = {quote(dataset)} AND entity IS NULL ORDER BY 1, 2, 3"
    return [(row["kind"], row["language"], row["text"]) for batch in _batches(source, sql) for row in batch.to_pylist()]


def metadata(tables: Iterable[Table], dataset: str, notices: Iterable[tuple[str, str, str]] = ()) -> str:
    """CSV on the Web: the same as the dictionary, for machines. notices: what readers should know first."""
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:identifier": dataset,
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"], "quoteChar": '"', "doubleQuote": True},
        "notes": [{"text": "Texts that begin with = + - @, tab or carriage return have an apostrophe in front, for spreadsheets."},
                  *({"kind": kind, "language": language, "text": text} for kind, language, text in notices)],
        "tables": [{"url": f"{t.name}.csv", "dc:description": t.meaning, "tableSchema": {"columns": [_column(c) for c in t.columns]}} for t in tables],
    }
    return json.dumps(group, ensure_ascii=False, indent=1) + "\n"


def _column(column: Column) -> dict[str, Any]:
    said: dict[str, Any] = {"name": column.name, "titles": column.name, "datatype": CSVW_TYPES[column.type], "dc:description": column.meaning}
    if column.term:
        said["propertyUrl"] = expanded(column.term)
    if column.unit:
        said["dc:extent"] = column.unit
    return said
