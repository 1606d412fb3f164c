"""kill -9 at chosen moments of a build: afterwards the served release is whole, and the next build heals."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from intarsia.pool import Pool

STEPS = ("fetch", "profile", "examples", "map", "describe", "vocabularies", "link", "publish", "release", "search")

CHILD = """
import os, sys, time
from intarsia.pool import Pool
start = time.monotonic()
def report(event):
    if event["state"] == "running":
        os.write(1, f"{event['step']}\\n".encode())
Pool(sys.argv[1]).build(report=report)
os.write(1, b"finished\\n")
"""


def run_and_kill(pool: Path, at: float | None, step: str | None = None) -> tuple[str, bool]:
    """Start a build and kill it: after `at` seconds, or `at` seconds into `step`. Returns (step in progress, was it killed)."""
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(pool)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    current, start = "start", time.monotonic()
    os.set_blocking(process.stdout.fileno(), False)
    deadline = None if step else start + (at or 0)
    seen = ""
    while process.poll() is None:
        with contextlib.suppress(BlockingIOError):
            seen += os.read(process.stdout.fileno(), 65536).decode()
        lines = seen.split("\n")
        current = lines[-2] if len(lines) > 1 else "start"
        if step and deadline is None and current == step:
            deadline = time.monotonic() + (at or 0)
        if deadline is not None and time.monotonic() >= deadline:
            process.send_signal(signal.SIGKILL)
            break
        time.sleep(0.002)
    process.communicate()
    return current, process.returncode == -signal.SIGKILL


def measure(pool: Path) -> float:
    """Seconds of one whole build."""
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", CHILD, str(pool)], check=True, capture_output=True)
    return time.monotonic() - start


def torture(make: Path, scratch: Path, moments: int, seed: int, each_step: int = 3) -> dict[str, object]:
    """Kill builds of a changed copy of `make` (a built pool) at `moments` moments; every named step at least `each_step` times.

    Raises: AssertionError when a served release is not whole or the next build does not heal.
    """
    rng = random.Random(seed)
    changed = scratch / "changed"
    shutil.copytree(make, changed, symlinks=True)
    _change(changed, 0)
    base = scratch / "base"
    shutil.copytree(make, base, symlinks=True)
    length = measure(changed)
    killed: Counter[str] = Counter()
    plan: list[tuple[float, str | None]] = [(rng.uniform(0, length), None) for _ in range(moments)]
    plan += [(rng.uniform(0, 0.02), step) for step in STEPS for _ in range(each_step)]
    for number, (at, step) in enumerate(plan):
        pool = scratch / "pool"
        shutil.rmtree(pool, ignore_errors=True)
        shutil.copytree(base, pool, symlinks=True)
        before = Pool(pool).current()
        _change(pool, number)
        hit, was_killed = run_and_kill(pool, at, step)
        if was_killed:
            killed[hit] += 1
        _whole(pool, before)
        healed = Pool(pool).build()
        assert healed != before, "the change did not come through"
        assert Pool(pool).verify() == [], "the healed release does not verify"
        assert not list((pool / "releases").glob(".part-*")), "leftovers of a killed build"
    return {"moments": len(plan), "length": round(length, 2), "killed": dict(killed)}


def _change(pool: Path, number: int) -> None:
    """Touch every dataset, so that every step runs again."""
    for folder in sorted((pool / "datasets").iterdir()):
        mapping = folder / "mapping.toml"
        mapping.write_text(mapping.read_text("utf-8") + f"\n# change {number}\n", "utf-8")
        for file in folder.glob("*.csv"):
            lines = file.read_text("utf-8").splitlines()
            file.write_text("\n".join([*lines, lines[-1].replace(lines[-1].split(",")[0], f"new{number}", 1)]) + "\n", "utf-8")
        for file in folder.glob("*.jsonl"):
            lines = file.read_text("utf-8").splitlines()
            record = json.loads(lines[-1])
            record["id"] = f"new{number}"
            file.write_text("\n".join([*lines, json.dumps(record, ensure_ascii=False)]) + "\n", "utf-8")
    description = pool / "pool.toml"
    description.write_text(description.read_text("utf-8").replace('"en", "nl"', '"nl", "en"'), "utf-8")


def _whole(pool: Path, before: str | None) -> None:
    served = Pool(pool).current()
    assert served is not None, "no release is served"
    assert Pool(pool).verify() == [], f"the served release {served} (before: {before}) is not whole"
    reader = Pool(pool).reader()
    assert reader.rows("SELECT count(*) FROM work")[0][0] > 0
    reader.close()


def main() -> None:
    """`make torture`: 200 moments over a pool large enough that a build takes over two seconds."""
    import tempfile

    from tests.torture.pools import larger

    with tempfile.TemporaryDirectory() as folder:
        pool = larger(Path(folder) / "pool", rows=int(os.environ.get("ROWS", "6000")))
        Pool(pool).build()
        print(json.dumps(torture(pool, Path(folder), int(os.environ.get("MOMENTS", "200")), seed=20261122), indent=1))


if __name__ == "__main__":
    main()
