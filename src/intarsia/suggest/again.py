"""Again: a file that comes from where a dataset of the pool came from, and that dataset's mapping adapted to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from intarsia.errors import IntarsiaError, NotFound
from intarsia.model import Distribution, Reading
from intarsia.shelf.mappings import mapping as mappings
from intarsia.steps import register
from intarsia.suggest import adapt, columns
from intarsia.suggest.drift import Drift, compare, overlap
from intarsia.suggest.suggestion import Suggestion

#: the share of columns that an earlier mapping must name, for two files to look like one source
ALIKE = 0.5


def from_earlier(found: Suggestion, folder: Path, shelf: Path | None, settings: Reading | None) -> tuple[Suggestion, Drift]:
    """The suggestion with the mapping of an earlier dataset, adapted; and how the columns differ from its delivery.

    Raises: NotFound for a dataset that is not there; Invalid when its mapping cannot be adapted.
    """
    if not (folder / "dataset.toml").is_file():
        raise NotFound(f"there is no dataset '{folder.name}' in this pool", where=str(folder.parent), way_out="intarsia status lists those that are released")
    described = register.dataset(folder)
    mapping = mappings.load(folder / "mapping.toml")
    source = _source(found, described.distributions, mapping)
    drift = compare(_earlier(folder, source, mapping, found, shelf, settings), found.sample)
    text = adapt.adapt(mapping.text, source.name, found.file.name, drift, found.sample)
    return replace(found, mapping=text, notes=[f"the mapping is that of '{folder.name}'"]), drift


def _source(found: Suggestion, distributions: tuple[Distribution, ...], mapping: mappings.Mapping) -> Distribution:
    """The distribution that the file is a new delivery of: of the same format, the same name first."""
    known = [d for d in distributions if d.name in mapping.sources]
    same = [d for d in known if d.format == found.format] or known
    if not same:
        raise NotFound("the earlier dataset has no file that its mapping reads", where=mapping.name)
    return next((d for d in same if d.name == found.file.name), same[0])


def _earlier(folder: Path, source: Distribution, mapping: mappings.Mapping, found: Suggestion, shelf: Path | None, settings: Reading | None) -> columns.Sample:
    """The earlier delivery's columns: of its file, or, where that is elsewhere, those of the new file that the mapping names."""
    file = folder / source.path if source.path else None
    if file is not None and file.exists():
        return columns.look(file, source.format, dict(source.options), own=shelf, settings=settings)
    tables = {path: [c for c in listed if overlap([c.full], mapping.text)] for path, listed in found.sample.tables.items()}
    return columns.Sample({}, tables, 0, True)


def alike(found: Suggestion, datasets: Path) -> str:
    """The dataset of a pool whose mapping names most of the file's columns; '' when none does well."""
    names = [column.full for column in found.sample.own()]
    scores = []
    for folder in register.datasets(datasets):
        try:
            described = register.dataset(folder)
            text = (folder / "mapping.toml").read_text("utf-8")
        except (IntarsiaError, OSError):
            continue
        if any(d.format == found.format for d in described.distributions):
            scores.append((overlap(names, text), folder.name))
    score, name = max(scores, default=(0.0, ""))
    return name if score >= ALIKE and len(names) >= 2 else ""
