"""What every answer carries, which requests are refused, and what a proxy is believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.pool import Pool
from intarsia.web.address import refusal, stand, within
from intarsia.web.app import create_app
from intarsia.web.proxies import Proxies
from intarsia.web.settings import Settings
from tests.web.conftest import Web
from tests.web.made import empty_pool, key, write_release

SECURE = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options", "permissions-policy", "cross-origin-opener-policy", "x-request-id")


@pytest.mark.parametrize("address", ["/", "/explore", "/explore.json", "/nowhere", "/static/nope.css", "/works/nope.json", "/healthz", "/a%zz", f"/id/work/{key('film')}"])
def test_every_answer_has_them(web: Web, address: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        answer = web.get(address, method)
        assert set(SECURE) <= set(answer.headers), (method, [one for one in SECURE if one not in answer.headers])
        assert "set-cookie" not in answer.headers
        assert "unsafe" not in answer.headers["content-security-policy"]


def test_programs_of_other_sites_may_read_and_their_pages_may_not(web: Web) -> None:
    for address in ("/explore.json", "/datasets.csv", f"/works/{key('film')}.json", f"/id/work/{key('film')}", "/dumps/bbbb222233334444/museum.nq.zst", "/openapi.json",
                    "/releases/bbbb222233334444/tables/work/museum.parquet", "/works/nope.json"):
        answer = web.get(address, origin="https://elsewhere.example")
        assert answer.headers["access-control-allow-origin"] == "*", address
        assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
    assert web.get("/explore", accept="application/json").headers["access-control-allow-origin"] == "*"
    for address in ("/", "/explore", "/nowhere", "/check"):
        assert "access-control-allow-origin" not in web.get(address, accept="text/html", origin="https://elsewhere.example").headers, address


def test_a_browser_may_ask_first(web: Web) -> None:
    asked = web.get("/explore.json", "OPTIONS", access_control_request_method="GET", origin="https://elsewhere.example")
    assert (asked.status_code, asked.headers["access-control-allow-origin"], asked.headers["access-control-allow-methods"]) == (204, "*", "GET, HEAD, OPTIONS")
    assert web.get("/explore", "OPTIONS", access_control_request_method="GET", origin="https://elsewhere.example").status_code == 405


def test_what_can_be_got_can_be_asked_for_its_headers(web: Web) -> None:
    for address in ("/", "/explore", "/openapi.json", "/robots.txt", "/healthz", "/readyz", f"/id/work/{key('film')}", "/dumps/bbbb222233334444/museum.nq.zst",
                    "/dumps/bbbb222233334444/museum.csv.zip"):
        got, head = web.get(address), web.get(address, "HEAD")
        assert (head.status_code, head.content) == (got.status_code, b""), address
        assert head.headers.get("content-type") == got.headers.get("content-type"), address


def test_a_method_that_is_not_for_it_names_those_that_are(web: Web) -> None:
    for address in ("/explore", "/datasets.json", "/healthz"):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            answer = web.get(address, method)
            assert answer.status_code == 405, (address, method)
            assert {"GET", "HEAD"} <= {one.strip() for one in answer.headers["allow"].split(",")}, (address, method)


@pytest.mark.parametrize(("path", "query", "status"), [
    (b"/works/%zz", b"", 400), (b"/works/%", b"", 400), (b"/works/%c0%af", b"", 400), (b"/works/%ff", b"", 400), (b"/works/%00", b"", 400), (b"/works/%0d%0aX:1", b"", 400),
    (b"/explore", b"q=%00", 400), (b"/explore", b"q=%ff", 400), (b"/" + b"a" * 9000, b"", 414), (b"/explore", b"q=" + b"a" * 9000, 414),
    (b"/works/%E2%82%AC", b"q=100%", None), (b"/explore", b"q=%C5%81%C3%B3d%C5%BA&genre=drama", None), (b"/", b"", None),
])
def test_addresses_that_cannot_be_read(path: bytes, query: bytes, status: int | None) -> None:
    found = refusal({"type": "http", "path": path.decode("latin-1"), "raw_path": path, "query_string": query})
    assert (found[0] if found else None) == status


@given(st.text(alphabet=st.characters(min_codepoint=32, exclude_characters="\x7f", exclude_categories=("Cs",)), max_size=40),
       st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=40))
def test_addresses_that_a_browser_writes_are_read(path: str, query: str) -> None:
    assert refusal({"type": "http", "path": f"/{path}", "raw_path": f"/{quote(path)}".encode(), "query_string": f"q={quote(query)}".encode()}) is None


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_no_bytes_make_it_fail(path: bytes, query: bytes) -> None:
    found = refusal({"type": "http", "path": "/", "raw_path": path, "query_string": query})
    assert found is None or found[0] in (400, 414)


@given(st.lists(st.sampled_from(["commons", "a", "works", "x.json"]), max_size=3), st.sampled_from(["", "/commons", "/a/b"]))
def test_the_base_path_comes_and_goes(parts: list[str], base: str) -> None:
    path = "/" + "/".join(parts)
    scope: dict[str, Any] = {"path": path, "raw_path": path.encode(), "root_path": ""}
    stand(scope, base)
    assert scope["root_path"] == base
    assert scope["path"] == base or scope["path"].startswith(base + "/")
    assert scope["raw_path"].decode() == scope["path"]
    assert within(scope) == path or path == base or path.startswith(base + "/")


def passed(trusted: tuple[str, ...], client: str, **headers: str) -> tuple[dict[str, Any], str]:
    scope: dict[str, Any] = {"client": (client, 1), "scheme": "http", "root_path": "",
                             "headers": [(b"host", b"inner:8000"), *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())]}
    return scope, Proxies(trusted).read(scope)


def test_a_trusted_proxy_is_believed() -> None:
    scope, request_id = passed(("10.0.0.0/8",), "10.1.2.3", x_forwarded_for="6.6.6.6, 192.0.2.7:4711, 10.9.9.9", x_forwarded_proto="https", x_forwarded_host="data.example.org",
                               x_forwarded_prefix="/commons/", x_request_id="abcd-1234-efgh")
    assert (scope["client"][0], scope["scheme"], scope["root_path"], request_id) == ("192.0.2.7", "https", "/commons", "abcd-1234-efgh")
    assert dict(scope["headers"])[b"host"] == b"data.example.org"


def test_nobody_else_is() -> None:
    for trusted in ((), ("10.0.0.0/8",)):
        scope, request_id = passed(trusted, "192.0.2.1", x_forwarded_for="127.0.0.1", x_forwarded_proto="https", x_forwarded_host="evil.example",
                                   x_forwarded_prefix="/x", x_request_id="abcd-1234-efgh")
        assert (scope["client"][0], scope["scheme"], scope["root_path"], request_id) == ("192.0.2.1", "http", "", "")
        assert dict(scope["headers"])[b"host"] == b"inner:8000"


@given(st.dictionaries(st.sampled_from(["x_forwarded_for", "x_forwarded_proto", "x_forwarded_host", "x_forwarded_prefix", "x_request_id"]),
                       st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=80)))
def test_odd_words_of_a_proxy_are_left(headers: dict[str, str]) -> None:
    scope: dict[str, Any] = {"client": ("127.0.0.1", 1), "scheme": "http", "root_path": "",
                             "headers": [(b"host", b"inner"), *((name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items())]}
    given_id = Proxies(("127.0.0.1",)).read(scope)
    assert scope["scheme"] in ("http", "https")
    assert all(c.isalnum() or c in "/._~-" for c in scope["root_path"])
    assert all(c.isalnum() or c in "._-" for c in given_id)
    assert all(c in "0123456789abcdefABCDEF.:" for c in scope["client"][0]) or scope["client"][0] == "unknown"


@pytest.mark.parametrize("wrong", [{"base_path": "commons"}, {"base_path": "/a b"}, {"base_path": "/a/../b"}, {"base_path": "//evil.example"}, {"proxies": ("example.org",)},
                                   {"proxies": ("127.0.0.1",), "local": True}])
def test_settings_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        Settings(**wrong).checked()


def test_settings_travel_whole() -> None:
    one = Settings(base_path="/a/b/", proxies=("127.0.0.1", "10.0.0.0/8,::1"), workers=3).checked()
    assert (one.base_path, one.proxies) == ("/a/b", ("127.0.0.1/32", "10.0.0.0/8", "::1/128"))
    assert Settings.loads(one.dumps()) == one


def test_https_is_insisted_on_over_https_only(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder, "aaaa222233334444")
    web = Web(create_app(Pool(folder), settings=Settings(hsts=600, proxies=("127.0.0.1",))))
    assert "strict-transport-security" not in web.get("/").headers
    assert web.get("/", x_forwarded_proto="https").headers["strict-transport-security"] == "max-age=600"
    assert web.get("/", x_request_id="from-the-proxy").headers["x-request-id"] == "from-the-proxy"
    assert Web(create_app(Pool(folder))).get("/", x_request_id="from-the-proxy").headers["x-request-id"] != "from-the-proxy"


def test_metrics_are_for_this_machine(web: Web) -> None:
    assert web.get("/metrics").status_code == 403  # asked under another name than this machine's
    mine = web.get("http://localhost/metrics")
    assert mine.status_code == 200
    assert 'intarsia_release_info{release="bbbb222233334444"} 1.0' in mine.text
    web.get("/explore?q=a-secret-wish")
    again = web.get("http://localhost/metrics").text
    assert 'route="/explore"' in again
    assert "a-secret-wish" not in again
    assert web.get("http://localhost/metrics", x_forwarded_for="192.0.2.1").status_code == 403
