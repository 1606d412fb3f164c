"""Hundreds of hostile uploads against a running server, while others read its pages: crashes, and what the others notice.

    python benchmarks/hostile.py --pool DIR [--uploads 200] [--contribute]

Readers ask pages at a steady rate, first alone and then while the uploads come one after another; every answer is timed. Prints one
JSON line: p50 and p99 of the readers in milliseconds, alone and beside the uploads, their ratio, and how the uploads were answered.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
PORT = 8598
EVERY = 0.05  # seconds between two requests of the readers: twenty a second
PAGES = ("/", "/explore?q={word}", "/explore.json?q={word}&sort=newest", "/datasets", "/datasets.json", "/releases", "/works/{work}", "/works/{work}.json")


def corpus(folder: Path, count: int) -> list[Path]:
    """Files of the hostile corpus that fit in an upload, again and again up to `count`."""
    from tests.hostile.test_hostile import CASES

    files = []
    for number, case in enumerate(case for case in CASES if not case.heavy):
        inside = folder / str(number)
        inside.mkdir()
        file = case.make(inside)
        if file.is_file() and file.stat().st_size < 60_000_000:
            files.append(file)
    return [files[n % len(files)] for n in range(count)]


class Readers:
    """Somebody reads pages, one every `EVERY` seconds, and notes how long each took."""

    def __init__(self, base: str, works: list[str]) -> None:
        self.base, self.works = base, works
        self.times: list[float] = []
        self.wrong: Counter[int] = Counter()
        self.stop = threading.Event()

    def __enter__(self) -> Readers:
        self.threads = [threading.Thread(target=self._read, args=(n,)) for n in range(4)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _read(self, who: int) -> None:
        number = who
        with httpx.Client(base_url=self.base, trust_env=False, timeout=60) as client:
            while not self.stop.is_set():
                path = PAGES[number % len(PAGES)].format(word=f"w{number % 500}", work=self.works[number % len(self.works)])
                start = time.perf_counter()
                status = client.get(path).status_code
                self.times.append(time.perf_counter() - start)
                if status != 200:
                    self.wrong[status] += 1
                number += 4
                self.stop.wait(max(0.0, 4 * EVERY - (time.perf_counter() - start)))

    def p(self, percent: int) -> float:
        return round(1000 * statistics.quantiles(self.times, n=100, method="inclusive")[percent - 1], 1)


def main() -> None:
    """Start the server, read alone, read beside the uploads, compare."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pool", required=True)
    arguments.add_argument("--uploads", type=int, default=200)
    arguments.add_argument("--contribute", action="store_true", help="send them to /contribute, and wait for each until it was read or refused")
    given = arguments.parse_args()
    server = subprocess.Popen([sys.executable, "-m", "intarsia.cli", "serve", given.pool, "--port", str(PORT)], stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{PORT}"
    there = len(list((Path(given.pool) / "incoming").glob("*")))  # drafts that are none of ours
    try:
        _wait(base)
        works = [one["id"] for one in httpx.get(f"{base}/explore.json", trust_env=False).json()["data"]["works"]][:20]
        with tempfile.TemporaryDirectory() as folder:
            files = corpus(Path(folder), given.uploads)
            with Readers(base, works) as warm:
                time.sleep(5)
            with Readers(base, works) as alone:
                time.sleep(30)
            start = time.monotonic()
            with ProcessPoolExecutor(1, get_context("spawn")) as other, Readers(base, works) as beside:
                answers = other.submit(_contribute if given.contribute else _upload, base, files).result()  # a process of its own: it must not slow the readers' clocks
            spent = time.monotonic() - start
        found: dict[str, Any] = {
            "uploads": len(files), "seconds": round(spent, 1), "answers": dict(answers), "server_alive": server.poll() is None,
            "alone": {"p50": alone.p(50), "p99": alone.p(99), "n": len(alone.times), "not_200": sum(alone.wrong.values())},
            "beside": {"p50": beside.p(50), "p99": beside.p(99), "n": len(beside.times), "not_200": sum(beside.wrong.values())},
            "left": len(list((Path(given.pool) / "incoming").glob("*"))) - there, "p99_ratio": round(beside.p(99) / alone.p(99), 2), "warmed_up_with": len(warm.times),
        }
        print(json.dumps(found))
    finally:
        server.terminate()
        server.wait(30)


def _upload(base: str, files: list[Path]) -> Counter[int]:
    answers: Counter[int] = Counter()
    with httpx.Client(base_url=base, trust_env=False, timeout=300) as client:
        for file in files:
            try:
                answers[client.post("/api/v1/check", params={"name": file.name}, content=file.read_bytes()).status_code] += 1
            except httpx.TransportError:
                answers[0] += 1  # the connection broke: a crash, unless the file was refused while it was still being sent
    return answers


def _contribute(base: str, files: list[Path]) -> Counter[str]:
    """Each file becomes a draft, which is waited for and then removed: how that ended, by state, or by status where it was not taken."""
    ended: Counter[str] = Counter()
    with httpx.Client(base_url=base, trust_env=False, timeout=300, headers={"Origin": base}) as client:
        token = re.search(r'name="token" value="([^"]+)"', client.get("/contribute").text)[1]  # type: ignore[index]
        for file in files:
            try:
                answer = client.post("/contribute", files={"token": (None, token), "file": (file.name, file.read_bytes())})
                if answer.status_code != 303:
                    ended[str(answer.status_code)] += 1
                    continue
                path, state = answer.headers["location"], "reading"
                while state in ("receiving", "reading"):
                    time.sleep(0.05)
                    state = client.get(f"{path}.json").json()["data"]["state"]
                pages = [client.get(path + step).status_code for step in ("", "/profile", "/map", "/risk")]
                ended[state if max(pages) < 500 else f"a page of it answered {max(pages)}"] += 1
                client.post(f"{path}/delete", data={"token": token})
            except httpx.TransportError:
                ended["0"] += 1
    return ended


def _wait(base: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{base}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    sys.exit("the server did not come up")


if __name__ == "__main__":
    main()
