"""What is not in this release: never was, or was withdrawn."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.errors import Gone, NotFound
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.shelf.feeds import figurelines
from intarsia.store import redactions
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
    if act := _taken(visit, kind, identifier):
        return Gone(_("'%(id)s' was erased from every release on %(day)s: %(why)s", id=shown, day=day(act.on, visit.words), why=act.why),
                    way_out=_("if you keep a copy, take it out of that too; what was erased is listed here: %(where)s", where=visit.href("/releases")))
    last = visit.serving.once(visit.reader, "earlier", lambda: Earlier(visit.serving.pool, visit.reader)).last(kind, identifier)
    if last is None:
        return NotFound(_("There is nothing called '%(id)s' here: no release of this pool has it.", id=shown), way_out=_("look for it by name, or see what there is: %(where)s", where=where))
    if act := _withdrawn(visit, str(last.get("dataset") or "")):
        return Gone(_("'%(id)s' was withdrawn on %(day)s: %(why)s", id=shown, day=day(act.on, visit.words), why=act.why),
                    way_out=_("see what it was in release %(release)s, which stays as it is: %(where)s", release=last["id"], where=visit.href(f"/releases/{last['id']}")))
    words = {"id": shown, "release": last["id"], "day": day(last["issued"], visit.words), "where": visit.href(f"/releases/{last['id']}")}
    if (last["issued"], last["id"]) > (visit.reader.manifest["issued"], visit.reader.id):
        return NotFound(_("Release %(read)s does not have '%(id)s' yet; release %(release)s of %(day)s has it.", read=visit.reader.id, **words),
                        way_out=_("take '?release=' out of the address"))
    return Gone(_("'%(id)s' was withdrawn. It was last in release %(release)s of %(day)s.", **words),
                way_out=_("see what it was in that release, which stays as it is: %(where)s; to know why, ask the contributor", where=where if kind == "release" else words["where"]))


def notices(visit: Visit) -> list[redactions.Act]:
    """What was erased or withdrawn, as far as these readers may know; looked up again when there is another act."""
    pool = visit.serving.pool
    folder = pool.layout.root / redactions.FOLDER
    stamp = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return visit.serving.once(visit.reader, f"notices {stamp}", lambda: redactions.acts(pool.layout, here=pool.shown != pool.layout))


def _taken(visit: Visit, kind: str, identifier: str) -> redactions.Act | None:
    """The act that erased a thing, or the dataset of that name; None for one that came back since."""
    for act in reversed(notices(visit)):
        if act.kind == "erased" and (identifier in act.ids or (act.whole and kind == "dataset" and identifier == act.dataset)):
            return act
    return None


def _withdrawn(visit: Visit, dataset: str) -> redactions.Act | None:
    """The act by which a dataset stands withdrawn."""
    last = next((act for act in reversed(notices(visit)) if act.dataset == dataset and act.kind != "erased"), None)
    return last if last and last.kind == "withdrawn" else None


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
        had = {Path(row[0]).parents[2].name: Path(row[0]).stem for row in rows}
        return next(({**m, "dataset": had[m["id"]]} for m in self._manifests if m["id"] in had), None)

    def _ask(self, table: str, sql: str, identifier: str) -> list[tuple[Any, ...]]:
        """The rows of a query over `files`: the files of a table, each with its path."""
        paths = self._paths(table)
        if not paths:
            return []
        listed = ", ".join(quote(str(path)) for path in paths)
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
