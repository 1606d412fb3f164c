"""Adding: a file becomes a dataset folder, or is only looked at; the embedded demo pool becomes a folder."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intarsia.errors import Conflict, NotFound
from intarsia.pool import Pool
from intarsia.steps import profile, register
from intarsia.suggest import drafts
from intarsia.suggest.drift import Drift
from intarsia.suggest.suggestion import Suggestion

TRYOUT = ("tickets.xlsx", "sales.csv", "plan.csv")
TOLD = 1_000  # records that cannot be read are told one by one up to this; further ones are only counted


@dataclass(frozen=True)
class Added:
    """A dataset that was added: its folder, and what was suggested for its columns."""

    folder: Path
    suggestion: Suggestion
    drift: Drift | None = None


def add(pool: Pool, file: Path, *, dataset: str = "", title: str = "", publisher: str = "", sector: str = "", licence: str = "",
        format_name: str = "", like: str = "", draft: Path | None = None, options: dict[str, Any] | None = None, about: dict[str, str] | None = None,
        chosen: Mapping[str, str] | None = None) -> Added:
    """Copy a file into the pool as a dataset, with the drafts of its description and mapping.

    like: a dataset of the pool whose mapping is taken, adapted to what changed. draft: a folder that `suggest` wrote, mended since.
    options: reading options, such as the sheet of a workbook; the description keeps them. about: what else the description says
    (`suggest.describe.text`): description, language, goal, mining, contact. chosen: column -> meaning that somebody said (`suggest.chosen`).
    Raises: Conflict when the dataset exists; NotFound for what is not there; Invalid when the file cannot be read or its mapping not be adapted.
    """
    name = dataset or drafts.name_for(file)
    register.must_be_id(name)
    folder = pool.layout.dataset(name)
    if folder.exists():
        raise Conflict(f"there is a dataset '{name}' already", where=str(folder), way_out="choose another name with --id")
    found, drift = suggested(pool, file, format_name=format_name, sector=sector, like=like, options=options, chosen=chosen)
    described = found.description(id=name, title=title, publisher=publisher or pool.config.publisher, licence=licence, like=like, **(about or {}))
    mapped = found.mapping
    if draft is not None:
        mapped, described = _drafted(draft, "mapping.toml"), re.sub(r'(?m)^id = "[^"\n]*"', f"id = {json.dumps(name)}", _drafted(draft, "dataset.toml"), count=1)
    aside = folder.with_name(f".{name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        shutil.copytree(file, aside / file.name) if file.is_dir() else shutil.copy2(file, aside / file.name)
        (aside / "dataset.toml").write_text(described, "utf-8")
        (aside / "mapping.toml").write_text(mapped, "utf-8")
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Added(folder, found, drift)


def suggested(pool: Pool, file: Path, *, format_name: str = "", sector: str = "", like: str = "", options: dict[str, Any] | None = None,
              chosen: Mapping[str, str] | None = None) -> tuple[Suggestion, Drift | None]:
    """What is suggested for a file with a pool's own formats and limits; see `suggest.drafts.suggested`."""
    return drafts.suggested(file, format_name=format_name, sector=sector, options=options, like=like, datasets=pool.layout.datasets,
                            shelf=pool.layout.shelf.absolute(), settings=pool.config.reading, chosen=chosen)


def _drafted(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"there is no {name} in this draft", where=str(folder), way_out="intarsia suggest FILE writes one") from None


def profile_file(file: Path, format_name: str = "", options: dict[str, Any] | None = None, *, pool: Pool | None = None, **watch: Any) -> dict[str, Any]:
    """What a file's columns look like, found by a child process with limits (those of `pool`, and its own formats); nothing is stored.

    watch: `nice`, `patience` and `on_tick` of `steps.profile.apart`.
    Raises: NotFound for an unknown format, Invalid for a file that cannot be read, or not within the limits; Unavailable without a place.
    """
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        seen = profile.apart(file, format_name, dict(options or {}), Path(scratch), own=pool.layout.shelf.absolute() if pool else None,
                             settings=pool.config.reading if pool else None, told=TOLD, **watch)
    raw = seen.raw
    return {"file": file.name, "format": seen.format, "options": raw.options, "rows": raw.rows_in, "columns": [dict(zip(profile.DESCRIBED, row, strict=True)) for row in seen.columns],
            "rejected": [{"record": r, "line": n, "reason": reason} for r, n, reason in raw.rejects], "rejected_in_all": raw.rejected}


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


def tryout(name: str) -> Path:
    """A synthetic file to try a check with, made by our own script: in the installed package, or in the repository.

    Raises: NotFound for a file that is none of them.
    """
    here = Path(__file__).parent
    for folder in (here / "tryout", here.parents[1] / "examples" / "tryout"):
        if name in TRYOUT and (folder / name).is_file():
            return folder / name
    raise NotFound(f"there is no file to try with the name '{name[:40]}'", where="try", way_out=f"these are there: {', '.join(TRYOUT)}")
