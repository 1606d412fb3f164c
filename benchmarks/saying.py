"""What another benchmark prints, run in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Row = tuple[str, str, str]


def told(script: str, *given: str | int | Path) -> dict[str, Any]:
    """What a benchmark says at its end."""
    done = subprocess.run([sys.executable, str(HERE / script), *map(str, given)], capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if not done.returncode else sys.exit(done.stderr[-2000:])
    return found


def lines(script: str, *given: str | Path, what: str = "", goal: str = "") -> list[Row]:
    """What a benchmark prints, a row each line."""
    done = subprocess.run([sys.executable, str(HERE / script), *map(str, given)], capture_output=True, text=True, check=False)
    return [(what or script, line.strip(), goal) for line in done.stdout.splitlines()] or sys.exit(done.stderr[-2000:])
