"""The limit of one client: counted, told, and kept from nobody else."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from intarsia.errors import Invalid
from intarsia.pool import Pool
from intarsia.web import create_app
from intarsia.web.api.ratelimit import RateLimit
from tests.web.made import empty_pool


async def _fine(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Limited:
    """A limit of three requests in ten seconds, with a clock of ours."""

    def __init__(self) -> None:
        self.now = 100.0
        self.app = RateLimit(_fine, 3, 10, clock=lambda: self.now)
        self.thread = ThreadPoolExecutor(1)

    def ask(self, client: str, path: str = "/api/v1/works") -> httpx.Response:
        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app, client=(client, 1)), base_url="http://test") as one:
                return await one.get(path)

        return self.thread.submit(lambda: asyncio.run(asked())).result(10)


def test_a_client_is_told_what_is_left() -> None:
    limited = Limited()
    left = [limited.ask("192.0.2.1").headers["ratelimit"] for _ in range(3)]
    assert left == ['"default";r=2;t=10', '"default";r=1;t=10', '"default";r=0;t=10']
    limited.now += 4
    refused = limited.ask("192.0.2.1")
    assert refused.status_code == 429 and refused.headers["retry-after"] == "6" and refused.headers["ratelimit-policy"] == '"default";q=3;w=10'
    assert refused.headers["content-type"] == "application/problem+json" and "6 seconds" in refused.json()["way_out"]
    assert limited.ask("192.0.2.2").status_code == 200
    limited.now += 6
    assert limited.ask("192.0.2.1").status_code == 200


def test_pages_are_not_counted() -> None:
    limited = Limited()
    assert all("ratelimit" not in limited.ask("192.0.2.1", "/works/x").headers for _ in range(9))
    assert limited.ask("192.0.2.1", "/openapi.json").headers["ratelimit"] == '"default";r=2;t=10'


def test_an_ipv6_network_is_one_client() -> None:
    limited = Limited()
    assert [limited.ask(f"2001:db8:1:2::{n}").status_code for n in range(4)] == [200, 200, 200, 429]
    assert limited.ask("2001:db8:1:3::1").status_code == 200


def test_no_address_is_kept() -> None:
    limited = Limited()
    limited.ask("192.0.2.77")
    kept = repr(vars(limited.app))
    assert "192.0.2.77" not in kept and b"192.0.2.77" not in b"".join(limited.app._used)
    other = Limited()
    other.ask("192.0.2.77")
    assert set(limited.app._used) != set(other.app._used)


@pytest.mark.parametrize("line", ["requests = -1", 'requests = "many"', "seconds = 0", "minutes = 1", "requests = true"])
def test_a_wrong_setting_is_told(tmp_path: Path, line: str) -> None:
    folder = empty_pool(tmp_path / "pool")
    config = folder / "pool.toml"
    config.write_text(config.read_text("utf-8") + f"\n[api]\n{line}\n", "utf-8")
    with pytest.raises(Invalid) as caught:
        create_app(Pool(folder))
    assert caught.value.way_out
