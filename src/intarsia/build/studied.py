"""Studied: the studies that are registered in a pool, as a table of its release. What was shown stays as it was registered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia import code
from intarsia.build.branch import Branch
from intarsia.build.staleness import Steps
from intarsia.errors import Conflict
from intarsia.impact.study import Study, read
from intarsia.steps import studies
from intarsia.store import columnar
from intarsia.store.layout import Layout
from intarsia.store.outcomes import Outcome
from intarsia.tables import TABLES

POOL = "_pool"


@dataclass
class Studied:
    """The step over all datasets that answers what was registered."""

    steps: Steps

    def answer(self, branches: list[Branch], layout: Layout) -> list[Outcome]:
        """The outcome with the table `study`; none where nothing is registered.

        Raises: Conflict for a study that was changed or taken away after its result was shown; Invalid for a file that is none.
        """
        found = read(self.steps.layout.studies)
        self._as_shown(found, layout)
        if not found:
            return []
        sharing = [b for b in branches if b.shares]
        hashes = {b.dataset.id: {name: b.hashes()[name] for name in studies.READ if name in b.hashes()} for b in sharing}
        parts = {"registered": {one.id: one.hash for one in found}, "tables": hashes, "languages": self.steps.config.languages, "code": code.version("studies")}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                for name in studies.READ:
                    files = [file for b in sharing if (file := b.table(name))]
                    engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
                rows = studies.studied(engine, found, self.steps.config.languages, hashes)
            return {"tables": {"study": asdict(columnar.write(folder / "study.parquet", TABLES["study"], rows.to_batches()))}, "total": rows.num_rows}

        return [self.steps.step("studies", POOL, parts, work)]

    def _as_shown(self, found: list[Study], layout: Layout) -> None:
        """Each study that the served release shows is registered still, and as it was."""
        current = layout.current.read_text("utf-8").strip() if layout.current.is_file() else ""
        file = layout.releases / current / "tables" / "study" / f"{POOL}.parquet"
        if not current or not file.is_file():
            return
        now = {one.id: one.hash for one in found}
        folder = self.steps.layout.studies
        for row in pq.read_table(file, columns=["id", "hash"], partitioning=None).to_pylist():
            if row["id"] not in now:
                raise Conflict(f"the study '{row['id']}' was taken away after its result was shown", where=str(folder),
                               way_out=f"put {row['id']}.toml back: a result that did not please stays too")
            if now[row["id"]] != row["hash"]:
                raise Conflict(f"the study '{row['id']}' was changed after its result was shown", where=str(folder / f"{row['id']}.toml"),
                               way_out="put it back as it was, and register the new question under a new name: intarsia impact register")
