"""Reader: one release, read-only. Every door and the Python API read a release through it and nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from intarsia.engine.duckdb import BATCH_ROWS, quote, sql_error
from intarsia.errors import Broken, NotFound
from intarsia.store.searchindex import Filters, Hits, SearchIndex
from intarsia.tables import TABLES


class Reader:
    """One release: SQL over its tables, its search index, its labels."""

    def __init__(self, path: Path, memory_limit: str = "1GB") -> None:
        self.path = path
        try:
            self.manifest: dict[str, Any] = json.loads((path / "manifest.json").read_text("utf-8"))
        except FileNotFoundError:
            raise NotFound(f"there is no release {path.name}", where=str(path), way_out="see them: intarsia releases") from None
        if self.manifest["schema"] != 1:
            raise Broken(f"release {path.name} was made by a newer version", where=str(path), way_out="upgrade intarsia")
        self.id: str = self.manifest["id"]
        self.base: str = self.manifest["pool"]["base"]
        self.languages: tuple[str, ...] = tuple(self.manifest["pool"]["languages"])
        self._local = threading.local()
        self._memory_limit = memory_limit
        self._root = self._connect()
        self._lock = threading.Lock()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config={"memory_limit": self._memory_limit, "threads": 2, "autoload_known_extensions": False})
        for name, table in TABLES.items():
            files = sorted((self.path / "tables" / name).glob("*.parquet"))
            if files:
                listed = ", ".join(quote(str(f)) for f in files)
                have = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet({quote(str(files[0]))})").fetchall()}
                fields = ", ".join(f'"{c.name}"' if c.name in have else f'CAST(NULL AS {c.type}) AS "{c.name}"' for c in table.columns)
                connection.execute(f'CREATE VIEW "{name}" AS SELECT {fields} FROM read_parquet([{listed}])')
            else:
                connection.execute(f'CREATE VIEW "{name}" AS {table.empty_select()}')
        connection.execute(f"SET allowed_directories = [{quote(str(self.path.resolve()) + '/')}, {quote(str(self.path) + '/')}]")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            with self._lock:
                self._local.cursor = self._root.cursor()
        cursor: duckdb.DuckDBPyConnection = self._local.cursor
        return cursor

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; `?` or `$name` stand for values."""
        try:
            return self._cursor().execute(sql, values or None).fetchall()
        except duckdb.Error as error:
            raise sql_error(error, sql) from error

    def records(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        try:
            cursor = self._cursor().execute(sql, values or None)
            names = [column[0] for column in cursor.description or []]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise sql_error(error, sql) from error

    def arrow(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> pa.Table:
        """The rows of a query as an Arrow table."""
        return self.batches(sql, values).read_all()

    def batches(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> pa.RecordBatchReader:
        """The rows of a query as Arrow batches."""
        try:
            parameters = dict(values) if isinstance(values, Mapping) else list(values)
            with self._lock:
                cursor = self._root.cursor()  # a connection takes no other query while a stream of it is open
            return cursor.sql(sql, params=parameters or None).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise sql_error(error, sql) from error

    @cached_property
    def index(self) -> SearchIndex:
        """The search index."""
        return SearchIndex.open(self.path / "search")

    def search(self, text: str = "", filters: Filters | None = None, *, limit: int = 20, offset: int = 0, sort: str = "best", counts: bool = True) -> Hits:
        """Works by words and filters; see docs/search.md for the query language."""
        return self.index.search(text, filters or Filters(), limit=limit, offset=offset, sort=sort, counts=counts)

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for entity, language, value in self.rows("SELECT entity, language, value FROM label WHERE kind IN ('pref', 'title') ORDER BY kind DESC, value DESC"):
            found.setdefault(entity, {})[language] = value
        return found

    def label(self, entity: str, language: str = "en") -> str:
        """The name of a concept ("genre:drama"), place ("NL") or dataset; English, then any language, when there is none in the reader's."""
        names = self._labels.get(entity, {})
        return names.get(language) or names.get("en") or next(iter(names.values()), entity.rpartition(":")[2])

    def labels(self, entities: Iterable[str], language: str = "en") -> dict[str, str]:
        """Names of several entities."""
        return {entity: self.label(entity, language) for entity in entities}

    def close(self) -> None:
        """Give the memory back."""
        self._root.close()
