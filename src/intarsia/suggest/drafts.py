"""Drafts: what is suggested for a file, alone or by an earlier dataset's mapping, and written into a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia import text
from intarsia.errors import Conflict, Invalid
from intarsia.model import Reading
from intarsia.suggest.drift import Drift
from intarsia.suggest.suggestion import Suggestion, suggest


def suggested(
    file: Path,
    *,
    format_name: str = "",
    sector: str = "",
    options: dict[str, Any] | None = None,
    like: str = "",
    datasets: Path | None = None,
    shelf: Path | None = None,
    settings: Reading | None = None,
    chosen: Mapping[str, str] | None = None,
) -> tuple[Suggestion, Drift | None]:
    """What is suggested for a file; with `like`, the mapping of that one of `datasets` adapted to the file, and what changed.
    chosen: column -> meaning that somebody said; an earlier mapping that is taken says it already.

    Raises: as `suggest`; NotFound for an unknown dataset; Invalid where there is no pool, or the mapping cannot be adapted.
    """
    if like and datasets is None:
        raise Invalid("an earlier mapping is in a pool", where="--like", way_out=f"name it: --like {like} --pool FOLDER")
    found = suggest(file, format_name=format_name, sector=sector, options=options, shelf=shelf, settings=settings, chosen=None if like else chosen)
    if not like or datasets is None:
        return found, None
    from intarsia.suggest import again

    return again.from_earlier(found, datasets / like, shelf, settings)


def name_for(file: Path) -> str:
    """The short name that a dataset of this file gets."""
    return text.slug(file.name.split(".")[0]) or "dataset"


def write(folder: Path, found: Suggestion, name: str, publisher: str = "") -> None:
    """Write a suggestion's drafts into a folder.

    Raises: Conflict when other drafts are there.
    """
    texts = {"dataset.toml": found.description(id=name, publisher=publisher), "mapping.toml": found.mapping}
    for file, written in texts.items():
        if (folder / file).exists() and (folder / file).read_text("utf-8") != written:
            raise Conflict(f"there is a {file} already, and it differs from this draft", where=str(folder), way_out="write elsewhere with --output FOLDER, or take the old one away")
    folder.mkdir(parents=True, exist_ok=True)
    for file, written in texts.items():
        (folder / file).write_text(written, "utf-8")
