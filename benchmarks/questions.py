"""Questions of death (SPARQL and SQL) to a server of a built pool, while others read its pages: is each ended in time, are others served?

    python benchmarks/questions.py --pool demo-pool             prints JSON

Each question is asked twice: once to the end, once by a client that hangs up after half a second. Two clients ask at a time, from two
addresses, so that none waits in the queue.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import http.client
import json
import os
import random
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from doors import Server, at

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.web.deaths import SPARQL, SQL

SECONDS, MEMORY = 3, "600MB"
RATE = 20  # pages a second that others read
TICK = os.sysconf("SC_CLK_TCK")


def limited(pool: Path, folder: Path) -> Path:
    """The same pool with limits of its own."""
    found = folder / "pool"
    found.mkdir()
    for entry in pool.iterdir():
        if entry.name not in ("pool.toml", "local"):
            (found / entry.name).symlink_to(entry.resolve())
    (found / "pool.toml").write_text(f'{(pool / "pool.toml").read_text("utf-8")}\n[questions]\nseconds = {SECONDS}\nmemory = "{MEMORY}"\n', "utf-8")
    return found


def address(language: str, query: str) -> str:
    return ("/sparql" if language == "sparql" else "/api/v1/sql") + "?" + urlencode({"query": query})


def children(server: Server) -> set[int]:
    """The processes that answer questions: forks of a process that the server started."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    forkers = {pid for pid, parent in parents.items() if parent == server.process.pid}
    return {pid for pid, parent in parents.items() if parent in forkers}


def used(pid: int) -> float:
    """Seconds of computing of a process; -1 when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return -1
    return -1 if stat[0] == "Z" else (int(stat[11]) + int(stat[12])) / TICK


def asked(server: Server, client: str, language: str, query: str) -> tuple[float, int]:
    """Seconds until the answer, and its status."""
    link = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60, source_address=(client, 0))
    start = time.monotonic()
    link.request("GET", address(language, query))
    answer = link.getresponse()
    answer.read()
    link.close()
    return time.monotonic() - start, answer.status


def hung_up(server: Server, client: str, language: str, query: str) -> float:
    """Seconds from hanging up until none of the processes that were at it computes any more."""
    before = {pid: used(pid) for pid in children(server)}
    with socket.create_connection(("127.0.0.1", server.port), source_address=(client, 0)) as link:
        link.sendall(f"GET {address(language, query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        time.sleep(0.5)
        working = [pid for pid in children(server) if used(pid) - before.get(pid, 0.0) > 0.15]
    start = time.monotonic()
    while any(used(pid) >= 0 for pid in working) and time.monotonic() - start < SECONDS + 5:
        time.sleep(0.02)
    return time.monotonic() - start


class Readers:
    """Others: they read pages at a steady rate, and their times are kept."""

    def __init__(self, server: Server, paths: list[str]) -> None:
        self.server, self.paths, self.times, self.failed = server, paths, [0.0][:0], 0
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,), daemon=True) for n in range(4)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, seed: int) -> None:
        chosen, link = random.Random(seed), http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60, source_address=("127.0.0.9", 0))
        while not self._stop.wait(len(self._threads) / RATE * chosen.uniform(0.5, 1.5)):
            start = time.monotonic()
            link.request("GET", chosen.choice(self.paths), headers={"Accept": "text/html"})
            answer = link.getresponse()
            answer.read()
            self.failed += answer.status != 200
            self.times.append(time.monotonic() - start)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pool", type=Path, required=True)
    chosen = parser.parse_args()
    deaths = [("sparql", name, query) for name, query in SPARQL.items()] + [("sql", name, query) for name, query in SQL.items()]
    with tempfile.TemporaryDirectory() as temp:
        server = Server(limited(chosen.pool, Path(temp)))
        try:
            print(json.dumps(measured(server, deaths)))
        finally:
            server.stop()


def measured(server: Server, deaths: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Everything, in one run of one server."""
    asked(server, "127.0.0.2", "sql", "SELECT 1")
    short = [asked(server, "127.0.0.2", language, query)[0] for language, query in (("sql", "SELECT 1"), ("sparql", "ASK {}")) for _ in range(200)]
    link = http.client.HTTPConnection("127.0.0.1", server.port)
    link.request("GET", "/api/v1/sql?" + urlencode({"query": "SELECT id FROM work ORDER BY id LIMIT 200"}))
    paths = [f"/works/{row['id']}" for row in json.loads(link.getresponse().read())["data"]] + [f"/explore?q={letter}" for letter in "abcdefgh"] + ["/", "/datasets"]
    link.close()
    with Readers(server, paths):
        time.sleep(5)
    with Readers(server, paths) as alone:
        time.sleep(30)
    with Readers(server, paths) as beside, concurrent.futures.ThreadPoolExecutor(2) as clients:
        ended = list(clients.map(lambda n: asked(server, f"127.0.0.{2 + n % 2}", deaths[n][0], deaths[n][2]), range(len(deaths))))
    gone = [hung_up(server, "127.0.0.2", language, query) for language, _name, query in deaths]
    alive = asked(server, "127.0.0.2", "sql", "SELECT 1")[1] == 200
    late = [deaths[n][1] for n, (seconds, _) in enumerate(ended) if seconds > SECONDS + 1] + [deaths[n][1] for n, seconds in enumerate(gone) if seconds > 1]
    return {
        "questions": {"sparql": len(SPARQL), "sql": len(SQL)}, "limit_s": SECONDS, "longest_s": round(max(seconds for seconds, _ in ended), 2), "late": late,
        "answers": {str(status): sum(1 for _, one in ended if one == status) for status in sorted({one for _, one in ended})},
        "hung_up_longest_s": round(max(gone), 2), "alone": {"p50": at(0.5, alone.times), "p99": at(0.99, alone.times)},
        "beside": {"p50": at(0.5, beside.times), "p99": at(0.99, beside.times)}, "p99_ratio": round(at(0.99, beside.times) / at(0.99, alone.times), 2),
        "pages": len(beside.times), "failed": alone.failed + beside.failed, "short_ms": {"p50": at(0.5, short), "p99": at(0.99, short)}, "server_alive": alive,
    }


if __name__ == "__main__":
    main()
