"""The style sheet: one file per part of the look in styles/, sent as one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STYLES = Path(__file__).parent / "styles"
FIRST, LAST = ("tokens", "base", "frame", "controls"), ("narrow",)


@cache
def sheet() -> bytes:
    """All parts, in an order in which later ones may refine earlier ones: tokens and base first, narrow windows last."""
    names = {path.stem for path in STYLES.glob("*.css")}
    order = [*FIRST, *sorted(names - {*FIRST, *LAST}), *LAST]
    return b"\n".join((STYLES / f"{name}.css").read_bytes() for name in order)
