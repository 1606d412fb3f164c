"""Which of several forms a reader likes best, by the weights and the width of what its Accept header names (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

HTML, JSON = "html", "json"


def choose(header: str, offered: Sequence[tuple[str, tuple[str, ...]]]) -> str | None:
    """The name of the form that suits best, the first offered among equals; None when nothing offered is acceptable.

    header: the Accept header; an empty one takes anything. offered: (name, its media types), in our own order of preference.
    """
    ranges = _ranges(header)
    if not ranges:
        return offered[0][0]
    best, weight = None, 0.0
    for name, types in offered:
        mine = max(_weight(media, ranges) for media in types)
        if mine > weight:
            best, weight = name, mine
    return best


def _weight(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of a media type: that of the narrowest range that holds it."""
    for wanted in (media, f"{media.split('/')[0]}/*", "*/*"):
        found = [weight for name, weight in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def _ranges(header: str) -> list[tuple[str, float]]:
    """The members of an Accept header with their weights; what cannot be read weighs nothing."""
    found = []
    for part in header.lower().split(",")[:40]:
        name, *options = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for option in options:
            key, _equals, value = option.partition("=")
            if key.strip() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if name:
            found.append((name, weight))
    return found
