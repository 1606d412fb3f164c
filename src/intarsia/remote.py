"""Remote: the sources of frames that lie on a server: its API, and its files where questions are answered here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from intarsia.fetched import Fetched
from intarsia.frames import Counts, Local, Looking
from intarsia.lists import NOUNS, Listing
from intarsia.site import API, Pairs, Site

PAGE = 1000  # the longest page of the API


class Remote:
    """A release on a server, asked by its API: rows are found there, and come as a stream.

    Raises: Unavailable when the server does not answer as an Intarsia pool does.
    """

    def __init__(self, address: str) -> None:
        self.site = Site(address)
        self.id, self.base, self.manifest = self.site.id, self.site.base, self.site.manifest

    def rows(self, asked: Listing, limit: int | None) -> pa.RecordBatchReader:
        """The rows of a list."""
        if any(value == [] for value in asked.chosen.values()):
            return pa.RecordBatchReader.from_batches(asked.schema, iter(()))
        return self._stream(_path(asked), _pairs(asked), limit)

    def count(self, asked: Listing) -> int:
        """How many rows a list has."""
        if any(value == [] for value in asked.chosen.values()):
            return 0
        return int(self.site.json(_path(asked), [*self._pinned(_pairs(asked)), ("limit", "1"), ("total", "true")])["meta"]["total"])

    def sql(self, query: str, limit: int | None) -> pa.RecordBatchReader:
        """The rows of a query, within the server's limits."""
        return self.site.batches(f"{API}sql", self._pinned([("query", query), *([("limit", str(limit))] if limit else [])]))

    def looked(self, asked: Looking, limit: int | None) -> pa.RecordBatchReader:
        """The works that a search finds."""
        return self._stream(f"{API}search", asked.pairs(), limit)

    def counts(self, asked: Looking) -> Counts:
        """How many works a search finds, by facet and year."""
        found = self.site.json(f"{API}search", self._pinned([*asked.pairs(), ("limit", "1")]))
        return Counts(found["meta"]["total"], found["data"]["facets"], {int(year): n for year, n in found["data"]["years"].items()}, found["meta"].get("note", ""))

    def insights(self, language: str) -> list[dict[str, Any]]:
        """The questions of the server's shelf."""
        found: list[dict[str, Any]] = self.site.json(f"{API}insights", self._pinned([("lang", language)]))["data"]
        return found

    def insight(self, name: str, chosen: Mapping[str, str], language: str) -> dict[str, Any]:
        """The record of an answer."""
        found: dict[str, Any] = self.site.json(f"{API}insights/{quote(name, safe='')}", self._pinned([*chosen.items(), ("lang", language)]))["data"]
        return found

    def drawing(self, name: str, chosen: Mapping[str, str], language: str, form: str) -> bytes:
        """The chart of an answer."""
        with self.site.send(f"figures/{quote(name, safe='')}.{form}", self._pinned([*chosen.items(), ("lang", language)])) as response:
            return response.read()

    def _stream(self, path: str, pairs: Pairs, limit: int | None) -> pa.RecordBatchReader:
        short = [("limit", str(limit))] if limit is not None and 0 < limit <= PAGE else []
        arriving = self.site.batches(path, self._pinned([*pairs, *short]))
        return arriving if limit is None or short else pa.RecordBatchReader.from_batches(arriving.schema, _first(arriving, limit))

    def _pinned(self, pairs: Pairs) -> Pairs:
        return [*pairs, ("release", self.id)]


class Here(Local):
    """A release on a server whose files are fetched and asked here: no limits but this machine's. Words are still looked for by the server."""

    def __init__(self, address: str) -> None:
        self._far = Remote(address)
        super().__init__(Fetched(self._far.site))

    def looked(self, asked: Looking, limit: int | None) -> pa.RecordBatchReader:
        """The works that a search finds, asked of the server: its index is not fetched."""
        return self._far.looked(asked, limit)

    def counts(self, asked: Looking) -> Counts:
        """The counts of a search, asked of the server."""
        return self._far.counts(asked)

    def insights(self, language: str) -> list[dict[str, Any]]:
        """The questions of the server's shelf."""
        return self._far.insights(language)

    def insight(self, name: str, chosen: Mapping[str, str], language: str) -> dict[str, Any]:
        """The record of an answer, asked of the server."""
        return self._far.insight(name, chosen, language)

    def drawing(self, name: str, chosen: Mapping[str, str], language: str, form: str) -> bytes:
        """The chart of an answer, asked of the server."""
        return self._far.drawing(name, chosen, language, form)


def _path(asked: Listing) -> str:
    return f"{API}{asked.noun.name}" if NOUNS.get(asked.noun.name) is asked.noun else f"{API}tables/{asked.noun.table}"


def _pairs(asked: Listing) -> list[tuple[str, str]]:
    pairs = [(name, str(one)) for name, value in asked.chosen.items() for one in (value if isinstance(value, list) else [value])]
    return [*pairs, *([("fields", ",".join(asked.fields))] if asked.fields else [])]


def _first(arriving: Any, limit: int) -> Iterator[pa.RecordBatch]:
    for batch in arriving:
        if limit <= 0:
            return
        yield batch.slice(0, limit)
        limit -= batch.num_rows
