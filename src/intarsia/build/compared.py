"""Compared: what was found among records that have not changed is not sought again.

Comparing is most of the work of linking. It is done for one kind of record at a time, so a change in books leaves what was found among
films as it is; and the release for this machine takes from the public one what both hold alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import code
from intarsia.build.staleness import Steps

POOL = "_pool"


@dataclass(frozen=True)
class Compared:
    """Remembers what was found, by the hash of the records compared."""

    steps: Steps

    def __call__(self, records: pa.Table, find: Callable[[], pa.Table]) -> pa.Table:
        """What `find` gives for these records, from the last time where they are the same; ids, probabilities and weights, no text of a record."""

        def work(folder: Path) -> dict[str, Any]:
            pq.write_table(find(), folder / "found.parquet", compression="zstd")
            return {}

        outcome = self.steps.step("compare", POOL, {"records": _hash(records), "code": code.version("link")}, work, quiet=True)
        return pq.read_table(outcome.file("found"))


def _hash(records: pa.Table) -> str:
    """The hash of a table's values in their order: of its columns and of each batch as it would be written."""
    digest = hashlib.sha256(str(records.schema.remove_metadata()).encode())
    for batch in records.combine_chunks().to_batches():
        digest.update(batch.serialize())
    return digest.hexdigest()
