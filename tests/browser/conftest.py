"""A real server on a free port, and Chromium driving it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.made import empty_pool, write_release

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served pool, made by hand; INTARSIA_TEST_SITE names another that runs already."""
    if running := os.environ.get("INTARSIA_TEST_SITE"):
        yield running.rstrip("/")
        return
    folder = empty_pool(tmp_path_factory.mktemp("browser") / "made")
    write_release(folder, "aaaa222233334444", issued="2026-10-01T12:00:00Z", leave_out="Volume 3")
    write_release(folder, "bbbb222233334444", previous="aaaa222233334444")
    yield from serve(folder)


@pytest.fixture(scope="session")
def commons(demo: Pool) -> Iterator[str]:
    """The address of the demo pool, served."""
    yield from serve(demo.layout.root)


def serve(folder: Path, here: bool = False) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(Pool(folder), here=here), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; tests skip where there is none."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium (CHROMIUM)")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}, locale="en-GB", color_scheme="light")
    yield context.new_page()
    context.close()
