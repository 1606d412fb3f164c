"""Staleness: a step runs when its inputs, shelf items or code are new; else its outcome is taken as it is."""

from __future__ import annotations

import copy
import gc
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from intarsia.build.vocabularies import Vocabularies
from intarsia.engine.duckdb import DuckDB
from intarsia.model import PoolConfig
from intarsia.shelf.vocabularies.vocabulary import Vocabulary
from intarsia.store import partial
from intarsia.store.blobs import Blobs
from intarsia.store.layout import Layout
from intarsia.store.outcomes import NOTE, Outcome, Outcomes, key

if TYPE_CHECKING:
    from intarsia.store.ledger import Ledger

Report = Callable[[dict[str, Any]], None]
ROWS = ("fetch", "profile", "remedy", "map", "examples", "suppress", "reconcile")  # steps whose outcomes hold what a delivery holds


@dataclass
class Steps:
    """What all steps of one build share: where it happens, what there is already, and whom to tell."""

    layout: Layout
    config: PoolConfig
    report: Report
    mirror: Path | None = None
    refresh: bool = False
    as_of: str = ""  #: the day that the build is of (ISO): an input, as no step looks at a clock
    stated: bool = False  #: did somebody state it? Then it is part of the release id

    def __post_init__(self) -> None:
        self.blobs, self.outcomes = Blobs(self.layout.blobs), Outcomes(self.layout.outcomes)
        self.input_bytes = 0
        self.databases: dict[tuple[str, int], DuckDB] = {}  #: by memory limit and threads, shared by the steps: opening one takes 25 ms
        self.wanted: dict[tuple[str, str], set[str]] = {}
        self.terms = Vocabularies(self)

    @property
    def private(self) -> bool:
        """Are these the steps of rows that stay in the vault? Nobody is asked about their words, and nobody is told how many there are."""
        return bool(self.layout.vaulted)

    def in_vault(self, dataset: str) -> Steps:
        """The same for a dataset whose rows are pooled only: what its steps leave stands in the vault."""
        apart = copy.copy(self)
        apart.layout = self.layout.in_vault(dataset)
        apart.blobs, apart.outcomes = Blobs(apart.layout.blobs), Outcomes(apart.layout.outcomes)
        apart.wanted, apart.report = {}, lambda event: self.report({key: value for key, value in event.items() if key != "rows"})
        return apart

    def forget(self, dataset: str) -> None:
        """Drop what steps left of a dataset's rows when they were still read here, and the files that no other dataset brought."""
        brought = self._brought(f"{dataset}/*")
        if brought:
            for sha256 in brought - self._brought("*/*", but=dataset):
                self.blobs.path(sha256).unlink(missing_ok=True)
        for step in ROWS:
            shutil.rmtree(self.layout.outcomes / step / dataset, ignore_errors=True)

    def _brought(self, subjects: str, but: str = "") -> set[str]:
        """The checksums of the files that were fetched for some subjects."""
        notes = [note for note in (self.layout.outcomes / "fetch").glob(f"{subjects}/*/{NOTE}") if note.parts[-4] != but]
        return {sha256 for note in notes for _, sha256 in json.loads(note.read_text("utf-8")).get("files", [])}

    def forget_all(self) -> None:
        """Drop all that a dataset's steps left in the vault."""
        if self.private:
            shutil.rmtree(self.layout.vault / self.layout.vaulted, ignore_errors=True)

    @property
    def vocabularies(self) -> list[Vocabulary]:
        """The vocabularies of the pool, in order of key."""
        return self.terms.all

    @property
    def words(self) -> pa.Table:
        """(vocabulary, folded, notation, sector) of them all."""
        return self.terms.words

    @property
    def words_key(self) -> str:
        """The hash of them all."""
        return self.terms.key

    @property
    def crosswalks(self) -> pa.Table:
        """What one concept is of another: rows of the table `crosswalk`."""
        return self.terms.crosswalks

    def step(self, step: str, subject: str, parts: dict[str, Any], work: Callable[[Path], dict[str, Any]],
              quiet: bool = False, usable: Callable[[Outcome], bool] = lambda o: True) -> Outcome:
        """The outcome for these inputs: the one there is, or a new one."""
        key_ = key(parts)
        self.want(step, subject, key_)
        there = self.outcomes.get(step, subject, key_)
        if there is not None and usable(there):
            if not quiet:
                self.report({"step": step, "subject": subject, "state": "fresh", "rows": there.note.get("total")})
            return there
        why = self._why(step, subject, parts)
        self.report({"step": step, "subject": subject, "state": "running", "why": why})
        start, aside = time.monotonic(), self.outcomes.aside(step, subject)
        try:
            note = work(aside)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        if there is not None:
            shutil.rmtree(there.path, ignore_errors=True)
        outcome = self.outcomes.keep(step, subject, key_, aside, {**note, "inputs": {name: key(value) for name, value in parts.items()}})
        self.report({"step": step, "subject": subject, "state": "unchanged" if note.get("unchanged") else "done", "why": why, "rows": note.get("total"), "seconds": time.monotonic() - start})
        return outcome

    def _why(self, step: str, subject: str, parts: dict[str, Any]) -> str:
        last = self.outcomes.last(step, subject)
        if last is None:
            return "never run before"
        before = last.note.get("inputs", {})
        changed = [name for name, value in parts.items() if before.get(name) != key(value)]
        return f"changed: {', '.join(changed)}" if changed else "its outcome is gone"

    def want(self, step: str, subject: str, key_: str) -> None:
        self.wanted.setdefault((step, subject), set()).add(key_)

    def sweep(self) -> None:
        """Leftovers of builds that were killed. Unfinished downloads stay for a while, to be resumed."""
        partial.sweep(self.layout.blobs)
        for folder in (self.layout.releases, self.layout.for_this_machine.releases, self.layout.blobs):
            for child in folder.glob(".part-*") if folder.is_dir() else ():
                shutil.rmtree(child, ignore_errors=True) if child.is_dir() else child.unlink(missing_ok=True)
        shutil.rmtree(self.layout.scratch, ignore_errors=True)

    def prune(self) -> None:
        for (step, subject), keys in self.wanted.items():
            self.outcomes.prune(step, subject, keys)
        shutil.rmtree(self.layout.scratch, ignore_errors=True)

    def judgements(self, kind: str) -> list[dict[str, Any]]:
        """What people judged of a kind and still holds, in order: an input of the steps that heed it."""
        if not self.layout.desk.is_file():
            return []
        with self.ledger() as ledger:
            return ledger.judgements(kind, standing=True)

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger of the desk."""
        from intarsia.store.ledger import Ledger  # SQLAlchemy takes longer to import than most builds to start

        with closing(Ledger(self.layout.desk)) as ledger:
            yield ledger

    @contextmanager
    def engine(self) -> Iterator[DuckDB]:
        """An engine for one step, in which nothing stands yet."""
        limits = self.config.memory_limit or memory_for(self.input_bytes), self.config.threads
        if limits not in self.databases:
            self.databases[limits] = DuckDB(self.layout.scratch, *limits)
        with closing(self.databases[limits].another()) as engine:
            yield engine

    def close(self) -> None:
        """Give back what the steps shared."""
        for limits in list(self.databases):
            self.databases.pop(limits).close()


def memory_for(input_bytes: int) -> str:
    """What the engine may use: 1 GB, more for large inputs (four times their bytes), at most half of the machine."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(1_000_000_000, min(4 * input_bytes, machine // 2)) // 1_000_000}MB"


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Let the garbage collector look less often: columns of small texts hold no cycles (measured: 4 % of a build's CPU)."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def plain(value: Any) -> dict[str, Any]:
    """A dataclass as JSON-able values."""
    return asdict(value)


def safe(name: str) -> str:
    """A distribution's name as a folder name."""
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in name)
