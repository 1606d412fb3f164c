"""The pool of other people's open data, built once from the mirror for all tests of this folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from intarsia.pool import Pool

EXAMPLE = Path(__file__).parents[2] / "examples" / "real"
BUILT = {"blobs", "outcomes", "releases", ".scratch", ".lock", "current", "current-local", "desk.sqlite"}  # what a build leaves, and git ignores


@pytest.fixture(scope="session")
def real_pool(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The built pool. INTARSIA_REAL_SETS names the sets to build while one works on some of them; by default all."""
    folder = tmp_path_factory.mktemp("real") / "pool"
    shutil.copytree(EXAMPLE, folder, ignore=lambda _, names: BUILT & set(names))
    wanted = set(filter(None, os.environ.get("INTARSIA_REAL_SETS", "").split(",")))
    for dataset in (folder / "datasets").iterdir():
        if wanted and dataset.name not in wanted:
            shutil.rmtree(dataset)
    pool = Pool(folder)
    pool.build(mirror=real_data)
    return pool


@pytest.fixture(scope="session")
def reader(real_pool: Pool) -> Any:
    """The release of that pool for this machine: it holds the sets that may only be used here as well."""
    return real_pool.reader()
