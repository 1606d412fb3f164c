"""Build: the order of the steps. One run over one pool, under the build lock."""

from __future__ import annotations

from pathlib import Path

from intarsia import disk
from intarsia.build.branch import Branch
from intarsia.build.dataset import DatasetSteps
from intarsia.build.pooled import PooledSteps
from intarsia.build.staleness import Report, Steps, rarely_collecting
from intarsia.build.studied import Studied
from intarsia.build.waiting import Waiting
from intarsia.build.whole import PoolSteps
from intarsia.errors import Unavailable
from intarsia.model import PoolConfig
from intarsia.steps import register, release, triage
from intarsia.store import redactions
from intarsia.store.layout import Layout

__all__ = ["Build", "Report"]


class Build:
    """A run of all steps that are stale."""

    def __init__(self, layout: Layout, config: PoolConfig, report: Report, mirror: Path | None = None, refresh: bool = False, as_of: str = "",
                 stated: bool = False, decided: bool = False) -> None:
        """as_of: the day the build is of (ISO), which decides about embargoes and conditions; the doors take it from a clock unless somebody
        stated it. decided: leave out what nobody decided about yet, and go on; else that stops the build."""
        self.layout, self.decided = layout, decided
        self.steps = Steps(layout, config, report, mirror, refresh, as_of, stated)
        self.dataset, self.whole = DatasetSteps(self.steps), PoolSteps(self.steps)
        self.vaulted: list[Steps] = []

    def run(self, issued: str) -> str:
        """All steps; returns the id of the release, which is then the served one.

        Raises: Refused without decisions, Invalid for a description or mapping that is not right.
        """
        self.steps.sweep()
        try:
            with disk.in_words(self.layout.root), rarely_collecting():
                return self._run(issued)
        finally:
            self.steps.close()
            self.steps.sweep()  # a build that stopped, for want of room perhaps, leaves no half release to take it up

    def _run(self, issued: str) -> str:
        out = redactions.withdrawn(self.layout)
        branches = [Branch(register.dataset(folder), folder) for folder in register.datasets(self.layout.datasets) if folder.name not in out]
        if self.decided:
            branches = [branch for branch in branches if branch.dataset.decision is not None]
        if not branches:
            raise Unavailable("this pool has no datasets yet", where=str(self.layout.datasets), way_out="add one: intarsia add FILE --pool " + str(self.layout.root))
        triage.require_decisions(branch.dataset for branch in branches)
        planned = sum(2 * len(b.dataset.distributions) + 2 for b in branches) + 4
        self.steps.report({"step": "build", "subject": self.steps.config.name, "state": "planned", "steps": planned})
        for branch in branches:
            self._steps_of(branch).run(branch)
        Waiting(self.steps).hold(branches)
        tables = PooledSteps(self.steps).run(branches)
        for branch in (*branches, *tables):
            self.dataset.describe(branch)
        return self._releases([*branches, *tables], issued)

    def _steps_of(self, branch: Branch) -> DatasetSteps:
        """The steps of a dataset: in the vault, with nothing left outside it, where its rows are pooled only."""
        vaulted = self.steps.in_vault(branch.dataset.id)
        if not branch.dataset.pooled_only:
            vaulted.forget_all()
            return self.dataset
        self.steps.forget(branch.dataset.id)
        self.vaulted.append(vaulted)
        return DatasetSteps(vaulted)

    def _releases(self, branches: list[Branch], issued: str) -> str:
        """The public release; where datasets are for use on this machine alone, a second one with all. Both are served, or neither."""
        public = [b for b in branches if not b.dataset.only_here]
        here = self.layout.for_this_machine
        identity = self.whole.assemble(public, issued, self.layout)
        local = self.whole.assemble(branches, issued, here, identity) if len(public) < len(branches) else None
        self.whole.names.remember(identity)  # before anybody sees them: a name that was shown is never forgotten
        release.serve(self.layout, identity)
        if local:
            release.serve(here, local)
        else:
            here.current.unlink(missing_ok=True)
        for layout in (self.layout, here):
            Studied(self.steps).shown(layout)
        for steps in (self.steps, *self.vaulted):
            steps.prune()
        return local or identity
