"""Safety: a delivery is looked at by the rules and made safer by its recipe, before anything else sees it.

What rules still find afterwards must be signed for; what the recipe did not expect stops the dataset. A delivery that was stopped
leaves nothing behind: the last one that went through, by the same recipe and the same signatures, stays in use.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import code
from intarsia.build import becoming
from intarsia.build.branch import Branch
from intarsia.build.staleness import Steps, plain, safe
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Refused
from intarsia.model import Dataset
from intarsia.shelf import loader
from intarsia.shelf.mappings.mapping import Mapping
from intarsia.shelf.remedies import recipe as recipes
from intarsia.shelf.remedies.recipe import Recipe
from intarsia.shelf.rules.delivery import Context, Delivery
from intarsia.steps import drift, fetch, profile, remedy
from intarsia.store import columnar
from intarsia.store.layout import link_or_copy
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import Column, Table
from intarsia.triage import looking, running
from intarsia.triage.running import Ruled

RECIPE = "recipe.toml"
DELAY = "delay"
STOPPED = "stopped"  # what the ledger calls a delivery that stays out; the actor is "build"
BUILD = "build"
POOL = "pool"  # the remedy that says: keep these rows in the vault; here its rows are there already


def recipe_of(folder: Path) -> Recipe | None:
    """The recipe of a dataset, None without one.

    Raises: Invalid.
    """
    path = folder / RECIPE
    return recipes.load(path) if path.is_file() else None


def context(dataset: Dataset, as_of: str) -> Context:
    """What is known of a dataset beside its files."""
    return Context(as_of, sector=dataset.sector, licence=dataset.licence, licence_from="dataset.toml", contributor=dataset.publisher,
                   object_rights=dataset.object_rights, period=dataset.period)


@dataclass
class SafetySteps:
    """The step "remedy" of each dataset that has a recipe, or a decision that rests on what rules found."""

    steps: Steps

    @cached_property
    def rules(self) -> dict[str, ModuleType]:
        """Every rule on the shelf."""
        return loader.rules(self.steps.layout.shelf)

    @cached_property
    def stopped(self) -> list[dict[str, Any]]:
        """What the ledger said, when this build began, of deliveries that stay out."""
        return self.steps.judgements(STOPPED)

    def settle(self, branch: Branch, mapping: Mapping | None) -> None:
        """Put the safer tables in the place of the raw ones; afterwards nothing of the branch names a raw table.

        Raises: Refused when a delivery is stopped and none went through before.
        """
        recipe = recipe_of(branch.folder)
        looks = gated(branch.dataset, recipe)
        if recipe is None and not looks:
            self._told(branch.dataset.id, None)
            return
        recipe = _without_pool(recipe or Recipe())
        branch.delay = max((until for until in _delays(recipe) if until > self.steps.as_of), default="")
        answers = {"recipe": key(recipe.text), "signed": sorted(branch.dataset.decision.signed) if branch.dataset.decision else [], "looked": looks}
        parts = {"content": {name: raw.key for name, raw in branch.raws.items()}, "answers": answers, "mapping": key(mapping.text) if looks and mapping else "",
                 "described": asdict(context(branch.dataset, "")) | {"known": None} if looks else {}, "as of": self.steps.as_of if looks else "",
                 "code": [code.version("remedy"), code.version("triage") if looks else ""],
                 "today": self.steps.as_of if any(a.remedy == DELAY and a.options.get("days") for a in recipe.acts) else [until <= self.steps.as_of for until in _delays(recipe)],
                 "own": [loader.own_version(kind, self.steps.layout.shelf) for kind in ("rules", "remedies")]}
        last = self.steps.outcomes.last("remedy", branch.dataset.id)
        if last is not None and all(last.note["inputs"].get(name) == key(value) for name, value in parts.items() if name != "as of"):
            parts["as of"] = last.note["as_of"]  # what was silent stays so: only a new delivery is looked at again

        def work(folder: Path) -> dict[str, Any]:
            sources = {name: self._source(branch, mapping, self._dated(recipe), name, raw, folder / str(number), looks) | {"folder": str(number)}
                       for number, (name, raw) in enumerate(branch.raws.items())}
            return {"sources": sources, "answers": answers, "as_of": parts["as of"], "deliveries": {name: plain(one) for name, one in branch.deliveries.items()},
                    "total": sum(note["total"] for note in sources.values())}

        try:
            outcome = self.steps.step("remedy", branch.dataset.id, parts, work)
        except Refused as error:
            served = last is not None and last.note["answers"] == answers and set(last.note["sources"]) == set(branch.raws)
            self._told(branch.dataset.id, error, served)
            if last is None or not served:
                raise
            outcome = self._last_good(branch, last, error)
        else:
            self._told(branch.dataset.id, None)
        self._take(branch, outcome, bool(recipe.acts))

    def _told(self, dataset: str, stopped: Refused | None, served: bool = False) -> None:
        """Have the ledger say that a delivery stays out, once for each reason; and no longer, when one goes through."""
        known = [one for one in self.stopped if one["subject"] == dataset]
        body = {"what": stopped.what, "way_out": stopped.way_out, "served": served} if stopped else None
        if [one["body"] for one in known] == ([body] if body else []):
            return
        with self.steps.ledger() as ledger:
            for one in known:
                ledger.record(BUILD, STOPPED, dataset, {"what": "no longer stopped"}, undoes=one["id"])
            if body:
                ledger.record(BUILD, STOPPED, dataset, body)

    def _last_good(self, branch: Branch, last: Outcome, error: Refused) -> Outcome:
        """What went through before stays in use, and everybody is told."""
        branch.stopped = error.what
        branch.deliveries = {name: replace(fetch.Delivery.of(note), state="kept: stopped", validator={}) for name, note in last.note["deliveries"].items()}
        self.steps.want("remedy", branch.dataset.id, last.key)
        self.steps.report({"step": "remedy", "subject": branch.dataset.id, "state": "kept", "stopped": error.what, "way_out": error.way_out,
                           "why": f"the new delivery stays out ({error.what}); the last one that went through stays in use"})
        return last

    def _take(self, branch: Branch, outcome: Outcome, changed: bool) -> None:
        names = list(branch.raws)  # a kept note has its names in another order than the folders were made in
        branch.raws = {name: Outcome("remedy", branch.dataset.id, key(outcome.key, name), outcome.path / outcome.note["sources"][name].get("folder", str(number)),
                                     outcome.note["sources"][name]) for number, name in enumerate(names)}
        if changed:
            branch.contents = {name: outcome.note["sources"][name]["digest"] for name in names}

    def _source(self, branch: Branch, mapping: Mapping | None, recipe: Recipe, name: str, raw: Outcome, folder: Path, looks: bool) -> dict[str, Any]:
        """The note of one distribution's safer tables, which stand in `folder`.

        Raises: Refused.
        """
        mine = recipe.of(name)
        folder.mkdir()
        note = self._written(raw, mine, folder)
        if looks:
            before = self.found(branch, mapping, name, raw.note, raw.path)
            after = self.found(branch, mapping, name, note, folder) if mine.acts else before
            self._gate(branch, name, mine, note if not mine.acts else raw.note, before, after)
        return note

    def _dated(self, recipe: Recipe) -> Recipe:
        """The recipe with the day of the build, for remedies that wait."""
        return replace(recipe, acts=tuple(replace(act, options={**act.options, "today": self.steps.as_of}) if act.remedy == DELAY else act for act in recipe.acts))

    def _written(self, raw: Outcome, recipe: Recipe, folder: Path) -> dict[str, Any]:
        note = {name: value for name, value in raw.note.items() if name != "inputs"}
        if not recipe.acts:
            for part in (part for parts in note["parts"].values() for part in parts):
                link_or_copy(raw.path / part, folder / part)
            return note | {"digest": ""}
        with self.steps.engine() as engine:
            note = remedy.write(engine, note, raw.path, recipe, folder, self.steps.layout.shelf, ledger=str(self.steps.layout.noise), subject=raw.subject)
            seen = profile.from_note(note)
            note["profile"] = profile.account(engine, seen, folder)
        return note | {"digest": digest(note, folder)}

    def after(self, branch: Branch, mapping: Mapping | None, recipe: Recipe, name: str, raw: Outcome) -> list[Ruled]:
        """What the rules still say of a delivery when a recipe is applied; nothing is kept."""
        self.steps.layout.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.steps.layout.scratch) as folder:
            note = self._written(raw, self._dated(_without_pool(recipe)).of(name), Path(folder))
            return self.found(branch, mapping, name, note, Path(folder))

    def found(self, branch: Branch, mapping: Mapping | None, name: str, note: dict[str, Any], folder: Path) -> list[Ruled]:
        """What the rules say of a delivery's tables."""
        with self.steps.engine() as engine:
            return running.run(self.delivery(branch, mapping, name, note, folder, engine), self.rules)

    def delivery(self, branch: Branch, mapping: Mapping | None, name: str, note: dict[str, Any], folder: Path, engine: DuckDB) -> Delivery:
        """A delivery as rules see it, in an engine."""
        said = becoming.becomes(mapping, name) if mapping and name in mapping.sources else {}
        return looking.look(safe(name), profile.from_note(note), folder, note["profile"], context(branch.dataset, self.steps.as_of), engine, said)

    def _gate(self, branch: Branch, name: str, recipe: Recipe, note: dict[str, Any], before: Sequence[Ruled], after: Sequence[Ruled]) -> None:
        """Nothing passes that the recipe does not expect, or that nobody signed for.

        Raises: Refused.
        """
        decision = branch.dataset.decision
        if recipe.expects:
            shape = [(f"{row[0]}.{row[2]}" if row[0] else row[2], row[3]) for row in note["profile"]]
            drift.refuse([one for one in drift.drifted(recipe, shape, _pairs(before), _pairs(after)) if one.stops], branch.dataset.id)
        asking: dict[str, set[str]] = {}
        for one in after:
            if one.acts and (decision is None or one.rule not in decision.signed):
                asking.setdefault(one.rule, set()).update(one.found.columns)
        if asking:
            told = "; ".join(f"{rule} ({', '.join(sorted(columns)) or 'the whole'})" for rule, columns in sorted(asking.items()))
            raise Refused(f"'{name}' has what nobody signed for: {told}", where=f"datasets/{branch.dataset.id}",
                          way_out=f"look at it: intarsia check FILE; then decide again: intarsia decide {branch.dataset.id} --again, with remedies (OPEN AFTER) or --signed RULE")


def gated(dataset: Dataset, recipe: Recipe | None) -> bool:
    """Do rules look at every delivery of it? Not where rows leave to nobody, and not for decisions of earlier versions, which are taken at their word."""
    decision = dataset.decision
    return decision is not None and decision.verdict in ("OPEN", "OPEN AFTER") and not dataset.only_here and (recipe is not None or bool(decision.evidence))


def digest(note: dict[str, Any], folder: Path) -> str:
    """The hash of the values of raw tables, by list: of what remedies left, never of what they took away."""
    texts = []
    for table in sorted(note["parts"]):
        names = note["columns"][table]
        shape = Table("raw", "", (), tuple(Column(name, "VARCHAR", "") for name in names))
        told, want = columnar.Digest(shape), pa.schema([pa.field(name, pa.string()) for name in names])
        for part in note["parts"][table]:
            with pq.ParquetFile(folder / part) as handle:
                for batch in handle.iter_batches(batch_size=columnar.ROW_GROUP, columns=names):
                    told.add(columnar.conform(batch, want))
        texts.append([table, told.hexdigest()])
    return key(texts)


def _delays(recipe: Recipe) -> list[str]:
    """The days that remedies wait for."""
    return [str(act.options["until"]) for act in recipe.acts if act.remedy == DELAY and act.options.get("until")]


def _without_pool(recipe: Recipe) -> Recipe:
    return replace(recipe, acts=tuple(act for act in recipe.acts if act.remedy != POOL))


def _pairs(ruled: Sequence[Ruled]) -> list[tuple[str, str]]:
    """(rule, column) of what asks for something."""
    return [(one.rule, column) for one in ruled if one.acts for column in (one.found.columns or ("",))]
