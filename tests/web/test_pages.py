"""Every page and twin: status, headers, content, and that hostile text stays text."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.web.conftest import Web
from tests.web.made import FORMULA, HOSTILE, key

RELEASE = "bbbb222233334444"
PAGES = ["/", "/explore", "/explore?q=girl", "/explore?sector=heritage&from=1600&to=1700", "/explore?view=table&sort=newest&page=2", f"/works/{key('girl')}",
    f"/works/{key('film')}",
         f"/works/{key('evil')}", f"/works/{key('soon')}", f"/works/{key('bare')}", f"/agents/{key('webber')}", f"/agents/{key('vermeer')}", "/datasets",
             "/datasets/museum", "/datasets/films",
         "/datasets/figures", "/releases", f"/releases/{RELEASE}", "/releases/aaaa222233334444", "/about", "/accessibility", "/developers",
         "/explore/form?find=film", "/explore?not=sector:heritage", "/terms", "/terms/genre", "/terms/genre?q=dra",
         "/terms/genre/drama", f"/releases/aaaa222233334444/diff/{RELEASE}", *[f"/datasets/museum?tab={tab}" for tab in ("preview", "columns", "quality", "history", "use")]]
TWINS = ["/index.json", "/explore.json", f"/works/{key('girl')}.json", f"/agents/{key('webber')}.json", "/datasets.json", "/datasets/museum.json", "/releases.json",
    f"/releases/{RELEASE}.json", "/about.json"]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_its_headers(web: Web, address: str, language: str) -> None:
    answer = web.get(address, accept="text/html", accept_language=language)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!doctype html>")
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1") == 1
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    assert " style=" not in answer.text
    assert not re.search(r"<script(?! type=\"(?:application/ld\+json\"|application/json\"|module\" src=))|\son[a-z]+=", answer.text)


@pytest.mark.parametrize("address", TWINS)
def test_a_twin_has_data_links_and_meta(web: Web, address: str) -> None:
    body = web.json(address)
    assert set(body) == {"data", "links", "meta"}
    assert body["meta"]["release"] == RELEASE
    assert body["links"]["self"] == address


@pytest.mark.parametrize("address", PAGES)
def test_accept_gives_the_twin_too(web: Web, address: str) -> None:
    assert web.get(address, accept="application/json").json()["meta"]["release"] == RELEASE


def test_items_have_iris(web: Web) -> None:
    for item in web.json("/explore.json")["data"]["works"]:
        assert item["iri"] == f"http://localhost:8000/id/work/{item['id']}"
    assert all(item["iri"] for item in web.json("/releases.json")["data"])
    assert web.json(f"/works/{key('girl')}.json")["data"]["iri"].endswith(f"/id/work/{key('girl')}")


def test_the_headline_is_counted(web: Web) -> None:
    assert web.json("/index.json")["data"]["headline"] == "Four organisations. Four files. One story none of them could tell."
    page = web.get("/").text
    assert [page.index(word) for word in ("Heritage", "Publishing", "Film and television")] == sorted(page.index(word) for word in ("Heritage", "Publishing",
        "Film and television"))
    assert "c. 1665" in page


def test_a_work_shows_what_is_known(web: Web) -> None:
    page = web.get(f"/works/{key('girl')}").text
    for text in ("Meisje met de parel", "original title", "written “ca. 1665”", "Netherlands", "CC0 1.0", "In copyright", "reserved",
        "https://www.wikidata.org/wiki/Q185372", "house",
                 "This story in 3 sectors", "Subject of", "A person looked at both", "counted at the door", "closed", "1632–1675"):
        assert text in page, text
    data = web.json(f"/works/{key('girl')}.json")["data"]
    assert {one["title"] for one in data["family"]} == {"Girl with a Pearl Earring"}
    assert len(data["figures"]) == 16
    assert data["links"][0]["forward"] is False


def test_states_are_told_apart(web: Web) -> None:
    film = web.get(f"/works/{key('film')}").text
    assert "no match" in film  # the genre nobody knows
    assert "rejected" in film
    assert "20%" in film
    assert "proposed" in web.get(f"/works/{key('evil')}").text
    assert "no match" in web.get(f"/works/{key('soon')}").text
    assert "fourth quarter of 2027" in web.get(f"/works/{key('soon')}").text


def test_an_agent_has_works_by_role_and_its_other_credits(web: Web) -> None:
    data = web.json(f"/agents/{key('webber')}.json")["data"]
    assert {one["title"] for one in data["works"]} == {"Girl with a Pearl Earring", HOSTILE}
    assert [one["dataset"] for one in data["also"]] == ["novels"]
    assert "Director" in web.get(f"/agents/{key('webber')}").text


def test_a_dataset_card(web: Web) -> None:
    page = "".join(web.get(f"/datasets/museum?tab={tab}").text for tab in ("", "preview", "quality"))
    for text in ("12 records in = 10 used + 2 set aside", "the row has 3 cells, the header 4", "What “all” would be", "2001 – 2003",
        "Data steward (role), 20 November 2026", "Amphora"):
        assert text in page, text
    films = web.get("/datasets/films").text
    assert "unknown: nobody has stated how many there are in all" in films
    assert "last good delivery kept" in films
    assert "Synthetic: " in films
    assert "Over de museum." in web.get("/datasets/museum?lang=nl").text


def test_a_release_says_what_changed_and_how_to_cite(web: Web) -> None:
    data = web.json(f"/releases/{RELEASE}.json")["data"]
    assert {"table": "work", "dataset": "novels", "added": 1, "changed": 0, "withdrawn": 0} in data["changes"]
    assert data["citation"] == f"Test desk (2026): A made pool, release {RELEASE}, issued 22 November 2026. http://localhost:8000/id/release/{RELEASE}"
    assert web.json("/releases/aaaa222233334444.json")["data"]["changes"] is None


def test_hostile_text_stays_text(web: Web) -> None:
    for address in ("/explore", f"/explore?q={'%3Cscript%3E'}alert", f"/works/{key('evil')}", f"/works/{key('film')}", f"/agents/{key('webber')}", "/datasets/films"):
        page = web.get(address, accept="text/html").text
        assert "<script>alert" not in page
        assert "javascript:" not in re.sub(r">[^<]*<", "><", page)
        assert "</title> &" not in page
    assert "&lt;script&gt;alert" in web.get(f"/works/{key('evil')}").text
    assert web.json(f"/works/{key('evil')}.json")["data"]["title"] == HOSTILE


def test_csv_holds_no_formula(web: Web) -> None:
    answer = web.get("/explore.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == 38
    assert {row["title"] for row in rows if "HYPERLINK" in row["title"]} == {"'" + FORMULA}
    assert {row["year"] for row in rows if row["title"] == "Amphora"} == {"-43"}  # a number is no formula
    assert len(list(csv.DictReader(io.StringIO(web.get("/datasets.csv").text)))) == 4


def test_synthetic_rows_say_so(web: Web) -> None:
    for address in ("/", "/explore?dataset=films", f"/works/{key('film')}", f"/agents/{key('webber')}", "/datasets"):
        assert '<span class="tag warn">synthetic</span>' in web.get(address).text, address


def test_json_ld_stands_in_the_page(web: Web) -> None:
    told = re.search(r'ld\+json">(.*?)</script>', web.get(f"/works/{key('film')}").text, re.S)
    assert told
    body = json.loads(told[1])
    assert (body["@type"], body["isBasedOn"]) == ("Movie", [f"http://localhost:8000/id/work/{key('novel')}"])
    block = re.search(r'ld\+json">(.*?)</script>', web.get(f"/works/{key('evil')}").text, re.S)
    assert block
    assert "<" not in block[1]


def test_each_page_says_what_it_is_about(web: Web) -> None:
    said: dict[str, str] = {}
    for address in ["/explore", f"/works/{key('girl')}", f"/agents/{key('webber')}", "/datasets", "/datasets/museum", "/terms", "/terms/genre", "/terms/genre/drama", "/releases",
                    f"/releases/{RELEASE}", f"/releases/aaaa222233334444/diff/{RELEASE}", "/developers", "/accessibility", "/figures", "/figures/sectors", "/places/NL", "/check"]:
        for language in ("en", "nl"):
            found = re.search(r'<meta name="description" content="([^"]{20,400})">', web.get(address, accept="text/html", accept_language=language).text)
            assert found, address
            said[f"{language} {address}"] = found[1]
    assert len(set(said.values())) == len(said), "two pages say the same"
