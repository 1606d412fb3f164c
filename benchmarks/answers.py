"""Pages of answers: how soon each is there, the first time and when its answer is known. The goal is a p95 under 300 ms, warm, on the demo pool.

    python benchmarks/answers.py --pool demo-pool             prints JSON; exit code 1 when a page misses the goal

Each question of the shelf is asked on its page and as a figure; the pages that show several stand beside them. Times are of a client on the same machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

from doors import Server, ask

from intarsia.shelf import loader

GOAL = 300
PAGES = ("/", "/ask", "/trends", "/map", "/signals", "/signals/track-record", "/partners", "/impact", "/benchmark", "/wanted")


def measure(pool: Path, times: int) -> dict[str, Any]:
    """Milliseconds of every page: cold, and p50 and p95 warm."""
    server = Server(pool)
    try:
        client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
        paths = [*PAGES, *(f"/{kind}/{name}" for name in sorted(loader.insights()) for kind in ("ask", "figures"))]
        found = {path: one(server, client, path, times) for path in paths}
    finally:
        server.stop()
    slow = sorted(path for path, told in found.items() if told["p95"] > GOAL)
    return {"goal_ms": GOAL, "pages": found, "worst_p95": max(told["p95"] for told in found.values()), "missed": slow}


def one(server: Server, client: http.client.HTTPConnection, path: str, times: int) -> dict[str, Any]:
    """One page: the first answer, and the later ones; their CPU too, for machines that others use."""
    taken = []
    status, spent = 0, 0.0
    for number in range(times + 1):
        spent = server.cpu() if number == 1 else spent
        began = time.perf_counter()
        status = ask(client, path).status
        taken.append((time.perf_counter() - began) * 1000)
    cuts = quantiles(taken[1:], n=20, method="inclusive")
    return {"status": status, "cold": round(taken[0], 1), "p50": round(cuts[9], 1), "p95": round(cuts[18], 1), "cpu": round((server.cpu() - spent) / times * 1000, 1)}


def told(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The same as rows of run.py."""
    slow = sorted(found["pages"], key=lambda page: -found["pages"][page]["cold"])[:5]
    return [(f"pages of answers, {len(found['pages'])}: the slowest p95, warm", f"{found['worst_p95']} ms", f"goal {found['goal_ms']} ms; missed: {', '.join(found['missed']) or 'none'}"),
            ("  the slowest first answers", ", ".join(f"{page} {found['pages'][page]['cold']:.0f} ms" for page in slow), "goal 2,000 ms")]


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pool", type=Path, required=True)
    parser.add_argument("--times", type=int, default=40)
    given = parser.parse_args()
    found = measure(given.pool, given.times)
    print(json.dumps(found))
    sys.exit(1 if found["missed"] or any(told["status"] != 200 for told in found["pages"].values()) else 0)


if __name__ == "__main__":
    main()
