"""Studied: the studies that are registered in a pool, as a table of its release. Each is in the ledger before it is answered; what was changed after its result was shown says so."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from intarsia import code
from intarsia.build.branch import Branch
from intarsia.build.staleness import Steps
from intarsia.errors import Conflict
from intarsia.impact.study import Study, differing, hashed, read
from intarsia.steps import studies
from intarsia.store import columnar, registrations
from intarsia.store.layout import Layout
from intarsia.store.outcomes import Outcome
from intarsia.tables import TABLES

if TYPE_CHECKING:
    from intarsia.store.ledger import Ledger

POOL = "_pool"


@dataclass
class Studied:
    """The step over all datasets that answers what was registered."""

    steps: Steps

    def answer(self, branches: list[Branch], layout: Layout) -> list[Outcome]:
        """The outcome with the table `study`; none where nothing is registered. Whatever is registered is entered in the ledger first.

        Raises: Conflict for a study that was taken away after its result was shown; Invalid for a file that is none.
        """
        found = read(self.steps.layout.studies)
        changed = self._entered(found, layout)
        if not found:
            return []
        sharing = [b for b in branches if b.shares]
        hashes = {b.dataset.id: {name: b.hashes()[name] for name in studies.READ if name in b.hashes()} for b in sharing}
        parts = {"registered": {one.id: one.hash for one in found}, "tables": hashes, "languages": self.steps.config.languages, "code": code.version("studies"), "changed": changed}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                for name in studies.READ:
                    files = [file for b in sharing if (file := b.table(name))]
                    engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
                rows = studies.studied(engine, found, self.steps.config.languages, hashes, changed)
            return {"tables": {"study": asdict(columnar.write(folder / "study.parquet", TABLES["study"], rows.to_batches()))}, "total": rows.num_rows}

        return [self.steps.step("studies", POOL, parts, work)]

    def shown(self, layout: Layout) -> None:
        """Enter in the ledger which results the served release shows."""
        identity, rows = _served(layout)
        if rows:
            with self.steps.ledger() as ledger:
                _shown(ledger, identity, rows)

    def _entered(self, found: list[Study], layout: Layout) -> dict[str, dict[str, Any]]:
        """Enter every study in the ledger; of those that were changed after their result was shown: the first hash, and what differs."""
        identity, rows = _served(layout)
        if not found and not rows:
            return {}
        with self.steps.ledger() as ledger:
            _shown(ledger, identity, rows)  # a release of an earlier version, which entered nothing
            for one in found:
                registrations.enter(ledger, registrations.BUILD, one.id, one.hash, one.content())
            known = registrations.read(ledger)
        now = {one.id: one for one in found}
        if gone := sorted(name for name, one in known.items() if one.shown and name not in now):
            raise Conflict(f"the study '{gone[0]}' was taken away after its result was shown", where=str(self.steps.layout.studies),
                           way_out=f"put {gone[0]}.toml back: a result that did not please stays too")
        firsts = {name: first for name, one in known.items() if name in now and (first := one.first) and first["hash"] != now[name].hash}
        return {name: {"hash": first["hash"], "differs": differing(first["content"], now[name].content())} for name, first in sorted(firsts.items())}


def unregistered(layout: Layout, folder: Path) -> list[str]:
    """What is wrong with the registrations of a release: a study that is not what its hash says, that the ledger does not have, or that was entered after its result was shown.

    A release of a version that entered nothing in the ledger is held against its hashes alone; so is a copy in which nothing was built yet, such as a kit.
    """
    file = folder / "tables" / "study" / f"{POOL}.parquet"
    rows = pq.read_table(file, columns=["id", "hash", "registration", "result"], partitioning=None).to_pylist() if file.is_file() else []
    wrong = [f"study {row['id']}: what was registered does not have the hash that is shown" for row in rows if hashed(json.loads(row["registration"])) != row["hash"]]
    entered = [row for row in rows if "changed" in json.loads(row["result"])]
    if not entered or not (layout.desk.is_file() or layout.outcomes.is_dir()):
        return wrong
    known = {}
    if layout.desk.is_file():
        from intarsia.store.ledger import Ledger  # SQLAlchemy takes longer to import than most builds to start

        with closing(Ledger(layout.desk)) as ledger:
            known = registrations.read(ledger)
    return wrong + [f"study {row['id']}: the ledger has no registration with this hash from before its result was shown" for row in entered
                    if row["id"] not in known or not known[row["id"]].before(row["hash"])]


def _served(layout: Layout) -> tuple[str, list[dict[str, Any]]]:
    """The served release, and the studies it shows."""
    current = layout.current.read_text("utf-8").strip() if layout.current.is_file() else ""
    file = layout.releases / current / "tables" / "study" / f"{POOL}.parquet"
    return current, pq.read_table(file, columns=["id", "hash", "registration"], partitioning=None).to_pylist() if current and file.is_file() else []


def _shown(ledger: Ledger, identity: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if all(entry[3] != row["hash"] for entry in registrations.read(ledger).get(row["id"], registrations.Registered()).entered):
            registrations.enter(ledger, registrations.BUILD, row["id"], row["hash"], json.loads(row["registration"]))
        registrations.show(ledger, row["id"], row["hash"], identity)
