"""Charts in the Python API: the works asked for, with the site's own numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

import intarsia
from intarsia.errors import Invalid
from intarsia.figures import RENDERER
from tests.web.made import empty_pool, write_release


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = empty_pool(tmp_path_factory.mktemp("charting") / "made")
    write_release(folder, "cccc222233334444")
    return folder


def test_works_become_a_figure_with_its_evidence(pool: Path) -> None:
    works = intarsia.open(pool).works(sector=["publishing", "film-tv"])
    for by in ("year", "sector"):
        figure = works.chart(by)
        place = [column.name for column in figure.columns].index("works")
        assert figure.evidence.n == works.count() == sum(row[place] for row in figure.rows)
        assert (figure.evidence.release, figure.evidence.contributors) == ("cccc222233334444", 2)
        assert all(href.startswith("http://localhost:8000/explore?") and "release=cccc222233334444" in href for href in figure.hrefs)
        assert any(source.synthetic for source in figure.sources) and figure._repr_mimebundle_()["image/svg+xml"].startswith("<svg")
    RENDERER.close()


def test_found_works_can_be_drawn_too(pool: Path) -> None:
    found = intarsia.open(pool).search("Volume")
    assert found.chart("sector").evidence.n == 30


def test_what_is_no_work_cannot_be_drawn(pool: Path) -> None:
    commons = intarsia.open(pool)
    with pytest.raises(Invalid, match="no works"):
        commons.agents().chart()
    with pytest.raises(Invalid, match="cannot be drawn by"):
        commons.works().chart("colour")
    nothing = commons.works(sector="no-such").chart()
    assert nothing.evidence.state == "REFUSED" and not nothing.drawn and "no row to count" in repr(nothing.evidence.sentence)
