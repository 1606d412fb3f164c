"""Waiting: embargoes and conditions. What is held back leaves nothing; what is met leaves seven days later, so that it can be undone.

Others count as sharing a measure when their decision shares it, or would as soon as its own condition is met: five organisations that
each wait for four others are all met at once. That is the largest set of datasets whose conditions hold together, found by
taking all of them and dropping those that do not hold, until none does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia import conditions
from intarsia.build.branch import Branch
from intarsia.build.staleness import Steps
from intarsia.model import Condition
from intarsia.text import fold

PLEDGE, MET = "pledge", "condition"
BUILD = "build"  # who found it met: the ledger names an actor of every act


@dataclass
class Waiting:
    """The datasets that wait, on the day that the build is of."""

    steps: Steps

    def hold(self, branches: list[Branch]) -> None:
        """Say of each branch whether its rows are held back, and how far its condition is."""
        for branch in branches:
            decision = branch.dataset.decision
            if decision is not None and max(decision.embargo, branch.delay) > self.steps.as_of and not branch.dataset.only_here:
                branch.held = branch.held or "embargo"
        waiting = {b.dataset.id: c for b in branches if not b.dataset.only_here and b.dataset.decision and (c := b.dataset.decision.condition)}
        known = self.steps.judgements(MET)
        self._forget([one for one in known if one["subject"] not in waiting])
        if not waiting:
            return
        measures = {b.dataset.id: _measures(b) for b in branches}
        pledged = {name: self._pledges(name) for name in waiting}
        together = _together(branches, waiting, measures, pledged, self.steps.as_of)
        counted = {b.dataset.id: len(_others(b, waiting[b.dataset.id], branches, measures, pledged[b.dataset.id], promised=True)) for b in branches if b.dataset.id in waiting}
        for branch in branches:
            if branch.dataset.id in waiting:
                mine = [one for one in known if one["subject"] == branch.dataset.id]
                self._settle(branch, waiting[branch.dataset.id], branch.dataset.id in together, counted[branch.dataset.id], pledged[branch.dataset.id], mine)

    def _settle(self, branch: Branch, condition: Condition, met: bool, others: int, pledged: dict[str, bool], known: list[dict[str, Any]]) -> None:
        """Hold a branch back or let it go; the ledger keeps when its condition was first found met."""
        since = self._since(branch, condition, met, known)
        leaves = conditions.later(since, conditions.DAYS_TO_UNDO) if since else ""
        branch.waits = {"kind": condition.kind, "others": condition.others, "measure": condition.measure, "day": condition.day,
                        "pledged": others + 1, "needed": condition.others + 1, "names": sorted(name for name, named in pledged.items() if named), "met": since, "leaves": leaves}
        if not met:
            branch.held = branch.held or "condition"
        elif self.steps.as_of < leaves:
            branch.held = branch.held or "undo"

    def _pledges(self, dataset: str) -> dict[str, bool]:
        """The organisations that pledged for a dataset, and whether each may be named."""
        judged = [one for one in self.steps.judgements(PLEDGE) if one["subject"] == dataset]
        return {one["body"]["organisation"]: bool(one["body"].get("named")) for one in judged}

    def _since(self, branch: Branch, condition: Condition, met: bool, known: list[dict[str, Any]]) -> str:
        """The day on which a condition was first found met, "" while it is not. One that fails meanwhile, or is decided again, begins anew."""
        decision = branch.dataset.decision
        told = {"condition": conditions.data_of(condition), "decided": decision.when if decision else ""}
        if met and known and all({name: one["body"].get(name) for name in told} == told for one in known):
            return str(known[-1]["body"]["on"])
        self._forget(known)
        if met:
            with self.steps.ledger() as ledger:
                ledger.record(BUILD, MET, branch.dataset.id, {**told, "on": self.steps.as_of})
        return self.steps.as_of if met else ""

    def _forget(self, known: list[dict[str, Any]]) -> None:
        """Undo what the ledger keeps of conditions that are no longer met, or no longer asked for."""
        if not known:
            return
        with self.steps.ledger() as ledger:
            for one in known:
                ledger.record(BUILD, MET, one["subject"], {"what": "no longer met", "on": self.steps.as_of}, undoes=one["id"])


def _together(branches: list[Branch], waiting: dict[str, Condition], measures: dict[str, set[str]], pledged: dict[str, dict[str, bool]], as_of: str) -> set[str]:
    """The waiting datasets whose conditions hold when all of these share."""
    held = {b.dataset.id for b in branches if b.held}
    met = {name for name in waiting if name not in held}
    while True:
        sharing = [b for b in branches if b.dataset.id in met or b.dataset.id not in waiting]
        left = {name for name in met if _holds(next(b for b in branches if b.dataset.id == name), waiting[name], sharing, measures, pledged[name], as_of)}
        if left == met:
            return met
        met = left


def _holds(branch: Branch, condition: Condition, sharing: list[Branch], measures: dict[str, set[str]], pledged: dict[str, bool], as_of: str) -> bool:
    if condition.kind == "after":
        return as_of >= condition.day
    return len(_others(branch, condition, sharing, measures, pledged)) >= condition.others


def _others(branch: Branch, condition: Condition, sharing: list[Branch], measures: dict[str, set[str]], pledged: dict[str, bool], promised: bool = False) -> set[str]:
    """The other organisations that a condition counts. promised: with those that pledged, also where sharing itself is asked for."""
    found = {fold(name) for name in pledged} if condition.kind == "pledge" or promised else set()
    if condition.kind == "share":
        found |= {fold(b.dataset.publisher) for b in sharing if condition.measure in measures[b.dataset.id] and not b.held}
    return found - {fold(branch.dataset.publisher)}


def _measures(branch: Branch) -> set[str]:
    """What a dataset has figures of, where its decision shares them."""
    if branch.mapped is None or not (branch.dataset.shares_rows or branch.dataset.pooled_only) or branch.dataset.only_here or "observation" not in branch.mapped.tables():
        return set()
    return set(pc.unique(pq.read_table(branch.mapped.file("observation"), columns=["measure"]).column("measure")).to_pylist())

