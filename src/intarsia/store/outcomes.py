"""Outcomes of steps, kept by the hash of what went in. An outcome is a folder: whole, or not there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intarsia.store.layout import replace, sync_folder

NOTE = "outcome.json"


def key(*parts: Any) -> str:
    """The hash of inputs: any JSON-able values, in order."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What one step left for one subject (a dataset, or the whole pool)."""

    step: str
    subject: str
    key: str
    path: Path
    note: dict[str, Any]

    def tables(self) -> dict[str, dict[str, Any]]:
        """Table name -> {rows, hash, bytes} of the files in this outcome."""
        return dict(sorted(self.note.get("tables", {}).items()))

    def file(self, table: str) -> Path:
        return self.path / f"{table}.parquet"


class Outcomes:
    """The folder `outcomes/<step>/<subject>/<key>/`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, step: str, subject: str, key_: str) -> Outcome | None:
        path = self.root / step / subject / key_
        try:
            note = json.loads((path / NOTE).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return Outcome(step, subject, key_, path, note)

    def last(self, step: str, subject: str) -> Outcome | None:
        """The newest outcome of a step, whatever its key."""
        folder = self.root / step / subject
        notes = sorted(folder.glob(f"*/{NOTE}"), key=lambda note: (note.stat().st_mtime_ns, str(note)))
        return self.get(step, subject, notes[-1].parent.name) if notes else None

    def aside(self, step: str, subject: str) -> Path:
        """An empty folder to fill; `keep` moves it into place."""
        folder = self.root / step / subject
        folder.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".part-", dir=folder))

    def keep(self, step: str, subject: str, key_: str, filled: Path, note: dict[str, Any]) -> Outcome:
        """Make a filled folder the outcome of `key_`: noted, flushed, renamed."""
        final = self.root / step / subject / key_
        replace(filled / NOTE, json.dumps(note, sort_keys=True, ensure_ascii=False, indent=1))
        if final.exists():
            shutil.rmtree(filled)
        else:
            os.rename(filled, final)
            sync_folder(final.parent)
        return Outcome(step, subject, key_, final, note)

    def prune(self, step: str, subject: str, wanted: set[str]) -> None:
        """Drop outcomes that are no longer wanted, and leftovers of killed builds."""
        folder = self.root / step / subject
        if folder.is_dir():
            for child in folder.iterdir():
                if child.name not in wanted:
                    shutil.rmtree(child, ignore_errors=True)
