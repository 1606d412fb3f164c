"""The story pages: alone and together, why linked, families, places, the tour, and what a contributor can paste."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.pool import Pool
from intarsia.web import create_app
from intarsia.web.family import lanes, tied
from tests.web.conftest import Web
from tests.web.made import HOSTILE, empty_pool, key

STORY = {key("girl"): "museum", key("novel"): "novels", key("film"): "films"}


def test_home_together_and_alone(web: Web) -> None:
    together, alone = web.json("/index.json")["data"], web.json("/index.json?with=one:museum")["data"]
    assert {one["id"]: one["dataset"] for one in together["story"]} == STORY
    assert together["alone"] is None
    assert [one["id"] for one in alone["story"]] == [key("girl")]
    assert alone["alone"] == {"dataset": "museum", "works": 1, "works_in_all": 3, "sectors": 1, "sectors_in_all": 3, "links": 0, "links_in_all": 2}
    assert alone["headline"] == "One organisation. One file. 1 of the 3 works of this story."
    page = web.get("/?with=one:museum").text
    assert "Alone, “The museum” shows 1 of the 3 works of this story, in 1 of 3 sectors, and 0 of the 2 links between them." in page
    assert page.count("Not in this file, but in") == 2
    assert re.search(r'with=one%3Amuseum"[^>]*aria-current="true">Alone<', page)
    assert re.search(r'href="/" aria-current="true">Together<', web.get("/").text)


@pytest.mark.parametrize(("address", "status"), [("/?with=museum", 400), ("/?with=one:", 400), ("/families?with=one:nowhere", 404), ("/?with=all", 200), ("/families?page=0", 400),
                                                 ("/families?page=2", 400), ("/families?page=x", 400), ("/check?try=../pool.toml", 404)])
def test_what_an_address_may_ask(web: Web, address: str, status: int) -> None:
    answer = web.get(address, accept="text/html")
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_work_alone_has_no_figures_of_others(web: Web) -> None:
    alone = web.json(f"/works/{key('girl')}.json?with=one:museum")["data"]
    assert (alone["figures"], alone["links"], [one["id"] for one in alone["family"]]) == ([], [], [key("girl")])
    other = web.json(f"/works/{key('girl')}.json?with=one:films")["data"]
    assert (other["records"], other["titles"], [one["id"] for one in other["family"]]) == ([], [], [key("film")])
    page = web.get(f"/works/{key('girl')}?with=one:films").text
    assert "does not hold this work" in page
    assert "ca. 1665" not in page


def test_each_fact_names_its_source(web: Web) -> None:
    page = web.get(f"/works/{key('girl')}").text
    table = page[page.index('class="cards fact"'):]
    rows = re.findall(r"<tr>.*?</tr>", table[: table.index("</table>")], re.S)[1:]
    assert len(rows) >= 5
    assert all('class="source-of"' in row for row in rows)


def test_why_linked_and_what_was_refused(web: Web) -> None:
    page = web.get(f"/works/{key('film')}").text
    linked, refused = page.index("<h3>Linked</h3>"), page.index("Looked alike, and are not")
    assert linked < page.index("A contributor states this relation.") < refused < page.index("Probability: 20%.")
    assert "&lt;script&gt;" in page[refused:]  # evidence is a contributor's text
    assert "<h3>Perhaps: a person has yet to judge</h3>" in web.get(f"/works/{key('evil')}").text
    assert "Named, and found nowhere in this release" in web.get(f"/works/{key('soon')}").text


def test_what_a_contributor_pastes(web: Web) -> None:
    answer = web.get(f"/works/{key('girl')}/elsewhere.html")
    assert answer.headers["content-type"].startswith("text/html")
    raw = answer.text
    assert "<script" not in raw
    assert re.findall(r'href="([^"]*)"', raw) == [f"http://localhost:8000/id/work/{key(name)}" for name in ("novel", "film", "girl")]
    page = web.get(f"/works/{key('girl')}").text
    blocks = re.findall(r"data-copy><code>(.*?)</code>", page, re.S)
    assert not any("<" in one for one in blocks)  # shown, not rendered
    shown = [html.unescape(one) for one in blocks]
    assert shown[1].strip() == raw.strip()
    block = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', shown[0], re.S)
    assert block and json.loads(block[1])["@id"].endswith(key("girl"))
    assert web.get("/works/nope/elsewhere.html").status_code == 404


def test_a_hostile_title_stays_text_in_a_snippet(web: Web) -> None:
    from starlette.requests import Request

    from intarsia.web.elsewhere import elsewhere
    from intarsia.web.visit import Visit

    scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": "/", "query_string": b"lang=en", "headers": [], "client": ("192.0.2.1", 1), "app": web.app}
    rows = [{"id": "x", "iri": "http://x/", "title": HOSTILE, "tongue": '"><b>', "form": None, "date": "2001", "publisher": HOSTILE}]
    text = elsewhere(Visit(Request(scope)), "none", rows)
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;" in text


def test_families_in_pages_and_as_tables(web: Web) -> None:
    body = web.json("/families.json")
    assert body["meta"]["total"] == 1
    one = body["data"][0]
    assert (one["title"], one["works"], one["sector_count"], one["dataset_count"], one["first"], one["last"]) == ("Girl with a Pearl Earring", 3, 3, 3, 1665, 2003)
    assert one["sectors"] == ["film-tv", "heritage", "publishing"]
    assert len(list(csv.DictReader(io.StringIO(web.get("/families.csv").text)))) == 1
    assert web.json("/families.json?sector=heritage&sector=film-tv")["meta"]["total"] == 1
    assert web.json("/families.json?sector=games")["meta"]["total"] == 0
    assert "No story is told in all these sectors" in web.get("/families?sector=games").text
    assert web.json("/families.json?with=one:films")["data"] == []
    assert "No accepted link has both its ends in this file" in web.get("/families?with=one:films").text
    assert f"/families/{one['id']}" in web.get("/families").text


def test_a_family_is_found_by_any_of_its_works(web: Web) -> None:
    for name in ("girl", "novel", "film"):
        data = web.json(f"/families/{key(name)}.json")["data"]
        assert {work["id"] for work in data["works"]} == set(STORY)
        assert {(link["subject"], link["object"]) for link in data["links"]} == {(key("film"), key("novel")), (key("novel"), key("girl"))}
    assert "2 links tie it together" in web.get(f"/families/{key('girl')}").text
    assert len(list(csv.DictReader(io.StringIO(web.get(f"/families/{key('girl')}.csv").text)))) == 3
    assert web.json(f"/families/{key('girl')}.json?with=one:films")["data"]["links"] == []
    assert "No link ties this work to another yet" in web.get(f"/families/{key('bare')}").text
    assert web.get("/families/nope").status_code == 404


def test_a_place_has_works_by_sector_and_its_agents(web: Web) -> None:
    data = web.json("/places/NL.json")["data"]
    assert {one["sector"]: one["works"] for one in data["works"]} == {"film-tv": 1, "heritage": 1}
    assert [(one["measure"], one["figures"], one["subjects"]) for one in data["counted"]] == [("visits", 16, 1)]
    assert data["figures"] == []
    assert data["agents_in_all"] == 3
    page = web.get("/places/NL").text
    assert "never added up" in page
    assert "country=NL&amp;sector=heritage" in page
    assert web.get("/places/XX", accept="text/html").status_code == 404


def test_an_agent_alone(web: Web) -> None:
    data = web.json(f"/agents/{key('webber')}.json?with=one:novels")["data"]
    assert {one["dataset"] for one in data["works"]} == {"novels"}
    assert data["alone"] == {"dataset": "novels", "works": 1, "works_in_all": 3}
    assert "Alone, “The novels” shows 1 of the 3 works." in web.get(f"/agents/{key('webber')}?with=one:novels").text


def test_the_tour_promises_only_what_is_there(web: Web) -> None:
    steps = web.json("/start.json")["data"]
    assert [step["at"] for step in steps] == ["0:00", "0:45", "1:00", "1:15", "4:20", "4:45"]
    assert "A link that was refused" in web.get("/start").text
    for language in ("en", "nl"):
        for step in web.json(f"/start.json?lang={language}")["data"]:
            assert step["text"]
            for link in step["links"]:
                assert link["href"].startswith("#") or web.get(link["href"].split("#")[0], accept="text/html").status_code == 200, link


def test_the_ticket_file_can_be_tried(web: Web) -> None:
    report = web.json("/check.json?try=tickets.xlsx")["data"]
    assert (report["rows"], report["drafted"], report["verdict"], report["after"]) == (400, True, "OPEN AFTER", "OPEN")
    page = web.get("/check?try=tickets.xlsx", accept="text/html").text
    assert "Every order, name and amount in it is made up" in page
    raw = web.get("/check?try=tickets.xlsx&as=file")
    assert raw.content[:2] == b"PK"
    assert raw.content == (Path(__file__).parents[2] / "examples" / "tryout" / "tickets.xlsx").read_bytes()


def test_where_a_file_goes_is_said_truly(web: Web, pool_folder: Path) -> None:
    afar, here = "The file is sent to this site, looked at and thrown away", "This site runs on your own computer"
    assert afar in web.get("/").text and here not in web.get("/").text
    near = Web(create_app(Pool(pool_folder), here=True))
    told = near.get("/", host="localhost").text
    assert here in told and afar not in told
    assert afar in near.get("/", host="pool.example.org").text
    assert afar in near.get("/check", host="localhost", x_forwarded_for="198.51.100.7").text


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Web:
    return Web(create_app(Pool(empty_pool(tmp_path_factory.mktemp("empty") / "pool"))))


def test_an_empty_pool_has_three_ways_to_begin(empty: Web) -> None:
    page = empty.get("/", accept="text/html").text
    ways = re.findall(r'class="button" href="([^"]*)"', page)
    assert ways == ["/check", "/start#demo", "/start#connect"]
    for way in ways:
        path, _hash, anchor = way.partition("#")
        answer = empty.get(path, accept="text/html")
        assert answer.status_code == 200
        assert not anchor or f'id="{anchor}"' in answer.text
    assert empty.get("/start.json").status_code == 503


Links = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(Links)
def test_families_are_the_connected_works(pairs: list[tuple[str, str]]) -> None:
    import pyarrow as pa

    known = tied(pa.table({"subject": [a for a, _b in pairs], "object": [b for _a, b in pairs]}))
    groups: list[set[str]] = []
    for pair in pairs:
        near = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in near] + [set(pair).union(*near)]
    for group in groups:
        for work in group:
            assert set(known.of(work)) == group
    assert known.of("none") == ["none"]


def work(year: int | None, sector: str = "games", dataset: str = "one") -> dict[str, Any]:
    return {"id": str(year), "year_start": year, "sector": sector, "dataset": dataset, "synthetic": False}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-3000, 2100)), min_size=1, max_size=30))
def test_marks_and_ticks_stand_within_their_lane(years: list[int | None]) -> None:
    lane = lanes([work(year) for year in years])[0]
    assert all(one["at"] is None or 0 <= one["at"] <= 100 for one in lane["works"])
    assert len(lane["ticks"]) <= 8
    assert all(0 <= tick["at"] <= 100 for tick in lane["ticks"])
    known = sorted((one["year_start"], one["at"]) for one in lane["works"] if one["at"] is not None)
    assert [at for _year, at in known] == sorted(at for _year, at in known)
