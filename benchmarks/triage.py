"""Triage at size: seconds, CPU seconds and memory from a file to its verdict, for tables of 20 columns that no rule was made for."""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOALS = {10_000: (3.0, None, None), 1_000_000: (None, 20.0, 1_000_000_000)}  # rows: seconds by the clock, CPU seconds, bytes
FIRST = ("An", "Bo", "Cas", "Dee", "Eef", "Fay", "Gijs", "Hal", "Ivo", "Jet")
LAST = ("Beek", "Dal", "Eik", "Gaard", "Hof", "Kamp", "Linde", "Meer", "Oever", "Veld")
WORDS = ("river", "stone", "light", "winter", "paper", "garden", "silent", "golden", "last", "open", "harbour", "north")
GENRES = ("drama", "comedy", "documentary", "thriller", "romance", "animation")
COUNTRIES = ("NL", "BE", "DE", "FR", "ES", "IT", "PL")


def write(path: Path, rows: int, seed: int = 20) -> None:
    """A list of films with their makers, dates, places and figures: 20 columns, some filled here and there."""
    take = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            (
                "nr",
                "title",
                "original_title",
                "director",
                "writer",
                "producer",
                "country",
                "language",
                "genre",
                "year",
                "release_date",
                "duration",
                "ean",
                "summary",
                "rating",
                "votes",
                "visits",
                "screens",
                "format",
                "page",
            )
        )
        for n in range(rows):
            title = " ".join(take.choices(WORDS, k=3)).capitalize()
            year = take.randint(1950, 2020)
            person = [f"{take.choice(FIRST)} {take.choice(LAST)}" for _ in range(3)]
            writer.writerow(
                (
                    n + 1,
                    title,
                    title if n % 7 else "",
                    *person,
                    take.choice(COUNTRIES),
                    "nl" if n % 3 else "en",
                    take.choice(GENRES),
                    year,
                    f"{year}-{take.randint(1, 12):02}-{take.randint(1, 28):02}",
                    take.randint(60, 180),
                    f"{8_700_000_000_000 + n}",
                    " ".join(take.choices(WORDS, k=12)),
                    f"{take.uniform(1, 10):.1f}",
                    take.randint(0, 50_000),
                    take.randint(0, 900_000),
                    take.randint(1, 200),
                    take.choice(("35 mm", "DCP", "16 mm")),
                    f"https://films.example.org/{n}",
                )
            )


def measured(path: Path) -> dict[str, float | str]:
    """The whole command as one would type it: seconds, CPU seconds of it and its children, the largest of them in bytes."""
    command = [sys.executable, "-m", "intarsia.cli", "check", str(path), "--json"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    report = json.loads(done.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "cpu": cpu, "bytes": after.ru_maxrss * 1024.0, "verdict": report["verdict"], "findings": float(sum(one["acts"] for one in report["findings"]))}


def main(sizes: tuple[int, ...] = tuple(GOALS)) -> list[dict[str, float | str]]:
    """Print a line for each size, and give them."""
    found = []
    with tempfile.TemporaryDirectory(prefix="intarsia-bench-") as folder:
        for rows in sizes:
            path = Path(folder) / f"films-{rows}.csv"
            write(path, rows)
            one = {"rows": float(rows), **measured(path)}
            found.append(one)
            wall, cpu, size = GOALS.get(rows, (None, None, None))
            kept = all(limit is None or float(one[name]) <= limit for name, limit in (("seconds", wall), ("cpu", cpu), ("bytes", size)))
            print(f"{rows:>9,} x 20  {one['seconds']:6.2f} s  {one['cpu']:6.2f} CPU s  {float(one['bytes']) / 1e6:6.0f} MB  {one['verdict']}  {'' if kept else 'over the goal'}")
            path.unlink()
    return found


if __name__ == "__main__":
    main(tuple(int(word) for word in sys.argv[1:]) or tuple(GOALS))
