"""Regions: a file the operator supplies is projected and drawn without gaps; without it, and with a wrong one, maps stay whole."""

from __future__ import annotations

import gzip
import json
import math
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from intarsia import answering
from intarsia.answering import Release
from intarsia.cli import main
from intarsia.errors import Invalid, NotFound
from intarsia.evidence import ENGLISH
from intarsia.figures import regions
from intarsia.figures.placemap import Maps, drawing
from intarsia.web import built
from tests.placed.conftest import REGIONS, geojson, square


def corners(path: str) -> list[tuple[int, int]]:
    """The points of a path of relative steps."""
    start, steps = re.fullmatch(r"M(-?\d+,-?\d+)l(.*)z", path).groups()  # type: ignore[union-attr]
    points = [tuple(int(part) for part in start.split(","))]
    numbers = [int(one) for one in re.findall(r"-?\d+", steps)]
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        points.append((points[-1][0] + x, points[-1][1] + y))
    return points  # type: ignore[return-value]


def test_neighbours_share_their_border(tmp_path: Path) -> None:
    file = geojson(tmp_path / "two.geojson", [square("NL41", 2, 4.0, 51.0), square("DEA1", 2, 6.0, 51.0), square("FRY1", 2, -61.0, 16.0)])
    made = regions.take(file, tmp_path / "maps" / "regions.json")
    assert made.regions == {"nuts1": 0, "nuts2": 2, "nuts3": 0} and made.outside == 1
    shapes = json.loads((tmp_path / "maps" / "regions.json").read_text("utf-8"))["views"]["nuts2"]["countries"]
    left, right = (set(corners(shapes[code]["d"])) for code in ("NL41", "DEA1"))
    assert len(left & right) == 2  # the two corners of the border between them are the same points


def test_the_projection_puts_the_frame_into_the_picture_and_keeps_areas(tmp_path: Path) -> None:
    features = [square("NL41", 2, 4.0, 51.0, 1.0), square("FI1D", 2, 25.0, 66.0, 1.0)]
    regions.take(geojson(tmp_path / "a.geojson", features), tmp_path / "regions.json")
    view = json.loads((tmp_path / "regions.json").read_text("utf-8"))["views"]["nuts2"]
    import math

    sphere = [math.radians(1) * (math.sin(math.radians(top)) - math.sin(math.radians(top - 1))) for top in (52, 67)]
    areas = [view["countries"][code]["area"] for code in ("NL41", "FI1D")]
    assert areas[0] / areas[1] == pytest.approx(sphere[0] / sphere[1], rel=0.02)
    assert all(0 <= x <= view["width"] and 0 <= y <= view["height"] for one in view["countries"].values() for x, y in corners(one["d"]))


@pytest.mark.parametrize(
    ("content", "said"),
    [("not json", "no GeoJSON"), ('{"features": []}', "no NUTS region"), ('{"type": "FeatureCollection"}', "no GeoJSON"),
     (json.dumps({"features": [square("NL41", 2, 4_000_000.0, 3_200_000.0)]}), "no degrees"),
     (json.dumps({"features": [{"properties": {"NUTS_ID": "NL41", "LEVL_CODE": 2}, "geometry": {"type": "Point", "coordinates": [4, 52]}}]}), "cannot be read")],
)
def test_what_is_no_file_of_regions_is_refused_in_words(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "x.geojson").write_text(content, "utf-8")
    with pytest.raises(Invalid, match=said) as refused:
        regions.take(tmp_path / "x.geojson", tmp_path / "regions.json")
    assert refused.value.way_out and not (tmp_path / "regions.json").exists()
    with pytest.raises(NotFound):
        regions.take(tmp_path / "none.geojson", tmp_path / "regions.json")


def turned(points: list[list[float]], code: int) -> list[list[float]]:
    """Degrees in another projection of Eurostat's, on a sphere for 3857 and on the ellipsoid for 3035 (EPSG guidance note 7-2)."""
    if code == 3857:
        return [[6378137 * math.radians(x), 6378137 * math.log(math.tan(math.pi / 4 + math.radians(y) / 2))] for x, y in points]
    e2 = 2 / 298.257222101 - 1 / 298.257222101**2
    e = math.sqrt(e2)

    def q(latitude: float) -> float:
        s = math.sin(latitude)
        return (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    north, pole = math.radians(52), q(math.pi / 2)
    b0, r = math.asin(q(north) / pole), 6378137 * math.sqrt(pole / 2)
    d = 6378137 * (math.cos(north) / math.sqrt(1 - e2 * math.sin(north) ** 2)) / (r * math.cos(b0))
    found = []
    for x, y in points:
        b, across = math.asin(q(math.radians(y)) / pole), math.radians(x - 10)
        k = r * math.sqrt(2 / (1 + math.sin(b0) * math.sin(b) + math.cos(b0) * math.cos(b) * math.cos(across)))
        found.append([4321000 + k * d * math.cos(b) * math.sin(across), 3210000 + k / d * (math.cos(b0) * math.sin(b) - math.sin(b0) * math.cos(b) * math.cos(across))])
    return found


def test_the_projections_of_the_publisher_and_topojson_give_the_same_map(tmp_path: Path) -> None:
    assert turned([[5.0, 50.0]], 3035)[0] == pytest.approx([3962799.45, 2999718.85], abs=0.01)  # the example of EPSG guidance note 7-2
    features = [square("NL41", 2, 4.0, 51.0), square("PT17", 2, -9.5, 38.0), square("NL4", 1, 4.0, 51.0), square("NL", 0, 4.0, 51.0)]
    for one in features:
        one["properties"]["NAME_LATN"] = "Name of " + one["properties"]["NUTS_ID"]
    regions.take(geojson(tmp_path / "a.geojson", features), tmp_path / "degrees.json")
    degrees = json.loads((tmp_path / "degrees.json").read_text("utf-8"))
    assert degrees["names"] == {code: f"Name of {code}" for code in ("NL41", "PT17", "NL4")} and set(degrees["views"]) == {"nuts1", "nuts2"}
    for code in (3035, 3857):
        moved = [{**one, "geometry": {**one["geometry"], "coordinates": [turned(ring, code) for ring in one["geometry"]["coordinates"]]}} for one in features]
        file = tmp_path / f"b_{code}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}, "features": moved}), "utf-8")
        regions.take(file, tmp_path / f"{code}.json")
        assert json.loads((tmp_path / f"{code}.json").read_text("utf-8")) == degrees, code
    # one arc for each square, in steps of a tenth of a degree, the first of them backwards
    arcs, shapes = [], []
    for n, one in enumerate(features):
        ring = one["geometry"]["coordinates"][0][::-1] if n == 0 else one["geometry"]["coordinates"][0]
        whole = [[round(10 * (x + 20)), round(10 * y)] for x, y in ring]
        arcs.append([whole[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(whole))])
        shapes.append({"type": "Polygon", "arcs": [[~n if n == 0 else n]], "id": one["properties"]["NUTS_ID"], "properties": one["properties"]})
    held = {"NUTS_RG_4326": {"type": "GeometryCollection", "geometries": shapes}}
    topology = {"type": "Topology", "transform": {"scale": [0.1, 0.1], "translate": [-20, 0]}, "arcs": arcs, "objects": held}
    (tmp_path / "c.json").write_text(json.dumps(topology), "utf-8")
    regions.take(tmp_path / "c.json", tmp_path / "topology.json")
    assert json.loads((tmp_path / "topology.json").read_text("utf-8")) == degrees


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"SQLite format 3\0 and so on", "GeoPackage"), (b"PK\x03\x04 and so on", "archive"), (b"\x00\x00\x27\x0a and so on", "shapefile"),
     (json.dumps({"crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}, "features": [square("NL41", 2, 4.0, 51.0)]}).encode(), "EPSG:28992"),
     (json.dumps({"type": "Topology", "arcs": [[[0, 0], [1, 1]]], "objects": {"a": {"geometries": [{"type": "Polygon", "arcs": [[7]], "id": "NL41"}]}}}).encode(), "TopoJSON")],
)
def test_other_forms_are_refused_by_their_names(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(Invalid, match=said) as refused:
        regions.take(tmp_path / "x", tmp_path / "regions.json")
    assert "geojson" in refused.value.way_out or "EPSG:4326" in refused.value.way_out


def test_a_map_of_regions_needs_the_file_and_shows_its_notice(places: Release, tmp_path: Path) -> None:
    answer = answering.answer(places, "where", {"measure": "jobs", "level": "region"}, ENGLISH)
    assert [row[0] for row in answer.rows] == list(REGIONS)
    assert drawing(answer, Maps(built.path("map.json"), tmp_path / "none.json"), ENGLISH) is None  # the table stands alone
    target = tmp_path / "regions.json"
    regions.take(geojson(tmp_path / "r.geojson", [square(code, 2, 2.0 + 2 * n, 50.0) for n, code in enumerate(REGIONS[:-1])]), target)
    drawn = drawing(answer, Maps(built.path("map.json"), target), ENGLISH)
    assert drawn is not None and drawn.made_by == (regions.NOTICE,)
    root = etree.fromstring(drawn.picture.raw(720).encode())
    assert len(list(root.iter("{http://www.w3.org/2000/svg}a"))) == len(REGIONS) - 1
    assert any("DK01" in note or "Not on this map" in note for note in drawn.notes)
    assert [step.colour for step in drawn.legend][-1] == "hatch"


def test_the_command_takes_and_removes_it(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["new", str(tmp_path / "pool")]).exit_code == 0
    file = geojson(tmp_path / "r.geojson", [square("NL41", 2, 4.0, 51.0)])
    done = CliRunner().invoke(main, ["map", "add", str(file), "--pool", str(tmp_path / "pool"), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["nuts2"] == 1 and (tmp_path / "pool" / "maps" / "regions.json").is_file()
    assert json.loads(CliRunner().invoke(main, ["map", "remove", "--pool", str(tmp_path / "pool"), "--json"]).output)[0]["removed"] is True
    assert CliRunner().invoke(main, ["map", "add", str(tmp_path / "none"), "--pool", str(tmp_path / "pool")]).exit_code == 2


@pytest.mark.data
def test_the_file_that_eurostat_ships(real_data: Path, tmp_path: Path) -> None:
    packed = next((real_data / "nuts_2021").glob("NUTS_RG_60M*.gz"))
    made = regions.take(packed, tmp_path / "regions.json")
    assert made.regions["nuts2"] > 300 and made.regions["nuts3"] > 1400 and made.bytes < 400_000
    with gzip.open(packed) as source, open(tmp_path / "plain.geojson", "wb") as out:
        shutil.copyfileobj(source, out)
    assert regions.take(tmp_path / "plain.geojson", tmp_path / "again.json") == made
    shapes = json.loads((tmp_path / "regions.json").read_text("utf-8"))["views"]["nuts2"]["countries"]
    assert {"NL32", "NL33", "BE10", "DE30"} <= set(shapes)  # what lies north and east of another is drawn there
    assert shapes["NL32"]["y"] < shapes["FR10"]["y"] and shapes["DE30"]["x"] > shapes["NL32"]["x"]
