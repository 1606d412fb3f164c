"""One release without what is erased: written aside, then put in the place of the old one.

What does not change is linked. Of what changes, tables and dumps are written anew; cubes and the search index are made from the
tables, never from an earlier index, whose segments keep what left them; the graph and the index of names are removed, and made again when asked for.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from intarsia.engine.duckdb import DuckDB
from intarsia.erasing.cut import POOL, Cut, Result
from intarsia.shelf.feeds import nquads, titleindex
from intarsia.signing import Key
from intarsia.steps import cubes, release, search
from intarsia.store import columnar, redactions, searchindex
from intarsia.store.layout import link_or_copy, replace, sync_folder
from intarsia.store.redactions import Act
from intarsia.tables import TABLES

ASIDE, OLD = ".redacted-", ".erased-"
SEARCHED = ("work", "title", "agent", "contribution", "identifier", "term", "label", "dataset")


def recover(releases: Path) -> None:
    """Finish what a killed erasure left: a release is the old one or the new one, never none."""
    for aside in releases.glob(f"{ASIDE}*"):
        final = releases / aside.name.removeprefix(ASIDE)
        if not final.exists() and (aside / "manifest.json").is_file():
            os.rename(aside, final)
            sync_folder(releases)
        shutil.rmtree(aside, ignore_errors=True)
    for old in releases.glob(f"{OLD}*"):
        shutil.rmtree(old)


def redact(folder: Path, manifest: dict[str, Any], what: Cut, found: Result, act: Act, key: Key, scratch: Path) -> None:
    """Put a release without what is erased in the place of the one in `folder`."""
    aside = folder.with_name(ASIDE + folder.name)
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    redacted = {name for name, dataset in found.tables}
    touched = {dataset for _, dataset in found.tables}
    dumps = {name: entry for name, entry in manifest["dumps"].items() if name.partition(".")[0] not in touched}
    _link(folder, aside, _kept(manifest["files"], found, dumps, what))
    body = {**manifest, "tables": {name: dict(entry, parts=dict(entry["parts"])) for name, entry in manifest["tables"].items()}, "dumps": dumps}
    if "decisions" in body and what.whole:
        body["decisions"] = {name: one for name, one in body["decisions"].items() if name != what.dataset}
    told = {name: _tables(folder, aside, body, name, found) for name in sorted(redacted)}
    body["redactions"] = [*manifest.get("redactions", []), redactions.note(key, manifest["id"], act, told)] if told else manifest.get("redactions", [])
    for dataset in sorted(touched):
        _dump(aside, body, dataset, scratch)
    _cubes(aside, body, scratch)
    _search(aside, body, scratch)
    if "search" in body and what.dataset in body["search"].get("datasets", {}) and touched:
        body["search"] = {**body["search"], "datasets": {**body["search"]["datasets"], what.dataset: ""}}  # the next index takes nothing of it from here
    body["files"] = {str(f.relative_to(aside)): {"bytes": f.stat().st_size, "sha256": release.checksum(f)} for f in sorted(aside.rglob("*")) if f.is_file()}
    replace(aside / "manifest.json", json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True))
    release.quick_check(aside, body)
    exchange(folder, aside)


def exchange(folder: Path, aside: Path) -> None:
    """The new folder under the name of the old one, which is removed."""
    old = folder.with_name(OLD + folder.name)
    shutil.rmtree(old, ignore_errors=True)
    os.rename(folder, old)
    os.rename(aside, folder)
    sync_folder(folder.parent)
    shutil.rmtree(old)


def _kept(files: Iterable[str], found: Result, dumps: dict[str, Any], what: Cut) -> list[str]:
    """The files that stay as they are."""
    changed = {f"tables/{name}/{dataset}.parquet" for name, dataset in found.tables}

    def stays(name: str) -> bool:
        top, _, rest = name.partition("/")
        if top in ("search", "cubes") or name in changed or (what.whole and top == "terms" and rest.partition("/")[0].endswith(f"@{what.dataset}")):
            return False
        return top != "dumps" or rest in dumps

    return [name for name in files if stays(name)]


def _link(folder: Path, aside: Path, names: list[str]) -> None:
    for name in names:
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(folder / name, aside / name)
    for name in ("tables", "dumps", "search"):
        (aside / name).mkdir(exist_ok=True)


def _tables(folder: Path, aside: Path, body: dict[str, Any], name: str, found: Result) -> dict[str, Any]:
    """Write the parts of one table that differ; what the redaction tells of them."""
    entry = body["tables"].setdefault(name, {"rows": 0, "hash": "", "parts": {}})
    some = next((folder / "tables" / name / f"{dataset}.parquet" for dataset in entry["parts"]), None)
    table = columnar.as_written(some, TABLES[name]) if some else TABLES[name]
    told: dict[str, Any] = {}
    for (_, dataset), rows in sorted((at, rows) for at, rows in found.tables.items() if at[0] == name):
        was = entry["parts"].pop(dataset, None)
        now = None
        if rows is not None:
            written = asdict(columnar.write(aside / "tables" / name / f"{dataset}.parquet", table, rows.to_batches()))
            entry["parts"][dataset], now = written, {"rows": written["rows"], "hash": written["hash"]}
        told[dataset] = {"was": {"rows": was["rows"], "hash": was["hash"]} if was else None, "now": now}
    entry["parts"] = dict(sorted(entry["parts"].items()))
    entry["rows"], entry["hash"] = sum(part["rows"] for part in entry["parts"].values()), columnar.table_hash(table.schema_text, entry["parts"])
    if not entry["parts"]:
        del body["tables"][name]
    return {"schema": table.schema_text, "parts": told}


def _dump(aside: Path, body: dict[str, Any], dataset: str, scratch: Path) -> None:
    """The downloads of one dataset, where it still has rows."""
    if not any(dataset in entry["parts"] for entry in body["tables"].values()):
        return
    with _shown(aside, TABLES, body, scratch, dataset) as engine:
        for feed in (nquads,) if dataset == POOL else (nquads, titleindex):
            for path in feed.write(engine, dataset, body["pool"]["base"], aside / "dumps"):
                about = titleindex.ABOUT if path.name.endswith(titleindex.SUFFIX) else nquads.ABOUT
                body["dumps"][path.name] = {"bytes": path.stat().st_size, "about": about}


def _cubes(aside: Path, body: dict[str, Any], scratch: Path) -> None:
    """Counted anew, also where the release was made before there were cubes."""
    (aside / "cubes").mkdir()
    with _shown(aside, cubes.READ, body, scratch) as engine:
        body["cubes"] = cubes.write(engine, aside / "cubes")


def _search(aside: Path, body: dict[str, Any], scratch: Path) -> None:
    having = [dataset for dataset in body["tables"].get("work", {"parts": {}})["parts"] if dataset != POOL]
    with _shown(aside, SEARCHED, body, scratch) as engine:
        searchindex.build(aside / "search", [(one, partial(search.documents, engine, one)) for one in having])


@contextmanager
def _shown(aside: Path, names: Iterable[str], body: dict[str, Any], scratch: Path, dataset: str = "") -> Iterator[DuckDB]:
    """An engine with tables of the release, or of one dataset; columns that later versions added are NULL."""
    engine = DuckDB(scratch)
    try:
        for name in names:
            files = [aside / "tables" / name / f"{one}.parquet" for one in body["tables"].get(name, {"parts": {}})["parts"] if dataset in ("", one)]
            if not files:
                engine.run(name, TABLES[name].empty_select())
                continue
            engine.scan(files, f"of {name}")
            have = set(engine.columns(f"of {name}"))
            fields = ", ".join(f'"{c.name}"' if c.name in have else f'CAST(NULL AS {c.type}) AS "{c.name}"' for c in TABLES[name].columns)
            engine.view(name, f'SELECT {fields} FROM "of {name}"')
        yield engine
    finally:
        engine.close()
