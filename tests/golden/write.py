"""Renews the golden hashes after a meant change: python -m tests.golden.write"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from intarsia import adding

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        pool = adding.demo(Path(folder) / "pool")
        pool.build()
        tables = pool.reader().manifest["tables"]
    golden = {name: {"rows": entry["rows"], "hash": entry["hash"]} for name, entry in tables.items()}
    Path(__file__).with_name("commons.json").write_text(json.dumps(golden, indent=1, sort_keys=True) + "\n", "utf-8")
