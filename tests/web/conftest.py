"""The web over a release made by hand."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.made import empty_pool, write_release


class Web:
    """A reader of one app, without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.thread = ThreadPoolExecutor(1)

    def get(self, address: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://test") as client:
                return await client.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})

        return self.thread.submit(lambda: asyncio.run(ask())).result(60)  # its own thread: Playwright keeps a loop running in ours

    def json(self, address: str) -> Any:
        answer = self.get(address)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture(scope="session")
def pool_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = empty_pool(tmp_path_factory.mktemp("web") / "made")
    write_release(folder, "aaaa222233334444", issued="2026-10-01T12:00:00Z", leave_out="Volume 3")
    write_release(folder, "bbbb222233334444", previous="aaaa222233334444")
    return folder


@pytest.fixture(scope="session")
def web(pool_folder: Path) -> Web:
    return Web(create_app(Pool(pool_folder)))
