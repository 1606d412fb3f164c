"""What a step may ask of an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa


class Engine(Protocol):
    """Six verbs. Names are tables or views of this engine; SQL is DuckDB's dialect, within `dialect`."""

    def scan(self, paths: Sequence[Path], name: str) -> None:
        """Make Parquet files, united by column name, readable as `name`."""

    def load(self, name: str, rows: pa.Table) -> None:
        """Make an Arrow table readable as `name`."""

    def run(self, name: str, sql: str) -> None:
        """Materialise a query as the table `name`."""

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """The rows of a query as Arrow batches, in the query's order."""

    def rows(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a small query."""

    def drop(self, names: Iterable[str]) -> None:
        """Forget tables and views."""

    def close(self) -> None:
        """Give back memory and temporary files."""
