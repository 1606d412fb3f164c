"""The API over a release made by hand, and over one of some thousands of rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.conftest import Web
from tests.web.made import empty_pool, write_release

FIRST, SECOND = "aaaa222233334444", "bbbb222233334444"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = empty_pool(tmp_path_factory.mktemp("api") / "made")
    write_release(made, FIRST, issued="2026-10-01T12:00:00Z", leave_out="Volume 3")
    write_release(made, SECOND, previous=FIRST)
    config = made / "pool.toml"
    config.write_text(config.read_text("utf-8") + "\n[api]\nrequests = 0\n", "utf-8")
    return made


@pytest.fixture(scope="session")
def web(folder: Path) -> Web:
    return Web(create_app(Pool(folder)))
