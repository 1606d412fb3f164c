"""Names: the step that gives each entity the name it had, and what is remembered of it for the next build."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia import code
from intarsia.build.branch import Branch
from intarsia.build.staleness import Steps
from intarsia.steps import identity, keep
from intarsia.store import entities
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES

POOL, HERE = "_pool", "_here"
NAMED = ("cluster", "kind", "member")
NOBODY = pa.table({name: pa.array([], pa.string()) for name in NAMED})


@dataclass
class Names:
    """The names of entities in one build.

    The public release takes the names of the public ones before it, and they alone are remembered. A release for this machine takes
    those of the public release beside it: so nothing of what only it holds ever gets into a public name, and what both hold is called the same.
    """

    steps: Steps

    def __post_init__(self) -> None:
        self._known: pa.Table | None = None
        self._public: Outcome | None = None

    def name(self, branches: list[Branch], linked: Outcome, public: str | None) -> Outcome:
        """The tables `entity` and `redirect`. public: the public release, when this is the one for this machine."""
        known = self.known()
        if public is not None:
            known = entities.after(known, self._named(), public)
        outcome = self._step(HERE if public else POOL, branches, linked, known)
        if public is None:
            self._public = outcome
        return outcome

    def known(self) -> pa.Table:
        """The names that were given before this build."""
        if self._known is None:
            self._known = entities.SCHEMA.empty_table()
            if self.steps.layout.desk.is_file():
                with self.steps.ledger() as ledger:
                    self._known = entities.known(ledger)
            if not self._known.num_rows:
                self._known = self._served()
        return self._known

    def _served(self) -> pa.Table:
        """Where nothing was kept (a release of an earlier version, a desk that was lost): the names in the public release that is served."""
        current = self.steps.layout.current
        release = current.read_text("utf-8").strip() if current.is_file() else ""
        files = sorted((self.steps.layout.releases / release / "tables" / "entity").glob("*.parquet")) if release else []
        if not files:
            return entities.SCHEMA.empty_table()
        return entities.after(entities.SCHEMA.empty_table(), pa.concat_tables([pq.read_table(file, columns=list(NAMED)) for file in files]), release)

    def remember(self, release: str) -> None:
        """Keep the names of the public release for the next build; nothing is written where nothing is new."""
        named, known = self._named(), self.known()
        if entities.after(known, named, release).equals(known):
            return
        with self.steps.ledger() as ledger:
            entities.remember(ledger, named, release)

    def _named(self) -> pa.Table:
        if self._public is None or "entity" not in self._public.tables():
            return NOBODY
        return pq.read_table(self._public.file("entity"), columns=list(NAMED))

    def _step(self, subject: str, branches: list[Branch], linked: Outcome, known: pa.Table) -> Outcome:
        parts = {"links": linked.key, "known": fingerprint(known), "code": code.version("identity")}
        last = self.steps.outcomes.last("identity", subject)
        if last is not None and last.note["after"] == fingerprint(known, lasting=True) and last.note["inputs"]["links"] == key(linked.key):
            parts["known"] = last.note["known"]  # what is known is what this step itself left: it would give the same again

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                for name in ("entity", "link"):
                    engine.scan([linked.file(name)], name) if name in linked.tables() else engine.run(name, TABLES[name].empty_select())
                for name in ("work", "agent"):
                    files = [b.mapped.file(name) for b in branches if b.mapped and b.shares and name in b.mapped.tables()]
                    engine.scan(files, name, ["id"]) if files else engine.run(name, TABLES[name].empty_select())
                engine.load("known", known)
                tables = keep.keep(engine, identity.identity(engine), folder)
            named = pq.read_table(folder / "entity.parquet", columns=list(NAMED)) if "entity" in tables else NOBODY
            left = fingerprint(entities.after(known, named, ""), lasting=True)
            return {"tables": tables, "known": parts["known"], "after": left, "total": pc.count_distinct(named.column("cluster")).as_py()}

        return self.steps.step("identity", subject, parts, work, quiet=True)


def fingerprint(known: pa.Table, lasting: bool = False) -> str:
    """The hash of what is known of names; `lasting`: without the last release of those that are live, which is a new one at every build."""
    columns = known.to_pydict()
    if lasting:
        columns["last"] = ["" if live else last for live, last in zip(columns["live"], columns["last"], strict=True)]
    return key(columns)
