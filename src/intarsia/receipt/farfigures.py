"""The published figures of a pool on a server, as a source that peers are told from here: its files are fetched whole, and nothing is asked that depends on a file of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.fetched import Fetched
from intarsia.site import Site

Thing = TypeVar("Thing")
#: figures of a pool are fetched up to this size, packed
MOST_BYTES = 200_000_000
#: what peers are told from
TABLES = ("observation", "agent", "dataset", "frame", "place")


class FarFigures:
    """A `Source` (shelf/insights/base.py) over files of a site. It has no names: what is told in the dry run are figures, and the key of a group."""

    def __init__(self, site: Site) -> None:
        self.id = site.id
        self.as_of = str(site.manifest.get("as_of") or site.manifest["issued"][:10])
        self._files = Fetched(site)
        self._memory: dict[str, Any] = {}

    def records(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        found: list[dict[str, Any]] = self.arrow(sql, values).to_pylist()
        return found

    def arrow(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a query as an Arrow table."""
        return self._files.arrow(sql, values or {})

    def label(self, kind: str, id: str, language: str) -> str:
        """The id itself."""
        return id

    def values(self, kind: str, of: str, language: str) -> Mapping[str, str]:
        """None: nothing is chosen here."""
        return {}

    def once(self, key: str, make: Callable[[], Thing]) -> Thing:
        """What `make` gives, computed once."""
        if key not in self._memory:
            self._memory[key] = make()
        found: Thing = self._memory[key]
        return found

    def close(self) -> None:
        """Drop what was fetched."""
        self._files.close()


@contextmanager
def far(address: str) -> Iterator[FarFigures]:
    """The figures of the release that a server serves.

    Raises: Unavailable when no pool answers there; Invalid when its figures are too many to fetch.
    """
    site = Site(address)
    size = sum(part["bytes"] for table in TABLES for part in site.manifest["tables"].get(table, {}).get("parts", {}).values())
    if size > MOST_BYTES:
        raise Invalid(f"its figures are {size // 1_000_000:,} MB, too much to fetch for a comparison", where=address, way_out="compare on its own page: /benchmark")
    found = FarFigures(site)
    try:
        for table in TABLES:  # the same files whatever is compared with them
            found.arrow(f"SELECT 1 FROM {table} LIMIT 0")
        yield found
    finally:
        found.close()
