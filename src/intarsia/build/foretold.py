"""Foretold: the ledger of forecasts, carried from release to release. What was said once is not said again in other words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia import code
from intarsia.build.staleness import Steps
from intarsia.foresight import ledger
from intarsia.foresight.ledger import OPEN
from intarsia.steps import forecasts, release
from intarsia.store import columnar
from intarsia.store.layout import Layout
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES

POOL = "_pool"
TABLE = "forecast"


@dataclass
class Foretold:
    """The step over all tables of a release that says what may grow, and settles what was said."""

    steps: Steps

    def answer(self, parts: list[release.Part], inputs: dict[str, Any], layout: Layout) -> list[Outcome]:
        """The outcome with the table `forecast`. parts, inputs: all else that the release is made of.

        The ledger is what the releases of this layout say, the earliest word about each thing; so going back to an earlier release takes nothing
        back. A release that differs in nothing else from one there is has that one's forecasts, for it is that one.
        """
        read = [p for p in parts if p.table in forecasts.READ]
        whole = {name: entry["hash"] for name, entry in release.table_entries(parts).items()}
        earlier = self._earlier(layout, whole, inputs)
        keys = {"tables": [(p.table, p.dataset, p.hash) for p in read], "earlier": key(earlier), "over": self.steps.as_of[:4],
                "due": sorted(row["id"] for row in earlier if row["state"] == OPEN and row["due_on"] <= self.steps.as_of), "code": code.version("forecasts")}

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                for name in forecasts.READ:
                    files = [p.path for p in read if p.table == name]
                    engine.scan(files, name) if files else engine.run(name, TABLES[name].empty_select())
                rows = forecasts.forecasts(engine, self.steps.as_of, earlier)
            if not rows.num_rows:
                return {"tables": {}, "total": 0}
            return {"tables": {TABLE: asdict(columnar.write(folder / f"{TABLE}.parquet", TABLES[TABLE], rows.to_batches()))}, "total": rows.num_rows}

        return [self.steps.step("forecasts", POOL, keys, work)]

    def _earlier(self, layout: Layout, whole: dict[str, str], inputs: dict[str, Any]) -> list[dict[str, Any]]:
        """What releases said live, the earliest word about each thing and the state that the latest knows; each with its day and its release."""
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for body in sorted(self._manifests(layout), key=lambda one: (one.get("as_of") or one["issued"], one["issued"], one["id"])):
            if {name: entry["hash"] for name, entry in body["tables"].items() if name != TABLE} == whole and body["inputs"] == inputs and self._same_day(body):
                continue
            file = layout.releases / body["id"] / "tables" / TABLE / f"{POOL}.parquet"
            day = body.get("as_of") or body["issued"][:10]
            for row in pq.read_table(file, filters=[("live", "=", True)], partitioning=None).to_pylist():
                said = ledger.subject(row)
                row["made_on"], row["release"] = row["made_on"] or day, row["release"] or body["id"]
                row["resolved_on"] = row["resolved_on"] or (day if row["state"] != OPEN else None)
                if said not in found:
                    found[said] = row
                elif found[said]["state"] == OPEN and found[said]["id"] == row["id"]:
                    found[said] |= {name: row[name] for name in ("state", "resolved_on", "brier")} | {"doubled_by": row.get("doubled_by")}
        return sorted(found.values(), key=lambda row: row["id"])

    def _manifests(self, layout: Layout) -> list[dict[str, Any]]:
        files = sorted(layout.releases.glob(f"*/tables/{TABLE}/{POOL}.parquet")) if layout.releases.is_dir() else []
        return [body for file in files if not file.parents[2].name.startswith(".") and (body := release.manifest_in(file.parents[2]))]

    def _same_day(self, body: dict[str, Any]) -> bool:
        """Is a release of the same stated day, or, where nobody stated one, of the same year?"""
        stated = self.steps.as_of if self.steps.stated else ""
        return body.get("stated", "") == stated and str(body.get("as_of") or body["issued"])[:4] == self.steps.as_of[:4]
