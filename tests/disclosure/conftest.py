"""What the tests of disclosure control share."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.disclosure.made import database


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """One connection for the tests of a file."""
    made = database()
    yield made
    made.close()
