"""One dataset's steps: fetch, read, map, describe."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from intarsia import code, disk
from intarsia.build.branch import Branch
from intarsia.build.safety import SafetySteps, recipe_of
from intarsia.build.staleness import Steps, plain, safe
from intarsia.build.suppressed import subjects, suppressed
from intarsia.build.words import WordSteps
from intarsia.errors import IntarsiaError
from intarsia.model import Distribution
from intarsia.shelf import loader
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.without import without
from intarsia.steps import describe, examples, fetch, frame, keep, map, profile, reconcile
from intarsia.store import columnar
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES


@dataclass
class DatasetSteps:
    """The steps of one branch after the other."""

    steps: Steps

    @cached_property
    def words(self) -> WordSteps:
        """How words become concepts."""
        return WordSteps(self.steps)

    @cached_property
    def asked(self) -> dict[str, list[str]]:
        """What those concerned asked for."""
        return subjects(self.steps)

    @cached_property
    def safety(self) -> SafetySteps:
        """Where rules look at deliveries, and remedies change them."""
        return SafetySteps(self.steps)

    def run(self, branch: Branch) -> None:
        """All steps up to the tables of the model. Nothing is fetched or read of a dataset that shares no rows."""
        if not branch.dataset.holds_files:
            self.steps.forget(branch.dataset.id)
            return
        if branch.dataset.waits_for_recipe and recipe_of(branch.folder) is None:
            branch.held = "recipe"
            return
        mapping = self.read(branch)
        if mapping is not None:
            self._examples(branch, mapping)
            branch.mapped = suppressed(self.steps, branch.dataset.id, self._map(branch, mapping, []), self.asked)
            branch.settled = self.words.settle(branch)
            if learnt := self.words.learnt(branch):
                branch.mapped = suppressed(self.steps, branch.dataset.id, self._map(branch, mapping, learnt), self.asked)

    def read(self, branch: Branch, settle: bool = True) -> mappings.Mapping | None:
        """Fetch and read its files; `settle`: and make them safe. Afterwards `branch.raws` holds the tables that the mapping may see."""
        mapping = mappings.load(branch.folder / "mapping.toml") if branch.dataset.distributions else None
        for distribution in branch.dataset.distributions:
            branch.deliveries[distribution.name] = self._fetch(branch, distribution)
            lists = mapping.lists(distribution.name) if mapping and distribution.name in mapping.sources else []
            branch.raws[distribution.name] = self._read(branch, distribution, lists)
        if not settle:
            return mapping
        before = {name: _columns(raw) for name, raw in branch.raws.items()}
        self.safety.settle(branch, mapping)
        branch.left_out = {name: gone for name, raw in branch.raws.items() if (gone := sorted(before[name] - _columns(raw)))}
        return without(mapping, branch.left_out, {name: _columns(raw) for name, raw in branch.raws.items()}) if mapping and branch.left_out else mapping

    def _fetch(self, branch: Branch, distribution: Distribution) -> fetch.Delivery:
        subject = f"{branch.dataset.id}/{safe(distribution.name)}"
        last = self.steps.outcomes.last("fetch", subject)
        if last is not None and not self._at_hand(last):
            last = None
        # a source is asked again when that is wished, or when it failed the last time
        asked = last.note.get("asked", 0) + (self.steps.refresh or last.note["state"] != "fresh") if last else 0
        wanted = {name: value for name, value in plain(distribution).items() if name not in ("format", "options")}
        parts = {"description": wanted, "file": fetch.stamp(branch.folder, distribution, self.steps.mirror), "asked again": asked}
        same = last is not None and last.note.get("inputs", {}).get("description") == key(wanted)
        before = fetch.Delivery.of(last.note) if last is not None and same else None

        def work(folder: Path) -> dict[str, Any]:
            media_type = loader.format_named(distribution.format, self.steps.layout.shelf).MEDIA_TYPE
            delivery = fetch.fetch(distribution, branch.folder, self.steps.blobs, self.steps.mirror, self.steps.config.allow_hosts, before=before, media_type=media_type)
            return {**plain(delivery), "asked": asked}

        try:
            note = self.steps.step("fetch", subject, parts, work, usable=self._at_hand).note
        except fetch.FAILURES as error:
            if last is None or disk.refused(error) or (isinstance(error, IntarsiaError) and error.exit_code == 2 and not distribution.url):
                raise
            why = getattr(error, "what", error)
            note = {**last.note, "state": f"kept: {why}", "asked": asked}
            if isinstance(error, IntarsiaError):
                self.steps.outcomes.keep("fetch", subject, key(parts), self.steps.outcomes.aside("fetch", subject), note)
            self.steps.want("fetch", subject, last.key)
            self.steps.report({"step": "fetch", "subject": subject, "state": "kept", "why": f"the source failed ({why}); its last good delivery stays in use"})
        self.steps.input_bytes += note["bytes"]
        return replace(fetch.Delivery.of(note), validator={})

    def _at_hand(self, fetched: Outcome) -> bool:
        """Are the bytes of a delivery there?"""
        return all(self.steps.blobs.has(sha256) for _, sha256 in fetched.note["files"])

    def _read(self, branch: Branch, distribution: Distribution, lists: list[str]) -> Outcome:
        delivery = branch.deliveries[distribution.name]
        offered: dict[str, Any] = {"lists": lists} if lists else {}  # taken by the formats that know them
        if distribution.path:
            offered["max_bytes"] = distribution.max_bytes
        options = {name: value for name, value in distribution.options.items() if name != "lists" or not lists}
        subject = f"{branch.dataset.id}/{safe(distribution.name)}"
        parts = {"content": delivery.checksum, "format": distribution.format, "options": [options, offered], "code": code.version("read"),
                 "own formats": loader.own_version("formats", self.steps.layout.shelf)}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine, profile.assembled(delivery.files, self.steps.blobs.path, self.steps.layout.scratch) as path:
                found = profile.apart(path, distribution.format, options, folder, own=self.steps.layout.shelf, offered=offered, engine=engine, settings=self.steps.config.reading,
                                      shown=str(branch.folder / distribution.path) if distribution.path else f"{branch.dataset.id}: {distribution.name}")
            return {**found.raw.note(), "profile": found.columns, "media_type": found.media_type, "total": found.raw.rows_in}

        return self.steps.step("profile", subject, parts, work)

    def _map(self, branch: Branch, mapping: mappings.Mapping, learnt: list[reconcile.Judged]) -> Outcome:
        """The model tables. `learnt`: words for forms and roles that reconciling matched after the mapping ran without them."""
        otherwise = self.words.known_to_mapping(branch.dataset.id, learnt)
        words, words_key = self.steps.terms.words_for(mapping.text)
        raws = {name: raw.key for name, raw in branch.raws.items()}
        parts = {"content": raws, "mapping": key(mapping.text), "sector": branch.dataset.sector, "base": self.steps.config.base,
                 "vocabularies": words_key, "code": code.version("map")}
        if branch.left_out:
            parts["left out"] = branch.left_out
        if branch.dataset.notices:
            parts["notices"] = key([plain(branch.dataset)["notices"], self.steps.config.languages[0]])
        if otherwise:
            parts["words judged or learnt"] = key([[one.facet, one.vocabulary, one.folded, one.state, one.concept] for one in otherwise])

        def work(folder: Path) -> dict[str, Any]:
            sources = [map.raw_source(name, raw) for name, raw in branch.raws.items()]
            with self.steps.engine() as engine:
                reconcile.load_words(engine, words)
                reconcile.overrule(engine, otherwise)
                mapped = map.map_dataset(engine, branch.dataset, mapping, self.steps.config.base, sources, language=self.steps.config.languages[0])
                if "term" in mapped.queries:
                    mapped.queries["term"] = reconcile.reconcile(engine)
                if used := reconcile.used_words(engine, branch.dataset.id):
                    mapped.queries["word"] = used
                tables = keep.keep(engine, mapped.queries, folder)
                places = keep.used_places(engine, folder, tables)
            return {"tables": tables, "places": places, "findings": [plain(f) for f in mapped.findings],
                    "accounts": {n: plain(a) for n, a in mapped.accounts.items()}, "total": sum(a.rows_in for a in mapped.accounts.values())}

        return self.steps.step("map", branch.dataset.id, parts, work)

    def _examples(self, branch: Branch, mapping: mappings.Mapping) -> None:
        if not mapping.examples or branch.left_out:  # examples are told of the whole file
            return
        sources = [map.raw_source(name, raw) for name, raw in branch.raws.items()]
        words, words_key = self.steps.terms.words_for(mapping.text)
        parts = {"columns": {s.name: s.columns for s in sources}, "mapping": key(mapping.text), "vocabularies": words_key, "code": code.version("map")}

        def work(folder: Path) -> dict[str, Any]:
            return {"examples": examples.check(branch.dataset, mapping, self.steps.config.base, words, sources)}

        self.steps.step("examples", branch.dataset.id, parts, work, quiet=True)

    def describe(self, branch: Branch) -> None:
        """What a release says of the dataset, with or without its rows."""
        deliveries = {name: plain(d) for name, d in branch.deliveries.items()}
        mapped = branch.mapped
        beside = {"held": branch.held, "waits": branch.waits, "stopped": branch.stopped, "pooled in": branch.pooled_in, "contents": branch.contents, "delay": branch.delay}
        parts = {"description": key(plain(branch.dataset)), "deliveries": deliveries, "mapped": mapped.key if mapped else "", "base": self.steps.config.base,
                 "languages": self.steps.config.languages, "read": {n: r.key for n, r in branch.raws.items()}, "code": code.version("map") + code.version("describe"), "decided": key(beside)}

        def work(folder: Path) -> dict[str, Any]:
            tables = describe.describe(branch.dataset, branch.deliveries, branch.raws, mapped, self.steps.config, branch.shares, beside)
            if (framed := frame.frames(branch.dataset, mapped if branch.shares else None)) is not None:
                tables["frame"] = framed
            return {"tables": {name: plain(columnar.write(folder / f"{name}.parquet", TABLES[name], rows.to_batches())) for name, rows in tables.items()}}

        branch.described = self.steps.step("describe", branch.dataset.id, parts, work, quiet=True)


def _columns(raw: Outcome) -> set[str]:
    """The full names of the columns of a read delivery."""
    return {f"{table}.{name}" if table else name for table, names in raw.note["columns"].items() for name in names}
