"""Pool: the one object that knows a pool folder. Doors and the Python API begin here."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from intarsia import disk
from intarsia.build import Build
from intarsia.build.looked import Looked, look
from intarsia.build.studied import unregistered
from intarsia.engine.duckdb import MEMORY_LIMIT, DuckDB
from intarsia.errors import Broken, Conflict, Invalid, NotFound
from intarsia.model import PoolConfig
from intarsia.reader import Reader
from intarsia.steps import register, release
from intarsia.store import columnar, redactions
from intarsia.store.layout import Layout
from intarsia.store.lock import only_one
from intarsia.tables import TABLES

if TYPE_CHECKING:
    from intarsia.store.ledger import Ledger

Report = Callable[[dict[str, Any]], None]
class Held(Protocol):
    """A release on disk, as far as comparing needs it: its folder and its manifest."""

    @property
    def path(self) -> Path:
        """Its folder."""
        ...

    @property
    def manifest(self) -> dict[str, Any]:
        """Its manifest."""
        ...


HELD = 4  # readers kept open: the release that is served and the last others that were asked for


class Pool:
    """A pool folder: build it, read its releases, compare, verify and roll back.

    >>> pool = Pool("demo-pool")                        # doctest: +SKIP
    >>> pool.reader().rows("SELECT count(*) FROM work") # doctest: +SKIP
    """

    def __init__(self, path: Path | str, *, public: bool = False) -> None:
        """`public`: show the public releases alone, also where there are releases for this machine."""
        self.layout = Layout(Path(path)).require()
        self._public = public
        self.config: PoolConfig = register.pool_config(self.layout.config)
        self._readers: OrderedDict[str, Reader] = OrderedDict()
        self._held = threading.Lock()

    def __repr__(self) -> str:
        return f"<Pool {self.config.name!r} at {self.layout.root}, release {self.current() or 'none yet'}>"

    @property
    def shown(self) -> Layout:
        """Where the releases stand that are shown: those for this machine where there are any, else the public ones."""
        here = self.layout.for_this_machine
        return here if not self._public and here.current.exists() else self.layout

    def public(self) -> Pool:
        """This pool as others may see it."""
        return Pool(self.layout.root, public=True)

    # ---- building -----------------------------------------------------------------------------------

    def build(self, *, mirror: Path | None = None, refresh: bool = False, report: Report = lambda event: None, as_of: str = "", decided: bool = False) -> str:
        """Run what is stale and serve the release that comes of it; returns its id. as_of: the day it is of (ISO), which decides about
        embargoes and conditions and which years are over; an input that the id is made of too. Today when nobody says. decided: datasets
        that nobody decided about yet stay out and stop nothing: for whoever publishes one dataset and answers for no other.

        Raises: Conflict when another build runs; Refused without decisions; Invalid for what is not right; DiskTrouble for a full or read-only disk.
        """
        issued = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        with disk.in_words(self.layout.root), only_one(self.layout.lock, "build"):
            redactions.require_finished(self.layout)
            return Build(self.layout, self.config, report, mirror, refresh, as_of or issued[:10], bool(as_of), decided).run(issued)

    def look(self, dataset: str, *, mirror: Path | None = None, as_of: str = "", keep: str = "pool") -> Looked:
        """What the rules find in the files of a dataset, and the remedies that are suggested; nothing is released. A build finds the same.
        keep: see `intarsia.build.looked.look`.

        Raises: Conflict when a build runs; NotFound, Invalid for files that cannot be read.
        """
        today = as_of or datetime.datetime.now(datetime.UTC).date().isoformat()
        with disk.in_words(self.layout.root), only_one(self.layout.lock, "build"):
            return look(self.layout, self.config, dataset, mirror, today, keep)

    # ---- releases -----------------------------------------------------------------------------------

    def current(self) -> str | None:
        """The id of the served release."""
        try:
            return self.shown.current.read_text("utf-8").strip() or None
        except FileNotFoundError:
            return None

    def reader(self, identity: str | None = None) -> Reader:
        """A release to read; the served one by default. A few characters of an id are enough.

        Raises: NotFound.
        """
        found = self.resolve(identity) if identity else self.current()
        if found is None:
            raise NotFound("this pool has no release yet", where=str(self.layout.root), way_out=f"intarsia build {self.layout.root}")
        folder = self._folder(found)
        with self._held:
            if found not in self._readers or not self._readers[found].fresh():  # something was erased from it
                self._readers[found] = Reader(folder, self.config.memory_limit or MEMORY_LIMIT)
            self._readers.move_to_end(found)
            while len(self._readers) > HELD:
                self._readers.popitem(last=False)  # it closes when nobody holds it any more
            return self._readers[found]

    def served(self) -> list[Reader]:
        """The releases that are served: the public one, and the one for this machine where there is one."""
        return [one.reader() for one in ([self] if self.shown == self.layout else [self.public(), self])]

    def resolve(self, prefix: str) -> str:
        """The full id of a release from its first characters.

        Raises: NotFound for none or several.
        """
        if re.fullmatch(r"[0-9a-f]{16}", prefix) and any((layout.releases / prefix / "manifest.json").is_file() for layout in self._layouts()):
            return prefix
        found = [m["id"] for m in self.releases() if m["id"].startswith(prefix)]
        if len(found) != 1:
            raise NotFound(f"{len(found) or 'no'} releases begin with '{prefix}'", where=str(self.shown.releases), way_out="see them: intarsia releases")
        return str(found[0])

    def releases(self) -> list[dict[str, Any]]:
        """Manifests of all releases that are shown, newest first."""
        manifests = [found for layout in self._layouts() for p in layout.releases.glob("[!.]*/manifest.json") if (found := _readable(p))]
        followed = {m["id"]: m.get("previous") for m in manifests}
        return sorted(manifests, key=lambda m: (m["issued"], _generation(m["id"], followed), m["id"]), reverse=True)

    def diff(self, old: str, new: str) -> list[dict[str, Any]]:
        """Rows added, changed and withdrawn per table and dataset; a row is known by the table's key.

        Tables without changes are left out.
        """
        a, b = self.reader(old), self.reader(new)
        return compare(a, b)

    def verify(self, identity: str | None = None) -> list[str]:
        """Everything that is not as the manifest says, and studies that are not in the ledger as they are shown; empty when all is well. Reads every byte."""
        found = self.resolve(identity) if identity else self.current()
        wrong = self._bytes(found)
        return wrong + unregistered(self.layout, self._folder(str(found)))

    def _bytes(self, found: str | None) -> list[str]:
        manifest = self._manifest(found) if found else None
        if found is None or manifest is None:
            raise NotFound("there is no release to verify", where=str(self.layout.root), way_out=f"intarsia build {self.layout.root}")
        twin = manifest.get("public")
        wrong = check(self._folder(found), manifest)
        public = release.manifest_of(self.layout, twin) if twin else None
        return wrong + (check(self.layout.releases / str(twin), public) if public else [])

    def rollback(self, identity: str, actor: str, why: str) -> str:
        """Serve an earlier release again; the ledger keeps who did it and why."""
        target, before = self.resolve(identity), self.current()
        if target == before:
            raise Conflict(f"release {target} is the served one already", where=str(self.shown.current))
        wrong = self._bytes(target)  # the files: a ledger that was lost must not keep an older release from being served
        if wrong:
            raise Broken(f"release {target} does not verify: {wrong[0]}", where=str(self._folder(target)), way_out="choose another release")
        twin = (self._manifest(target) or {}).get("public")
        with only_one(self.layout.lock, "build"):
            ledger = self.ledger()
            try:
                ledger.record(actor, "rollback", target, {"from": before, "why": why})
            finally:
                ledger.close()
            release.serve(self.layout, twin or target)
            if twin:
                release.serve(self.layout.for_this_machine, target)
            else:
                self.layout.for_this_machine.current.unlink(missing_ok=True)
        return target

    def _layouts(self) -> list[Layout]:
        return [self.layout] if self._public else [self.layout.for_this_machine, self.layout]

    def _manifest(self, identity: str) -> dict[str, Any] | None:
        return next((found for layout in self._layouts() if (found := release.manifest_of(layout, identity))), None)

    def folder(self, identity: str) -> Path:
        """Where a release stands, by its full id."""
        return self._folder(identity)

    def _folder(self, identity: str) -> Path:
        return next((path for layout in self._layouts() if (path := layout.releases / identity).is_dir()), self.layout.releases / identity)

    def ledger(self) -> Ledger:
        """People's judgements: append-only."""
        from intarsia.store.ledger import Ledger  # SQLAlchemy takes longer to import than most builds to start

        return Ledger(self.layout.desk)

    def forget(self, identity: str) -> None:
        """Remove a release that is not served."""
        target = self.resolve(identity)
        if target in (self.current(), self.public().current()):
            raise Conflict("the served release cannot be removed", where=target, way_out="roll back to another one first")
        self._readers.pop(target, None)
        shutil.rmtree(self._folder(target))

    def status(self) -> list[dict[str, Any]]:
        """Per dataset of the served release: verdict and records in, out and rejected."""
        return self.reader().records(
            "SELECT id AS dataset, title, verdict, rows_in, rows_out, rows_rejected, "
            "(SELECT count(*) FROM work WHERE dataset = d.id) AS works, "
            "(SELECT string_agg(name || ': ' || state, ', ') FROM distribution WHERE dataset = d.id AND state <> 'fresh') AS sources_kept FROM dataset AS d ORDER BY id")


def _generation(identity: str, followed: Mapping[str, str | None]) -> int:
    """How many of these releases came before it: tells apart those issued in one second. followed: by release the one before it."""
    seen: list[str] = []
    while (before := followed.get(identity)) in followed and before not in seen:
        seen.append(identity := str(before))
    return len(seen)


def _readable(path: Path) -> dict[str, Any] | None:
    """A manifest; None for one that is damaged or was removed meanwhile, which hides no other release."""
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def compare(a: Reader, b: Reader) -> list[dict[str, Any]]:
    """What changed between two releases, table by table and dataset by dataset."""
    found = []
    for name in TABLES:
        parts_a, parts_b = (r.manifest["tables"].get(name, {}).get("parts", {}) for r in (a, b))
        for dataset in sorted({*parts_a, *parts_b}):
            one, two = parts_a.get(dataset), parts_b.get(dataset)
            if one and two and one["hash"] == two["hash"]:
                continue
            added, changed, withdrawn = changes(a, b, name, dataset)
            if added or changed or withdrawn:
                found.append({"table": name, "dataset": dataset, "added": added, "changed": changed, "withdrawn": withdrawn})
    return found


def changes(a: Held, b: Held, name: str, dataset: str) -> tuple[int, int, int]:
    """How many rows of one dataset's table were added, changed and withdrawn between two releases; a column that only one has changes no row."""
    with sides(a, b, name, dataset) as engine:
        counted = engine.rows(
            "SELECT count(*) FILTER (a.k IS NULL), count(*) FILTER (a.k IS NOT NULL AND b.k IS NOT NULL AND a.v <> b.v), count(*) FILTER (b.k IS NULL) "
            "FROM a FULL JOIN b ON a.k = b.k")[0]
        return counted[0], counted[1], counted[2]


@contextmanager
def sides(a: Held, b: Held, name: str, dataset: str) -> Iterator[DuckDB]:
    """An engine with one dataset's rows of a table in two releases, as the views raw_a and raw_b, each with its key as `k`;
    and as the tables a and b: a key `k` and a hash `v` of all rows that have it."""
    engine, table = DuckDB(), TABLES[name]
    try:
        for alias, reader in (("a", a), ("b", b)):
            there = dataset in reader.manifest["tables"].get(name, {}).get("parts", {})
            engine.scan([reader.path / "tables" / name / f"{dataset}.parquet"], f"read_{alias}") if there else engine.run(f"read_{alias}", table.empty_select())
        common = [c for c in table.names if all(c in engine.columns(f"read_{alias}") for alias in ("a", "b"))]  # a version may add columns: that changes no row
        keys = ", ".join(f"coalesce(CAST(\"{k}\" AS VARCHAR), '')" for k in table.key if k in common)  # nor does one that is part of the key by now
        row = ", ".join(f"coalesce(CAST(\"{c}\" AS VARCHAR), chr(1))" for c in common)
        fields = ", ".join(f'"{c}"' for c in common)
        for alias in ("a", "b"):
            engine.view(f"raw_{alias}", f"SELECT concat_ws(chr(31), {keys}) AS k, {fields} FROM read_{alias}")
            engine.run(alias, f"SELECT k, string_agg(h, ',' ORDER BY h) AS v FROM (SELECT k, md5(concat_ws(chr(31), {row})) AS h FROM raw_{alias}) AS q GROUP BY k")
        yield engine
    finally:
        engine.close()


def check(path: Path, manifest: dict[str, Any]) -> list[str]:
    """What stands in a release folder against its manifest: checksums of files, hashes of values, the id itself."""
    wrong = []
    for name, entry in manifest["files"].items():
        file = path / name
        if not file.is_file():
            wrong.append(f"{name} is missing")
        elif release.checksum(file) != entry["sha256"]:
            wrong.append(f"{name} was changed")
    if wrong:
        return wrong
    known = {*manifest["files"], "manifest.json"}
    there = [str(p.relative_to(path)) for p in sorted(path.rglob("*")) if p.is_file()]
    wrong += [f"{name} does not belong here" for name in there if name not in known and not name.startswith(("graph", ".graph", ".names", "wanted.json", ".wanted"))]
    parts = [release.Part(t, d, path / "tables" / t / f"{d}.parquet", p["rows"], p["hash"], p["bytes"]) for t, e in manifest["tables"].items() for d, p in e["parts"].items()]
    for part in parts:
        if columnar.rehash(part.path, TABLES[part.table]).hash != part.hash:
            wrong.append(f"the values of {part.table} of {part.dataset} differ from their hash")
    try:
        tables = redactions.as_released({**manifest, "tables": release.table_entries(parts)}, columnar.table_hash)
    except Invalid as error:
        return [*wrong, error.what]
    if release.release_id(tables, manifest["inputs"], manifest["code"], manifest.get("stated", "")) != manifest["id"]:
        wrong.append("the id is not the hash of tables, inputs and code")
    return wrong


def new(path: Path, name: str, base: str, publisher: str) -> Pool:
    """Start an empty pool.

    Raises: Conflict when there is one already.
    """
    layout = Layout(path)
    if layout.config.exists():
        raise Conflict(f"there is a pool in {path} already", where=str(layout.config), way_out="choose another folder")
    layout.datasets.mkdir(parents=True, exist_ok=True)
    lines = [f"name = {json.dumps(name, ensure_ascii=False)}", f"base = {json.dumps(base)}", f"publisher = {json.dumps(publisher, ensure_ascii=False)}", 'languages = ["en", "nl"]']
    layout.config.write_text("\n".join(lines) + "\n", "utf-8")
    return Pool(path)


__all__ = ["Pool", "check", "compare", "new", "sides"]
