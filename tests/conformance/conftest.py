"""The demo pool, built once for what others' rules are held against."""

from __future__ import annotations

import pytest

from intarsia import adding
from intarsia.pool import Pool
from intarsia.store import graph


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """A built copy of the demo pool, with its graph."""
    pool = adding.demo(tmp_path_factory.mktemp("conformance") / "pool")
    pool.build()
    graph.load(pool.reader().path)
    return pool
