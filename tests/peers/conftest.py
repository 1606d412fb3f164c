"""The national museums of England as a pool of their own, and the releases that peer groups are tried on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from intarsia.answering import Release
from intarsia.pool import Pool
from tests.once import once
from tests.peers import venues as made

EXAMPLE = Path(__file__).parents[2] / "examples" / "real"
MUSEUMS = "dcms_museum_visits"


@pytest.fixture(scope="session")
def museums(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release for this machine of a pool that holds nothing else."""

    def make(folder: Path) -> None:
        (folder / "datasets").mkdir(parents=True)
        shutil.copy(EXAMPLE / "pool.toml", folder)
        shutil.copytree(EXAMPLE / "shelf", folder / "shelf")
        shutil.copytree(EXAMPLE / "datasets" / MUSEUMS, folder / "datasets" / MUSEUMS)
        Pool(folder).build(mirror=real_data)

    return Release(Pool(once(tmp_path_factory, "museums", make)).reader())


@pytest.fixture(scope="session")
def venues(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The small pool of venues, built."""
    return Pool(once(tmp_path_factory, "venues", made.make))


@pytest.fixture(scope="session")
def commons(demo: Pool) -> Release:
    """The release of the demo pool."""
    return Release(demo.reader())
