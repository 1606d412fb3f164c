"""Regions: a file of NUTS regions that an operator supplies becomes paths for the map; nothing of it comes with Intarsia.

Eurostat's boundaries (GISCO, EuroGeographics) may be used without payment for other than commercial ends alone, which is why each pool gets them itself
and every map shows their notice. Points are projected as the map of Europe is (Lambert's azimuthal equal-area projection around 52 degrees north,
10 degrees east; J. P. Snyder, Map Projections, USGS 1395, 1987, p. 185) and set on a grid of whole units: neighbours share their points, so that
both move to the same place and no gaps open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.errors import Invalid
from intarsia.figures import regionfile
from intarsia.figures.regionfile import Array
from intarsia.store.layout import replace

NOTICE = "© EuroGeographics for the administrative boundaries; Eurostat GISCO, not for commercial use"
WIDTH, HEIGHT, MARGIN = 2000, 1900, 20
#: Iceland to the Caucasus, Crete and Cyprus to the North Cape: what stands in the middle of the map of Europe
FRAME = ((-23.0, 64.0), (-9.5, 36.5), (33.0, 34.3), (46.0, 39.5), (28.0, 71.3), (44.0, 47.0))
MIDDLE = (10.0, 52.0)
#: points of a map, above which the grid is made coarser: a page holds one map
MOST_POINTS = 34_000
LEVELS = ("nuts1", "nuts2", "nuts3")


@dataclass(frozen=True)
class Made:
    """What became of a file: regions by level, without those outside the frame of the map, and the size of what was written."""

    regions: Mapping[str, int]
    outside: int
    bytes: int
    notice: str


def take(source: Path, target: Path, notice: str = "") -> Made:
    """Read a file of regions (`regionfile`) and write what the map needs, with the name of each. notice: what is shown under each map in place of NOTICE.

    Raises: NotFound when there is no such file; Invalid when it cannot be read, or holds none of levels 1 to 3 on the map of Europe.
    """
    found = regionfile.regions(source)
    scale, shift = _fitting()
    views: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    outside = 0
    for level in LEVELS:
        shapes = [(one.code, [_projected(ring) * scale + shift for ring in one.rings]) for one in found if one.level == level[-1] and len(one.code) > 2]
        inside = [(code, kept) for code, rings in shapes if (kept := [ring for ring in rings if _within(ring)])]
        outside += len(shapes) - len(inside)
        views[level] = _drawn(inside)
    counts = {level: len(views[level]) for level in LEVELS}
    if not any(counts.values()):
        raise Invalid("this file has no NUTS region of level 1, 2 or 3 on the map of Europe", where=str(source), way_out=regionfile.TAKE)
    names = {one.code: one.name for one in found if one.name and one.level != "0"}
    whole = {"notice": notice or NOTICE, "names": names, "views": {level: {"width": WIDTH, "height": HEIGHT, "countries": shapes, "around": ""} for level, shapes in views.items() if shapes}}
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    replace(target, text)
    return Made(counts, outside, len(text.encode()), notice or NOTICE)


def _projected(points: Array) -> Array:
    """Degrees to the plane, y downwards, the radius of the earth as 1."""
    longitude, latitude = np.radians(points[:, 0] - MIDDLE[0]), np.radians(points[:, 1])
    north = np.radians(MIDDLE[1])
    cosine = np.sin(north) * np.sin(latitude) + np.cos(north) * np.cos(latitude) * np.cos(longitude)
    k = np.sqrt(2.0 / np.maximum(1.0 + cosine, 1e-9))
    return np.column_stack((k * np.cos(latitude) * np.sin(longitude), -k * (np.cos(north) * np.sin(latitude) - np.sin(north) * np.cos(latitude) * np.cos(longitude))))


def _fitting() -> tuple[float, Array]:
    """Scale and shift that bring the frame into the picture, as d3's fitExtent does."""
    frame = _projected(np.array(FRAME))
    low, high = frame.min(axis=0), frame.max(axis=0)
    room = np.array([WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN])
    scale = float((room / (high - low)).min())
    shift: Array = np.array([WIDTH, HEIGHT]) / 2 - scale * (low + high) / 2
    return scale, shift


def _within(ring: Array) -> bool:
    middle = ring.mean(axis=0)
    return bool((middle >= 0).all() and middle[0] <= WIDTH and middle[1] <= HEIGHT)


def _drawn(shapes: Sequence[tuple[str, list[Array]]]) -> dict[str, dict[str, Any]]:
    """Path, middle and area of each region, on the finest grid that keeps a map light."""
    grid = 1
    while grid < 8 and sum(len(_stepped(ring, grid)) for _, rings in shapes for ring in rings) > MOST_POINTS:
        grid += 1
    found = {}
    for code, rings in sorted(shapes, key=lambda one: one[0]):
        largest = max(rings, key=lambda ring: abs(_area(ring)))
        x, y = largest.mean(axis=0)
        path = "".join(_path(_stepped(ring, grid)) for ring in rings)
        found[code] = {"d": path, "x": round(float(x)), "y": round(float(y)), "area": round(sum(abs(_area(ring)) for ring in rings))}
    return found


def _stepped(ring: Array, grid: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The points on the grid, each once in a row."""
    points = (np.rint(ring / grid) * grid).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = (points[1:] != points[:-1]).any(axis=1)
    return points[keep]


def _path(points: np.ndarray[Any, np.dtype[np.int64]]) -> str:
    """A closed ring in relative steps; nothing where the grid left no area."""
    if len(points) < 4:
        return ""
    steps = np.diff(points[:-1], axis=0)
    return f"M{points[0][0]},{points[0][1]}l" + " ".join(f"{a},{b}" for a, b in steps.tolist()).replace(",-", "-").replace(" -", "-") + "z"


def _area(ring: Array) -> float:
    """The area of a ring, by the shoelace formula."""
    x, y = ring[:, 0], ring[:, 1]
    return float(0.5 * (x[:-1] @ y[1:] - x[1:] @ y[:-1]))
