"""Looked: what the rules say of a dataset before anybody decides; the same files, tables and rules as in a build."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from intarsia import code
from intarsia.build.branch import Branch
from intarsia.build.dataset import DatasetSteps
from intarsia.build.safety import recipe_of
from intarsia.build.staleness import Steps
from intarsia.model import VERDICTS, PoolConfig
from intarsia.shelf.remedies.recipe import Act, Expected, Recipe
from intarsia.shelf.rules import useful
from intarsia.steps import register
from intarsia.store.layout import Layout
from intarsia.triage import remedying, running, verdict
from intarsia.triage.running import Ruled
from intarsia.triage.verdict import to_act


@dataclass(frozen=True)
class Looked:
    """What was found, in words and numbers; no cell of the data.

    verdict: what becomes of the dataset if nothing is done, and of its worst file. asking: rules that ask for something -> the gravest verdict of
    their findings. left: those that still do when the recipe is applied. recipe: the suggested one; the dataset's own where it has one. renewed: the
    remedies of that recipe, expecting files like these. files:
    distribution -> checksum of its content. columns: how many columns each rule of `asking` named.
    """

    verdict: str
    asking: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    recipe: Recipe = field(default_factory=Recipe)
    renewed: Recipe = field(default_factory=Recipe)
    files: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)

    @property
    def evidence(self) -> dict[str, Any]:
        """What a decision keeps of it."""
        return {"verdict": self.verdict, "rules": sorted(self.asking), "columns": dict(self.columns), "code": code.version("triage"), "files": dict(self.files)}


def look(layout: Layout, config: PoolConfig, dataset: str, mirror: Path | None, as_of: str, keep: str = "pool") -> Looked:
    """Fetch and read what is not there yet, and ask the rules. keep: where what is read stays for the next build: "pool", "vault" (its rows
    are to be pooled only), or "nowhere"."""
    folder = layout.dataset(dataset)
    branch = Branch(register.dataset(folder), folder)
    steps = Steps(layout, config, lambda event: None, mirror, as_of=as_of)
    if keep != "pool":
        steps = steps.in_vault(dataset)
    mine, own = DatasetSteps(steps), recipe_of(folder)
    mapping = mine.read(branch, settle=False)
    found: list[Ruled] = []
    left: list[Ruled] = []
    left_own: list[Ruled] = []
    acts: list[Act] = []
    expects: list[Expected] = []
    verdicts, several = [], len(branch.raws) > 1
    whole: dict[str, list[str]] = {"found": [], "remains": []}
    layout.scratch.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=layout.scratch))
    try:
        for name, raw in branch.raws.items():
            with steps.engine() as engine:
                delivery = mine.safety.delivery(branch, mapping, name, raw.note, raw.path, engine)
                ruled = running.run(delivery, mine.safety.rules)
                suggested = remedying.suggested(delivery, ruled, mine.safety.rules, useful.useful, own=layout.shelf, folder=scratch)
                verdicts.append(verdict.judged(delivery, ruled, suggested.silenced, suggested.useful).dataset)
            found += ruled
            left += suggested.left
            named = name if several else ""
            like = suggested.recipe
            if own is not None:
                after = mine.safety.after(branch, mapping, own, name, raw)
                left_own += after
                like = remedying.expecting(own.of(name), delivery, ruled, to_act(after))
            acts += [replace(act, distribution=named) for act in suggested.recipe.acts]
            expects += [replace(one, distribution=named) for one in like.expects]
            whole = {"found": [*whole["found"], *like.found], "remains": [*whole["remains"], *like.remains]}
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if keep == "nowhere":
            steps.forget_all()
    renewed = Recipe(tuple(acts) if own is None else own.acts, tuple(expects), tuple(sorted(set(whole["found"]))), tuple(sorted(set(whole["remains"]))))
    return Looked(verdict.worst(verdicts), _gravest(found), _gravest(left if own is None else left_own), own or renewed, renewed,
                  {name: one.checksum for name, one in branch.deliveries.items()}, _named(found))


def _named(ruled: list[Ruled]) -> dict[str, int]:
    """rule -> how many columns it asks something of; none for a finding of the whole."""
    found: dict[str, set[str]] = {}
    for one in ruled:
        if one.acts:
            found.setdefault(one.rule, set()).update(one.found.columns)
    return {rule: len(columns) for rule, columns in sorted(found.items()) if columns}


def passes(layout: Layout, config: PoolConfig, dataset: str, as_of: str) -> dict[str, Any]:
    """Take a dataset through its steps as a build would, up to the tables of the model: rows by table, records in, and how many of them no table took.

    Raises: Refused where a build would stop its delivery; Invalid for a mapping that does not fit.
    """
    folder = layout.dataset(dataset)
    branch = Branch(register.dataset(folder), folder)
    steps = Steps(layout, config, lambda event: None, as_of=as_of)
    DatasetSteps(steps.in_vault(dataset) if branch.dataset.pooled_only else steps).run(branch)
    if branch.mapped is None:
        return {"tables": {}, "rows_in": 0, "rejected": 0}
    accounts = branch.mapped.note["accounts"].values()
    return {"tables": {name: int(entry["rows"]) for name, entry in branch.mapped.tables().items()}, "rows_in": sum(int(one["rows_in"]) for one in accounts),
            "rejected": sum(int(one["rows_rejected"]) for one in accounts)}


def _gravest(ruled: list[Ruled]) -> dict[str, str]:
    """rule -> the gravest verdict of what it asks for."""
    found: dict[str, str] = {}
    for one in ruled:
        if one.acts:
            found[one.rule] = max(found.get(one.rule, "OPEN"), one.found.verdict, key=VERDICTS.index)
    return found
