"""Adding: a file becomes a dataset folder, or is only looked at; the embedded demo pool becomes a folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from intarsia import text
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.shelf import loader
from intarsia.steps import profile, register

DESCRIPTION = """\
id = {id}
title = {{ en = {title} }}
description = {{ en = {description} }}
publisher = {publisher}
sector = {sector}
goal = "public"            # or commercial
selection = "unknown"      # complete register | legal deposit | own output | sample | chosen by fame | unknown
licence = {licence}
mining = "ask"             # AI training and text mining of the metadata: allowed | reserved | ask

[[distribution]]
name = {file}
format = {format}
path = {file}

# Nothing is released without a decision. Fill this in and take the # away:
# [decision]
# verdict = "OPEN"         # OPEN AFTER | POOLED ONLY | ASK | DESCRIBE ONLY
# who = "your role"
# when = "2026-01-31"
# why = "..."
"""

MAPPING = """\
# Which column becomes what. Expressions are SQL over the columns of the file; docs/mapping.md explains every key.
# Columns: {columns}
mapping = 1

[[source]]
name = {file}
# record = "column that tells records apart"

[[work]]
form = "'book'"            # a constant is quoted twice
title = {first}
"""


def add(pool: Pool, file: Path, *, dataset: str = "", title: str = "", publisher: str = "", sector: str = "heritage", licence: str = "", format_name: str = "") -> Path:
    """Copy a file into the pool as a dataset, with a description and a mapping to fill in; returns its folder.

    Raises: Conflict when the dataset exists; Invalid when the file cannot be read.
    """
    format_ = loader.format_named(format_name, pool.layout.shelf) if format_name else loader.format_for(file, pool.layout.shelf)
    name = dataset or text.slug(file.name.split(".")[0]) or "dataset"
    if not register.DATASET_ID.fullmatch(name):
        raise Invalid(f"'{name}' cannot be the short name of a dataset", where="--id", way_out="lower case letters, digits, - and _, at most 63: --id my-films")
    folder = pool.layout.dataset(name)
    if folder.exists():
        raise Conflict(f"there is a dataset '{name}' already", where=str(folder), way_out="choose another name with --id")
    found = [c["column"] for c in profile_file(file, format_.NAME)["columns"] if not c["list"]]
    folder.mkdir(parents=True)
    shutil.copytree(file, folder / file.name) if file.is_dir() else shutil.copy2(file, folder / file.name)
    (folder / "dataset.toml").write_text(DESCRIPTION.format(
        id=_quoted(name), title=_quoted(title or name), description=_quoted("..."), publisher=_quoted(publisher or pool.config.publisher), sector=_quoted(sector), licence=_quoted(licence),
        file=_quoted(file.name), format=_quoted(format_.NAME)), "utf-8")
    first = next((c for c in found if "tit" in c.lower() or "name" in c.lower()), found[0] if found else "title")
    (folder / "mapping.toml").write_text(MAPPING.format(columns=", ".join(found), file=_quoted(file.name), first=_quoted('"' + first.replace('"', '""') + '"')), "utf-8")
    return folder


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def columns(pool: Pool, folder: Path) -> list[str]:
    """The columns of a dataset folder's first file."""
    first = register.dataset(folder).distributions[0]
    return [c["column"] for c in profile_file(folder / first.path, first.format)["columns"] if not c["list"]]


def profile_file(file: Path, format_name: str = "", options: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a file's columns look like; nothing is stored.

    Raises: NotFound for an unknown format, Invalid for a file that cannot be read.
    """
    format_ = loader.format_named(format_name) if format_name else loader.format_for(file)
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        engine = DuckDB(Path(scratch) / "spill")
        try:
            raw, described = profile.profile(format_, file, dict(options or {}), Path(scratch), engine)
        finally:
            engine.close()
    names = ("list", "position", "column", "looks_like", "rows", "filled", "different", "longest")
    return {"file": file.name, "format": format_.NAME, "options": raw.options, "rows": raw.rows_in, "columns": [dict(zip(names, row, strict=True)) for row in described],
            "rejected": [{"record": r, "line": n, "reason": reason} for r, n, reason in raw.rejects]}


def demo(folder: Path) -> Pool:
    """The demo pool that comes with Intarsia, copied into `folder`; an existing copy is brought up to date."""
    source = embedded()
    for path in sorted(source.rglob("*")):
        target = folder / path.relative_to(source)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    return Pool(folder)


def embedded() -> Path:
    """Where the demo pool stands: in the installed package, or in the repository.

    Raises: NotFound.
    """
    here = Path(__file__).parent
    for candidate in (here / "commons", here.parents[1] / "examples" / "commons"):
        if (candidate / "pool.toml").is_file():
            return candidate
    raise NotFound("the demo pool did not come with this installation", where=str(here), way_out="install intarsia again")
