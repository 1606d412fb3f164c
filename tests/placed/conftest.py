"""A small pool with figures of countries and regions, some of them missing, withheld or of another year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intarsia.answering import Release
from intarsia.pool import Pool
from tests.once import once
from tests.small import POOL, dataset, warmed

COUNTRIES = ("NL", "BE", "DE", "FR", "LU", "DK", "SE", "NO", "FI", "IE")
REGIONS = ("NL41", "NL32", "NL33", "BE10", "BE21", "DE21", "DE30", "FR10", "DK01")
#: measure, place, year, figure, flag
FIGURES = [
    *(("population", place, 2019, 1_000_000.0 * (n + 1), "") for n, place in enumerate(COUNTRIES) if place != "IE"),
    *(("jobs", place, 2019, 1_000.0 * (n + 1) ** 2, "") for n, place in enumerate(COUNTRIES) if place not in ("LU",)),
    ("jobs", "LU", 2019, None, "suppressed"), ("population", "IE", 2018, 5_000_000.0, ""),
    *(("population", place, 2019, 100_000.0 * (n + 1), "") for n, place in enumerate(REGIONS)),
    *(("jobs", place, 2019, 9_000.0 - 500 * n, "") for n, place in enumerate(REGIONS)),
]
MAPPING = """mapping = 1

[[source]]
name = "figures.csv"
record = "measure || ' ' || place || ' ' || year"

[[observation]]
measure = "measure"
value = "value"
unit = "case measure when 'jobs' then 'persons' else 'persons' end"
period = "year"
about = "place"
about_kind = "'place'"
place = "place"
flag = "flag"
"""


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release of that pool."""

    def make(folder: Path) -> None:
        lines = [f"{measure},{place},{year},{'' if value is None else value:},{flag}" for measure, place, year, value, flag in FIGURES]
        dataset(folder, "context", "Invented context", "context", "figures.csv", "csv", "measure,place,year,value,flag\n" + "\n".join(lines) + "\n", MAPPING)
        (folder / "pool.toml").write_text(POOL, "utf-8")
        Pool(warmed(folder)).build()

    return Release(Pool(once(tmp_path_factory, "places", make)).reader())


def square(code: str, level: int, west: float, south: float, size: float = 2.0) -> dict[str, Any]:
    """A square region as GeoJSON."""
    ring = [[west, south], [west, south + size], [west + size, south + size], [west + size, south], [west, south]]
    return {"type": "Feature", "properties": {"NUTS_ID": code, "LEVL_CODE": level}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def geojson(path: Path, features: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path
