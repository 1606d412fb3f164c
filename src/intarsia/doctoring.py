"""Doctoring: what is wrong with machine or pool, and what to do."""

from __future__ import annotations

import importlib
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.errors import IntarsiaError
from intarsia.store.layout import Layout

if TYPE_CHECKING:
    from intarsia.pool import Pool

NEEDED = ("duckdb", "pyarrow", "numpy", "tantivy", "pyoxigraph", "lxml", "openpyxl", "python_calamine", "babel", "sqlalchemy", "alembic", "argon2", "fastapi", "uvicorn", "python_multipart")
LITTLE_SPACE = 1_000_000_000


def examine(folder: Path) -> list[dict[str, str]]:
    """Rows of (look, state, about, way_out); state is ok, note or wrong."""
    rows = [_row("Python", "ok" if sys.version_info >= (3, 11) else "wrong", sys.version.split()[0], "install Python 3.11 or newer")]
    missing = [name for name in NEEDED if not _there(name)]
    rows.append(_row("libraries", "wrong" if missing else "ok", ", ".join(missing) or "all there", "pip install intarsia"))
    free = shutil.disk_usage(folder if folder.exists() else ".").free
    rows.append(_row("disk", "note" if free < LITTLE_SPACE else "ok", f"{free / 1e9:.1f} GB free", "make room: a build writes aside before it replaces"))
    if not (folder / "pool.toml").is_file():
        return [*rows, _row("pool", "note", f"no pool in {folder}", f"intarsia new {folder}, or intarsia demo {folder}")]
    return rows + _pool_rows(folder)


def _pool_rows(folder: Path) -> list[dict[str, str]]:
    from intarsia.pool import Pool
    from intarsia.steps import register, triage

    rows = []
    try:
        pool = Pool(folder)
        rows.append(_row("pool.toml", "ok", pool.config.name, ""))
        described = [register.dataset(path) for path in register.datasets(Layout(folder).datasets)]
        rows.append(_row("datasets", "ok" if described else "note", f"{len(described)} described", f"intarsia add FILE --pool {folder}"))
        rows += _mail_rows(pool)
        triage.require_decisions(described)
        if pool.current() is None:
            return [*rows, _row("release", "note", "none yet", f"intarsia build {folder}")]
        wrong = pool.verify()
        rows.append(_row("release", "wrong" if wrong else "ok", wrong[0] if wrong else f"{pool.current()} verifies", "roll back to another release, or build again"))
    except IntarsiaError as error:
        rows.append(_row("pool", "wrong", error.what, error.way_out))
    return rows


def _mail_rows(pool: Pool) -> list[dict[str, str]]:
    """Can letters leave? Nothing is said where the pool sends none."""
    from intarsia import mailing
    from intarsia.mailing import smtp

    if not mailing.on(pool):
        return []
    try:
        with smtp.connected(pool.config.mail):
            return [_row("mail", "ok", f"{pool.config.mail.host} lets letters in", "")]
    except IntarsiaError as error:
        return [_row("mail", "wrong", error.what, error.way_out)]


def _there(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _row(look: str, state: str, about: str, way_out: str) -> dict[str, str]:
    return {"look": look, "state": state, "about": about, "way_out": "" if state == "ok" else way_out}
