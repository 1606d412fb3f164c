"""Regions: a GeoJSON file of NUTS regions that an operator supplies becomes paths for the map; nothing of it comes with Intarsia.

Eurostat's boundaries (GISCO, EuroGeographics) may be used without payment for other than commercial ends alone, which is why each pool gets them itself
and every map shows their notice. Points are projected as the map of Europe is (Lambert's azimuthal equal-area projection around 52 degrees north,
10 degrees east; J. P. Snyder, Map Projections, USGS 1395, 1987, p. 185) and set on a grid of whole units: neighbours share their points, so that
both move to the same place and no gaps open.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.errors import Invalid, NotFound
from intarsia.store.layout import replace

NOTICE = "© EuroGeographics for the administrative boundaries; Eurostat GISCO, not for commercial use"
WIDTH, HEIGHT, MARGIN = 2000, 1900, 20
#: Iceland to the Caucasus, Crete and Cyprus to the North Cape: what stands in the middle of the map of Europe
FRAME = ((-23.0, 64.0), (-9.5, 36.5), (33.0, 34.3), (46.0, 39.5), (28.0, 71.3), (44.0, 47.0))
MIDDLE = (10.0, 52.0)
MOST_BYTES = 200_000_000
#: points of a map, above which the grid is made coarser: a page holds one map
MOST_POINTS = 60_000
LEVELS = ("nuts1", "nuts2", "nuts3")
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Made:
    """What became of a file: regions by level, without those outside the frame of the map, and the size of what was written."""

    regions: Mapping[str, int]
    outside: int
    bytes: int
    notice: str


def take(source: Path, target: Path, notice: str = "") -> Made:
    """Read a GeoJSON file (.gz is fine) of regions and write what the map needs. notice: what is shown under each map in place of NOTICE.

    Raises: NotFound when there is no such file; Invalid when it is no GeoJSON of NUTS regions in degrees, or holds none of levels 1 to 3.
    """
    features = _features(source)
    scale, shift = _fitting()
    views: dict[str, dict[str, Any]] = {level: {} for level in LEVELS}
    outside = 0
    for level in LEVELS:
        shapes = [(code, [_projected(ring) * scale + shift for ring in rings]) for code, rings in _of_level(features, level, source)]
        inside = [(code, kept) for code, rings in shapes if (kept := [ring for ring in rings if _within(ring)])]
        outside += len(shapes) - len(inside)
        views[level] = _drawn(inside)
    counts = {level: len(views[level]) for level in LEVELS}
    if not any(counts.values()):
        raise Invalid("this file has no NUTS region of level 1, 2 or 3 on the map of Europe", where=str(source), way_out="take NUTS_RG_*_4326.geojson of Eurostat's GISCO service")
    whole = {"notice": notice or NOTICE, "views": {level: {"width": WIDTH, "height": HEIGHT, "countries": shapes, "around": ""} for level, shapes in views.items() if shapes}}
    target.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    replace(target, text)
    return Made(counts, outside, len(text.encode()), notice or NOTICE)


def _features(source: Path) -> list[dict[str, Any]]:
    if not source.is_file():
        raise NotFound("there is no such file", where=str(source), way_out="check the path")
    try:
        raw = source.read_bytes()
        if source.suffix == ".gz":
            raw = _unpacked(raw)
        found = json.loads(raw[:MOST_BYTES])
        features = found["features"]
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error):
        raise Invalid("this is no GeoJSON file of regions", where=str(source), way_out="take NUTS_RG_*_4326.geojson of Eurostat's GISCO service") from None
    return [one for one in features if isinstance(one, dict)] if isinstance(features, list) else []


def _unpacked(raw: bytes) -> bytes:
    """The packed bytes, up to the limit: an archive may hold far more than it is long."""
    found = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(raw, MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise gzip.BadGzipFile
    return found


def _of_level(features: Sequence[dict[str, Any]], level: str, source: Path) -> Iterator[tuple[str, list[Array]]]:
    """Code and rings of each region of a level, in degrees. Raises: Invalid for points that are no degrees."""
    for one in features:
        about, shape = one.get("properties") or {}, one.get("geometry") or {}
        code = str(about.get("NUTS_ID") or one.get("id") or "")
        if str(about.get("LEVL_CODE", len(code) - 2)) != level[-1] or not code.isalnum() or not 3 <= len(code) <= 5:
            continue
        try:
            polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape.get("type", "")]
            rings = [np.array(ring, dtype=np.float64)[:, :2] for polygon in polygons for ring in polygon]
        except (KeyError, ValueError, TypeError, IndexError):
            raise Invalid(f"the shape of region '{code[:5]}' cannot be read", where=str(source), way_out="take the file as its publisher ships it") from None
        if any((np.abs(ring) > (180.0, 90.0)).any() or not np.isfinite(ring).all() for ring in rings):
            raise Invalid("its points are no degrees of longitude and latitude", where=str(source), way_out="take the file whose name ends in _4326.geojson")
        yield code, rings


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
