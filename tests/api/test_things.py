"""Single things, search, families, releases, and the document that describes all of it."""

from __future__ import annotations

from html import unescape
from re import findall

import pytest

from tests.api.conftest import FIRST, SECOND
from tests.web.conftest import Web
from tests.web.made import key


def test_a_work(web: Web) -> None:
    work = web.json(f"/api/v1/works/{key('girl')}")
    data = work["data"]
    assert data["title"] == "Girl with a Pearl Earring" and data["iri"] == work["links"]["iri"]
    assert {one["work"] for one in data["titles"]} == {key("girl")}
    assert all(one["name"] for one in data["contributions"])
    assert {key("girl"), key("novel")} <= set(data["family"])
    assert all(key("girl") in (one["subject"], one["object"]) for one in data["links"]) and data["links"]
    assert web.get(f"/api/v1/works/{key('girl')}.json").json() == {**work, "links": {**work["links"], "self": f"/api/v1/works/{key('girl')}.json"}}


def test_what_was_withdrawn(web: Web) -> None:
    """In the first release Volume 3 is not there yet; it came with the second."""
    assert web.get(f"/api/v1/works/{key('n3')}").status_code == 200
    assert web.get(f"/api/v1/works/{key('n3')}?release={FIRST}").status_code == 404


@pytest.mark.parametrize("noun", ["agents", "places", "datasets", "links"])
def test_each_thing_of_a_list_is_found(web: Web, noun: str) -> None:
    for row in web.json(f"/api/v1/{noun}?limit=5")["data"]:
        one = web.json(f"/api/v1/{noun}/{row['id']}")["data"]
        assert {name: one[name] for name in row} == row


def test_a_term(web: Web) -> None:
    term = web.json("/api/v1/terms/sector/heritage?lang=en")["data"]
    assert term["label"] == "heritage" and term["labels"][0]["value"] == "heritage" and term["iri"].endswith("/id/concept/sector/heritage")


def test_search_as_the_page_finds(web: Web) -> None:
    for query in ("q=pearl", "q=pearl&sector=film-tv", "not=form:novel", "from=1900&to=1910&sort=oldest", "form=novel&form=film&q=girl"):
        page, api = web.json(f"/explore.json?{query}"), web.json(f"/api/v1/search?{query}")
        assert [one["id"] for one in api["data"]["works"]] == [one["id"] for one in page["data"]["works"]]
        assert api["data"]["facets"] == page["data"]["facets"] and api["data"]["years"] == page["data"]["years"]
        assert api["meta"]["total"] == page["meta"]["total"]


def test_search_goes_on(web: Web) -> None:
    found, following = [], "/api/v1/search?form=novel&limit=7"
    while following:
        answer = web.json(following)
        found += [one["id"] for one in answer["data"]["works"]]
        following = answer["links"]["next"]
    assert len(found) == len(set(found)) == answer["meta"]["total"] == 31
    assert len(web.get("/api/v1/search.ndjson?form=novel").text.splitlines()) == 31


def test_families(web: Web) -> None:
    told = web.json("/api/v1/families")["data"]
    assert told[0]["sector_count"] >= 2 and told[0]["iri"].endswith(told[0]["id"])
    family = web.json(f"/api/v1/families/{told[0]['id']}")
    assert len(family["data"]["works"]) == told[0]["works"] == family["meta"]["count"]
    assert sum(len(web.json(f"/api/v1/families?limit={len(told)}")["data"]) for _ in (1,)) == len(told)


def test_releases(web: Web) -> None:
    found = web.json("/api/v1/releases")["data"]
    assert [one["id"] for one in found] == [SECOND, FIRST] and [one["served"] for one in found] == [True, False]
    assert web.json(f"/api/v1/releases/{FIRST}")["data"] == found[1]
    assert web.json(f"/api/v1/releases/{SECOND}/manifest")["data"]["id"] == SECOND
    changes = web.json(f"/api/v1/releases/{FIRST}/diff/{SECOND}")["data"]
    assert any(one["table"] == "work" and one["added"] for one in changes)


def test_the_page_and_every_address_to_try(web: Web) -> None:
    page = web.get("/api")
    assert page.status_code == 200 and "The API" in page.text
    tried = [unescape(address) for address in findall(r'Try it: <a href="([^"]+)"', page.text)]
    assert len(tried) > 30
    for address in tried:
        if "/sql" not in address:
            assert web.get(address).status_code == 200, address
    assert web.get("/api?lang=nl").text.count("Probeer het") == len(tried)
    assert web.get("/api/v1").headers["location"] == "/api"
    assert web.get("/api", Accept="application/json").json() == web.json("/openapi.json")


def test_the_document(web: Web) -> None:
    told = web.json("/openapi.json")
    assert told["openapi"] == "3.1.0" and told["info"]["contact"]["name"] == "Test desk" and told["servers"] == [{"url": "/", "description": "This site"}]
    names = [one["operationId"] for methods in told["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))
    for path, methods in told["paths"].items():
        for one in methods.values():
            assert one["summary"] and one["description"] and "200" in one["responses"] and "400" in one["responses"], path
            assert all(parameter.get("description") or parameter["name"] in ("query", "limit") for parameter in one.get("parameters", [])), path
