"""Readiness in the browser's eyes: the measured ladder on every page that shows one, and the questionnaire at the desk."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import Graph, Namespace, URIRef

from intarsia.readiness.questions import KEYS, QUESTIONS
from tests.web.conftest import Web
from tests.web.running import Running, running


def test_a_dataset_on_the_ladder(web: Web) -> None:
    data = web.json("/datasets/museum/readiness.json")["data"]
    assert [one["key"] for one in data["instruments"]] == ["stars", "fair", "europeana", "nde", "mqa"]
    assert [one["key"] for one in data["ladder"]["rungs"]] == ["known", "described", "structured", "linked", "open"]
    assert sum(one["state"] == "reached" for one in data["ladder"]["rungs"]) == data["ladder"]["reached"]
    assert data["records"] == 2
    assert sum(data["instruments"][2]["spread"].values()) == data["records"]
    rows = list(csv.DictReader(io.StringIO(web.get("/datasets/museum/readiness.csv").text)))
    assert len(rows) == sum(len(one["requirements"]) for one in data["instruments"])
    assert web.get("/datasets/nowhere/readiness", accept="text/html").status_code == 404


@pytest.mark.parametrize(("address", "english", "dutch"), [
    ("/datasets/museum/readiness", "How ready it is to be used by others", "Hoe bruikbaar het is voor anderen"), ("/datasets/figures/readiness", "nothing to measure", "niets te meten"),
    ("/readiness", "No sector has five organisations", "Nog geen sector heeft vijf organisaties"), ("/datasets", "Structured", "Gestructureerd"), ("/datasets/museum", "Structured",
        "Gestructureerd"),
])  # fmt: skip
def test_pages_in_two_languages(web: Web, address: str, english: str, dutch: str) -> None:
    for language, text in (("en", english), ("nl", dutch)):
        page = web.get(f"{address}?lang={language}", accept="text/html")
        assert page.status_code == 200
        assert text in page.text or text.capitalize() in page.text


def test_every_page_tells_the_same_rung(web: Web) -> None:
    """The catalogue, the dataset's page and the page of readiness."""
    listed = {one["id"]: one["readiness"] for one in web.json("/datasets.json")["data"]}
    for name, rung in listed.items():
        assert web.json(f"/datasets/{name}/readiness.json")["data"]["ladder"]["rung"] == rung
        assert web.json(f"/datasets/{name}.json")["data"]["readiness"]["rung"] == rung
    assert {one["id"]: one["reached"] for one in web.json("/readiness.json")["data"]["datasets"]}.keys() == listed.keys()
    rows = list(csv.DictReader(io.StringIO(web.get("/readiness.csv").text)))
    assert [row["id"] for row in rows] == sorted(listed)


def test_the_catalogue_tells_registers(web: Web) -> None:
    graph = Graph().parse(data=web.get("/catalog.ttl").text, format="turtle")
    dqv = Namespace("http://www.w3.org/ns/dqv#")
    for name, rung in {one["id"]: one["reached"] for one in web.json("/readiness.json")["data"]["datasets"]}.items():
        measured = {str(graph.value(node, dqv.isMeasurementOf)).partition("#metric-")[2]: graph.value(node, dqv.value)
                    for node in graph.objects(URIRef(f"http://localhost:8000/id/dataset/{name}"), dqv.hasQualityMeasurement)}
        assert int(measured["readiness"]) == rung
        assert {"stars", "fair", "nde", "mqa"} <= measured.keys()
        assert all((graph.value(predicate=dqv.value, object=value) is not None) for value in measured.values())


def test_sectors_with_few_organisations_are_not_compared(web: Web) -> None:
    cells = web.json("/readiness.json")["data"]["sectors"]
    assert {cell["state"] for row in cells.values() for cell in row.values()} == {"few"}
    assert {cell["share"] for row in cells.values() for cell in row.values()} == {None}


@pytest.fixture(scope="module")
def served(pool_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(Path(shutil.copytree(pool_folder, tmp_path_factory.mktemp("readiness") / "served", symlinks=True))) as server:
        yield server


def answered(server: Running, path: str = "/desk/readiness", **more: str) -> httpx.Response:
    page = httpx.get(server.url + path, trust_env=False, timeout=60)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return httpx.post(server.url + "/desk/readiness", data={**hidden, "sector": "heritage", **dict.fromkeys(KEYS, "3"), **more}, headers={"Origin": server.url}, trust_env=False, timeout=60)


def test_the_questionnaire_is_kept_and_shown_beside_the_measured(served: Running) -> None:
    page = httpx.get(f"{served.url}/desk/readiness", trust_env=False, timeout=60).text.partition('class="questionnaire"')[2].partition("</form>")[0]
    assert page.count("<fieldset>") == len(QUESTIONS)
    assert page.count('type="radio"') == 5 * len(QUESTIONS)
    assert page.count(" checked") == 0
    sent = answered(served, **{"fear-rivals": "1"})
    assert sent.status_code == 303, sent.text
    shown = httpx.get(served.url + sent.headers["location"], trust_env=False, timeout=60)
    assert "Your answers are kept." in shown.text
    assert shown.text.count(" checked") == len(QUESTIONS)
    data = json.loads(httpx.get(f"{served.url}/desk/readiness.json", trust_env=False, timeout=60).text)["data"]
    assert data["profile"]["themes"] == {"rights": 3, "people": 3, "money": 3, "fear": 1}
    assert data["profile"]["barriers"] == ["fear"]
    assert {one["id"] for one in data["measured"]} == {"museum", "novels", "films", "figures"}
    dutch = httpx.get(f"{served.url}/desk/readiness?lang=nl", trust_env=False, timeout=60).text
    assert "Wat zou een concurrent met uw gegevens kunnen doen?" in dutch


def test_answers_that_are_missing_change_nothing(served: Running) -> None:
    before = httpx.get(f"{served.url}/desk/readiness.json", trust_env=False, timeout=60).json()["data"]["profile"]
    for wrong in ({"fear-rivals": ""}, {"fear-rivals": "9"}, {"organisation": "somebody-else"}):
        assert answered(served, **wrong).status_code in (400, 403, 404)
    assert httpx.get(f"{served.url}/desk/readiness.json", trust_env=False, timeout=60).json()["data"]["profile"] == before


def test_the_desk_page_is_not_for_strangers(web: Web) -> None:
    assert web.get("/desk/readiness", accept="text/html").status_code == 403
