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

from intarsia.cubes import CUBES
from intarsia.engine.duckdb import BATCH_ROWS, quote, sql_error
from intarsia.errors import Broken, NotFound
from intarsia.steps import cubes
from intarsia.store import termindex
from intarsia.store.searchindex import Filters, Hits, SearchIndex
from intarsia.store.termindex import TermIndex
from intarsia.tables import TABLES

#: a table is held in memory as long as all that are have together at most so many rows, and so many bytes in their files
HELD_ROWS, HELD_BYTES = 300_000, 32_000_000
MANY_CONCEPTS = 20_000
MANY = 100  # values that are written into a query one by one; more are joined


def show_tables(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """Make the tables of the release in a folder views of a connection; a column that an older release lacks is NULL. So are its cubes.

    Returns, for each table that has files, its columns as they are read.
    """
    found: dict[str, str] = {}
    for name, table in TABLES.items():
        files = sorted((path / "tables" / name).glob("*.parquet"))
        if files:
            listed = ", ".join(quote(str(f)) for f in files)
            have = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet({quote(str(files[0]))})").fetchall()}
            found[name] = ", ".join(f'"{c.name}"' if c.name in have else f'CAST(NULL AS {c.type}) AS "{c.name}"' for c in table.columns)
            connection.execute(f'CREATE VIEW "{name}" AS SELECT {found[name]} FROM read_parquet([{listed}])')
        else:
            connection.execute(f'CREATE VIEW "{name}" AS {table.empty_select()}')
    _show_cubes(connection, path)
    return found


def _show_cubes(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """The cubes as views: of their files, or of the tables in a release of before there were any."""
    made = (path / "cubes").is_dir()
    for name, cube in CUBES.items():
        file = path / "cubes" / f"{name}.parquet"
        rows = f"SELECT * FROM read_parquet({quote(str(file))})" if file.is_file() else cube.empty_select() if made else cubes.query(name)
        connection.execute(f'CREATE VIEW "{name}" AS {rows}')


class Reader:
    """One release: SQL over its tables, its search index, its labels."""

    def __init__(self, path: Path, memory_limit: str = "1GB") -> None:
        self.path = path
        self._stamp = _stamp(path)
        try:
            self.manifest: dict[str, Any] = json.loads((path / "manifest.json").read_text("utf-8"))
        except FileNotFoundError:
            raise NotFound(f"there is no release {path.name}", where=str(path), way_out="see them: intarsia releases") from None
        except (OSError, ValueError) as error:
            raise Broken(f"the manifest of release {path.name} cannot be read", where=str(path / "manifest.json"), way_out="verify the release, or roll back to another") from error
        if self.manifest["schema"] != 1:
            raise Broken(f"release {path.name} was made by a newer version", where=str(path), way_out="upgrade intarsia")
        self.id: str = self.manifest["id"]
        self.edition: str = self.id + "".join(f"-{one['act']}" for one in self.manifest.get("redactions", []))  # what a cached page is of
        self.as_of: str = self.manifest.get("as_of") or self.manifest["issued"][:10]  # the day it is of: years are over by it, and no clock is asked
        self.base: str = self.manifest["pool"]["base"]
        self.languages: tuple[str, ...] = tuple(self.manifest["pool"]["languages"])
        self._local = threading.local()
        self._memory_limit = memory_limit
        self._held: dict[str, list[str]] = {}  # tables in memory, with the datasets of their rows, in the order of the rows
        self._rows: dict[str, pa.Table] = {}
        self._places: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._indexing = threading.Lock()
        self._terms: dict[str, list[TermIndex]] = {}
        try:
            self._root = self._connect()
        except duckdb.Error as error:
            raise Broken(f"a table of release {path.name} cannot be read", where=str(path / "tables"), way_out="verify the release, or roll back to another") from error
        self._lock = threading.Lock()

    def fresh(self) -> bool:
        """Is the release on disk the one that was opened? Nothing changes in a release, save that something is erased from it."""
        return _stamp(self.path) in (self._stamp, None)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config={"memory_limit": self._memory_limit, "threads": 2, "autoload_known_extensions": False})
        self._fields = show_tables(connection, self.path)
        connection.execute(f"SET allowed_directories = [{quote(str(self.path.resolve()) + '/')}, {quote(str(self.path) + '/')}]")
        connection.execute("SET parquet_metadata_cache = true")  # the files of a release never change
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def hold(self, rows: int = HELD_ROWS, size: int = HELD_BYTES) -> None:
        """Take tables into memory, the smallest first, while they have no more rows and bytes of files than that in all.

        To open a Parquet file and plan its reading costs more than the few rows of a page: a held table answers in a tenth of the
        time, with the same rows in the same order. Tables that do not fit, or for which there is no memory, are read from their files.
        """
        for table, files in sorted(self._files().items(), key=lambda one: (self.manifest["tables"][one[0]]["rows"], one[0])):
            rows -= self.manifest["tables"][table]["rows"]
            size -= sum(file.stat().st_size for file in files)
            if rows < 0 or size < 0:
                return
            if table not in self._held:
                self._take(table, files)

    def _files(self) -> dict[str, list[Path]]:
        """Of each table that has files, those files as the views read them; not a table of whose files the manifest says something else."""
        found = {table: sorted((self.path / "tables" / table).glob("*.parquet")) for table in self._fields}
        return {table: files for table, files in found.items() if {file.stem for file in files} == set(self.manifest["tables"].get(table, {}).get("parts", {}))}

    def _take(self, table: str, files: list[Path]) -> None:
        fields, columns = self._fields[table], ", ".join(f'"{name}"' for name in TABLES[table].names)
        listed = ", ".join(quote(str(file)) for file in files)
        try:
            with self._lock:
                self._root.execute("CREATE SCHEMA IF NOT EXISTS held")
                self._root.execute(f'CREATE TABLE held."{table}" AS SELECT {fields}, CAST(file_index AS BIGINT) AS _part, file_row_number AS _row FROM read_parquet([{listed}])')
                self._root.execute(f'CREATE OR REPLACE VIEW "{table}" AS SELECT {columns} FROM held."{table}"')
        except (duckdb.OutOfMemoryException, duckdb.CatalogException):  # a thread that opened the same release was sooner
            return
        self._held[table] = [file.stem for file in files]

    def part(self, table: str, datasets: Sequence[str]) -> str:
        """The rows of a table that come from some datasets, to stand after FROM: in the order given, each with the number of
        its file (`_file`) and of its row there (`_row`), both from 0."""
        have = self.manifest["tables"].get(table, {}).get("parts", {})
        wanted = [dataset for dataset in datasets if dataset in have]
        if not wanted:
            return f"({TABLES[table].empty_select().replace(' WHERE', ', CAST(0 AS BIGINT) AS _file, CAST(0 AS BIGINT) AS _row WHERE')})"
        if table in self._held:
            return self._held_part(table, [self._held[table].index(dataset) for dataset in wanted])
        paths = [quote(str(self.path / "tables" / table / f"{dataset}.parquet")) for dataset in wanted]
        return f"(SELECT {self._fields[table]}, file_index AS _file, file_row_number AS _row FROM read_parquet([{', '.join(paths)}]))"

    def _held_part(self, table: str, numbers: list[int]) -> str:
        """The same from memory; one scan gives the datasets in the order in which they are stored, another order needs one scan each."""
        fields = ", ".join(f'"{name}"' for name in TABLES[table].names)
        if numbers == list(range(len(self._held[table]))):
            return f'(SELECT {fields}, _part AS _file, _row FROM held."{table}")'
        if numbers == sorted(set(numbers)):
            shown = ", ".join(map(str, numbers))
            place = f"list_position([{shown}], _part) - 1" if len(numbers) > 1 else "CAST(0 AS BIGINT)"
            return f'(SELECT {fields}, {place} AS _file, _row FROM held."{table}" WHERE _part IN ({shown}))'
        scans = (f'SELECT {fields}, CAST({place} AS BIGINT) AS _file, _row FROM held."{table}" WHERE _part = {number}' for place, number in enumerate(numbers))
        return f"({' UNION ALL '.join(scans)})"

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

    def where(self, table: str, column: str, values: Sequence[str], datasets: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """The rows of a table in whose column one of the values stands, in the order in which they are stored.

        datasets: only rows of those, so that the files of the others are not opened. The cheapest question there is: a filter with
        the values in it skips parts of files, and sorting or joining a few rows in SQL costs more than finding them.
        """
        have = self.manifest["tables"].get(table, {}).get("parts", {})
        if not values or not have or (datasets is not None and not set(have).intersection(datasets)):
            return []
        if table in self._held:
            return self._where_held(table, column, values, datasets)
        source = self.part(table, sorted(set(have) if datasets is None else set(datasets)))
        fields = ", ".join(f'"{name}"' for name in TABLES[table].names)
        wanted = list(dict.fromkeys(values))
        chosen = "SELECT unnest($values)" if len(wanted) > MANY else ", ".join("?" * len(wanted))
        found = self.records(f'SELECT {fields}, _file, _row FROM {source} WHERE "{column}" IN ({chosen})', {"values": wanted} if len(wanted) > MANY else wanted)
        found.sort(key=lambda row: (row.pop("_file"), row.pop("_row")))  # several values are joined, which keeps no order
        return found

    def _where_held(self, table: str, column: str, values: Sequence[str], datasets: Sequence[str] | None) -> list[dict[str, Any]]:
        """The same from memory, by the places of each value: no query, which would cost ten times as much as the rows."""
        rows, places = self._indexed(table, column)
        found = rows.take(pa.array(sorted(place for value in dict.fromkeys(values) for place in places.get(value, ())), pa.int64()))
        wanted = {number for number, dataset in enumerate(self._held[table]) if datasets is None or dataset in datasets}
        records: list[dict[str, Any]] = found.to_pylist()
        return [row for row in records if row.pop("_part") in wanted]

    def _indexed(self, table: str, column: str) -> tuple[pa.Table, dict[str, list[int]]]:
        """A held table as Arrow, and where each value of a column stands in it; made when it is first asked for."""
        name = (table, column)
        if name not in self._places:
            with self._indexing:
                if name not in self._places:
                    if table not in self._rows:
                        fields = ", ".join(f'"{one}"' for one in TABLES[table].names)
                        self._rows[table] = self.arrow(f'SELECT {fields}, _part FROM held."{table}" ORDER BY _part, _row').combine_chunks()
                    places: dict[str, list[int]] = {}
                    for place, value in enumerate(self._rows[table].column(column).to_pylist()):
                        if value is not None:
                            places.setdefault(value, []).append(place)
                    self._places[name] = places
        return self._rows[table], self._places[name]

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

    def terms(self, scheme: str) -> list[TermIndex]:
        """The search indexes of a vocabulary: one, or one for each dataset that brings some of it.

        Raises: NotFound when the release has no such scheme, or was made by a version without them.
        """
        if scheme not in self._terms:
            if not (found := self.index_folders(scheme)):
                raise NotFound(f"there is no vocabulary '{scheme[:60]}' to search in", where=self.id, way_out="see them all at /terms; a release of an earlier version has none: build again")
            self._terms[scheme] = [TermIndex(path) for path in found]
        return self._terms[scheme]

    def searches(self, scheme: str) -> bool:
        """Has this release an index of the names of that vocabulary? Those of earlier versions have none."""
        return bool(self.index_folders(scheme))

    def index_folders(self, scheme: str) -> list[Path]:
        """Where the search indexes of a vocabulary stand."""
        start = termindex.folder_of(scheme)
        return sorted(path for path in (self.path / "terms").glob("*") if path.name == start or path.name.startswith(start + "@"))

    @cached_property
    def large(self) -> frozenset[str]:
        """The vocabularies whose names are looked up one by one, for there are too many to hold."""
        if self.manifest["tables"].get("label", {}).get("rows", 0) <= HELD_ROWS:
            return frozenset()
        found = self.rows("SELECT scheme FROM concept GROUP BY scheme HAVING count(*) > $many", {"many": MANY_CONCEPTS})
        return frozenset(scheme for (scheme,) in found if (self.path / "terms" / termindex.folder_of(scheme)).is_dir())

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        few = "AND NOT list_contains($large, split_part(entity, ':', 1)) " if self.large else ""
        sql = f"SELECT entity, language, value FROM label WHERE kind IN ('pref', 'title') {few}ORDER BY kind DESC, value DESC"
        for entity, language, value in self.rows(sql, {"large": sorted(self.large)} if few else ()):
            found.setdefault(entity, {})[language] = value
        return found

    def label(self, entity: str, language: str = "en") -> str:
        """The name of a concept ("genre:drama"), place ("NL") or dataset; English, then any language, when there is none in the reader's."""
        scheme, _, notation = entity.partition(":")
        if scheme in self.large:
            return self.terms(scheme)[0].label(notation, language)
        names = self._labels.get(entity, {})
        return names.get(language) or names.get("en") or next(iter(names.values()), entity.rpartition(":")[2])

    def labels(self, entities: Iterable[str], language: str = "en") -> dict[str, str]:
        """Names of several entities."""
        return {entity: self.label(entity, language) for entity in entities}

    def close(self) -> None:
        """Give the memory back."""
        self._root.close()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Which file the manifest is."""
    try:
        status = (path / "manifest.json").stat()
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None
    return status.st_ino, status.st_mtime_ns
