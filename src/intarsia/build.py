"""Build: the order of the steps, and what is stale. One run over one pool, under the build lock."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from intarsia import code, disk
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import IntarsiaError, Unavailable
from intarsia.model import Dataset, Distribution, PoolConfig
from intarsia.shelf import loader
from intarsia.shelf.feeds import nquads
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps import describe, examples, fetch, keep, link, map, profile, reconcile, register, release, search, triage
from intarsia.store import columnar, partial, searchindex
from intarsia.store.blobs import Blobs
from intarsia.store.layout import Layout, link_or_copy
from intarsia.store.outcomes import Outcome, Outcomes, key
from intarsia.tables import TABLES

Report = Callable[[dict[str, Any]], None]
SEARCHED = ("work", "title", "agent", "contribution", "identifier", "term")
POOL = "_pool"


@dataclass
class Branch:
    """One dataset on its way through the steps."""

    dataset: Dataset
    folder: Path
    deliveries: dict[str, fetch.Delivery] = field(default_factory=dict)
    raws: dict[str, Outcome] = field(default_factory=dict)
    mapped: Outcome | None = None
    described: Outcome | None = None

    @property
    def shares(self) -> bool:
        return self.mapped is not None and self.dataset.shares_rows

    def outcomes(self) -> list[Outcome]:
        """What this dataset contributes to a release: rows only if its decision lets them."""
        found = [self.described] if self.described else []
        return [*found, self.mapped] if self.mapped and self.shares else found

    def parts(self) -> list[release.Part]:
        """Its table files. Its places stand among the pool's, and the names of its concepts among its own (`describe`)."""
        elsewhere = {self.mapped.file(name) for name in ("place", "label") if name in self.mapped.tables()} if self.mapped else set()
        return [part for part in release.parts_of(self.dataset.id, self.outcomes()) if part.path not in elsewhere]


@dataclass
class Build:
    """A run of all steps that are stale."""

    layout: Layout
    config: PoolConfig
    report: Report
    mirror: Path | None = None
    refresh: bool = False

    def __post_init__(self) -> None:
        self.blobs, self.outcomes = Blobs(self.layout.blobs), Outcomes(self.layout.outcomes)
        self.input_bytes = 0
        self.wanted: dict[tuple[str, str], set[str]] = {}
        self.vocabularies = [vocabulary.load(path) for path in loader.vocabularies(self.layout.shelf).values()]
        self.words = [row for v in self.vocabularies for row in vocabulary.words(v)]
        self.words_key = key([(v.scheme, v.sha256) for v in self.vocabularies])

    def run(self, issued: str) -> str:
        """All steps; returns the id of the release, which is then the served one.

        Raises: Refused without decisions, Invalid for a description or mapping that is not right.
        """
        self._sweep()
        try:
            with disk.in_words(self.layout.root), rarely_collecting():
                return self._run(issued)
        finally:
            self._sweep()  # a build that stopped, for want of room perhaps, leaves no half release to take it up

    def _run(self, issued: str) -> str:
        branches = [Branch(register.dataset(folder), folder) for folder in register.datasets(self.layout.datasets)]
        if not branches:
            raise Unavailable("this pool has no datasets yet", where=str(self.layout.datasets), way_out="add one: intarsia add FILE --pool " + str(self.layout.root))
        triage.require_decisions(branch.dataset for branch in branches)
        self.report({"step": "build", "subject": self.config.name, "state": "planned", "steps": sum(2 * len(b.dataset.distributions) + 2 for b in branches) + 4})
        for branch in branches:
            self._branch(branch)
        return self._releases(branches, issued)

    def _releases(self, branches: list[Branch], issued: str) -> str:
        """The public release; where datasets are for use on this machine alone, a second one with all. Both are served, or neither."""
        public = [b for b in branches if not b.dataset.only_here]
        here = self.layout.for_this_machine
        identity = self._release(public, issued, self.layout)
        local = self._release(branches, issued, here, identity) if len(public) < len(branches) else None
        release.serve(self.layout, identity)
        if local:
            release.serve(here, local)
        else:
            here.current.unlink(missing_ok=True)
        self._prune()
        return local or identity

    # ---- one dataset --------------------------------------------------------------------------------

    def _branch(self, branch: Branch) -> None:
        mapping = mappings.load(branch.folder / "mapping.toml") if branch.dataset.distributions else None
        for distribution in branch.dataset.distributions:
            branch.deliveries[distribution.name] = self._fetch(branch, distribution)
            lists = mapping.lists(distribution.name) if mapping and distribution.name in mapping.sources else []
            branch.raws[distribution.name] = self._read(branch, distribution, lists)
        if mapping is not None:
            self._examples(branch, mapping)
            branch.mapped = self._map(branch, mapping)
        branch.described = self._describe(branch)

    def _fetch(self, branch: Branch, distribution: Distribution) -> fetch.Delivery:
        subject = f"{branch.dataset.id}/{safe(distribution.name)}"
        last = self.outcomes.last("fetch", subject)
        if last is not None and not self._at_hand(last):
            last = None
        # a source is asked again when that is wished, or when it failed the last time
        asked = last.note.get("asked", 0) + (self.refresh or last.note["state"] != "fresh") if last else 0
        wanted = {name: value for name, value in plain(distribution).items() if name not in ("format", "options")}
        parts = {"description": wanted, "file": fetch.stamp(branch.folder, distribution, self.mirror), "asked again": asked}
        same = last is not None and last.note.get("inputs", {}).get("description") == key(wanted)
        before = fetch.Delivery.of(last.note) if last is not None and same else None

        def work(folder: Path) -> dict[str, Any]:
            media_type = loader.format_named(distribution.format, self.layout.shelf).MEDIA_TYPE
            delivery = fetch.fetch(distribution, branch.folder, self.blobs, self.mirror, self.config.allow_hosts, before=before, media_type=media_type)
            return {**plain(delivery), "asked": asked}

        try:
            note = self._step("fetch", subject, parts, work, usable=self._at_hand).note
        except fetch.FAILURES as error:
            if last is None or disk.refused(error) or (isinstance(error, IntarsiaError) and error.exit_code == 2 and not distribution.url):
                raise
            why = getattr(error, "what", error)
            note = {**last.note, "state": f"kept: {why}", "asked": asked}
            if isinstance(error, IntarsiaError):
                self.outcomes.keep("fetch", subject, key(parts), self.outcomes.aside("fetch", subject), note)
            self._want("fetch", subject, last.key)
            self.report({"step": "fetch", "subject": subject, "state": "kept", "why": f"the source failed ({why}); its last good delivery stays in use"})
        self.input_bytes += note["bytes"]
        return replace(fetch.Delivery.of(note), validator={})

    def _at_hand(self, fetched: Outcome) -> bool:
        """Are the bytes of a delivery there?"""
        return all(self.blobs.has(sha256) for _, sha256 in fetched.note["files"])

    def _read(self, branch: Branch, distribution: Distribution, lists: list[str]) -> Outcome:
        delivery = branch.deliveries[distribution.name]
        offered: dict[str, Any] = {"lists": lists} if lists else {}  # taken by the formats that know them
        if distribution.path:
            offered["max_bytes"] = distribution.max_bytes
        options = {name: value for name, value in distribution.options.items() if name != "lists" or not lists}
        subject = f"{branch.dataset.id}/{safe(distribution.name)}"
        parts = {"content": delivery.checksum, "format": distribution.format, "options": [options, offered], "code": code.version("read"),
                 "own formats": loader.own_version("formats", self.layout.shelf)}

        def work(folder: Path) -> dict[str, Any]:
            with self._engine() as engine, profile.assembled(delivery.files, self.blobs.path, self.layout.scratch) as path:
                found = profile.apart(path, distribution.format, options, folder, own=self.layout.shelf, offered=offered, engine=engine, settings=self.config.reading,
                                      shown=str(branch.folder / distribution.path) if distribution.path else f"{branch.dataset.id}: {distribution.name}")
            return {**found.raw.note(), "profile": found.columns, "media_type": found.media_type, "total": found.raw.rows_in}

        return self._step("profile", subject, parts, work)

    def _map(self, branch: Branch, mapping: mappings.Mapping) -> Outcome:
        raws = {name: raw.key for name, raw in branch.raws.items()}
        parts = {"content": raws, "mapping": key(mapping.text), "sector": branch.dataset.sector, "base": self.config.base,
                 "vocabularies": self.words_key, "code": code.version("map")}

        def work(folder: Path) -> dict[str, Any]:
            sources = [map.raw_source(name, raw) for name, raw in branch.raws.items()]
            with self._engine() as engine:
                reconcile.load_words(engine, self.words)
                mapped = map.map_dataset(engine, branch.dataset, mapping, self.config.base, sources)
                if "term" in mapped.queries:
                    mapped.queries["term"] = reconcile.reconcile(engine)
                tables = keep.keep(engine, mapped.queries, folder)
                places = keep.used_places(engine, folder, tables)
            return {"tables": tables, "places": places, "findings": [plain(f) for f in mapped.findings],
                    "accounts": {n: plain(a) for n, a in mapped.accounts.items()}, "total": sum(a.rows_in for a in mapped.accounts.values())}

        return self._step("map", branch.dataset.id, parts, work)

    def _examples(self, branch: Branch, mapping: mappings.Mapping) -> None:
        if not mapping.examples:
            return
        sources = [map.raw_source(name, raw) for name, raw in branch.raws.items()]
        parts = {"columns": {s.name: s.columns for s in sources}, "mapping": key(mapping.text), "vocabularies": self.words_key, "code": code.version("map")}

        def work(folder: Path) -> dict[str, Any]:
            return {"examples": examples.check(branch.dataset, mapping, self.config.base, self.words, sources)}

        self._step("examples", branch.dataset.id, parts, work, quiet=True)

    def _describe(self, branch: Branch) -> Outcome:
        deliveries = {name: plain(d) for name, d in branch.deliveries.items()}
        mapped = branch.mapped
        parts = {"description": key(plain(branch.dataset)), "deliveries": deliveries, "mapped": mapped.key if mapped else "", "base": self.config.base,
                 "languages": self.config.languages, "read": {n: r.key for n, r in branch.raws.items()}, "code": code.version("map")}

        def work(folder: Path) -> dict[str, Any]:
            tables = describe.describe(branch.dataset, branch.deliveries, branch.raws, mapped, self.config)
            return {"tables": {name: plain(columnar.write(folder / f"{name}.parquet", TABLES[name], rows.to_batches())) for name, rows in tables.items()}}

        return self._step("describe", branch.dataset.id, parts, work, quiet=True)

    # ---- the whole pool -----------------------------------------------------------------------------

    def _pool_tables(self, branches: list[Branch]) -> Outcome:
        sharing = [b.mapped for b in branches if b.mapped and b.shares]
        used = sorted({p for mapped in sharing for p in mapped.note["places"]})
        own = [(mapped.file("place"), mapped.tables()["place"]["hash"]) for mapped in sharing if "place" in mapped.tables()]
        parts = {"vocabularies": self.words_key, "places": key(used), "own": [hash for _, hash in own], "base": self.config.base, "languages": self.config.languages,
                 "code": code.version("map")}

        def work(folder: Path) -> dict[str, Any]:
            tables = describe.pool_tables(self.vocabularies, used, [path for path, _ in own], self.config)
            return {"tables": {name: plain(columnar.write(folder / f"{name}.parquet", TABLES[name], rows.to_batches())) for name, rows in tables.items()}}

        return self._step("vocabularies", POOL, parts, work, quiet=True)

    def _links(self, branches: list[Branch]) -> Outcome:
        sharing = [b for b in branches if b.shares]
        parts = {"tables": {b.dataset.id: {n: e["hash"] for n, e in b.mapped.tables().items()} for b in sharing if b.mapped}, "code": code.version("link")}

        def work(folder: Path) -> dict[str, Any]:
            with self._engine() as engine:
                for name in (*SEARCHED, "relation"):
                    files = [b.mapped.file(name) for b in sharing if b.mapped and name in b.mapped.tables()]
                    engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
                return {"tables": keep.keep(engine, link.link(engine), folder)}

        return self._step("link", POOL, parts, work)

    def _release(self, branches: list[Branch], issued: str, layout: Layout, public: str | None = None) -> str:
        """A release of these datasets, in that layout. `public`: the release that others see, beside which this one stands."""
        pool = [self._pool_tables(branches), self._links(branches)]
        parts = [p for b in branches for p in b.parts()] + release.parts_of(POOL, pool)
        tables = release.table_entries(parts)
        inputs = {b.dataset.id: {n: d.checksum for n, d in b.deliveries.items()} for b in branches}
        identity = release.release_id(tables, inputs, code.release_version())
        previous = layout.current.read_text().strip() if layout.current.exists() else None
        feeds = {d: self._feed(d, [p for p in parts if p.dataset == d]) for d in sorted({p.dataset for p in parts})}
        if (layout.releases / identity / "manifest.json").exists():
            self.report({"step": "release", "subject": identity, "state": "fresh", "why": "this release exists already"})
        else:
            body = release.manifest(identity, issued, self.config, tables, inputs, code.release_version(), previous if previous != identity else None)
            if public:
                body["public"] = public
            self._write_release(body, parts, feeds, layout, previous)
        return identity

    def _write_release(self, body: dict[str, Any], parts: list[release.Part], feeds: dict[str, Outcome], layout: Layout, previous: str | None) -> None:
        start = time.monotonic()
        layout.releases.mkdir(parents=True, exist_ok=True)
        aside = layout.releases / f".part-{body['id']}"
        aside.mkdir()
        self.report({"step": "release", "subject": body["id"], "state": "running", "why": "tables, inputs or code are new"})
        release.place_tables(aside, parts)
        (aside / "dumps").mkdir()
        for outcome in feeds.values():
            for name in outcome.note["files"]:
                link_or_copy(outcome.path / name, aside / "dumps" / name)
                body["dumps"][name] = {"bytes": (aside / "dumps" / name).stat().st_size, "about": nquads.ABOUT}
        self.report({"step": "search", "subject": body["id"], "state": "running", "why": "the works of this release differ from the last one's"})
        like = layout.releases / previous if previous else self.layout.releases / body["public"] if "public" in body else None
        body["search"] = self._search(aside, body, parts, like)
        release.seal(layout, aside, body)
        works = body["tables"].get("work", {}).get("rows", 0)
        self.report({"step": "release", "subject": body["id"], "state": "done", "rows": works, "seconds": time.monotonic() - start})

    def _search(self, aside: Path, body: dict[str, Any], parts: list[release.Part], like: Path | None) -> dict[str, Any]:
        """The search index; what has not changed since the release `like` is taken from there."""
        hashes = {d: key([(p.table, p.hash) for p in parts if p.dataset == d and p.table in SEARCHED]) for d in body["inputs"]}
        stamp = {"code": code.version("search"), "languages": list(self.config.languages), "datasets": hashes, "words": self.words_key}
        before = release.manifest_in(like) if like else None
        old = (before or {}).get("search", {})
        same = before is not None and all(old.get(k) == stamp[k] for k in ("code", "languages", "words"))
        unchanged = frozenset(d for d, h in hashes.items() if same and old.get("datasets", {}).get(d) == h)
        with self._engine() as engine:
            for name in (*SEARCHED, "label", "dataset"):
                files = [p.path for p in parts if p.table == name]
                engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
            jobs = [(d, lambda d=d: search.documents(engine, d)) for d in sorted(hashes)]
            searchindex.build(aside / "search", jobs, like / "search" if unchanged and like else None, unchanged)
        return stamp

    def _feed(self, dataset: str, parts: list[release.Part]) -> Outcome:
        keys = {"tables": [(p.table, p.hash) for p in parts], "base": self.config.base, "code": code.version("feed")}

        def work(folder: Path) -> dict[str, Any]:
            with self._engine() as engine:
                have = {p.table: p.path for p in parts}
                for name in TABLES:
                    engine.scan([have[name]], name) if name in have else engine.run(name, TABLES[name].empty_select())
                return {"files": [path.name for path in nquads.write(engine, dataset, self.config.base, folder)]}

        return self._step("publish", dataset, keys, work)

    # ---- staleness ----------------------------------------------------------------------------------

    def _step(self, step: str, subject: str, parts: dict[str, Any], work: Callable[[Path], dict[str, Any]],
              quiet: bool = False, usable: Callable[[Outcome], bool] = lambda o: True) -> Outcome:
        """The outcome for these inputs: the one there is, or a new one."""
        key_ = key(parts)
        self._want(step, subject, key_)
        there = self.outcomes.get(step, subject, key_)
        if there is not None and usable(there):
            if not quiet:
                self.report({"step": step, "subject": subject, "state": "fresh", "rows": there.note.get("total")})
            return there
        why = self._why(step, subject, parts)
        self.report({"step": step, "subject": subject, "state": "running", "why": why})
        start, aside = time.monotonic(), self.outcomes.aside(step, subject)
        try:
            note = work(aside)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        if there is not None:
            shutil.rmtree(there.path, ignore_errors=True)
        outcome = self.outcomes.keep(step, subject, key_, aside, {**note, "inputs": {name: key(value) for name, value in parts.items()}})
        self.report({"step": step, "subject": subject, "state": "unchanged" if note.get("unchanged") else "done", "why": why, "rows": note.get("total"), "seconds": time.monotonic() - start})
        return outcome

    def _why(self, step: str, subject: str, parts: dict[str, Any]) -> str:
        last = self.outcomes.last(step, subject)
        if last is None:
            return "never run before"
        before = last.note.get("inputs", {})
        changed = [name for name, value in parts.items() if before.get(name) != key(value)]
        return f"changed: {', '.join(changed)}" if changed else "its outcome is gone"

    def _want(self, step: str, subject: str, key_: str) -> None:
        self.wanted.setdefault((step, subject), set()).add(key_)

    def _sweep(self) -> None:
        """Leftovers of builds that were killed. Unfinished downloads stay for a while, to be resumed."""
        partial.sweep(self.layout.blobs)
        for folder in (self.layout.releases, self.layout.for_this_machine.releases, self.layout.blobs):
            for child in folder.glob(".part-*") if folder.is_dir() else ():
                shutil.rmtree(child, ignore_errors=True) if child.is_dir() else child.unlink(missing_ok=True)
        shutil.rmtree(self.layout.scratch, ignore_errors=True)

    def _prune(self) -> None:
        for (step, subject), keys in self.wanted.items():
            self.outcomes.prune(step, subject, keys)
        shutil.rmtree(self.layout.scratch, ignore_errors=True)

    @contextmanager
    def _engine(self) -> Iterator[DuckDB]:
        engine = DuckDB(self.layout.scratch, self.config.memory_limit or memory_for(self.input_bytes), self.config.threads)
        try:
            yield engine
        finally:
            engine.close()


def memory_for(input_bytes: int) -> str:
    """What the engine may use: 1 GB, more for large inputs (four times their bytes), at most half of the machine."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(1_000_000_000, min(4 * input_bytes, machine // 2)) // 1_000_000}MB"


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Let the garbage collector look less often: columns of small texts hold no cycles (measured: 4 % of a build's CPU)."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def plain(value: Any) -> dict[str, Any]:
    """A dataclass as JSON-able values."""
    return asdict(value)


def safe(name: str) -> str:
    """A distribution's name as a folder name."""
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in name)
