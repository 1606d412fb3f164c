"""The Reconciliation Service API: every answer against the published schemas, and what OpenRefine sends, in its order, against the demo pool.

The requests are those of OpenRefine 3.x as its sources make them (github.com/OpenRefine/OpenRefine): the browser asks for manifests,
suggestions, previews and proposals (with CORS, older ones with JSONP); its server posts queries and extensions as forms.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from intarsia.pool import Pool
from tests.web.running import running

#: as a browser marks what a page of another port on this machine asks for
BROWSER = {"Origin": "http://127.0.0.1:3333", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Accept": "application/json, text/javascript, */*; q=0.01"}
BOOKS = ["Dracula", "Frankenstein", "Les Misérables", "War and Peace", "The Hobbit", "Pride and Prejudice", "Alice's Adventures in Wonderland", "Don Quixote", "Dune", "Solaris"]
Checks = dict[str, Callable[[Any], None]]


@pytest.fixture(scope="module")
def checks(suites: Path) -> Checks:
    """The validators of the specification, by the names of their files."""
    schemas = {path.stem: json.loads(path.read_text("utf-8")) for path in (suites / "reconciliation-0.2" / "schemas").glob("*.json")}
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in schemas.values()])
    return {name: jsonschema_rs.validator_for(schema, registry=registry).validate for name, schema in schemas.items()}


@pytest.fixture(scope="module")
def address(demo: Pool) -> Iterator[str]:
    with running(demo.layout.root) as server:
        ready(f"{server.url}/reconcile/works")
        yield server.url


def ready(service: str) -> None:
    """Wait as a client does that is told to come back."""
    for _ in range(40):
        answer = httpx.post(service, data={"queries": '{"q0": {"query": "x"}}'}, trust_env=False, timeout=30)
        if answer.status_code == 200:
            return
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        time.sleep(min(1.0, float(answer.headers["retry-after"])))
    raise AssertionError("the names are not ready after 40 tries")


def get(address: str, **headers: str) -> httpx.Response:
    return httpx.get(address, headers=headers, trust_env=False, timeout=30, follow_redirects=False)


def post(service: str, **fields: str) -> Any:
    answer = httpx.post(service, data=fields, trust_env=False, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_service_says_what_it_is(address: str, checks: Checks) -> None:
    services = get(f"{address}/reconcile.json").json()["data"]
    assert {"works", "agents", "places", "genre", "role", "form", "sector"} <= {one["id"] for one in services}
    for one in services:
        manifest = get(one["address"]).json()
        checks["manifest"](manifest)
        assert manifest["versions"] == ["0.1", "0.2"]
        with pytest.raises(jsonschema_rs.ValidationError):
            checks["manifest"]({**manifest, "versions": []})  # the judge can say no
        for kind in ("entity", "type", "property"):
            where = manifest["suggest"][kind]
            checks[f"suggest-{'entities' if kind == 'entity' else 'types' if kind == 'type' else 'properties'}-response"](
                get(f"{where['service_url']}{where['service_path']}?prefix=a").json())
        propose = manifest["extend"]["propose_properties"]
        proposed = get(f"{propose['service_url']}{propose['service_path']}?type={manifest['defaultTypes'][0]['id']}&limit=50").json()
        checks["data-extension-property-proposal"](proposed)
        some = get(f"{manifest['suggest']['entity']['service_url']}/suggest/entity?prefix=&limit=20").json()["result"]
        query = {"ids": [one["id"] for one in some], "properties": [{"id": known["id"]} for known in proposed["properties"]]}
        checks["data-extension-query"](query)
        extended = post(one["address"], extend=json.dumps(query))
        checks["data-extension-response"](extended)
        assert set(extended["rows"]) == set(query["ids"]) and some
        assert all(set(row) == {known["id"] for known in proposed["properties"]} for row in extended["rows"].values())
        queries = {f"q{n}": {"query": found["name"], "limit": 10} for n, found in enumerate(some)}
        checks["reconciliation-query-batch"](queries)
        answers = post(one["address"], queries=json.dumps(queries))
        checks["reconciliation-result-batch"](answers)
        for n, found in enumerate(some):  # what is asked for by its own name is among the best
            best = answers[f"q{n}"]["result"]
            assert any(candidate["name"] == found["name"] for candidate in best), (one["id"], found)
            assert sum(candidate["match"] for candidate in best) <= 1 and not any(candidate["match"] for candidate in best[1:])
            assert [candidate["score"] for candidate in best] == sorted((candidate["score"] for candidate in best), reverse=True)
            assert sum(candidate["score"] for candidate in best) <= 100.6


def test_openrefine_reconciles_a_column_of_books(address: str, checks: Checks) -> None:
    service = f"{address}/reconcile/works"
    # 1. "Add standard service": with CORS, and as older ones do it
    manifest = get(service, **BROWSER)
    assert manifest.headers["access-control-allow-origin"] == "*"
    checks["manifest"](manifest.json())
    called = get(f"{service}?callback=jQuery331012_1699&_=1700", **{"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"})
    assert called.headers["content-type"].startswith("text/javascript")
    assert json.loads(called.text.removeprefix("/**/jQuery331012_1699(").removesuffix(");")) == manifest.json()
    # 2. the type is guessed from the first ten values, without one
    guess = {f"q{n}": {"query": title, "limit": 3} for n, title in enumerate(BOOKS)}
    guessed = post(service, queries=json.dumps(guess))
    checks["reconciliation-result-batch"](guessed)
    votes: dict[str, int] = {}
    for answer in guessed.values():
        assert len(answer["result"]) <= 3
        for candidate in answer["result"]:
            for kind in candidate["type"]:
                assert isinstance(kind["id"], str) and isinstance(kind["name"], str)  # OpenRefine reads both
                votes[kind["name"]] = votes.get(kind["name"], 0) + 1
    assert votes["book"] > 0
    # 3. somebody types a type, and properties to go with other columns
    books = get(f"{service}/suggest/type?prefix=boo", **BROWSER).json()
    checks["suggest-types-response"](books)
    assert books["result"][0]["id"] == "book"
    years = get(f"{service}/suggest/property?prefix=yea", **BROWSER).json()
    checks["suggest-properties-response"](years)
    assert years["result"][0]["id"] == "year"
    # 4. the column, ten values at a time
    asked = {f"q{n}": {"query": title, "type": "book", "type_strict": "should", "properties": [{"pid": "maker", "v": maker}]} for n, (title, maker) in enumerate((
        ("Dracula", "Stoker, Bram"), ("dracula", "Bram Stoker"), ("Drakula", "Bram Stoker"), ("Dracula", "Nobody Whatever"), ("Qwzxv Plkjhg", "Bram Stoker")))}
    asked["q5"] = {"query": "Dracula", "type": "book", "type_strict": "should", "properties": [{"pid": "date", "v": "1897-05-26T00:00:00Z"}]}
    checks["reconciliation-query-batch"](asked)
    found = post(service, queries=json.dumps(asked))
    checks["reconciliation-result-batch"](found)
    for name in ("q0", "q1", "q5"):
        best = found[name]["result"][0]
        assert (best["match"], best["type"][0]["id"], best["name"]) == (True, "book", "Dracula"), found[name]
        assert best["score"] >= 95 and re.search("1897.*Stoker", best["description"])
    assert found["q2"]["result"][0]["id"] == found["q0"]["result"][0]["id"]
    assert not any(one["match"] for one in found["q3"]["result"])  # another maker speaks against it
    assert not any(one["name"] == "Dracula" for one in found["q4"]["result"])
    # 5. a candidate is looked at, and its page opened
    identifier = found["q0"]["result"][0]["id"]
    shown = get(manifest.json()["preview"]["url"].replace("{{id}}", identifier))
    assert "frame-ancestors *" in shown.headers["content-security-policy"] and "x-frame-options" not in shown.headers
    assert "Bram Stoker" in shown.text and "<script" not in shown.text
    page = get(manifest.json()["view"]["url"].replace("{{id}}", identifier))
    assert page.status_code == 303 and "Bram Stoker" in get(address + page.headers["location"]).text
    # 6. another match is searched for by hand
    for cursor in ("", "&cursor=0"):
        typed = get(f"{service}/suggest/entity?prefix=frankens&type=book{cursor}", **BROWSER).json()
        checks["suggest-entities-response"](typed)
        assert typed["result"][0]["name"].startswith("Frankenstein")
    flyout = get(f"{service}/flyout/entity?id={identifier}", **BROWSER).json()
    assert flyout["id"] == identifier and "Dracula" in flyout["html"]


def test_openrefine_takes_columns_from_what_was_matched(address: str, checks: Checks) -> None:
    service = f"{address}/reconcile/works"
    proposed = get(f"{service}/properties?type=book&limit=50", **BROWSER).json()
    checks["data-extension-property-proposal"](proposed)
    assert {"year", "maker", "genre", "identifier", "licence"} <= {one["id"] for one in proposed["properties"]}
    identifier = post(service, queries=json.dumps({"q0": {"query": "Dracula", "type": "book", "properties": [{"pid": "year", "v": 1897}]}}))["q0"]["result"][0]["id"]
    extended = post(service, extend=json.dumps({"ids": [identifier, "work/0000000000000000"], "properties": [
        {"id": "year"}, {"id": "maker"}, {"id": "genre", "settings": {"limit": "1"}}, {"id": "country", "settings": {"content": "literal"}}, {"id": "no-such-thing"}]}))
    checks["data-extension-response"](extended)
    row = extended["rows"][identifier]
    assert row["year"] == [{"int": 1897}] and row["maker"][0]["name"] == "Bram Stoker" and len(row["genre"]) == 1 and row["country"] == [{"str": "United Kingdom"}]
    assert not any(extended["rows"]["work/0000000000000000"].values()) and row["no-such-thing"] == []
    # what comes as an entity can be gone on with, in the service that the answer names
    column = next(one for one in extended["meta"] if one["id"] == "maker")
    again = post(column["service"], extend=json.dumps({"ids": [row["maker"][0]["id"]], "properties": [{"id": "work"}, {"id": "kind"}]}))
    checks["data-extension-response"](again)
    assert "Dracula" in [one["name"] for one in again["rows"][row["maker"][0]["id"]]["work"]]
    # and its id is the end of its IRI, which resolves
    manifest = get(service).json()
    resolved = get(f"{address}/id/{(manifest['identifierSpace'] + identifier).partition('/id/')[2]}")
    assert resolved.status_code == 303


def test_words_of_other_languages_lead_to_terms_and_places(address: str) -> None:
    genres = post(f"{address}/reconcile/genre", queries=json.dumps({"a": {"query": "Sci-Fi"}, "b": {"query": "SCIENCE FICTION"}, "c": {"query": "comédie"}, "d": {"query": "rolspel"}}))
    assert [genres[name]["result"][0]["id"] for name in "abc"] == ["science-fiction", "science-fiction", "comedy"]
    assert all(genres[name]["result"][0]["match"] for name in "abc")
    places = post(f"{address}/reconcile/places", queries=json.dumps({"a": {"query": "Nederland"}, "b": {"query": "Germny"}, "c": {"query": "Holland"}, "d": {"query": "FR"}}))
    assert [places[name]["result"][0]["id"] for name in "abcd"] == ["NL", "DE", "NL", "FR"]


def test_api_0_1_as_old_clients_speak_it(address: str, checks: Checks) -> None:
    service = f"{address}/reconcile/agents"
    by_address = get(f'{service}?queries={{"q0":{{"query":"Stoker,%20Bram","limit":2}}}}').json()
    checks["reconciliation-result-batch"](by_address)
    single = get(f"{service}?query=Bram%20Stoker").json()
    written = get(f'{service}?query={{"query":"Bram%20Stoker","limit":1}}&callback=a.b_1')
    assert by_address["q0"]["result"][0]["name"] == single["result"][0]["name"] == "Bram Stoker"
    assert written.text.startswith("/**/a.b_1({") and len(json.loads(written.text[len("/**/a.b_1("):-2])["result"]) == 1
    assert all(isinstance(one["type"], list) and isinstance(one["match"], bool) for one in single["result"])
