"""CPU a request of the API, on a server of its own.

    python benchmarks/api.py POOL          CPU milliseconds a request; the first page of a list, the last one, and the other forms

CPU is that of the server process, from /proc; answers are asked without compression and without a tag, so that each is made anew.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

TIMES = 200


def cpu_of(pid: int) -> float:
    """CPU seconds of a process so far, threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def last_page(client: httpx.Client, address: str) -> str:
    """The address of the last page of a list."""
    while following := client.get(address).json()["links"]["next"]:
        address = following
    return address


def main() -> None:
    """Measure, and print one line of JSON."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = subprocess.Popen([Path(sys.executable).with_name("intarsia"), "serve", sys.argv[1], "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, headers={"Accept-Encoding": "identity"})
        for _ in range(200):
            try:
                client.get("/healthz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        work = client.get("/api/v1/works?limit=1").json()["data"][0]["id"]
        asked = {
            "works, 100 items": "/api/v1/works", "works, 100 items, last page": last_page(client, "/api/v1/works"), "works of a country, 100 items": "/api/v1/works?country=NL",
            "observations, 100 items": "/api/v1/observations", "search, 20 items with facets": "/api/v1/search?q=the", "one work": f"/api/v1/works/{work}",
            "works.csv, whole": "/api/v1/works.csv", "works.arrow, whole": "/api/v1/works.arrow", "works.parquet, whole": "/api/v1/works.parquet",
        }
        found = {}
        for name, address in asked.items():
            for _ in range(5):
                client.get(address).raise_for_status()
            before, times = cpu_of(server.pid), TIMES if "whole" not in name else 20
            for _ in range(times):
                answer = client.get(address)
                if answer.status_code != 200:  # the limit of one client is off in a pool that is measured: [api] requests = 0
                    sys.exit(f"{address}: {answer.status_code} {answer.text[:200]}")
            found[name] = round((cpu_of(server.pid) - before) / times * 1000, 1)
        print(json.dumps({"cpu_ms": found}))
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
