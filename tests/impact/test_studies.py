"""Studies in a pool: registered first, answered by the build, found through the page's JSON, and never changed once shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import answering, studying
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


def test_a_study_that_is_changed_after_its_result_was_shown_says_so_and_none_is_taken_away(tmp_path: Path) -> None:
    folder = pool(tmp_path / "pool")
    for quick in ("free-entry", "free-entry-careless"):  # without a design the answer takes no time
        (folder / "studies" / f"{quick}.toml").unlink()
    found, file = Pool(folder), folder / "studies" / "lower-vat.toml"
    before = file.read_text("utf-8")
    first = found.build(as_of="2026-11-23")
    known = studying.entered(found)["lower-vat"]
    hash = found.reader().rows("SELECT hash FROM study")[0][0]
    assert [one[2:4] for one in known.entered] == [("build", hash)] and [one[1:] for one in known.shown] == [(hash, first)] and known.entered[0][0] < known.shown[0][0]
    assert found.verify() == [] and found.build(as_of="2026-11-23") == first and len(studying.entered(found)["lower-vat"].shown) == 1
    file.write_text(before.replace('direction = "up"', 'direction = "down"'), "utf-8")
    second = found.build(as_of="2026-11-23")
    told = studying.dossier(found.reader(), "lower-vat")
    assert told["result"]["changed"] == {"hash": hash, "differs": [["outcome.direction", "up", "down"]]} and told["study"]["hash"] != hash
    said = answering.answer(answering.Release(found.reader()), "impact", {"study": "lower-vat"})
    assert "changed after its result was shown" in said.evidence.sentence and hash[:8] in said.evidence.sentence and told["study"]["hash"][:8] in said.evidence.sentence
    page = Web(create_app(found)).get("/impact/lower-vat?lang=nl").text
    assert "veranderd nadat" in page and hash in page and found.verify() == []
    file.unlink()
    with pytest.raises(Conflict, match="taken away"):
        found.build(as_of="2026-11-23")
    found.layout.desk.unlink()
    assert "the ledger has no registration" in found.verify(second)[0]
    found.rollback(first, "operator", "the older one may be served all the same")


def test_registering_writes_what_is_read_back(tmp_path: Path) -> None:
    (tmp_path / "pool.toml").write_text('name = "x"\nbase = "http://localhost:8000/"\npublisher = "x"\nlanguages = ["en"]\n', "utf-8")
    found = Pool(tmp_path)
    given = {"title": {"en": 'A "quoted" title'}, "question": "Did it help?", "who": "analyst", "registered": "2026-11-23", "intervention": {"dataset": "d", "record": "r"},
             "outcome": {"dataset": "o", "measure": "visits", "about": "agent", "frequency": "month", "direction": "up"}, "window": {"since": "2015"}, "without": {"Tate": "the sum"}}
    study = studying.register(found, "a-study", given)
    assert studying.registered(found) == [study] and study.content()["title"] == given["title"]
    assert [(by, hash, content) for _, _, by, hash, content in studying.entered(found)["a-study"].entered] == [("analyst", study.hash, study.content())]
    with pytest.raises(Conflict):
        studying.register(found, "a-study", given)
    several = studying.register(found, "several", {**given, "intervention": {"dataset": "d", "records": ["r", "s"]}})
    assert (several.record, several.records) == ("r", ("r", "s")) and studying.registered(found) == [study, several] and several.hash != study.hash
    for records in (["r"], ["r", "r"], "r", ["r", 2]):
        with pytest.raises(Invalid):
            studying.register(found, "c-study", {**given, "intervention": {"dataset": "d", "records": records}})
    for wrong in ({**given, "outcome": {**given["outcome"], "direction": "sideways"}}, {**given, "who": ""}, {**given, "colour": "red"}, {**given, "registered": "soon"}):
        with pytest.raises(Invalid):
            studying.register(found, "b-study", wrong)
    with pytest.raises(Invalid):
        studying.register(found, "../up", given)
