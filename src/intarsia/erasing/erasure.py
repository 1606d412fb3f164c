"""The erasure: planned and checked first, then carried out step by step. Each step can be taken twice, so that one that was killed is resumed.

Before the first step a journal says what is to be done; while it is there nothing is built. So a kill leaves the pool as it was, or an
erasure that `resume` finishes. Backups are written anew before anything else: a backup that cannot be cleaned stops the whole.
"""

from __future__ import annotations

import datetime
import json
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from intarsia import disk, signing
from intarsia.erasing import backups as copies
from intarsia.erasing import cut, desk, left, originals, releases, rest
from intarsia.erasing.cut import Cut
from intarsia.erasing.plan import Plan, manifests, plan
from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from intarsia.store import layout as layouts
from intarsia.store import redactions
from intarsia.store.layout import Layout
from intarsia.store.lock import only_one

Report = Callable[[str], None]


@dataclass(frozen=True)
class Erased:
    """What was done: the number of the redaction, the releases and backups that were written anew, what was removed, and what is left.

    ids: of what is gone. removed: folders and files, in words. left: files that still hold one of the values. sources: addresses that may give it again.
    """

    number: int
    dataset: str
    records: int
    ids: int
    releases: tuple[str, ...]
    backups: tuple[str, ...]
    removed: tuple[str, ...]
    left: tuple[str, ...]
    sources: tuple[str, ...]


def erase(pool: Pool, subject: str, who: str, why: str, *, backups: Sequence[Path] = (), report: Report = lambda line: None) -> Erased:
    """Erase a dataset, or a record ("dataset:record", or the id of a work), from everything that the pool keeps, and from backups.

    Raises: NotFound for what is nowhere; Invalid without a role and a reason, or when the reason, which is public, says what is erased; Refused for
    a file that cannot be cut; Conflict while something is built, or when an earlier erasure was cut off; DiskTrouble. Nothing was changed then.
    """
    if not who.strip() or not why.strip():
        raise Invalid("an erasure names who took it and why", where="--who" if not who.strip() else "--why",
                      way_out='a role and a public reason: --who "data steward" --why "the contributor asked for it"')
    with disk.in_words(pool.layout.root), only_one(pool.layout.lock, "build"):
        redactions.require_finished(pool.layout)
        what = plan(pool, subject)
        told = _told(pool, what, who.strip(), why.strip())
        done = [str(file) for file in backups if copies.clean(file, subject=_subject(what), who=who, why=why, erase=erase, report=report)]
        key = signing.own()  # before anything is changed: without a key there is no redaction
        journal = redactions.journal(pool.layout)
        journal.parent.mkdir(exist_ok=True)
        layouts.replace(journal, json.dumps(told, ensure_ascii=False))
        os.chmod(journal, 0o600)
        return replace(_carry_out(pool, told, key, report), backups=tuple(done))


def resume(pool: Pool, report: Report = lambda line: None) -> Erased:
    """Finish an erasure that was cut off. Raises: NotFound when none was."""
    with disk.in_words(pool.layout.root), only_one(pool.layout.lock, "build"):
        try:
            told = json.loads(redactions.journal(pool.layout).read_text("utf-8"))
        except FileNotFoundError:
            raise NotFound("no erasure was cut off", where=str(pool.layout.root), way_out="erase a dataset or a record: intarsia erase SUBJECT") from None
        return _carry_out(pool, told, signing.own(), report)


def _subject(what: Plan) -> str:
    return f"{what.dataset}:{what.records[0]}" if what.records else what.dataset


def _told(pool: Pool, what: Plan, who: str, why: str) -> dict[str, Any]:
    """The journal: all that the steps need to know, found before anything is changed.

    Raises: NotFound for a record that is nowhere; Refused for a file that cannot be cut; Invalid for a reason that says what is erased.
    """
    written: set[str] = set()
    stays: set[str] = set()
    ids: set[str] = set()
    found = 0
    for where, manifest in manifests(pool.layout):
        parts = {name: entry["parts"] for name, entry in manifest["tables"].items()}
        one = cut.cut(where.releases / manifest["id"], parts, what.cut)
        found += bool(one.tables)
        ids |= one.ids
        written |= one.written
        stays |= one.stays
    files = originals.without(pool, what.dataset, what.records) if what.records and what.file else originals.Files()
    if what.records and not found and not files.found:
        raise NotFound(f"no release and no file of '{what.dataset}' has this record", where=str(pool.layout.root), way_out="the record is named as its contributor names it: dataset:record")
    written = (written | files.written) - stays - files.stays
    for where, manifest in manifests(pool.layout):  # what others wrote too is theirs
        parts = {name: entry["parts"] for name, entry in manifest["tables"].items()}
        written -= cut.elsewhere(where.releases / manifest["id"], parts, what.dataset, frozenset(written))
    if (said := [value for value in left.telling(written) if value.casefold() in f"{who} {why}".casefold()]) and what.records:
        raise Invalid(f"the reason is public, and {len(said)} of its words would be erased with the record", where="--why", way_out="say it without naming what is erased")
    return {"dataset": what.dataset, "records": list(what.records), "who": who, "why": why, "on": datetime.date.today().isoformat(), "here": what.here,
            "number": redactions.next_number(pool.layout), "written": sorted(written | set(what.records)), "ids": sorted(ids), "sources": list(files.sources)}


def _carry_out(pool: Pool, told: dict[str, Any], key: signing.Key, report: Report) -> Erased:
    layout, what = pool.layout, Cut(told["dataset"], tuple(told["records"]), told["number"])
    act = redactions.Act(what.number, "erased", what.dataset, told["on"], told["who"], told["why"], tuple(told["ids"]), len(told["records"]), (), told["here"])
    values = frozenset(told["written"])
    report("files, blobs and outcomes")
    removed = rest.files(pool, what, values)
    touched = _releases(layout, what, act, key, report)
    report("desk, vault, drafts and caches")
    desk.clean(layout.desk, values, what.dataset, what.number, what.whole)
    removed += rest.others(layout, what, values)
    with closing(pool.ledger()) as ledger:
        if not any(one["body"].get("redaction") == what.number for one in ledger.judgements("erase")):
            ledger.record(told["who"], "erase", what.dataset, {"redaction": what.number, "why": told["why"], "records": len(what.records)})
        if told["sources"]:  # who delivers by address delivers again: each build leaves it out, until the source does
            for one in told["ids"]:
                ledger.record(told["who"], "suppress", one, {"what": "remove", "why": told["why"], "asked": one})
    redactions.keep(layout, replace(act, releases=tuple(touched)), key)
    for one in (layout, layout.for_this_machine):
        if one.current.is_file():
            layouts.replace(one.current, one.current.read_bytes())  # servers look at this file, and open the release again
    redactions.journal(layout).unlink()
    report("looking for what is left")
    still = [str(path.relative_to(layout.root)) for path in left.places(layout.root, values)] if what.records else []
    return Erased(what.number, what.dataset, len(what.records), len(told["ids"]), tuple(touched), (), tuple(removed), tuple(still), tuple(told["sources"]))


def _releases(layout: Layout, what: Cut, act: redactions.Act, key: signing.Key, report: Report) -> list[str]:
    """Every release without it. From the first one that has it on, each search index is made anew: it may have been made from one that had it."""
    for one in (layout, layout.for_this_machine):
        if one.releases.is_dir():
            releases.recover(one.releases)
    touched: list[str] = []
    had = False
    for where, manifest in manifests(layout):
        folder = where.releases / manifest["id"]
        if any(one["act"] == what.number for one in manifest.get("redactions", [])):
            touched.append(manifest["id"])
            had = True
            continue
        found = cut.cut(folder, {name: entry["parts"] for name, entry in manifest["tables"].items()}, what)
        if not found.tables and not had:
            continue
        had = True
        report(f"release {manifest['id']}")
        releases.redact(folder, manifest, what, found, act, key, layout.scratch)
        if found.tables:
            touched.append(manifest["id"])
    shutil.rmtree(layout.scratch, ignore_errors=True)
    return touched
