"""Terminologies on the site: lists, single concepts, and IRIs that lead to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.small import dataset, small_pool
from tests.web.conftest import Web

CODES = "code,up,en,fr,says\nT1,,Things that stand,Choses,All that stands\nT1/2,T1,A & B,,\n"
MAPPING = """mapping = 1
[[source]]
name = "codes.csv"
[[concept]]
scheme = "'own-list'"
notation = "code"
label = "en"
language = "'en'"
broader = "up"
definition = "says"
[[concept.labels]]
value = "fr"
language = "'fr'"
"""
AGENTS = "naam,jaar,bezoek\nMuseum van Nergens,2023,1200\nMuseum van Nergens,2024,x\n"
VISITS = """mapping = 1
[[source]]
name = "bezoek.csv"
[[agent]]
key = "naam"
name = "naam"
kind = "'organisation'"
repeat = "first"
[[observation]]
measure = "'visits'"
about = "naam"
about_kind = "'agent'"
value = "nullif(bezoek, 'x')"
unit = "'visits'"
period = "jaar"
flag = "case when bezoek = 'x' then 'missing' end"
"""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Web:
    folder: Path = small_pool(tmp_path_factory.mktemp("terms") / "pool")
    dataset(folder, "codes", "Codes", "heritage", "codes.csv", "csv", CODES, MAPPING)
    dataset(folder, "bezoek", "Bezoek", "heritage", "bezoek.csv", "csv", AGENTS, VISITS)
    pool = Pool(folder)
    pool.build()
    return Web(create_app(pool))


def test_every_scheme_is_listed_with_its_size(web: Web) -> None:
    found = {one["scheme"]: one for one in web.json("/terms.json")["data"]}
    assert found["own-list"]["concepts"] == 2
    assert found["own-list"]["languages"] == "en fr"
    assert {"genre", "form", "role", "sector", "audience", "measure", "status"} <= set(found)
    assert "own-list,2,en fr,0" in web.get("/terms.csv").text


def test_a_concept_tells_its_names_and_neighbours(web: Web) -> None:
    data = web.json("/terms/own-list/T1.json")["data"]
    assert (data["name"], data["definition"], [one["notation"] for one in data["narrower"]]) == ("Things that stand", "All that stands", ["T1/2"])
    assert {(one["language"], one["value"]) for one in data["labels"]} == {("en", "Things that stand"), ("fr", "Choses")}
    below = web.json("/terms/own-list/T1%2F2.json")["data"]
    assert (below["name"], below["broader"]["notation"]) == ("A & B", "T1")
    assert "A &amp; B" in web.get("/terms/own-list/T1%2F2").text


def test_iris_lead_to_pages(web: Web) -> None:
    for path in ("own-list/T1", "own-list/T1%2F2", "own-list"):
        answer = web.get(f"/id/concept/{path}")
        assert answer.status_code == 303
        assert web.get(answer.headers["location"]).status_code == 200
    iri = web.json("/terms/own-list/T1%2F2.json")["data"]["iri"]
    assert web.get(iri.removeprefix("http://localhost:8000")).status_code == 303


def test_what_is_not_there_says_so(web: Web) -> None:
    for path in ("/terms/nowhere", "/terms/own-list/T9", "/id/concept/nowhere/x"):
        assert web.get(path).status_code == 404


def test_figures_about_an_agent_stand_on_its_page(web: Web) -> None:
    ((agent,),) = web.app.state.serving.reader().rows("SELECT id FROM agent WHERE name = 'Museum van Nergens'")
    page = web.get(f"/agents/{agent}").text
    assert "1,200" in page
    assert "missing" in page
    assert [one["flag"] for one in web.json(f"/agents/{agent}.json")["data"]["figures"]] == ["missing", None]


def test_a_dataset_that_brings_names_keeps_its_own(web: Web) -> None:
    assert "<h1>Codes (nl)</h1>" in web.get("/datasets/codes?lang=nl").text


def test_addresses_of_before_lead_on(web: Web) -> None:
    for path in ("", "/own-list", "/own-list/T1%2F2", "/own-list/T1.json?lang=nl"):
        answer = web.get(f"/concepts{path}")
        assert (answer.status_code, answer.headers["location"]) == (308, f"/terms{path}")
        assert web.get(answer.headers["location"]).status_code == 200


def test_a_scheme_is_a_tree_and_can_be_searched_in_any_language(web: Web) -> None:
    page = web.get("/terms/own-list").text
    assert page.index("Things that stand") < page.index("A &amp; B")
    assert '<ul class="tree">' in page
    found = web.json("/terms/own-list.json?q=CHOSES")
    assert ([one["notation"] for one in found["data"]], found["meta"]["total"]) == (["T1"], 1)
    assert "No concept fits" in web.get("/terms/own-list?q=zzz").text
    assert [row.split(",")[0] for row in web.get("/terms/own-list.csv").text.split()[1:]][:1] == ["T1"]
    assert web.get("/terms/own-list?page=0").status_code == 400


def test_a_big_scheme_comes_in_pages_without_a_gap(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "big")
    rows = "".join(f"N{n:04},{'' if n % 3 else 'N0000'},Name {n},,\n" for n in range(1000))
    dataset(folder, "codes", "Codes", "heritage", "codes.csv", "csv", "code,up,en,fr,says\n" + rows.replace("N0000,N0000", "N0000,"), MAPPING)
    pool = Pool(folder)
    pool.build()
    site = Web(create_app(pool))
    seen, address = [], "/terms/own-list.json"
    while address:
        body = site.json(address)
        seen += [one["notation"] for one in body["data"]]
        address = body["links"]["next"]
    assert seen == [f"N{n:04}" for n in range(1000)]
    page = site.get("/terms/own-list").text  # tops alone: every third lies below the first
    assert "Page 1 of 4" in page
    assert len(site.json("/terms/own-list/N0000.json")["data"]["narrower"]) == 333
    assert site.get("/terms/own-list.csv").text.count("\n") == 1001


def test_a_circle_of_broader_terms_ends(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "circle")
    dataset(folder, "codes", "Codes", "heritage", "codes.csv", "csv", "code,up,en,fr,says\nA,B,First,,\nB,A,Second,,\nC,C,Itself,,\nD,B,Below,,\n", MAPPING)
    pool = Pool(folder)
    pool.build()
    site = Web(create_app(pool))
    page = site.get("/terms/own-list").text
    assert all(page.count(f">{name}</a>") == 1 for name in ("First", "Second", "Itself", "Below"))
    assert [one["name"] for one in site.json("/terms/own-list/A.json")["data"]["path"]] == ["Second"]


def test_uses_are_those_of_the_list(web: Web) -> None:
    for scheme in ("form", "sector"):
        for one in web.json(f"/terms/{scheme}.json")["data"]:
            if one["uses"]:
                assert web.json(f"/explore.json?{scheme}={one['notation']}")["meta"]["total"] == one["uses"]
