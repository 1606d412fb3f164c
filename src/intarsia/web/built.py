"""What tools/frontend made for the pages: scripts, editor, fonts, geometry, with their hashes. It may be missing: pages work without."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "static" / "built"
TO_BUILD = "the scripts and fonts of the pages are not built: pages work, but plainer; build them with: python tools/frontend/run.py"


@cache
def manifest() -> dict[str, Any]:
    """{"files": {name: {"bytes", "sha256"}}, "inputs", "packages"} of the build; without files where there is none."""
    try:
        found: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {"files": {}, "inputs": "", "packages": []}
    return found


def path(name: str) -> Path | None:
    """Where a built file stands; None when it was not built."""
    return FOLDER / name if name in manifest()["files"] else None


def version(name: str) -> str:
    """The part of a file's hash that goes into its address; empty when it was not built."""
    return str(manifest()["files"].get(name, {}).get("sha256", ""))[:12]
