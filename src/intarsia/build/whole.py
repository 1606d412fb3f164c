"""The steps over the whole pool: vocabularies, links, dumps, search, the release."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intarsia import code
from intarsia.build.branch import Branch
from intarsia.build.compared import Compared
from intarsia.build.foretold import Foretold
from intarsia.build.names import Names
from intarsia.build.staleness import Steps, plain
from intarsia.build.studied import Studied
from intarsia.build.suppressed import removals
from intarsia.build.vocabularies import Brought
from intarsia.shelf.feeds import nquads, ownrights, titleindex
from intarsia.steps import cubes, describe, keep, link, release, search, terms
from intarsia.store import columnar, searchindex
from intarsia.store.layout import Layout, link_or_copy
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES

SEARCHED = ("work", "title", "agent", "contribution", "identifier", "term")
POOL = "_pool"


@dataclass
class PoolSteps:
    """The steps that take all datasets at once."""

    steps: Steps

    def __post_init__(self) -> None:
        self.names = Names(self.steps)

    def _pool_tables(self, branches: list[Branch]) -> Outcome:
        sharing = [b.mapped for b in branches if b.mapped and b.shares]
        used = sorted({p for b in branches if b.shares for p in b.places})
        own = [(mapped.file("place"), mapped.tables()["place"]["hash"]) for mapped in sharing if "place" in mapped.tables()]
        bringing = [b for b in branches if b.shares and b.table("concept")]
        parts = {"vocabularies": self.steps.words_key, "crosswalks": self.steps.terms.crosswalks_key, "places": key(used), "own": [hash for _, hash in own],
                 "concepts": [b.hashes()["concept"] for b in bringing],
                 "base": self.steps.config.base, "languages": self.steps.config.languages, "code": [code.version("map"), code.version("terms")]}

        def work(folder: Path) -> dict[str, Any]:
            told = describe.places(used, [path for path, _ in own], self.steps.config)
            rows = {"place": told["place"], "vocabulary": describe.table("vocabulary", self.steps.terms.rows())}
            tables = {name: plain(columnar.write(folder / f"{name}.parquet", TABLES[name], table.to_batches())) for name, table in rows.items() if table.num_rows}
            with self.steps.engine() as engine:
                terms.load(engine, self.steps.vocabularies)
                brought = [file for b in bringing if (file := b.table("concept"))]
                queries = terms.tables(engine, self.steps.crosswalks, told["label"], self.steps.config.base, brought)
                return {"tables": tables | keep.keep(engine, queries, folder)}

        return self.steps.step("vocabularies", POOL, parts, work, quiet=True)

    def _links(self, branches: list[Branch]) -> Outcome:
        sharing = [b for b in branches if b.shares]
        judged = self.steps.judgements("link")
        parts = {"tables": {b.dataset.id: b.hashes() for b in sharing}, "forms": self.steps.words_key, "judgements": key([(j["subject"], j["body"]) for j in judged]),
                 "code": code.version("link")}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                for name in (*SEARCHED, "relation"):
                    files = [file for b in sharing if (file := b.table(name))]
                    engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
                link.load_forms(engine, self.steps.vocabularies)
                queries = link.link(engine, judged, self.steps.config.threads, Compared(self.steps))
                queries["entity"] = f"SELECT cluster, member, kind, CAST(NULL AS DOUBLE) AS probability, CAST(NULL AS VARCHAR) AS method FROM ({queries['entity']}) AS q"
                return {"tables": keep.keep(engine, queries, folder)}

        return self.steps.step("link", POOL, parts, work)

    def assemble(self, branches: list[Branch], issued: str, layout: Layout, public: str | None = None) -> str:
        """A release of these datasets, in that layout. `public`: the release that others see, beside which this one stands."""
        linked = self._links(branches)
        named = self.names.name(branches, linked, public)
        parts = [p for b in branches for p in b.parts()] + release.parts_of(POOL, [self._pool_tables(branches), linked, named, *Studied(self.steps).answer(branches, layout)])
        parts = [p for p in parts if p.table != "entity" or p.path.parent == named.path]  # the link step's clusters have provisional names
        inputs = {b.dataset.id: b.inputs for b in branches}
        parts += release.parts_of(POOL, Foretold(self.steps).answer(parts, inputs, layout))
        tables = release.table_entries(parts)
        stated = self.steps.as_of if self.steps.stated else ""  # a day that nobody stated is no input
        identity = release.release_id(tables, inputs, code.release_version(), stated)
        previous = layout.current.read_text().strip() if layout.current.exists() else None
        feeds = {d: self._feed(d, [p for p in parts if p.dataset == d]) for d in sorted({p.dataset for p in parts})}
        if (layout.releases / identity / "manifest.json").exists():
            self.steps.report({"step": "release", "subject": identity, "state": "fresh", "why": "this release exists already"})
        else:
            body = release.manifest(identity, issued, self.steps.config, tables, inputs, code.release_version(), previous if previous != identity else None)
            body |= {"as_of": self.steps.as_of or issued[:10], "stated": stated}
            body["decisions"] = {b.dataset.id: decided for b in branches if (decided := _decided(b))}
            if public:
                body["public"] = public
            self._write_release(body, parts, feeds, layout, previous)
        return identity

    def _write_release(self, body: dict[str, Any], parts: list[release.Part], feeds: dict[str, Outcome], layout: Layout, previous: str | None) -> None:
        start = time.monotonic()
        layout.releases.mkdir(parents=True, exist_ok=True)
        aside = layout.releases / f".part-{body['id']}"
        aside.mkdir()
        self.steps.report({"step": "release", "subject": body["id"], "state": "running", "why": "tables, inputs or code are new"})
        release.place_tables(aside, parts)
        (aside / "dumps").mkdir()
        for outcome in feeds.values():
            for name in outcome.note["files"]:
                link_or_copy(outcome.path / name, aside / "dumps" / name)
                body["dumps"][name] = {"bytes": (aside / "dumps" / name).stat().st_size, "about": _about(name)}
        made = self._cubes(parts)
        (aside / "cubes").mkdir()
        for name in made.note["cubes"]:
            link_or_copy(made.path / f"{name}.parquet", aside / "cubes" / f"{name}.parquet")
        body["cubes"] = made.note["cubes"]
        self.steps.report({"step": "search", "subject": body["id"], "state": "running", "why": "the works of this release differ from the last one's"})
        self.steps.terms.place_indexes(aside / "terms", _brought(parts))
        like = layout.releases / previous if previous else self.steps.layout.releases / body["public"] if "public" in body else None
        body["search"] = self._search(aside, body, parts, like)
        release.seal(layout, aside, body)
        works = body["tables"].get("work", {}).get("rows", 0)
        self.steps.report({"step": "release", "subject": body["id"], "state": "done", "rows": works, "seconds": time.monotonic() - start})

    def _cubes(self, parts: list[release.Part]) -> Outcome:
        """The cubes over the tables of these parts."""
        read = [p for p in parts if p.table in cubes.READ]
        keys = {"tables": [(p.table, p.dataset, p.hash) for p in read], "code": code.version("cubes")}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                cubes.show(engine, {name: [p.path for p in read if p.table == name] for name in cubes.READ})
                return {"cubes": cubes.write(engine, folder)}

        return self.steps.step("cubes", POOL, keys, work)

    def _search(self, aside: Path, body: dict[str, Any], parts: list[release.Part], like: Path | None) -> dict[str, Any]:
        """The search index; what has not changed since the release `like` is taken from there."""
        hashes = {d: key([(p.table, p.hash) for p in parts if p.dataset == d and p.table in SEARCHED]) for d in body["inputs"]}
        stamp = {"code": code.version("search"), "languages": list(self.steps.config.languages), "datasets": hashes, "words": self.steps.words_key,
                 "removed": removals(self.steps)}  # an index made from another keeps what left it until it is merged: so it is made anew
        before = release.manifest_in(like) if like else None
        old = (before or {}).get("search", {})
        same = before is not None and all(old.get(k) == stamp[k] for k in ("code", "languages", "words")) and old.get("removed", []) == stamp["removed"]
        unchanged = frozenset(d for d, h in hashes.items() if same and old.get("datasets", {}).get(d) == h)
        with self.steps.engine() as engine:
            for name in (*SEARCHED, "label", "dataset"):
                files = [p.path for p in parts if p.table == name]
                engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
            jobs = [(d, lambda d=d: search.documents(engine, d)) for d in sorted({p.dataset for p in parts if p.table == "work"} - {POOL})]
            unchanged &= {d for d, _ in jobs}  # a dataset without works any more has left the index: so it is made anew
            searchindex.build(aside / "search", jobs, like / "search" if unchanged and like else None, unchanged)
        return stamp

    def _feed(self, dataset: str, parts: list[release.Part]) -> Outcome:
        keys = {"tables": [(p.table, p.hash) for p in parts], "base": self.steps.config.base, "code": code.version("feed")}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                have = {p.table: p.path for p in parts}
                for name in TABLES:
                    engine.scan([have[name]], name) if name in have else engine.run(name, TABLES[name].empty_select())
                return {"files": [path.name for feed in ((nquads,) if dataset == POOL else (nquads, titleindex)) for path in feed.write(engine, dataset, self.steps.config.base, folder)]}

        return self.steps.step("publish", dataset, keys, work)


def _decided(branch: Branch) -> dict[str, str]:
    """Who decided about a dataset, for which organisation, what and when, as a manifest says it; why stands in the table."""
    dataset = branch.dataset
    if dataset.decision is None:
        return {}
    return {"verdict": dataset.decision.verdict, "who": dataset.decision.who, "organisation": dataset.decision.organisation or dataset.publisher, "when": dataset.decision.when}


def _about(name: str) -> str:
    """The line that stands beside a download."""
    if name.endswith(titleindex.SUFFIX):
        return titleindex.ABOUT
    return ownrights.ABOUT if name.endswith(f"{ownrights.PART}{nquads.SUFFIX}") else nquads.ABOUT


def _brought(parts: list[release.Part]) -> list[Brought]:
    """The datasets that bring concepts."""
    names = {part.dataset: part for part in parts if part.table == "label"}
    return [Brought(part.dataset, part.path, names[part.dataset].path if part.dataset in names else None, (part.hash, names[part.dataset].hash if part.dataset in names else ""))
            for part in parts if part.table == "concept" and part.dataset != POOL]
