"""The style sheet: one file per part of the look in styles/, sent as one, with the fonts that were built."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from intarsia.web import built

STYLES = Path(__file__).parent / "styles"
FIRST, LAST = ("tokens", "base", "frame", "controls"), ("narrow", "print")


@cache
def sheet() -> bytes:
    """All parts, in an order in which later ones may refine earlier ones: tokens and base first, narrow windows and paper last."""
    names = {path.stem for path in STYLES.glob("*.css")}
    order = [*FIRST, *sorted(names - {*FIRST, *LAST}), *LAST]
    parts = [fonts(), *((STYLES / f"{name}.css").read_text("utf-8") for name in order)]
    return "\n".join(map(_thin, filter(None, parts))).encode()


def fonts() -> str:
    """The rules of the fonts, each file with its version in the address; empty where they were not built."""
    path = built.path("fonts.css")
    if path is None:
        return ""
    return re.sub(r"url\(built/([^)]+)\)", lambda found: f"url(built/{found[1]}?v={built.version(found[1])})", path.read_text("utf-8"))


def _thin(css: str) -> str:
    """Without comments and the blanks that only people need."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", css).strip()
