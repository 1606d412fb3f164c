"""SQL over the tables of one release, in a child: read-only, without files, network or settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from intarsia.engine.duckdb import quote
from intarsia.questions import onlyreads, rows
from intarsia.questions.question import Question
from intarsia.questions.sink import Sink
from intarsia.reader import show_tables

BATCH = 2048
SHARE = 0.6  # of a question's memory for the engine's own tables; the rest is for what it does not count


def connect(release: Path, memory: int) -> duckdb.DuckDBPyConnection:
    """A connection that can open the release's tables and cubes, and nothing else, whatever it is told."""
    connection = duckdb.connect(config={
        "memory_limit": f"{int(memory * SHARE) // 1_000_000}MB", "threads": 1, "autoload_known_extensions": False, "autoinstall_known_extensions": False,
        "python_enable_replacements": False, "allow_community_extensions": False, "temp_directory": ""})
    show_tables(connection, release)
    tables = sorted({f"{folder}/{part}/" for folder in (release, release.resolve()) for part in ("tables", "cubes")})
    connection.execute(f"SET allowed_directories = [{', '.join(map(quote, tables))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def answer(connection: duckdb.DuckDBPyConnection, question: Question, sink: Sink) -> tuple[str, list[list[str]]]:
    """Write the rows; returns the media type, and names and types of the columns.

    Raises: Invalid, Refused; MemoryError or DuckDB's own when memory runs out.
    """
    cursor = connection.cursor()
    try:
        onlyreads.check(cursor, question.text)
        try:
            found = cursor.sql(question.text)  # gives rows as they come; `execute` would hold them all
            columns = [[name, str(kind)] for name, kind in zip(found.columns, found.types, strict=True)]
            stream = _renamed(found.to_arrow_reader(BATCH), [name for name, _ in columns])
            return rows.write(question.form, stream, sink), [[name, kind] for name, (_, kind) in zip(stream.schema.names, columns, strict=True)]
        except duckdb.OutOfMemoryException:
            raise
        except (duckdb.Error, pa.ArrowInvalid, OSError) as error:
            if _is_memory(error):
                raise MemoryError from error
            if isinstance(error, duckdb.Error):
                raise onlyreads.placed(cursor, question.text, error) from error
            raise
    finally:
        cursor.close()


def _is_memory(error: BaseException) -> bool:
    """Arrow hands on the engine's complaint as its own."""
    return bool(re.search(r"out of memory|failed to (allocate|pin)|could not allocate", str(error), re.IGNORECASE))


def _renamed(stream: pa.RecordBatchReader, names: list[str]) -> pa.RecordBatchReader:
    """Each column under a name of its own: id, id_2."""
    unique: list[str] = []
    for name in names:
        number, chosen = 1, name
        while chosen in unique:
            number += 1
            chosen = f"{name}_{number}"
        unique.append(chosen)
    if unique == stream.schema.names:
        return stream
    schema = pa.schema([field.with_name(name) for field, name in zip(stream.schema, unique, strict=True)])

    def batches() -> Iterator[Any]:
        for batch in stream:
            yield pa.RecordBatch.from_arrays(batch.columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
