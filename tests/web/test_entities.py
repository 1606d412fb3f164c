"""Entities, what became of those that are no more, why things are linked or not, and links that are judged at the desk."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia import explaining, ruling
from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from intarsia.web import create_app, why
from intarsia.web.differing import differing
from intarsia.web.words import words
from tests.web.conftest import Web
from tests.web.made import HOSTILE, empty_pool, key, write_release

MODEL = key("evilsame_assum")


def test_an_entity_resolves_to_a_page_and_says_who_is_in_it(web: Web) -> None:
    answer = web.get(f"/id/entity/{key('webber')}", Accept="text/html")
    assert (answer.status_code, answer.headers["location"].split("/")[1]) == (303, "agents")
    data = web.json(f"/entities/{key('webber')}.json")["data"]
    assert {one["id"] for one in data["members"]} == {key("webber"), key("webber2")}
    assert data["before"] == ["e1" * 8]
    page = web.get(f"/entities/{key('webber')}").text
    assert "2 records of this release are held to be one person or organisation" in page and "e1e1" in page
    assert f"/entities/{key('webber')}" in web.get(f"/agents/{key('webber')}").text
    told = web.get(f"/entities/{key('webber')}.nt").text
    assert told.count("#member>") == told.count("#Membership>") == told.count("#record>") == 2
    assert web.get("/entities/0000000000000000").status_code == 404


@pytest.mark.parametrize(("old", "status", "where", "said"), [
    ("e1" * 8, 301, f"/id/entity/{key('webber')}", "became part of another"), ("e4" * 8, 301, f"/id/work/{key('film')}", "one record is left"),
    ("e2" * 8, 410, None, "went several ways"), ("e3" * 8, 410, None, "was withdrawn")])
def test_what_became_of_an_entity(web: Web, old: str, status: int, where: str | None, said: str) -> None:
    answer = web.get(f"/id/entity/{old}", Accept="text/html")
    assert (answer.status_code, answer.headers.get("location")) == (status, where)
    assert said in answer.text and "0000111122223333" in answer.text
    data = web.get(f"/id/entity/{old}", Accept="application/json").json()["data"]
    assert data["since"] == "0000111122223333" and len(data["now"]) == {"e2": 2, "e3": 0}.get(old[:2], 1)
    assert web.get(f"/entities/{old}", Accept="text/html").status_code == status
    if status == 410:
        assert all(f"/id/work/{one['id']}" in answer.text and one["name"] for one in data["now"])


def test_who_asked_is_kept_out_of_search_engines(web: Web) -> None:
    for form in ("", ".json", ".ttl"):
        assert web.get(f"/agents/{key('vermeer')}{form}").headers.get("x-robots-tag") == "noindex", form
        assert "x-robots-tag" not in web.get(f"/agents/{key('webber')}{form}").headers
    assert '<meta name="robots" content="noindex">' in web.get(f"/agents/{key('vermeer')}").text
    listed = web.get("/sitemap-agents-1.xml").text
    assert key("vermeer") not in listed and key("webber") in listed


def test_a_models_link_shows_its_weights_as_a_waterfall(web: Web) -> None:
    page = web.get(f"/works/{key('evil')}").text
    drawer = re.search(r'<table class="falls">(.*?)</table>', page, re.S)
    assert drawer and drawer[1].count("<rect") == 4
    for said in ("1 against 8", "64 times as likely", "5.1 times less likely", "61%", "equal, rare"):
        assert said in drawer[1], said
    assert HOSTILE not in page and "&lt;script&gt;" in drawer[1]
    assert "64 keer zo waarschijnlijk" in web.get(f"/works/{key('evil')}?lang=nl").text
    assert "Judge this link" not in page, "only the owner at this machine judges"


def test_explained_for_any_two(web: Web) -> None:
    data = web.json(f"/explain.json?a={key('film')}&b=http://localhost:8000/id/work/{key('novel')}")["data"]
    assert [(one["predicate"], one["method"], one["steps"]) for one in data["links"]] == [("based_on", "stated", [])]
    assert "They are linked" in web.get(f"/explain?a={key('film')}&b={key('novel')}").text
    assert "They are records of one entity" in web.get(f"/explain?a={key('webber')}&b={key('webber2')}").text
    assert "of different forms" in web.get(f"/explain?a={key('vase')}&b={key('n1')}").text
    assert "who holds them apart" in web.get("/explain?a=Volume 1&b=volume 2").text
    weighed = web.json(f"/explain.json?a={key('evil')}&b={key('sum')}")["data"]["links"][0]
    assert [step["weight"] for step in weighed["steps"]] == [-3.0, 6.0, -2.35]
    assert web.get("/explain").status_code == 200
    for wrong, status in ((f"a={key('film')}&b={key('vermeer')}", 400), ("a=zzz&b=yyy", 404), (f"a={key('film')}&b={key('film')}", 400), (f"a={'x' * 400}&b=y", 400)):
        assert web.get(f"/explain?{wrong}", Accept="text/html").status_code == status
        problem = web.get(f"/explain.json?{wrong}")
        assert problem.status_code == status and problem.json()["way_out"]


def test_what_nobody_compared_is_compared_when_asked(pool_folder: Path) -> None:
    reader = Pool(pool_folder).reader()
    told = explaining.explain(reader, key("webber"), key("vermeer"))
    assert told["links"] == [] and told["entity"] is None
    assert told["compared"]["why"] == "unlike" or 0 <= told["compared"]["probability"] < 0.5
    with pytest.raises(NotFound):
        explaining.explain(reader, "A title that nobody has", key("girl"))
    with pytest.raises(Invalid):
        explaining.explain(reader, key("girl"), key("girl"))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(["prior", "fields", "field", "level", "weight", "rivals"]), inner, max_size=4), max_leaves=12))
def test_odd_evidence_is_never_a_failure(found: Any) -> None:
    evidence = explaining.read(json.dumps(found))
    link = {"evidence": evidence, "probability": None, "method": "model", "state": "proposed"}
    rows = why.steps(link, words("nl"))
    assert all(0 <= row["at"] <= 100.01 and 0 <= row["wide"] <= 100.7 for row in rows)
    why.because(link, words("en"))
    why.fields(link, words("en"))


@given(st.floats(-60, 60), st.lists(st.floats(-20, 20), max_size=8))
def test_weights_add_up_to_the_probability(prior: float, weights: list[float]) -> None:
    steps = explaining.waterfall({"prior": prior, "fields": [{"field": "title", "level": "x", "weight": weight} for weight in weights]})
    assert len(steps) == len(weights) + 1 and steps[-1]["end"] == pytest.approx(prior + sum(weights), abs=1e-9)
    assert all(one["end"] == other["start"] for one, other in pairwise(steps))
    assert explaining.probability(steps[-1]["end"]) + explaining.probability(-steps[-1]["end"]) == pytest.approx(1)


def test_where_records_disagree() -> None:
    def work(date: str, start: int, end: int, dataset: str = "a", **other: Any) -> dict[str, Any]:
        return {"id": dataset, "dataset": dataset, "date": date, "year_start": start, "year_end": end, "form": None, "language": None, "status": None, **other}

    assert differing("work", [work("1996", 1996, 1996), work("1997", 1997, 1997, "b")])[0]["values"] == [
        {"value": "1996", "datasets": ["a"], "records": ["a"]}, {"value": "1997", "datasets": ["b"], "records": ["b"]}]
    assert differing("work", [work("1996", 1996, 1996), work("1996-05", 1996, 1996, "b"), work("1990/1999", 1990, 1999, "c")]) == []
    assert [one["field"] for one in differing("work", [work("1996-05", 1996, 1996, status="announced"), work("1996-06", 1996, 1996, "b", status="released")])] == ["date", "status"]


def test_the_desk_judges_links_and_only_here(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder)
    pool = Pool(folder)
    near, far = Web(create_app(pool, here=True)), Web(create_app(pool))
    host = {"Host": "localhost:8000"}
    for path in ("/desk/links", f"/desk/links/{MODEL}"):
        assert far.get(path, **host).status_code == 403
        assert near.get(path, **host).status_code == 200
    page = near.get("/desk/links", **host).text
    assert page.count('class="verdicts"') == 1 and HOSTILE not in page
    assert f"/desk/links/{MODEL}" in near.get(f"/works/{key('evil')}", **host).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    assert post(near, f"/desk/links/{MODEL}", token="wrong", verdict="accepted") == 403
    assert post(near, f"/desk/links/{MODEL}", token=token[1], verdict="accepted", origin="http://evil.example") == 403
    assert post(near, f"/desk/links/{MODEL}", token=token[1], verdict="perhaps") == 400
    assert ruling.standing(pool) == {}
    assert post(near, f"/desk/links/{MODEL}", token=token[1], verdict="accepted", why="seen both") == 303
    assert [(one["state"], one["why"], one["by"]) for one in ruling.standing(pool).values()] == [("accepted", "seen both", "owner")]
    assert "1 judgement of links waits for the next build" in near.get("/desk/links?state=judged", **host).text
    assert post(near, f"/desk/links/{MODEL}", token=token[1], verdict="undo", back="list") == 303
    assert ruling.standing(pool) == {} and near.get("/desk/links/0000", **host).status_code == 404
    assert near.get("/desk/links?state=odd", **host).status_code == near.get("/desk/links?page=0", **host).status_code == 400


def post(site: Web, path: str, origin: str = "http://localhost:8000", **fields: str) -> int:
    import asyncio

    import httpx

    async def ask() -> int:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url="http://localhost:8000") as client:
            return (await client.post(path, data=fields, headers={"Origin": origin})).status_code

    return site.thread.submit(lambda: asyncio.run(ask())).result(60)


def test_stories_by_form_and_word(web: Web) -> None:
    one = web.json("/families.json?form=film&form=novel&q=PÉARL&sort=forms")
    assert one["meta"]["total"] == 1 and one["data"][0]["forms"] == ["film", "novel", "painting"]
    assert web.json("/families.json?form=opera")["meta"]["total"] == 0
    assert web.json(f"/families.json?q={'meisje' if one['data'][0]['id'] == key('girl') else 'girl'}")["meta"]["total"] == 1, "any title of its origin"
    assert web.get("/families?q=zzz").status_code == 200 and "No story fits all of this" in web.get("/families?q=zzz").text
    assert web.get("/families.json?sort=odd").status_code == 400


def test_figures_stand_beside_the_works_of_a_story(web: Web) -> None:
    assert "visits: 3,020 (2020, Netherlands)" in web.get(f"/works/{key('novel')}").text
    alone = web.get(f"/works/{key('novel')}?with=one:novels").text
    assert 'class="small counted"' not in alone


