"""The whole pool of other people's data, built from a mirror: CPU seconds of all its processes, and the most memory they held together.

    python benchmarks/real.py [--mirror DIR] [--folder DIR]

Prints one JSON line. The readers are grandchildren (a warm server forks them): this process adopts what outlives its parent, so that
their time counts.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("INTARSIA_TEST_DATA", ROOT.parent / "shared")) / "data" / "real"
PR_SET_CHILD_SUBREAPER = 36


def memory() -> int:
    """Bytes in use by all descendants of this process, shared pages counted in proportion."""
    own, parents, sizes = os.getpid(), {}, {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            pid = int(entry.name)
            parents[pid] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            lines = (entry / "smaps_rollup").read_text().splitlines()
            sizes[pid] = next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024
    total = 0
    for pid, size in sizes.items():
        above = pid
        while above in parents and above != own:
            above = parents[above]
        total += size if above == own and pid != own else 0
    return total


def main() -> None:
    """Build in a fresh folder, and say what it took."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--mirror", default=str(DATA))
    arguments.add_argument("--folder", default="/tmp/intarsia-bench/real")
    given = arguments.parse_args()
    folder = Path(given.folder)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "real" / "datasets", folder / "datasets")
    shutil.copyfile(ROOT / "examples" / "real" / "pool.toml", folder / "pool.toml")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, start, most = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), 0
    process = subprocess.Popen([sys.executable, "-m", "intarsia.cli", "build", str(folder), "--mirror", given.mirror, "--no-graph"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    drained = threading.Thread(target=lambda: process.stderr and process.stderr.read(), daemon=True)
    drained.start()
    while process.poll() is None:
        most = max(most, memory())
        time.sleep(0.25)
    with suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    sets = len(list((folder / "datasets").iterdir()))
    print(json.dumps({"exit": process.returncode, "sets": sets, "cpu": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
                      "wall": round(time.monotonic() - start, 1), "peak_mb": round(most / 1e6)}))


if __name__ == "__main__":
    main()
