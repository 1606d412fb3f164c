"""Shared by all tests: where data that is not ours stands, and hypothesis without a clock."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], derandomize=True, max_examples=60)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]
#: directories whose tests share something that takes long to make; first, so that no process waits for the other at the end
TOGETHER = ("real", "torture", "browser", "golden", "conformance", "api")
SHARED = Path(os.environ.get("INTARSIA_TEST_DATA", ROOT.parent / "shared"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes that share the suite take it by file, or by directory where that is cheaper."""
    def group(item: pytest.Item) -> str:
        parts = item.path.relative_to(ROOT / "tests").parts
        return parts[0] if parts[0] in TOGETHER else "/".join(parts)

    for item in items:
        item.add_marker(pytest.mark.xdist_group(group(item)))
    items.sort(key=lambda item: TOGETHER.index(group(item)) if group(item) in TOGETHER else len(TOGETHER))


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
