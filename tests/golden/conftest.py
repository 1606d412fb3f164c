"""The demo pool, built once for all tests that look at it."""

from __future__ import annotations

import pytest

from intarsia import adding
from intarsia.pool import Pool


@pytest.fixture(scope="session")
def commons(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """A built copy of examples/commons."""
    pool = adding.demo(tmp_path_factory.mktemp("commons") / "pool")
    pool.build()
    return pool
