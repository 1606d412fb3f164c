"""Suppressed: the step by which what those concerned asked for is heeded, before anything else sees the rows of a dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia import code
from intarsia.build.staleness import Steps, plain
from intarsia.steps import suppress
from intarsia.store import columnar
from intarsia.store.layout import link_or_copy
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES

KIND = "suppress"
READ = ("agent", "contribution", "identifier", "work", "observation", "title", "term", "candidate", "relation", "status_event")


def subjects(steps: Steps) -> dict[str, list[str]]:
    """Who asked for what: "remove" and "noindex", each with its subjects."""
    judged = steps.judgements(KIND)
    return {what: sorted({one["subject"] for one in judged if one["body"].get("what") == what}) for what in ("remove", "noindex")}


def removals(steps: Steps) -> list[int]:
    """The numbers of the requests to be left out, which say nothing of whom they concern."""
    return sorted(one["id"] for one in steps.judgements(KIND) if one["body"].get("what") == "remove")


def suppressed(steps: Steps, dataset: str, mapped: Outcome, asked: dict[str, list[str]]) -> Outcome:
    """The mapped rows of a dataset without what is to be left out; the same outcome where nothing is."""
    if not any(asked.values()):
        return mapped
    parts = {"mapped": mapped.key, "asked": key(asked), "code": code.version("suppress")}

    def work(folder: Path) -> dict[str, Any]:
        there = mapped.tables()
        tables = {name: pq.read_table(mapped.file(name)) for name in READ if name in there}
        changed, findings = suppress.suppress(tables, asked["remove"], asked["noindex"])
        kept = {name: entry for name, entry in there.items() if name not in changed}
        for name in kept:
            link_or_copy(mapped.file(name), folder / f"{name}.parquet")
        for name, rows in changed.items():
            if rows.num_rows:
                kept[name] = plain(columnar.write(folder / f"{name}.parquet", TABLES[name], rows.to_batches()))
        return {**mapped.note, "tables": kept, "findings": [*mapped.note["findings"], *map(plain, findings)], "touched": bool(changed)}

    outcome = steps.step("suppress", dataset, parts, work, quiet=True)
    return outcome if outcome.note["touched"] else mapped
