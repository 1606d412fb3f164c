"""Target: what a check is asked about: a file, or the files of a dataset of a pool with what its description says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from intarsia.model import Dataset, Distribution
    from intarsia.pool import Pool


@dataclass(frozen=True)
class Target:
    """One file to check: path, format and reading options, what is known beside it, the recipe of its dataset."""

    name: str
    path: Path
    format: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)


@contextmanager
def targets(name: str, pool: Pool | None) -> Iterator[list[Target]]:
    """The file of that path, or the files of that dataset of the pool; what was fetched from elsewhere must have been fetched by a build.

    Raises: NotFound; Unavailable for a file that no build has fetched.
    """
    path = Path(name)
    if path.exists():
        yield [Target(path.name, path)]
        return
    from intarsia.steps import register  # a file needs nothing of a pool

    if pool is None or not register.DATASET_ID.fullmatch(name) or not (pool.layout.dataset(name) / "dataset.toml").is_file():
        raise NotFound("there is no such file" + (", and no such dataset in the pool" if pool else ""), where=name, way_out="check the path; a dataset needs its pool: --pool FOLDER")
    dataset = register.dataset(pool.layout.dataset(name))
    if not dataset.distributions:
        raise NotFound("this dataset has no files: it is only described", where=name, way_out="intarsia decide shows what was decided about it")
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        yield [_of(pool, dataset, one, Path(scratch) / str(n)) for n, one in enumerate(dataset.distributions)]


def _of(pool: Pool, dataset: Dataset, distribution: Distribution, scratch: Path) -> Target:
    options = {**distribution.options, **({"member": distribution.member} if distribution.member else {})}
    about = {"sector": dataset.sector, "licence": dataset.licence, "contributor": dataset.publisher, "object_rights": dataset.object_rights, "period": dataset.period}
    return Target(f"{dataset.id}/{distribution.name}", _path(pool, dataset, distribution, scratch), distribution.format, options, {k: v for k, v in about.items() if v})


def _path(pool: Pool, dataset: Dataset, distribution: Distribution, scratch: Path) -> Path:
    """The file in the dataset's folder, or what the last build fetched."""
    own = pool.layout.dataset(dataset.id) / distribution.path if distribution.path else None
    if own is not None and own.exists():
        return own
    from intarsia.build.staleness import safe
    from intarsia.steps import fetch, profile
    from intarsia.store.blobs import Blobs
    from intarsia.store.outcomes import Outcomes

    last = Outcomes(pool.layout.outcomes).last("fetch", f"{dataset.id}/{safe(distribution.name)}")
    blobs = Blobs(pool.layout.blobs)
    if last is None or not all(blobs.has(sha256) for _, sha256 in last.note["files"]):
        raise Unavailable("the file of this dataset is not here", where=f"{dataset.id}: {distribution.name}", way_out=f"build fetches it: intarsia build {pool.layout.root}")
    entered = profile.assembled(fetch.Delivery.of(last.note).files, blobs.path, scratch)
    return entered.__enter__()  # the folder of all targets is removed afterwards
