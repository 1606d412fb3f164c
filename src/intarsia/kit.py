"""The kit: a pool, a notebook, questions and challenges in one zip, for people who meet for a day.

Only the public release goes in, without the graph store, which `intarsia build` makes again. The same pool gives the same bytes.
"""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intarsia.errors import NotFound
from intarsia.pool import Pool
from intarsia.reconciling import making
from intarsia.store import graph
from intarsia.tables import TABLES

ROOT = "intarsia-kit"
WHEN = (1980, 1, 1, 0, 0, 0)  # no clock: the same contents are the same file
SOURCES = ("datasets", "shelf", "studies")  # what the release was made from
LEFT_OUT = (graph.NAME, graph.PART, graph.LOCK, making.NAME, making.PART, making.LOCK)


def pack(pool: Pool, sources: Path | None, target: Path) -> list[str]:
    """Write the kit of a pool's public release to `target`; the names of what is in it.

    sources: the folder whose datasets, shelf and studies may be handed out too; None packs the release alone.

    Raises: NotFound when the pool has no release.
    """
    public = pool.public()
    identity = public.current()
    if identity is None:
        raise NotFound("this pool has no release to pack", where=str(pool.layout.root), way_out=f"build it: intarsia build {pool.layout.root}")
    aside = target.with_name(target.name + ".part")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
            for name, content in _contents(public, identity, sources):
                entry = zipfile.ZipInfo(f"{ROOT}/{name}", WHEN)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                out.writestr(entry, content.read_bytes() if isinstance(content, Path) else content.encode("utf-8"))
            names = out.namelist()
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return names


def materials() -> Path:
    """Where notebook, questions and challenges stand: in the installed package, or in the repository.

    Raises: NotFound.
    """
    here = Path(__file__).parent
    for candidate in (here / "kit-materials", here.parents[1] / "examples" / "kit"):
        if (candidate / "questions.toml").is_file():
            return candidate
    raise NotFound("the kit did not come with this installation", where=str(here), way_out="install intarsia again")


def questions() -> list[dict[str, Any]]:
    """The questions: `ask`, `care` and the `sql` that answers."""
    found: list[dict[str, Any]] = tomllib.loads((materials() / "questions.toml").read_text("utf-8"))["question"]
    return found


def _contents(pool: Pool, identity: str, sources: Path | None) -> Iterator[tuple[str, Path | str]]:
    given = materials()
    for name in ("README.md", "challenges.md", "notebook.ipynb"):
        yield name, given / name
    yield "questions.md", _as_text(questions())
    yield "tables.md", _dictionary()
    yield "pool/pool.toml", pool.layout.config
    yield "pool/current", identity + "\n"
    release = pool.shown.releases / identity
    for path in _files(release):
        yield f"pool/releases/{identity}/{path.relative_to(release)}", path
    for path in (path for name in SOURCES for path in _files(sources / name)) if sources else ():
        yield f"pool/{path.relative_to(sources)}", path  # type: ignore[arg-type]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not set(path.relative_to(folder).parts) & set(LEFT_OUT))


def _as_text(asked: list[dict[str, Any]]) -> str:
    parts = [f"# {len(asked)} questions\n\nEach query runs as it stands: `intarsia sql \"...\" --pool pool`, or `pool.sql(...)` in Python.\n"]
    parts += [f"## {n}. {one['ask']}\n\n{one['care']}\n\n```sql\n{one['sql'].strip()}\n```\n" for n, one in enumerate(asked, 1)]
    return "\n".join(parts)


def _dictionary() -> str:
    parts = ["# Tables and columns\n"]
    for name, table in TABLES.items():
        rows = "\n".join(f"| {c.name} | {c.type} | {c.meaning} | {c.unit or ''} |" for c in table.columns)
        parts.append(f"## {name}\n\n{table.meaning}\n\n| column | type | meaning | unit |\n|---|---|---|---|\n{rows}\n")
    return "\n".join(parts)
