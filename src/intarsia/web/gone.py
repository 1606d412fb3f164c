"""What is not in this release: never was, or was withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Gone, NotFound
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.shelf.feeds import figurelines
from intarsia.web.visit import Visit
from intarsia.web.when import day

MOST = 40  # how many releases back one looks; table files that are equal to newer ones are looked into once
LENGTH = 120  # what is asked for is repeated in the answer, cut off here

#: kind -> the table that knows it, and what names it there
KEYS: dict[str, tuple[str, str]] = {
    "work": ("work", "id"), "agent": ("agent", "id"), "place": ("place", "id"), "dataset": ("dataset", "id"), "concept": ("concept", "id"),
    "scheme": ("concept", "scheme"), "intervention": ("intervention", "id"), "link": ("link", "id"), "entity": ("entity", "cluster"),
    "distribution": ("distribution", "regexp_extract(iri, '[^/]*$')"), "observation": ("observation", figurelines.identity()),
}
#: kind -> where all of them can be seen
LISTS = {"dataset": "/datasets", "concept": "/terms", "scheme": "/terms", "release": "/releases", "distribution": "/datasets", "observation": "/datasets", "intervention": "/datasets"}


def missing(visit: Visit, kind: str, identifier: str) -> NotFound:
    """The error to raise for something that is not in the release read: Gone (410) when an earlier one had it, else NotFound (404).

    kind: one of `iris.KINDS`, or "scheme"; identifier: as it stands in the table, "scheme:notation" for a concept.
    """
    _ = visit.words
    shown = identifier[:LENGTH]
    where = visit.href(LISTS.get(kind, "/explore"))
    last = visit.serving.once(visit.reader, "earlier", lambda: Earlier(visit.serving.pool, visit.reader)).last(kind, identifier)
    if last is None:
        return NotFound(_("There is nothing called '%(id)s' here: no release of this pool has it.", id=shown), way_out=_("look for it by name, or see what there is: %(where)s", where=where))
    words = {"id": shown, "release": last["id"], "day": day(last["issued"], visit.words), "where": visit.href(f"/releases/{last['id']}")}
    if (last["issued"], last["id"]) > (visit.reader.manifest["issued"], visit.reader.id):
        return NotFound(_("Release %(read)s does not have '%(id)s' yet; release %(release)s of %(day)s has it.", read=visit.reader.id, **words),
                        way_out=_("take '?release=' out of the address"))
    return Gone(_("'%(id)s' was withdrawn. It was last in release %(release)s of %(day)s.", **words),
                way_out=_("see what it was in that release, which stays as it is: %(where)s; to know why, ask the contributor", where=where if kind == "release" else words["where"]))


class Earlier:
    """The other releases of a pool, newest first, with only those table files that differ from those of the release read."""

    def __init__(self, pool: Pool, reader: Reader) -> None:
        self._pool = pool
        self._reader = reader
        self._manifests = [m for m in pool.releases() if m["id"] != reader.id][:MOST]
        self._engine = DuckDB(memory_limit="256MB")
        self._lock = threading.Lock()  # a connection answers one question at a time

    def last(self, kind: str, identifier: str) -> dict[str, Any] | None:
        """The manifest of the newest of these releases that has the thing; None when none has it, or the kind is unknown."""
        if kind == "release":
            return next(({"id": identifier, "issued": m["issued"]} for m in [self._reader.manifest, *self._manifests] if m["previous"] == identifier), None)
        if kind not in KEYS:
            return None
        table, key = KEYS[kind]
        rows = self._ask(table, f"SELECT DISTINCT filename FROM files WHERE {key} = ?", identifier)
        had = {Path(row[0]).parents[2].name for row in rows}
        return next((m for m in self._manifests if m["id"] in had), None)

    def _ask(self, table: str, sql: str, identifier: str) -> list[tuple[Any, ...]]:
        """The rows of a query over `files`: the files of a table, each with its path."""
        paths = self._paths(table)
        if not paths:
            return []
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        with self._lock:
            return self._engine.rows(f"WITH files AS (SELECT * FROM read_parquet([{listed}], union_by_name = true, filename = true)) {sql}", [identifier])

    def _paths(self, table: str) -> list[Path]:
        """Files that may hold what the release read has not: each content once, from the newest release that has it."""
        known = set(_hashes(self._reader.manifest, table).values())
        found = []
        for manifest in self._manifests:
            for dataset, digest in _hashes(manifest, table).items():
                if digest not in known:
                    known.add(digest)
                    found.append(self._pool.folder(manifest["id"]) / "tables" / table / f"{dataset}.parquet")
        return [path for path in found if path.is_file()]  # a release may have been removed meanwhile


def _hashes(manifest: Mapping[str, Any], table: str) -> dict[str, str]:
    return {dataset: part["hash"] for dataset, part in manifest["tables"].get(table, {}).get("parts", {}).items()}
