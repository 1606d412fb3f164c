"""What triage says of other people's data, of the demo sets and of the files to try: verdict, findings by rule, share of flagged columns, seconds.

    python benchmarks/triage_real.py                    all of it
    python benchmarks/triage_real.py moma tate          some sets, by the name of their folder
    python benchmarks/triage_real.py --json             one JSON object a file

A finding here is one that asks for something; notes and what was not checked are left out. The sets are public, so a
finding of trade or of persons in them is either a surprise to look at or a false alarm.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intarsia.checking.report import report
from intarsia.errors import IntarsiaError

ROOT = Path(__file__).parents[1]
REAL = Path(os.environ.get("INTARSIA_TEST_DATA", ROOT.parent / "shared")) / "data" / "real"
READ = (".csv", ".tsv", ".json", ".jsonl", ".jsonld", ".xml", ".ttl", ".ods", ".xlsx", ".rda")
AS_OF = "2026-11-23"
#: descriptions of the data, not data; and geometry, which has no table
NOT = ("datapackage.json", "package.json")


def files(names: list[str]) -> Iterator[tuple[str, Path]]:
    """The set and the path of each file."""
    folders = [*(REAL.iterdir() if REAL.is_dir() else ()), *(ROOT / "examples" / "commons" / "datasets").iterdir(), ROOT / "examples" / "tryout"]
    for folder in sorted(folders, key=lambda f: (f.parent.name, f.name)):
        if folder.is_dir() and (not names or folder.name in names):
            for path in sorted(folder.iterdir()):
                if path.name.removesuffix(".gz").endswith(READ) and path.name not in NOT and not path.name.endswith((".geojson", ".toml")):
                    yield folder.name, path


def judged(folder: str, path: Path) -> dict[str, Any]:
    """What triage says of one file."""
    start = time.monotonic()
    try:
        seen = report(path, as_of=AS_OF)
    except IntarsiaError as error:
        return {"set": folder, "file": path.name, "verdict": "not read", "why": str(error), "seconds": round(time.monotonic() - start, 2)}
    asked = [f for f in seen["findings"] if f["state"] == "finding" and f["verdict"] != "OPEN"]
    flagged = sum(c["finding"] != "none" for c in seen["columns"])
    return {"set": folder, "file": path.name, "verdict": seen["verdict"], "after": seen["after"], "rows": seen["rows"], "columns": len(seen["columns"]), "flagged": flagged,
            "findings": dict(sorted(Counter(f["rule"] for f in asked).items())), "seconds": round(time.monotonic() - start, 2)}


def main() -> None:
    """Print a line a file, and the shares a set."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    shares: dict[str, list[int]] = {}
    for folder, path in files(given.names):
        seen = judged(folder, path)
        if given.json:
            print(json.dumps(seen), flush=True)
            continue
        found = ", ".join(f"{rule} {count}" for rule, count in seen.get("findings", {}).items()) or seen.get("why", "-")
        print(f"{folder:22} {path.name[:44]:44} {seen['verdict']:13} {seen.get('flagged', 0):3} of {seen.get('columns', 0):4} columns  {seen['seconds']:6.2f} s  {found}", flush=True)
        share = shares.setdefault(folder, [0, 0])
        share[0], share[1] = share[0] + seen.get("flagged", 0), share[1] + seen.get("columns", 0)
    for folder, (flagged, columns) in shares.items():
        print(f"{folder:22} {flagged} of {columns} columns flagged ({100 * flagged / columns:.1f} %)" if columns else f"{folder:22} nothing was read")


if __name__ == "__main__":
    main()
