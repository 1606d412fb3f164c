"""A file of regions as their publisher ships it: GeoJSON or TopoJSON, in degrees or in one of the two other projections of Eurostat's, read as rings in degrees."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.errors import Invalid, NotFound

MOST_BYTES = 200_000_000
TAKE = "take NUTS_RG_*_4326.geojson of Eurostat's GISCO service"
#: how files begin that hold regions in a form that is not read here
_OTHERS = ((b"SQLite format 3\0", "a GeoPackage"), (b"PK\x03\x04", "an archive (.zip)"), (b"\x00\x00\x27\x0a", "a shapefile"))
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Region:
    """code: of NUTS. level: "0" to "3". name: in Latin letters, "" where the file has none. rings: in degrees, longitude first."""

    code: str
    level: str
    name: str
    rings: tuple[Array, ...]


def regions(source: Path) -> tuple[Region, ...]:
    """The regions of a file (.gz is fine).

    Raises: NotFound when there is no such file; Invalid when it is neither GeoJSON nor TopoJSON, in a projection that is not known, or has a shape that cannot be read.
    """
    found = _parsed(source)
    topology = found.get("type") == "Topology"
    features, hint = _topology(found, source) if topology else (found.get("features"), "")
    if not isinstance(features, list):
        raise Invalid("this is no GeoJSON file of regions", where=str(source), way_out=TAKE)
    degrees = _projection(f"{found.get('crs') or ''}{hint}", source)
    return tuple(_regions([one for one in features if isinstance(one, dict)], degrees, source))


def _parsed(source: Path) -> Mapping[str, Any]:
    if not source.is_file():
        raise NotFound("there is no such file", where=str(source), way_out="check the path")
    try:
        raw = source.read_bytes()
        if source.suffix == ".gz":
            raw = _unpacked(raw)
        for begin, what in _OTHERS:
            if raw.startswith(begin):
                raise Invalid(f"this is {what}; regions are read from GeoJSON and TopoJSON", where=str(source), way_out="take the .geojson file of the same download page, unpacked")
        found = json.loads(raw[:MOST_BYTES])
    except (OSError, EOFError, ValueError, zlib.error, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("this is no GeoJSON file of regions", where=str(source), way_out=TAKE)
    return found


def _unpacked(raw: bytes) -> bytes:
    """The packed bytes, up to the limit: an archive may hold far more than it is long."""
    found = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(raw, MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise gzip.BadGzipFile
    return found


def _topology(found: Mapping[str, Any], source: Path) -> tuple[list[Any], str]:
    """The features of a TopoJSON file (The TopoJSON Format Specification, 2.1 to 2.2): arcs are shared, in steps where there is a transform. And the names of its objects,
    which tell the projection where nothing else does."""
    try:
        moved = found.get("transform")
        arcs = [np.array(arc, dtype=np.float64)[:, :2] for arc in found["arcs"]]
        if moved:
            arcs = [np.cumsum(arc, axis=0) * np.array(moved["scale"]) + np.array(moved["translate"]) for arc in arcs]

        def ring(parts: Sequence[int]) -> Any:
            pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in parts]
            return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])

        def shape(one: Mapping[str, Any]) -> Mapping[str, Any]:
            own = one.get("arcs", [])
            polygons = {"Polygon": [own], "MultiPolygon": own}.get(one.get("type", ""), [])
            return {"type": "MultiPolygon", "coordinates": [[ring(parts) for parts in polygon] for polygon in polygons]}

        features = [{"id": one.get("id"), "properties": one.get("properties"), "geometry": shape(one)} for held in found["objects"].values() for one in held.get("geometries", [])]
    except (KeyError, ValueError, TypeError, IndexError, AttributeError):
        raise Invalid("the shapes of this TopoJSON file cannot be read", where=str(source), way_out="take the .geojson file of the same download page") from None
    return features, " ".join(str(held.get("crs") or name) for name, held in found["objects"].items())


def _projection(said: str, source: Path) -> Callable[[Array], Array]:
    """What makes degrees of the file's points: as the file says ("EPSG::3035"), else as its name does ("_3035"); degrees where neither does."""
    told = re.search(r"EPSG:+(?:[\d.]*:)?(\d{4,5})", said) or re.search(r"_(\d{4})\b", said) or re.search(r"_(3035|3857|4326)\b", source.name)
    code = "4326" if not told or "CRS84" in said else told[1]
    if code not in PROJECTIONS:
        raise Invalid(f"its points are in the projection EPSG:{code}", where=str(source), way_out="take the file in EPSG:4326 (degrees), 3035 or 3857")
    return PROJECTIONS[code]


def _regions(features: Sequence[dict[str, Any]], degrees: Callable[[Array], Array], source: Path) -> Iterator[Region]:
    for one in features:
        about, shape = one.get("properties") or {}, one.get("geometry") or {}
        code = str(about.get("NUTS_ID") or about.get("id") or one.get("id") or "")
        level = str(about.get("LEVL_CODE", len(code) - 2))
        if not code.isalnum() or not 2 <= len(code) <= 5 or level not in "0123":
            continue
        try:
            polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape.get("type", "")]
            rings = tuple(degrees(np.array(ring, dtype=np.float64)[:, :2]) for polygon in polygons for ring in polygon)
        except (KeyError, ValueError, TypeError, IndexError):
            raise Invalid(f"the shape of region '{code}' cannot be read", where=str(source), way_out="take the file as its publisher ships it") from None
        if any((np.abs(ring) > (180.5, 90.0)).any() or not np.isfinite(ring).all() for ring in rings):
            raise Invalid("its points are no degrees of longitude and latitude, and nothing in it says what they are", where=str(source),
                          way_out="take the file whose name ends in _4326.geojson")
        name = str(about.get("NAME_LATN") or about.get("NUTS_NAME") or about.get("na") or "")
        yield Region(code, level, " ".join(name.split())[:120], rings)


def _mercator(points: Array) -> Array:
    """Degrees of EPSG:3857 (J. P. Snyder, Map Projections, USGS 1395, 1987, p. 44, on a sphere)."""
    x, y = points[:, 0] / 6378137.0, points[:, 1] / 6378137.0
    found: Array = np.degrees(np.column_stack((x, 2 * np.arctan(np.exp(y)) - np.pi / 2)))
    return found


def _laea(points: Array) -> Array:
    """Degrees of EPSG:3035, Lambert's azimuthal equal-area projection on the ellipsoid GRS 1980 (Snyder, p. 187 to 189)."""
    a, square = 6378137.0, (2 - 1 / 298.257222101) / 298.257222101
    e = np.sqrt(square)

    def q(sine: float) -> float:
        return float((1 - square) * (sine / (1 - square * sine**2) - np.log((1 - e * sine) / (1 + e * sine)) / (2 * e)))

    north, pole = np.radians(52.0), q(1.0)
    beta = np.arcsin(q(float(np.sin(north))) / pole)
    radius = a * np.sqrt(pole / 2)
    d = a * np.cos(north) / np.sqrt(1 - square * np.sin(north) ** 2) / (radius * np.cos(beta))
    x, y = points[:, 0] - 4321000.0, points[:, 1] - 3210000.0
    rho = np.maximum(np.hypot(x / d, d * y), 1e-9)
    angle = 2 * np.arcsin(np.clip(rho / (2 * radius), -1, 1))
    turned = np.arcsin(np.clip(np.cos(angle) * np.sin(beta) + d * y * np.sin(angle) * np.cos(beta) / rho, -1, 1))
    longitude = np.radians(10.0) + np.arctan2(x * np.sin(angle), d * rho * np.cos(beta) * np.cos(angle) - d**2 * y * np.sin(beta) * np.sin(angle))
    latitude = (turned + (square / 3 + 31 * square**2 / 180 + 517 * square**3 / 5040) * np.sin(2 * turned) + (23 * square**2 / 360 + 251 * square**3 / 3780) * np.sin(4 * turned)
                + 761 * square**3 / 45360 * np.sin(6 * turned))
    found: Array = np.degrees(np.column_stack((longitude, latitude)))
    return found


#: projections by EPSG number: GISCO ships 4326, 3035 and 3857; 4258 (ETRS89) differs from 4326 by less than a metre
PROJECTIONS: Mapping[str, Callable[[Array], Array]] = {"4326": lambda points: points, "4258": lambda points: points, "3035": _laea, "3857": _mercator}
