"""Remote: a release on a server, read like a local one. Tables are fetched when a query needs them, and kept while open."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pyarrow as pa

from intarsia.engine.duckdb import BATCH_ROWS, quote, sql_error
from intarsia.errors import Broken, Unavailable
from intarsia.tables import TABLES


class Remote:
    """The served release of the pool at an address.

    Raises: Unavailable when the server does not answer as an Intarsia pool does.
    """

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/") + "/"
        self._client = httpx.Client(base_url=self._address, timeout=60, follow_redirects=True)
        self._folder = Path(tempfile.mkdtemp(prefix="intarsia-remote-"))
        self._gone = weakref.finalize(self, _let_go, self._client, self._folder)
        self._connection = duckdb.connect()
        self._fetched: set[str] = set()
        try:
            self.id = str(self._json("releases.json")["meta"]["release"])
            self.manifest: dict[str, Any] = self._json(f"releases/{self.id}/manifest.json")
            self.base: str = self.manifest["pool"]["base"]
        except (KeyError, TypeError):
            raise Unavailable("what answers there is no Intarsia pool with a release", where=self._address, way_out="check the address") from None

    def batches(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.RecordBatchReader:
        """The rows of a query over the server's tables, computed here."""
        words = set(re.findall(r"[a-z_]+", sql.lower()))
        for name in sorted(words & set(TABLES)):
            self._fetch(name)
        try:
            return self._connection.cursor().sql(sql, params=dict(values or {}) or None).to_arrow_reader(BATCH_ROWS)
        except duckdb.Error as error:
            raise sql_error(error, sql) from error

    def _fetch(self, table: str) -> None:
        if table in self._fetched:
            return
        paths = []
        for dataset, part in self.manifest["tables"].get(table, {}).get("parts", {}).items():
            path = self._folder / f"{table}-{dataset}.parquet"
            try:
                with self._client.stream("GET", f"releases/{self.id}/tables/{table}/{dataset}.parquet") as response, open(path, "wb") as out:
                    self._ok(response)
                    for chunk in response.iter_bytes():
                        out.write(chunk)
            except httpx.HTTPError as error:
                raise Unavailable(f"the server stopped answering: {error}", where=self._address, way_out="try again") from error
            if path.stat().st_size != part["bytes"]:
                raise Broken(f"{table} of {dataset} came incomplete", where=self._address, way_out="try again")
            paths.append(quote(str(path)))
        sql = f"SELECT * FROM read_parquet([{', '.join(paths)}])" if paths else TABLES[table].empty_select()
        self._connection.execute(f'CREATE VIEW "{table}" AS {sql}')
        self._fetched.add(table)

    def _json(self, path: str) -> dict[str, Any]:
        try:
            response = self._client.get(path)
            self._ok(response)
            found: dict[str, Any] = response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Unavailable(f"no Intarsia pool answers there: {error}", where=self._address, way_out="check the address") from error
        return found

    def _ok(self, response: httpx.Response) -> None:
        if response.status_code != 200:
            raise Unavailable(f"the server answered {response.status_code}", where=str(response.url), way_out="check the address")

    def close(self) -> None:
        """Drop what was fetched."""
        self._connection.close()
        self._gone()


def _let_go(client: httpx.Client, folder: Path) -> None:
    client.close()
    shutil.rmtree(folder, ignore_errors=True)
