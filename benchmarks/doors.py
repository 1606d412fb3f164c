"""The web door of a built pool: how soon it answers, what a page costs, and whether slow clients slow others down.

    python benchmarks/doors.py --pool demo-pool             prints JSON

CPU is that of the server's process, read before and after; times are of a client on the same machine.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

INTARSIA = [sys.executable, "-m", "intarsia.cli"]
SLOW = 500
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """`intarsia serve`, and what it has spent."""

    def __init__(self, pool: Path, *options: str) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        began = time.monotonic()
        self.process = subprocess.Popen([*INTARSIA, "serve", str(pool), "--port", str(self.port), *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        if not self.process.stdout.readline():
            sys.exit("the server did not start")
        self.started = time.monotonic() - began

    def cpu(self) -> float:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / TICK

    def memory(self) -> float:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return int(stat[21]) * resource.getpagesize() / 1e6

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def ask(client: http.client.HTTPConnection, path: str, **headers: str) -> http.client.HTTPResponse:
    """An answer, read whole.

    Raises: SystemExit for one that is no success and no redirect.
    """
    client.request("GET", path, headers={"Accept-Encoding": "gzip", **{name.replace("_", "-"): value for name, value in headers.items()}})
    answer = client.getresponse()
    answer.read()
    if answer.status >= 400:
        sys.exit(f"{path}: {answer.status}")
    return answer


def at(share: float, times: list[float]) -> float:
    """A percentile, in milliseconds."""
    return round(sorted(times)[min(len(times) - 1, int(share * len(times)))] * 1000, 1)


def costs(server: Server, paths: dict[str, str], times: int) -> dict[str, float]:
    """Milliseconds of CPU a request, by page."""
    client, found = http.client.HTTPConnection("127.0.0.1", server.port), {}
    for name, path in paths.items():
        for _ in range(10):
            ask(client, path, Accept="text/html")
        before = server.cpu()
        for _ in range(times):
            ask(client, path, Accept="text/html")
        found[name] = round((server.cpu() - before) / times * 1000, 2)
    return found


def negotiated(server: Server, works: list[str], times: int) -> dict[str, dict[str, float]]:
    """The IRI of a work: until it says where its data is in the form asked for, and until that is there too."""
    client, told, whole = http.client.HTTPConnection("127.0.0.1", server.port), [], []
    forms = ("text/html", "application/json", "application/ld+json", "text/turtle", "application/n-triples", "application/rdf+xml")
    draw = random.Random(4)
    for number in range(times + 20):
        work, form = draw.choice(works), draw.choice(forms)
        began = time.perf_counter()
        answer = ask(client, f"/id/work/{work}", Accept=f"{form}, */*;q=0.1")
        said = time.perf_counter()
        ask(client, str(answer.headers["location"]).partition("#")[0], Accept=f"{form}, */*;q=0.1")
        if number >= 20:
            told.append(said - began)
            whole.append(time.perf_counter() - began)
    return {name: {"p50": at(0.5, spent), "p95": at(0.95, spent), "p99": at(0.99, spent)} for name, spent in (("told", told), ("whole", whole))}


def read(server: Server, paths: list[str], times: int) -> dict[str, float]:
    """A reader's p50 and p99 over pages."""
    spent = []
    for number in range(times):
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        began = time.perf_counter()
        ask(client, paths[number % len(paths)])
        spent.append(time.perf_counter() - began)
        client.close()
    return {"p50": at(0.5, spent), "p99": at(0.99, spent)}


@contextlib.contextmanager
def slow_clients(server: Server, large: str, count: int = SLOW) -> Iterator[None]:
    """Slow clients in a process of their own, so that they cost the reader who is timed nothing but what they cost the server."""
    process = subprocess.Popen([sys.executable, __file__, "--slow", str(count), "--port", str(server.port), "--large", large], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    try:
        if process.stdout.readline() != b"ready\n":
            sys.exit("the slow clients did not come")
        yield
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def be_slow(port: int, large: str, count: int) -> None:
    """A third sends a head byte by byte, a third reads an answer byte by byte, a third says nothing; who is dropped comes back. Until stdin ends."""
    def one(kind: int) -> socket.socket:
        found = socket.socket()
        if kind == 1:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        found.settimeout(10)
        found.connect(("127.0.0.1", port))
        found.sendall((b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", f"GET {large} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), b"")[kind])
        found.setblocking(False)
        return found

    many_files()
    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
    clients = [(number % 3, one(number % 3)) for number in range(count)]
    print("ready", flush=True)
    while not stop.is_set():
        for number, (kind, client) in enumerate(clients):
            try:
                if kind == 0:
                    client.send(b"a")
                with contextlib.suppress(BlockingIOError):
                    if not client.recv(1):
                        raise OSError("dropped")
            except BlockingIOError:
                continue
            except OSError:
                client.close()
                clients[number] = (kind, one(kind))
            if stop.wait(1 / count):  # each of them once a second
                break


def many_files() -> None:
    """As many as the system lets this process have, up to 8,192."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192 if hard == resource.RLIM_INFINITY else min(hard, 8192), hard))


def measure(pool: Path, times: int, slow: int = SLOW) -> dict[str, Any]:
    """All of it."""
    server = Server(pool)
    try:
        client = http.client.HTTPConnection("127.0.0.1", server.port)
        client.request("GET", "/explore.json")
        works = [one["id"] for one in json.loads(client.getresponse().read())["data"]["works"]]
        client.request("GET", "/releases.json")
        release = json.loads(client.getresponse().read())["data"][0]["id"]
        client.request("GET", f"/releases/{release}.json")
        large = max(json.loads(client.getresponse().read())["data"]["dumps"], key=lambda one: one["bytes"])["url"]
        pages = {"home": "/",
                 "explore": "/explore?q=night", "work": f"/works/{works[0]}", "work.json": f"/works/{works[0]}.json", "datasets": "/datasets", "about": "/about", "healthz": "/healthz"}
        found: dict[str, Any] = {"started": round(server.started, 2), "cpu_ms": costs(server, pages, times), "negotiated_ms": negotiated(server, works, times)}
        paths = ["/", "/explore?q=night", *(f"/works/{work}" for work in works[:8])]
        read(server, paths, 30)
        found["alone"] = read(server, paths, times)
        with slow_clients(server, large, slow):
            found["beside"] = read(server, paths, times)
        found["slow_clients"] = slow
        found["p99_ratio"] = round(found["beside"]["p99"] / found["alone"]["p99"], 2)
        found["memory_mb"] = round(server.memory())
    finally:
        server.stop()
    return found


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pool", type=Path)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--slow", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--large", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.slow:
        be_slow(given.port, given.large, given.slow)
        return
    if not given.pool:
        parser.error("which pool? --pool DIR")
    print(json.dumps(measure(given.pool, given.times)))


if __name__ == "__main__":
    main()
