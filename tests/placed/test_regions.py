"""Regions: a file the operator supplies is projected and drawn without gaps; without it, and with a wrong one, maps stay whole."""

from __future__ import annotations

import gzip
import json
import re
import shutil
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
