"""Colours as numbers: relative luminance and contrast, as WCAG 2.2 defines them."""

from __future__ import annotations

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" in sRGB, 0 for black to 1 for white.

    Raises: ValueError for anything else.
    """
    if not HEX.fullmatch(colour):
        raise ValueError("a colour is written #rrggbb")
    red, green, blue = (_linear(int(colour[n:n + 2], 16) / 255) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 for the same colour to 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
