"""Addresses for machines, caches, errors, files, and taking up a new release."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
from starlette.requests import Request

from intarsia.pool import Pool
from intarsia.web import create_app, errorpages
from tests.web.conftest import Web
from tests.web.made import empty_pool, key, serve, write_release


@pytest.mark.parametrize(("address", "page"), [
    (f"/id/work/{key('girl')}", f"/works/{key('girl')}"), (f"/id/agent/{key('webber')}", f"/agents/{key('webber')}"), ("/id/dataset/museum", "/datasets/museum"),
    ("/id/release/bbbb222233334444", "/releases/bbbb222233334444"), ("/id/place/NL", "/places/NL"), ("/id/concept/genre/drama", "/terms/genre/drama"),
])
def test_an_iri_leads_to_its_page_or_its_data(web: Web, address: str, page: str) -> None:
    answer = web.get(address, accept="text/html")
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    path, mark, query = page.partition("?")
    assert web.get(address, accept="application/json").headers["location"] == f"{path}.json{mark}{query}"


def test_a_link_leads_to_its_statements(web: Web) -> None:
    assert web.get(f"/id/link/{key('filmbased_onnovel')}").headers["location"] == f"/data/link/{key('filmbased_onnovel')}"


@pytest.mark.parametrize("address", ["/works/nope", "/agents/nope", "/datasets/nope", "/releases/nope", "/id/thing/1", "/id/concept/odd/1", "/nowhere",
    "/dumps/bbbb222233334444/../../pool.toml",
                                     "/dumps/bbbb222233334444/pool.toml", "/dumps/nope/museum.nq.zst", "/static/nope.css", "/explore?release=nope",
                                         "/works/%2e%2e%2fpool.toml"])
def test_what_is_not_there(web: Web, address: str) -> None:
    page = web.get(address, accept="text/html")
    assert page.status_code == 404
    assert 'name="q"' in page.text
    problem = web.get(address, accept="application/json")
    assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")
    assert problem.json()["status"] == 404
    assert problem.headers["x-content-type-options"] == "nosniff"


def test_other_methods_are_refused(web: Web) -> None:
    assert web.get("/explore", "POST", accept="application/json").status_code == 405
    head = web.get("/datasets", "HEAD")
    assert (head.status_code, head.content) == (200, b"")


def test_a_page_known_is_not_sent_again(web: Web) -> None:
    for address in ("/", "/explore?q=girl", f"/works/{key('girl')}", "/datasets.csv", "/datasets/museum.json"):
        first = web.get(address)
        while first.headers["cache-control"] == "no-store":  # the first page, as long as what it tells is still being worked out
            time.sleep(0.1)
            first = web.get(address)
        assert first.headers["cache-control"] == "no-cache"
        again = web.get(address, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["etag"] == first.headers["etag"]
        assert web.get(address, if_none_match=first.headers["etag"], accept_language="nl", accept="application/json").status_code == 200


def test_a_dump_is_sent_whole(web: Web) -> None:
    dump = web.json("/releases/bbbb222233334444.json")["data"]["dumps"][0]
    answer = web.get(dump["url"], accept_encoding="gzip")
    assert int(answer.headers["content-length"]) == dump["bytes"] == len(answer.content)
    assert hashlib.sha256(answer.content).hexdigest() == dump["sha256"]
    assert "content-encoding" not in answer.headers
    assert answer.headers["etag"] == f'"{dump["sha256"]}"'
    assert web.get(dump["url"], if_none_match=answer.headers["etag"]).status_code == 304


def test_pages_are_compressed(web: Web) -> None:
    assert web.get("/explore", accept_encoding="gzip").headers["content-encoding"] == "gzip"


def test_the_style_sheet_may_be_kept(web: Web) -> None:
    page = web.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in web.get(address).headers["cache-control"]
    assert web.get("/static/intarsia.css").headers["cache-control"] == "no-cache"


def test_the_api_describes_itself(web: Web) -> None:
    paths = web.json("/openapi.json")["paths"]
    assert {"/api/v1/works", "/api/v1/works/{id}", "/api/v1/search"} <= set(paths)
    assert web.get("/robots.txt").text.startswith("User-agent: *")


def test_a_crash_shows_a_number_and_no_traceback(web: Web, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("intarsia.web.pages.work.record", broken)
    for accept in ("text/html", "application/json"):
        answer = web.get(f"/works/{key('girl')}", accept=accept)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        assert "frame-ancestors" in answer.headers["content-security-policy"]
    assert answer.json()["request"] in caplog.text


def test_even_a_failing_error_page_answers() -> None:
    bare = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "app": None})
    assert errorpages.crash(bare, ValueError("x")).status_code == 500


def test_an_empty_pool_says_what_to_do(tmp_path: Path) -> None:
    web = Web(create_app(Pool(empty_pool(tmp_path / "new"))))
    page = web.get("/", accept="text/html")
    assert page.status_code == 200
    assert "intarsia build new" in page.text
    assert web.get("/healthz").status_code == 503
    for address in ("/explore", "/datasets", "/releases", f"/works/{key('girl')}", "/explore.json"):
        answer = web.get(address)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60"), address
        assert "intarsia build" in answer.text


def test_a_new_release_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    web = Web(create_app(Pool(folder)))
    assert web.get("/healthz").status_code == 503
    write_release(folder, "aaaa000000000000", leave_out="Volume 3")
    assert web.json("/healthz") == {"status": "ok", "release": "aaaa000000000000"}
    assert web.json("/explore.json")["meta"]["total"] == 37
    tag = web.get("/explore").headers["etag"]
    write_release(folder, "bbbb000000000000", previous="aaaa000000000000")
    assert web.json("/explore.json")["meta"]["total"] == 38
    assert web.get("/explore", if_none_match=tag).status_code == 200
    serve(folder, "cccc000000000000")  # a release that is not there: the last good one stays
    assert web.json("/healthz")["release"] == "bbbb000000000000"
