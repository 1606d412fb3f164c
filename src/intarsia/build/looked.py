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


@dataclass(frozen=True)
class Looked:
    """What was found, in words and numbers; no cell of the data.

    verdict: what becomes of the dataset if nothing is done, and of its worst file. asking: rules that ask for something -> the gravest verdict of
    their findings. left: those that still do when the recipe is applied. recipe: the suggested one; the dataset's own where it has one. files:
    distribution -> checksum of its content.
    """

    verdict: str
    asking: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    recipe: Recipe = field(default_factory=Recipe)
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def evidence(self) -> dict[str, Any]:
        """What a decision keeps of it."""
        return {"verdict": self.verdict, "rules": sorted(self.asking), "code": code.version("triage"), "files": dict(self.files)}


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
            acts += [replace(act, distribution=named) for act in suggested.recipe.acts]
            expects += [replace(one, distribution=named) for one in suggested.recipe.expects]
            if own is not None:
                left_own += mine.safety.after(branch, mapping, own, name, raw)
            whole = {"found": [*whole["found"], *suggested.recipe.found], "remains": [*whole["remains"], *suggested.recipe.remains]}
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        if keep == "nowhere":
            steps.forget_all()
    recipe = own or Recipe(tuple(acts), tuple(expects), tuple(sorted(set(whole["found"]))), tuple(sorted(set(whole["remains"]))))
    return Looked(verdict.worst(verdicts), _gravest(found), _gravest(left if own is None else left_own), recipe, {name: one.checksum for name, one in branch.deliveries.items()})


def _gravest(ruled: list[Ruled]) -> dict[str, str]:
    """rule -> the gravest verdict of what it asks for."""
    found: dict[str, str] = {}
    for one in ruled:
        if one.acts:
            found[one.rule] = max(found.get(one.rule, "OPEN"), one.found.verdict, key=VERDICTS.index)
    return found
