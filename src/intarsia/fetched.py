"""Fetched: a release on a server, read here. The files of a table are fetched when a question needs them, and kept while open."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pyarrow as pa

from intarsia.engine.duckdb import BATCH_ROWS, identifier, quote, sql_error
from intarsia.errors import Broken
from intarsia.site import Site
from intarsia.tables import TABLES


class Fetched:
    """Answers lists and SQL as a Reader does, over files that came from a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.id, self.base, self.manifest = site.id, site.base, site.manifest
        self._folder = Path(tempfile.mkdtemp(prefix="intarsia-fetched-"))
        self._gone = weakref.finalize(self, shutil.rmtree, self._folder, True)
        self._connection = duckdb.connect()
        self._viewed: set[str] = set()

    def part(self, table: str, datasets: Sequence[str]) -> str:
        """As Reader.part."""
        have = self.manifest["tables"].get(table, {}).get("parts", {})
        paths = [quote(str(self._file(table, dataset))) for dataset in datasets if dataset in have]
        if not paths:
            return f"({TABLES[table].empty_select().replace(' WHERE', ', CAST(0 AS BIGINT) AS _file, CAST(0 AS BIGINT) AS _row WHERE')})"
        return f"(SELECT *, file_index AS _file, file_row_number AS _row FROM read_parquet([{', '.join(paths)}]))"

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """As Reader.rows; the tables that are named are fetched first."""
        return [tuple(row.values()) for row in self.batches(sql, values).read_all().to_pylist()]

    def arrow(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> pa.Table:
        """As Reader.arrow."""
        return self.batches(sql, values).read_all()

    def batches(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> pa.RecordBatchReader:
        """As Reader.batches: computed here."""
        if "AS _row " not in sql:  # a list names its files itself
            for name in sorted(set(re.findall(r"[a-z_]+", sql.lower())) & set(TABLES) - self._viewed):
                self._view(name)
        try:
            parameters = dict(values) if isinstance(values, Mapping) else list(values)
            return self._connection.cursor().sql(sql, params=parameters or None).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise sql_error(error, sql) from error

    def _view(self, table: str) -> None:
        parts = list(self.manifest["tables"].get(table, {}).get("parts", {}))
        paths = [quote(str(self._file(table, dataset))) for dataset in parts]
        sql = f"SELECT * FROM read_parquet([{', '.join(paths)}])" if paths else TABLES[table].empty_select()
        self._connection.execute(f"CREATE OR REPLACE VIEW {identifier(table)} AS {sql}")
        self._viewed.add(table)

    def _file(self, table: str, dataset: str) -> Path:
        path = self._folder / f"{table}-{dataset}.parquet"
        if path.is_file():
            return path
        aside = path.with_suffix(".part")
        try:
            with self._site.send(f"releases/{self.id}/tables/{table}/{dataset}.parquet") as response, open(aside, "wb") as out:
                for chunk in response.iter_bytes():
                    out.write(chunk)
        except httpx.HTTPError as error:
            raise self._site.silent(error) from error
        if aside.stat().st_size != self.manifest["tables"][table]["parts"][dataset]["bytes"]:
            raise Broken(f"{table} of {dataset} came incomplete", where=self._site.address, way_out="try again")
        aside.rename(path)
        return path

    def close(self) -> None:
        """Drop what was fetched."""
        self._connection.close()
        self._gone()
