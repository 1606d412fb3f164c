"""What a feed promises.

A feed is a module of this folder that has a NAME. It turns the tables of ONE dataset into files for others, or
those of `_pool`: concept, label, place, link and entity, which belong to no dataset. The engine it is given has
every table of `intarsia.tables` as a view, possibly empty, with only that dataset's rows. A feed writes into a
folder that exists, names its files after the dataset, and gives the same bytes for the same tables.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from intarsia.engine.duckdb import DuckDB

POOL = "_pool"


class Feed(Protocol):
    """A module with these names. ABOUT is one line that stands beside the file where people find it."""

    NAME: str
    ABOUT: str
    MEDIA_TYPE: str

    def write(self, engine: DuckDB, dataset: str, base: str, folder: Path) -> list[Path]:
        """Write the files of one dataset and return their paths. `base` is the pool's base IRI, ending with a slash."""
        ...
