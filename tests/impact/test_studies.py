"""Studies in a pool: registered first, answered by the build, found through the page's JSON, and never changed once shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import studying
from intarsia.errors import Conflict, Invalid
from intarsia.pool import Pool
from intarsia.web import create_app
from tests.impact.made import pool
from tests.web.conftest import Web


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    found = Pool(pool(tmp_path_factory.mktemp("impact") / "pool"))
    found.build(as_of="2026-11-23")
    return found


@pytest.fixture(scope="module")
def web(built: Pool) -> Web:
    return Web(create_app(built))


def test_an_intervention_of_known_size_is_found_through_the_pages_json(web: Web) -> None:
    data = web.json("/impact/free-entry.json")["data"]
    assert data["study"]["status"] == "SUPPORTED" and data["study"]["low"] < 50 < data["study"]["high"]
    assert abs(data["evidence"]["estimate"] - 50) < 10 and data["evidence"]["state"] == "SOLID" and "higher" in data["headline"]
    listed = {row["id"]: row for row in web.json("/impact.json")["data"]}
    assert listed["free-entry"]["effect"] == data["evidence"]["estimate"]
    assert web.json("/figures/impact.json?study=free-entry")["data"]["evidence"]["estimate"] == data["evidence"]["estimate"]


def test_what_cannot_be_compared_is_told_and_never_headed(web: Web) -> None:
    careless = web.json("/impact/free-entry-careless.json")["data"]
    assert careless["study"]["status"] == "CONTAMINATED" and careless["evidence"]["state"] == "CONTESTED" and careless["headline"] == careless["title"] and careless["needs"]
    vat = web.json("/impact/lower-vat.json")["data"]
    assert vat["study"]["status"] == "NO DESIGN" and vat["evidence"]["state"] == "REFUSED" and vat["evidence"]["estimate"] is None and vat["needs"]


def test_pages_and_dossier_hold_the_registration_and_its_hash(web: Web, built: Pool) -> None:
    told = web.json("/impact/free-entry/dossier.json")["data"]
    study = next(one for one in studying.registered(built) if one.id == "free-entry")
    assert told["study"]["hash"] == study.hash and told["registration"] == study.content() and told["result"]["inputs"]
    assert len(web.get("/impact/free-entry/dossier.csv").text.splitlines()) > 20
    for address in ("/impact", "/impact/free-entry", "/impact/free-entry?lang=nl", "/impact/lower-vat", "/impact/free-entry/dossier"):
        assert web.get(address).status_code == 200
    assert web.get("/impact/nothing").status_code == 404


def test_a_study_that_was_shown_is_neither_changed_nor_taken_away(built: Pool) -> None:
    file = built.layout.studies / "free-entry.toml"
    before = file.read_text("utf-8")
    try:
        file.write_text(before.replace('direction = "up"', 'direction = "down"'), "utf-8")
        with pytest.raises(Conflict, match="changed after its result"):
            built.build(as_of="2026-11-23")
        file.unlink()
        with pytest.raises(Conflict, match="taken away"):
            built.build(as_of="2026-11-23")
    finally:
        file.write_text(before, "utf-8")


def test_registering_writes_what_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "pool.toml").write_text('name = "x"\nbase = "http://localhost:8000/"\npublisher = "x"\nlanguages = ["en"]\n', "utf-8")
    found = Pool(tmp_path)
    given = {"title": {"en": 'A "quoted" title'}, "question": "Did it help?", "who": "analyst", "registered": "2026-11-23", "intervention": {"dataset": "d", "record": "r"},
             "outcome": {"dataset": "o", "measure": "visits", "about": "agent", "frequency": "month", "direction": "up"}, "window": {"since": "2015"}, "without": {"Tate": "the sum"}}
    study = studying.register(found, "a-study", given)
    assert studying.registered(found) == [study] and study.content()["title"] == given["title"]
    with pytest.raises(Conflict):
        studying.register(found, "a-study", given)
    for wrong in ({**given, "outcome": {**given["outcome"], "direction": "sideways"}}, {**given, "who": ""}, {**given, "colour": "red"}, {**given, "registered": "soon"}):
        with pytest.raises(Invalid):
            studying.register(found, "b-study", wrong)
    with pytest.raises(Invalid):
        studying.register(found, "../up", given)
