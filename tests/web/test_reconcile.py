"""/reconcile over a small release: right answers, hostile questions, who may read and frame what."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.reconciling import making, query
from intarsia.reconciling.largeterms import LargeTerms
from intarsia.store import termindex
from intarsia.web import create_app
from intarsia.web.settings import Settings
from tests.web.conftest import Web
from tests.web.made import HOSTILE, empty_pool, key, write_release


@pytest.fixture(scope="module")
def pool_with_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = empty_pool(tmp_path_factory.mktemp("reconcile") / "made")
    release = write_release(folder)
    assert making.make(release, making.place(release)) and not making.make(release, making.place(release))
    return folder


@pytest.fixture(scope="module")
def service(pool_with_names: Path) -> Web:
    limited(pool_with_names, requests=0)
    return Web(create_app(Pool(pool_with_names)))


def limited(folder: Path, requests: int) -> None:
    config = folder / "pool.toml"
    config.write_text(config.read_text("utf-8") + f"[api]\nrequests = {requests}\n", "utf-8")


def send(web: Web, address: str, method: str = "POST", **parts: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web.app), base_url="http://test") as client:
            return await client.request(method, address, **parts)

    return web.thread.submit(lambda: asyncio.run(ask())).result(60)


def ask(web: Web, service: str, **query: Any) -> list[dict[str, Any]]:
    answer = send(web, f"/reconcile/{service}", data={"queries": json.dumps({"q": query})})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["q"]["result"]
    return found


def test_namesakes_are_told_apart_by_evidence_alone(service: Web) -> None:
    three = ask(service, "works", query="girl with a pearl earring")
    assert [one["match"] for one in three] == [False] * 3 and sum(one["score"] for one in three) <= 100
    for evidence, wanted in (({"pid": "year", "v": 1999}, "novel"), ({"pid": "year", "v": "2003-12-01T00:00:00Z"}, "film"), ({"pid": "wikidata", "v": "Q185372"}, "girl"),
                             ({"pid": "identifier", "v": ["wikidata:Q185372"]}, "girl")):
        found = ask(service, "works", query="Girl with a Pearl Earring", properties=[evidence])
        assert found[0]["id"] == f"work/{key(wanted)}" and found[0]["score"] > 2 * found[1]["score"], evidence
    for strict in ("any", "all"):
        assert [one["id"] for one in ask(service, "works", query="Girl with a Pearl Earring", type=["film"], type_strict=strict)] == [f"work/{key('film')}"]
    preferred = ask(service, "works", query="Girl with a Pearl Earring", type="film", type_strict="should")
    assert preferred[0]["id"] == f"work/{key('film')}" and len(preferred) == 3
    assert ask(service, "works", query="Girl with a Pearl Earring", type=["film", "novel"], type_strict="all") == []


@pytest.mark.parametrize("written", ["Meisje met de parel", "MEISJE MET DE PAREL", "parel, Meisje met de", "Meisje met de paerl", "Meisje met de parél (schilderij)", "Meisjemet de parel"])
def test_a_name_is_found_as_people_write_it(service: Web, written: str) -> None:
    found = ask(service, "works", query=written)
    assert found and found[0]["id"] == f"work/{key('girl')}" and "Meisje met de parel" in found[0]["description"]


def test_numbers_of_volumes_are_no_typing_errors(service: Web) -> None:
    found = ask(service, "works", query="Volume 12")
    assert found[0]["name"] == "Volume 12" and found[0]["score"] > 50 and all(one["score"] < 1 for one in found[1:])


def test_records_that_are_one_entity_are_one_candidate(service: Web) -> None:
    found = ask(service, "agents", query="webber")
    assert [one["id"] for one in found] == [f"entity/{key('webber')}"]
    for asked in (f"entity/{key('webber')}", key("webber"), f"agent/{key('webber2')}", f"http://localhost:8000/id/entity/{key('webber')}"):
        rows = send(service, "/reconcile/agents", data={"extend": json.dumps({"ids": [asked], "properties": [{"id": "work"}, {"id": "year"}, {"id": "name"}]})}).json()["rows"]
        assert len(rows[asked]["work"]) == 3 and rows[asked]["year"] == [{"int": 1965}]
    assert ask(service, "works", query=key("film"))[0]["match"] and ask(service, "works", query=f"http://localhost:8000/id/work/{key('film')}")[0]["score"] == 100


HOSTILE_TEXTS = ["", " ", "\u0000", "\ud800", "%", "*", "?", '"', '"open', "(a+)+$" * 20, "title:x AND [1 TO *]", "a OR b NOT c^9~", "../../etc/passwd", "<script>alert(1)</script>",
                 "x" * 10_000, "a " * 5_000,
                 "\u202e\u0645\u0631\u062d\u0628\u0627", "' OR 1=1 --", "{{7*7}}", "🎭" * 300, "0", "-1", "\\", "\n\n", "null"]


def test_hostile_texts_get_well_formed_answers(service: Web) -> None:
    began = time.monotonic()
    for name in ("works", "agents", "places", "genre"):
        for text in HOSTILE_TEXTS:
            found = ask(service, name, query=text)
            assert isinstance(found, list)
            for kind in ("entity", "type", "property"):
                answer = send(service, f"/reconcile/{name}/suggest/{kind}", "GET", params={"prefix": text.encode("utf-8", "replace").decode()})
                assert answer.status_code == (400 if "\0" in text else 414 if len(text.encode("utf-8", "replace")) > 8_000 else 200)  # as any address of this site
        assert ask(service, name, query="") == ask(service, name, query="\u0000 \n") == []
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("queries", ["", "x", "[]", "null", "1", '"q"', '{"q": 1}', '{"q": null}', '{"q": {"query": []}}', '{"q": {"query": {"a": 1}}}',
                                     '{"q": {"query": "x", "limit": "many"}}',
                                     '{"q": {"query": "x", "type": 5}}', '{"q": {"query": "x", "type_strict": "perhaps"}}', '{"q": {"query": "x", "properties": {"pid": 1}}}',
                                     '{"q": {"query": NaN}}',
                                     '{"q": {"query": "x", "properties": [1]}}', "[" * 100_000, '{"q":' * 1_000, json.dumps({f"q{n}": {"query": "x"} for n in range(1_000)})])
def test_what_is_no_batch_is_refused_in_words(service: Web, queries: str) -> None:
    answer = send(service, "/reconcile/works", data={"queries": queries})
    assert answer.status_code in (400, 413) and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["way_out"] and answer.headers.get("access-control-allow-origin") == "*"


@pytest.mark.parametrize("extend", ["", "x", "[]", "{}", '{"ids": "a", "properties": []}', '{"ids": [1], "properties": []}', '{"ids": [], "properties": [{}]}',
                                    '{"ids": [], "properties": [7]}',
                                    json.dumps({"ids": ["x"] * 2_000, "properties": []})])
def test_what_is_no_extension_is_refused_in_words(service: Web, extend: str) -> None:
    assert send(service, "/reconcile/works", data={"extend": extend}).status_code in (400, 413)


def test_odd_but_right_batches_are_answered(service: Web) -> None:
    assert send(service, "/reconcile/works", data={"queries": "{}"}).json() == {}
    odd = {"a b": {"query": "Amphora", "limit": 0}, "": {"query": 1665}, "c": {"query": "Amphora", "limit": 9_999.5}, "d": {"query": None, "properties": [{"pid": "year", "v": True}]},
           "e": {"query": "Amphora", "properties": [{"pid": "nope", "v": {"id": 3}}, {"pid": "year", "v": [None, {"a": 1}, 12.5, "no year"]},
                                                     {"pid": "country", "v": {"id": "NL", "name": "x"}}]},
           "f": {"properties": [{"pid": "maker", "v": "vermeer"}]}, "g": {"query": "Amphora", "type": [], "type_strict": "all"}, "h": {"query": "Amphora", "type": "no such type"}}
    answer = send(service, "/reconcile/works", json=odd)
    found = answer.json()
    assert answer.status_code == 200 and set(found) == set(odd)
    assert found["a b"]["result"][0]["name"] == found["c"]["result"][0]["name"] == found["e"]["result"][0]["name"] == found["g"]["result"][0]["name"] == "Amphora"
    assert found["d"]["result"] == found["h"]["result"] == [] and found["f"]["result"][0]["id"] == f"work/{key('girl')}"


json_values = st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(max_size=20),
                           lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)
fields = st.dictionaries(st.sampled_from(["query", "type", "type_strict", "limit", "properties", "other"]), json_values, max_size=5)


@given(st.dictionaries(st.text(max_size=5), fields | json_values, max_size=4))
@settings(max_examples=150)
def test_any_json_is_read_or_refused(value: dict[str, Any]) -> None:
    try:
        found = query.batch(json.dumps(value))
    except query.Invalid as error:
        assert error.way_out and error.where
        return
    assert set(found) == set(value)
    for one in found.values():
        assert 1 <= one.limit <= query.CANDIDATES and len(one.text) <= query.LONGEST and one.strict in query.STRICT


@given(st.text(max_size=60), st.sampled_from(["works", "agents", "places", "genre"]))
@settings(max_examples=60)
def test_any_text_is_answered(service: Web, text: str, name: str) -> None:
    for one in ask(service, name, query=text):
        assert 0 <= one["score"] <= 100 and one["name"] and one["type"]


def test_a_callback_is_the_name_of_a_function_and_nothing_else(service: Web) -> None:
    for good in ("f", "jQuery1_2", "a.b.c", "$", "_x9"):
        answer = service.get(f"/reconcile/genre?callback={good}")
        assert answer.text.startswith(f"/**/{good}({{") and answer.headers["x-content-type-options"] == "nosniff"
    for bad in ("alert(1)", "a;b", "1a", "a b", "a..b", "é", "a<b", "a" * 500, "a[0]", "a%0A"):
        answer = service.get(f"/reconcile/genre?callback={bad}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    evil = service.get("/reconcile/works/suggest/entity?prefix=script&callback=f")
    assert "alert" in evil.text and "<" not in evil.text


def test_what_others_wrote_is_text_in_a_preview(service: Web) -> None:
    assert HOSTILE not in (page := service.get(f"/reconcile/works/preview?id=work/{key('evil')}")).text
    assert "&lt;script&gt;" in page.text and page.headers["content-security-policy"].endswith("frame-ancestors *")
    assert "<script" not in service.json(f"/reconcile/works/flyout/entity?id=work/{key('evil')}")["html"]
    assert service.get("/reconcile/works/preview?id=nothing").status_code == 404
    assert service.get("/reconcile").headers["x-frame-options"] == "DENY"


def test_programs_of_other_sites_may_ask(service: Web) -> None:
    assert service.get("/reconcile/works").headers["access-control-allow-origin"] == "*"
    preflight = send(service, "/reconcile/works", "OPTIONS", headers={"Origin": "http://x.example", "Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204 and "POST" in preflight.headers["access-control-allow-methods"]
    assert send(service, "/reconcile/works", content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    assert send(service, "/reconcile/works", content=b"queries=" + b"x" * 2_000_000, headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 413
    assert send(service, "/reconcile/works", content=b"&".join(b"a=1" for _ in range(500)), headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 400
    assert service.get("/reconcile/none").status_code == 404 and send(service, "/reconcile/works", "DELETE").status_code == 405


def test_too_many_requests_are_told_when_to_come_back(pool_with_names: Path, tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "made")
    limited(folder, requests=3)
    write_release(folder)
    web = Web(create_app(Pool(folder)))
    answers = [web.get("/reconcile/genre/suggest/type?prefix=") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429] and int(answers[3].headers["retry-after"]) > 0


def test_the_page_lists_services_in_the_readers_language(service: Web) -> None:
    english, dutch = service.get("/reconcile", accept="text/html").text, service.get("/reconcile?lang=nl", accept="text/html").text
    assert "http://test/reconcile/works" in english and "OpenRefine" in english and "Reconciliation Service API spreekt" in dutch
    listed = service.json("/reconcile.json")
    assert {"id", "name", "address", "entities"} <= set(listed["data"][0]) and listed["meta"]["limits"]["queries"] == query.QUERIES
    assert service.get("/reconcile.csv").text.startswith("id,name,address,entities")


def test_addresses_in_a_manifest_stand_under_the_base_path(pool_with_names: Path) -> None:
    web = Web(create_app(Pool(pool_with_names), settings=Settings(base_path="/pool")))
    manifest = web.json("/pool/reconcile/works")
    assert manifest["view"]["url"] == "http://test/pool/reconcile/works/view?id={{id}}" and manifest["suggest"]["entity"]["service_url"] == "http://test/pool/reconcile/works"
    assert web.get(f"/pool/reconcile/works/view?id=work/{key('girl')}").headers["location"] == f"/pool/works/{key('girl')}"


def test_a_large_vocabulary_is_looked_up_in_its_own_index(tmp_path: Path) -> None:
    release = write_release(empty_pool(tmp_path / "made"))
    names = [("drama", "pref", "en", "drama"), ("drama", "alt", "nl", "toneelstuk"), ("comedy", "pref", "en", "comedy")]
    columns = dict(zip(("notation", "kind", "language", "value"), (pa.array(column) for column in zip(*names, strict=True)), strict=True))
    termindex.build(release / "terms" / termindex.folder_of("genre"), "genre", pa.array(["drama", "comedy"]), pa.table(columns))
    reader = Reader(release)
    try:
        terms = LargeTerms(reader, "genre")
        assert [card["id"] for card in terms.find(making.wanted(["Toneelstuk"]), 5)] == ["drama"] and terms.find(making.wanted(["Toneelstuk"]), 5)[0]["names"][1] == "toneelstuk"
        assert [card["id"] for card in terms.beginning(making.wanted(["com"]), 5)] == ["comedy"]
        assert [card["name"] for card in terms.get(["drama", "none"])] == ["drama"] and terms.identified(making.wanted([], identifiers=["drama"]), 5)[0]["members"] == ["genre:drama"]
    finally:
        reader.close()
