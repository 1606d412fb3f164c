"""The Reconciliation Service API on a server of its own: how quick batches of ten are, and whether its probabilities hold.

    python benchmarks/reconcile.py POOL

Queries are names of the pool as people would write them (a letter lost, doubled or swapped, other order, capitals, no accents),
every second one with a year; and as many names put together from words of the pool that no record bears: for these every match is wrong.
"""

from __future__ import annotations

import json
import random
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

BATCHES, TEN, SEED = 120, 10, 7
Case = tuple[dict[str, Any], str]


def dirty(name: str, rng: random.Random) -> str:
    """A name as somebody might type it."""
    from intarsia.text import fold

    kind, place = rng.random(), rng.randrange(1, max(2, len(name) - 1))
    if kind < 0.15:
        return name[:place] + name[place + 1 :]
    if kind < 0.25:
        return name[: place - 1] + name[place : place + 1] + name[place - 1 : place] + name[place + 1 :]
    if kind < 0.35:
        return name[:place] + name[place - 1] + name[place:]
    if kind < 0.5:
        return " ".join([*name.split()[1:], name.split()[0]])
    return name.upper() if kind < 0.6 else fold(name) if kind < 0.7 else name


def cases(pool: Path, service: str, count: int) -> list[Case]:
    """Queries, each with the name that is right, or none for a name that nobody bears."""
    from intarsia.pool import Pool

    table, column = ("work", "title") if service == "works" else ("agent", "name")
    rng, reader = random.Random(SEED), Pool(pool).reader()
    rows = [row for row in reader.rows(f"SELECT {column}, year_start FROM {table} WHERE {column} IS NOT NULL ORDER BY id") if len(row[0].split()) > 1]
    known, found = {row[0] for row in rows}, []
    for n, (name, year) in enumerate(rng.sample(rows, count)):
        query: dict[str, Any] = {"query": dirty(name, rng)}
        found.append((query | ({"properties": [{"pid": "year", "v": str(year)}]} if year and n % 2 else {}), name))
        strange = f"{rng.choice(rows)[0].split()[0]} {rng.choice(rows)[0].split()[-1]}"
        if strange not in known:
            found.append(({"query": strange}, ""))
    rng.shuffle(found)
    return found


def error_of(judged: list[tuple[float, bool]]) -> float:
    """The expected calibration error in ten bins of equal width (Guo et al. 2017)."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for probability, right in judged:
        bins.setdefault(min(9, int(probability * 10)), []).append((probability, right))
    return sum(abs(sum(p for p, _ in some) - sum(r for _, r in some)) for some in bins.values()) / max(1, len(judged))


def measure(pool: Path) -> dict[str, Any]:
    """Times and quality of works and agents."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    config = pool / "pool.toml"
    if "[api]" not in config.read_text("utf-8"):
        config.write_text(config.read_text("utf-8") + "\n[api]\nrequests = 0\n", "utf-8")
    server = subprocess.Popen([Path(sys.executable).with_name("intarsia"), "serve", str(pool), "--port", str(port)], stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        server.stdout.readline()
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
        began = time.monotonic()
        while client.post("/reconcile/works", data={"queries": '{"q": {"query": "x"}}'}).status_code == 503:
            time.sleep(1)
        return {"names_s": round(time.monotonic() - began, 1), **{service: _of(client, service, cases(pool, service, BATCHES * TEN // 2)) for service in ("works", "agents")}}
    finally:
        server.terminate()
        server.wait(20)


def _of(client: httpx.Client, service: str, asked: list[Case]) -> dict[str, Any]:
    times, judged, matched, wrong, found, known = [], [], 0, 0, 0, sum(bool(name) for _, name in asked)
    for start in range(0, len(asked) - TEN + 1, TEN):
        some = asked[start : start + TEN]
        began = time.perf_counter()
        answer = client.post(f"/reconcile/{service}", data={"queries": json.dumps({f"q{n}": query for n, (query, _) in enumerate(some)})})
        times.append(1000 * (time.perf_counter() - began))
        for n, (_query, name) in enumerate(some):
            best = next(iter(answer.json()[f"q{n}"]["result"]), None)
            right = best is not None and best["name"] == name
            found += right
            if best is not None:
                judged.append((best["score"] / 100, right))
                matched, wrong = matched + best["match"], wrong + (best["match"] and not right)
    return {"p50": round(statistics.median(times), 1), "p95": round(sorted(times)[int(len(times) * 0.95)], 1), "top1": round(found / known, 3), "matched": matched,
            "precision": round(1 - wrong / max(1, matched), 4), "recall": round((matched - wrong) / known, 3), "ece": round(error_of(judged), 4)}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
