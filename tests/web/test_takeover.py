"""A new release is taken up while readers read: no request fails, and what is not used any more is let go of."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest

from intarsia.pool import Pool
from tests.small import small_pool
from tests.web.running import INTARSIA, Running, running

READERS = 4
BUILDS = 3


class Readers:
    """Readers that ask one page after the other, and remember what failed."""

    def __init__(self, server: Running, paths: list[str]) -> None:
        self.server, self.paths = server, paths
        self.failed: list[str] = []
        self.answered = 0
        self.releases: set[str] = set()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(READERS)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(30)

    def _read(self, number: int) -> None:
        with httpx.Client(base_url=self.server.url, trust_env=False, timeout=30) as client:
            while not self._stop.is_set():
                path = self.paths[(self.answered + number) % len(self.paths)]
                try:
                    answer = client.get(path)
                    if answer.status_code != 200:
                        self.failed.append(f"{path}: {answer.status_code} {answer.text[:200]}")
                    elif path == "/healthz":
                        self.releases.add(answer.json()["release"])
                except httpx.HTTPError as error:
                    self.failed.append(f"{path}: {error!r}")
                self.answered += 1
                time.sleep(0.03)  # no pause at all would leave the build no processor, and take minutes


def change(folder: Path, number: int) -> None:
    """One more book."""
    books = folder / "datasets" / "books" / "books.csv"
    books.write_text(books.read_text("utf-8") + f"x{number},A new book {number},20{number:02d},Bo Verzonnen,novel,NL\n", "utf-8")


def memory(server: Running) -> int:
    """Of the process that answers, in MB."""
    found = re.search(r'intarsia_process_resident_bytes\{process="1"\} ([0-9.e+]+)', server.get("/metrics").text)
    assert found
    return int(float(found[1]) / 1e6)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = small_pool(tmp_path_factory.mktemp("takeover") / "pool")
    Pool(made).build()
    return made


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "pool", symlinks=True))


@pytest.mark.alone
@pytest.mark.parametrize("workers", ["1", "2"])
def test_builds_under_load(folder: Path, workers: str) -> None:
    first = str(Pool(folder).current())
    work = Pool(folder).reader().rows("SELECT id FROM work ORDER BY id")[0][0]
    with running(folder, "--workers", workers) as server:
        paths = ["/", "/healthz", "/explore?q=lighthouse", "/explore.json", f"/works/{work}", f"/works/{work}.json?release={first}", "/datasets.csv",
                 f"/releases/{first}/tables/work/books.parquet", f"/releases/{first}/manifest.json"]
        for path in paths:
            assert server.get(path).status_code == 200, path
        with Readers(server, paths) as readers:
            for number in range(BUILDS):
                change(folder, number)
                subprocess.run([*INTARSIA, "build", str(folder), "--no-graph"], check=True, capture_output=True, timeout=120)
                if number == 1:
                    used = memory(server)
                time.sleep(0.3)
        assert not readers.failed, readers.failed[:5]
        assert readers.answered > 50
        assert len(readers.releases) >= (BUILDS if workers == "1" else 2)
        assert memory(server) < used + 150
        for _ in range(40):
            newest = {server.get("/healthz").json()["release"] for _ in range(4)}
            if newest == {Pool(folder).current()}:
                break
        assert newest == {Pool(folder).current()}
        code, said = server.stop()
        assert (code, [line for line in said.splitlines() if "error" in line or "Traceback" in line]) == (0, [])


def test_readers_of_old_releases_are_closed(folder: Path) -> None:
    pool = Pool(folder)
    ids = [str(pool.current())]
    for number in range(6):
        change(folder, number)
        ids.append(Pool(folder).build())
    with running(folder) as server:
        def open_files() -> int:
            return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))

        server.get("/explore")
        for identity in ids:
            assert server.get(f"/explore.json?release={identity}").status_code == 200
        once = open_files()
        for _ in range(3):
            for identity in ids:
                assert server.get(f"/explore.json?release={identity}").status_code == 200
        assert open_files() <= once + 8


def test_a_current_that_leads_nowhere_is_survived(folder: Path) -> None:
    good = str(Pool(folder).current())
    with running(folder) as server:
        assert server.get("/healthz").json() == {"status": "ok", "release": good}
        for broken in ("feedfacefeedface\n", "", "../../etc\n", "\x00\n"):
            (folder / "current").write_text(broken, "utf-8")
            assert server.get("/explore.json").json()["meta"]["release"] == good, broken
            assert server.get("/readyz").status_code == 200
        (folder / "current").unlink()
        assert server.get("/healthz").json()["release"] == good
        damaged = folder / "releases" / "0123456789abcdef"
        damaged.mkdir()
        (damaged / "manifest.json").write_text("{not json", "utf-8")
        (folder / "current").write_text("0123456789abcdef\n", "utf-8")
        assert server.get("/explore.json").json()["meta"]["release"] == good
        assert server.get("/releases.json").status_code == 200
        (folder / "current").write_text(good + "\n", "utf-8")
        assert server.get("/readyz").json()["release"] == good
        code, said = server.stop()
        assert code == 0
        assert "still serving" in said and "Traceback" not in said


def test_a_server_started_on_a_broken_release_says_so_and_recovers(folder: Path) -> None:
    good = str(Pool(folder).current())
    (folder / "current").write_text("feedfacefeedface\n", "utf-8")
    with running(folder) as server:
        assert (server.get("/healthz").status_code, server.get("/readyz").status_code) == (503, 503)
        page = server.get("/explore", accept="text/html")
        assert page.status_code == 503
        assert "cannot be read" in page.text
        (folder / "current").write_text(good + "\n", "utf-8")
        assert server.get("/explore").status_code == 200
        assert server.get("/readyz").status_code == 200
