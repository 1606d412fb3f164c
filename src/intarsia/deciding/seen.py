"""Deciding with open eyes: the rules look first, the decision keeps what they said, and the recipe is written that it needs."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from intarsia.build.looked import Looked
from intarsia.build.safety import RECIPE
from intarsia.deciding.act import Asked, decide
from intarsia.errors import Invalid, Refused
from intarsia.pool import Pool
from intarsia.steps import register
from intarsia.store.layout import replace as written

KEPT = {"OPEN": "pool", "OPEN AFTER": "pool", "POOLED ONLY": "vault"}  # what is read for other verdicts stays nowhere
UNSEEN = {"verdict": "not looked at", "rules": []}


@dataclass(frozen=True)
class Decided:
    """file: where it stands. looked: what the rules said, None where nobody looked. recipe: the file of the recipe, where there is one."""

    file: Path
    looked: Looked | None
    recipe: Path | None


def look_and_decide(pool: Pool, dataset: str, verdict: str, who: str, why: str, *, asked: Asked, again: bool = False, unseen: bool = False,
                    mirror: Path | None = None, today: datetime.date | None = None) -> Decided:
    """Let the rules look, then decide. Nobody looks at what is only to be asked for, and when `unseen` is asked: a build looks in any case.

    For OPEN AFTER without a recipe the suggested one is written beside the description.
    Raises: as `decide`; Refused for OPEN AFTER where something is left that no remedy silences and nobody signed for; Invalid where nothing asks for changes.
    """
    register.folder_of(pool.layout.datasets, dataset)
    if verdict == "ASK" or unseen or asked.use != "anyone":
        told = replace(asked, evidence=UNSEEN if verdict != "ASK" and asked.use == "anyone" else None)
        return Decided(decide(pool, dataset, verdict, who, why, again=again, asked=told, today=today), None, None)
    day = (today or datetime.date.today()).isoformat()
    seen = pool.look(dataset, mirror=mirror, as_of=day, keep=KEPT.get(verdict, "nowhere"))
    return decide_on(pool, dataset, verdict, who, why, seen, asked=asked, again=again, today=today)


def decide_on(pool: Pool, dataset: str, verdict: str, who: str, why: str, seen: Looked, *, asked: Asked, again: bool = False, today: datetime.date | None = None) -> Decided:
    """Decide on what the rules said of the dataset as it stands now. Raises: as `look_and_decide`."""
    recipe = register.folder_of(pool.layout.datasets, dataset) / RECIPE
    told = replace(asked, evidence=seen.evidence, asking=_asking(verdict, seen, recipe.is_file()))
    if verdict == "OPEN AFTER":
        _answered(dataset, seen, asked, recipe)
    file = decide(pool, dataset, verdict, who, why, again=again, asked=told, today=today)
    if verdict == "OPEN AFTER" and not recipe.is_file():
        written(recipe, seen.recipe.text)
    return Decided(file, seen, recipe if recipe.is_file() else None)


def _asking(verdict: str, seen: Looked, has_recipe: bool) -> Mapping[str, str]:
    return seen.left if has_recipe and verdict in ("OPEN", "OPEN AFTER") else seen.asking


def _answered(dataset: str, seen: Looked, asked: Asked, recipe: Path) -> None:
    """What the recipe leaves must be signed for; without a recipe there must be something to suggest."""
    left = sorted(rule for rule in seen.left if rule not in asked.signed)
    if left:
        raise Refused(f"the remedies leave what nobody signed for: {', '.join(left)}", where=str(recipe),
                      way_out="look at it (intarsia check FILE), then answer for it: " + " ".join(f"--signed {rule}" for rule in left) + '; or --verdict "DESCRIBE ONLY"')
    if not recipe.is_file() and not seen.recipe.acts and not asked.signed:
        raise Invalid(f"no rule asks for a change of '{dataset}'", where="--verdict", way_out=f"--verdict OPEN; or write {recipe.name} by hand; see docs/remedies.md")
