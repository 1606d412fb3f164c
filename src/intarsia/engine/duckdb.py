"""The default engine: DuckDB in this process, within a memory limit, spilling to the pool's own folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from intarsia.engine import edges
from intarsia.errors import Broken, IntarsiaError, Invalid, Unavailable

MEMORY_LIMIT = "1GB"
BATCH_ROWS = 50_000


class DuckDB:
    """`Engine` over one in-memory DuckDB connection."""

    def __init__(self, scratch: Path | None = None, memory_limit: str = MEMORY_LIMIT, threads: int = 1) -> None:
        config: dict[str, Any] = {
            "memory_limit": memory_limit,
            "threads": threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if scratch is not None:
            scratch.mkdir(parents=True, exist_ok=True)
            config["temp_directory"] = str(scratch)
        self.connection = duckdb.connect(config=config)
        edges.register(self.connection)

    def another(self) -> DuckDB:
        """The same database by a connection of its own, which knows nothing of this one's views and temporary tables: open at once, where a new database
        takes 25 ms. It ends with its own `close`; the memory limit holds for all connections together."""
        made = DuckDB.__new__(DuckDB)
        made.connection = self.connection.cursor()
        return made

    def scan(self, paths: Sequence[Path], name: str, columns: Sequence[str] = ()) -> None:
        """Parquet files as a view; `columns`: only those, which is much cheaper to ask where there are thousands."""
        if not paths:
            raise Broken(f"no files to read as {name}")
        listed = ", ".join(quote(str(path)) for path in paths)
        fields = ", ".join(map(identifier, columns)) or "*"
        self._do(f'CREATE OR REPLACE TEMP VIEW "{name}" AS SELECT {fields} FROM read_parquet([{listed}], union_by_name = true)')

    def load(self, name: str, rows: pa.Table) -> None:
        self.connection.register("__incoming", rows)
        self._do(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM __incoming')
        self.connection.unregister("__incoming")

    def run(self, name: str, sql: str) -> None:
        self._do(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')

    def view(self, name: str, sql: str) -> None:
        """A query under a name, computed when it is read."""
        self._do(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {sql}')

    def stream(self, sql: str) -> pa.RecordBatchReader:
        try:
            return self.connection.sql(sql).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise told(error, sql) from None

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(sql, values or None).fetchall()
        except duckdb.Error as error:
            raise told(error, sql) from None

    def columns(self, name: str) -> list[str]:
        return [row[0] for row in self.rows(f'DESCRIBE SELECT * FROM "{name}"')]

    def drop(self, names: Iterable[str]) -> None:
        for name in names:
            try:  # asking what there is takes ten times as long as being refused
                self.connection.execute(f"DROP TABLE IF EXISTS {identifier(name)}")
            except duckdb.CatalogException:
                self._do(f"DROP VIEW {identifier(name)}")

    def close(self) -> None:
        self.connection.close()

    def _do(self, sql: str) -> None:
        try:
            self.connection.execute(sql)
        except duckdb.Error as error:
            raise told(error, sql) from None


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def told(error: duckdb.Error, sql: str) -> IntarsiaError:
    """`sql_error` where the rows may be anybody's: what DuckDB says of a value quotes it, so that only its kind and the type are told."""
    if not isinstance(error, (duckdb.DataError, duckdb.InvalidInputException)):
        return sql_error(error, sql)
    kind = "a figure is too large for its type" if isinstance(error, duckdb.OutOfRangeException) else "a value is not what this takes"
    wanted = re.search(r"\bto (?:type )?(U?(?:TINY|SMALL|BIG|HUGE)?INT\d*(?:EGER)?|DOUBLE|FLOAT|DATE|TIMESTAMP|BOOLEAN)\b", str(error))
    more = f": {wanted[1]} was wanted" if wanted else ""
    return Invalid(f"{kind}{more}", where=" ".join(sql.split())[:300],
                   way_out="make the expression hold for every value of the column, or skip the records where it does not; see docs/mapping.md")


def sql_error(error: duckdb.Error, sql: str) -> IntarsiaError:
    """DuckDB's complaint as ours: its first line, with the query it concerns."""
    first = str(error).strip().splitlines()[0]
    if isinstance(error, duckdb.OutOfMemoryException):
        return Unavailable("the engine has not enough memory for this", where=" ".join(sql.split())[:300], way_out='give it more: memory_limit = "8GB" in pool.toml')
    if isinstance(error, duckdb.IOException):  # its words name folders of the operator
        return Unavailable("a file that this needs cannot be read: it was removed, or the disk fails",
                           way_out="verify the release, or roll back to another: intarsia verify, intarsia rollback")
    return Invalid(first, where=" ".join(sql.split())[:300], way_out="check the names and values in the query")


def only_reads(sql: str) -> str:
    """The query itself, if it is one statement that reads.

    Raises: Invalid for several statements, and for those that change something.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise sql_error(error, sql) from error
    kinds = [statement.type for statement in statements]
    if kinds not in ([duckdb.StatementType.SELECT], [duckdb.StatementType.EXPLAIN]):
        raise Invalid("one SELECT is wanted here; releases are only read", where=" ".join(sql.split())[:300], way_out="ask one question at a time")
    return sql
