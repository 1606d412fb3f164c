"""Shared by all tests: where data that is not ours stands, and hypothesis without a clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import small
from tests.once import once
from tests.sharing import bytecode, turn

if TYPE_CHECKING:
    from intarsia.pool import Pool

bytecode(Path(__file__).parents[1])
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], derandomize=True, max_examples=60)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("INTARSIA_TEST_DATA", ROOT.parent / "shared"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first."""
    items.sort(key=lambda item: turn(item.nodeid))


@pytest.fixture(scope="session", autouse=True)
def _kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One small pool is built in a run, when the first is wanted: the others begin with what its steps left."""

    def make(folder: Path) -> None:
        from intarsia.pool import Pool

        Pool(small.small_pool(folder, fresh=True)).build()

    small.kept = lambda: once(tmp_path_factory, "small", make)
    yield
    small.kept = None


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The demo pool, built, with its graph; it is shared, so that tests only read it."""
    from intarsia import adding
    from intarsia.pool import Pool
    from intarsia.store import graph

    def make(folder: Path) -> None:
        pool = adding.demo(folder)
        pool.build()
        graph.load(pool.reader().path)

    return Pool(once(tmp_path_factory, "demo", make))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Other people's open data; tests that need it skip where it is absent."""
    folder = SHARED / "data" / "real"
    if not folder.is_dir():
        pytest.skip("real data is absent (INTARSIA_TEST_DATA)")
    return folder


@pytest.fixture(scope="session")
def suites() -> Path:
    """Other people's validators."""
    folder = SHARED / "suites"
    if not folder.is_dir():
        pytest.skip("suites are absent (INTARSIA_TEST_DATA)")
    return folder


@pytest.fixture(scope="session")
def impact_data() -> Path:
    """Published panels with known results, and the census of film employment."""
    folder = SHARED / "data" / "truth" / "impact"
    if not folder.is_dir():
        pytest.skip("the panels are absent (INTARSIA_TEST_DATA)")
    return folder
