"""Under a path of its host, every address that the site gives stays under that path."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from intarsia.pool import Pool
from intarsia.web.app import create_app
from intarsia.web.settings import Settings
from tests.web.conftest import Web
from tests.web.made import key

BASE = "/commons"
HOST = "http://test"
POOL_BASE = "http://localhost:8000/"  # IRIs are minted there, wherever the site stands
ENOUGH = 260
#: addresses in JSON that are no links of this site: names of XML and JSON vocabularies begin with a scheme, paths do not
LINKS = {"url", "href", "self", "next", "previous", "prev", "first", "last", "page", "json", "csv", "parquet", "html", "address", "link", "links", "data", "api", "download"}


class Addresses(HTMLParser):
    """Everything in a page that a browser or a reader would follow."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name in ("href", "src", "action", "formaction", "poster", "xlink:href") or (name.startswith("hx-") and name.split("-")[1] in ("get", "post", "push", "replace"))):
                self.found.add(value)
            elif value and name == "srcset":
                self.found |= {part.split()[0] for part in value.split(",")}
            elif value and name.startswith("data-") and value.startswith("/"):
                self.found.add(value)


def addresses_in(content: Any, name: str = "") -> Iterator[str]:
    """Paths that stand in JSON as links."""
    if isinstance(content, dict):
        for inner, value in content.items():
            yield from addresses_in(value, name if name == "links" else inner)
    elif isinstance(content, list):
        for value in content:
            yield from addresses_in(value, name)
    elif isinstance(content, str) and (content.startswith("/") and name in LINKS):
        yield content


@pytest.fixture(scope="module")
def under(pool_folder: Path) -> Web:
    return Web(create_app(Pool(pool_folder), settings=Settings(base_path=BASE)))


def within(address: str) -> str | None:
    """The path of an address on this host; None for one elsewhere."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or f"{parts.scheme}://{parts.netloc}" != HOST:
        return None
    return parts.path + (f"?{parts.query}" if parts.query else "")


def test_no_link_leads_out(under: Web) -> None:
    waiting, seen, out = [f"{BASE}/"], set(), []
    patterns: dict[str, int] = {}
    starts = ["", "works/" + key("film"), "agents/" + key("webber"), "explore?q=girl", "datasets", "releases", "terms", "sql", "sparql", "developers", "start", "families", "map",
              "places/NL", "catalog", "api/v1", "openapi.json", "sitemap.xml", "robots.txt", "about", "check", "id/work/" + key("film"), "explore.json", "datasets.json",
              "api/v1/works", "api/v1/works?limit=2"]
    waiting += [f"{BASE}/{one}" for one in starts]
    while waiting and len(seen) < ENOUGH:
        path = waiting.pop(0)
        bare = path.partition("#")[0]
        shape = re.sub(r"=[^&]*", "=", re.sub(r"/[^/?]*[0-9a-f]{6,}[^/?]*|(?<=/)(NL|[a-z]+:[^/?]+)", "/*", bare))
        if bare in seen or patterns.get(shape, 0) > 4:
            continue
        seen.add(bare)
        patterns[shape] = patterns.get(shape, 0) + 1
        answer = under.get(bare, accept="text/html" if not bare.endswith("json") else "application/json")
        assert answer.status_code < 500 or (answer.status_code == 503 and "/sparql" in bare), (bare, answer.status_code, answer.text[:300])
        found = set()
        kind = answer.headers.get("content-type", "")
        if "location" in answer.headers:
            found.add(answer.headers["location"])
        found |= set(re.findall(r"<([^>]*)>", answer.headers.get("link", "")))
        if kind.startswith("text/html"):
            page = Addresses()
            page.feed(answer.text)
            found |= page.found
            for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', answer.text, re.DOTALL):
                found |= set(addresses_in(json.loads(block)))
        elif kind.startswith("application/json") and not bare.endswith("openapi.json"):
            found |= set(addresses_in(answer.json()))
        elif "xml" in kind and "sitemap" in bare:
            found |= set(re.findall(r"<loc>([^<]*)</loc>", answer.text))
        for one in found:
            there = within(urljoin(HOST + bare, one))
            if there is None:
                continue
            if not (there == BASE or there.startswith((BASE + "/", BASE + "?"))):
                out.append((bare, one))
            elif not there.endswith((".parquet", ".zst", ".zip")):
                waiting.append(there)
    assert len(seen) > 60
    assert not out, sorted({(re.sub(r"[?#].*", "", one), re.sub(r"[?#].*", "", page)) for page, one in out})


def test_both_kinds_of_proxy_are_understood(under: Web) -> None:
    """One that passes the path as it is, and one that takes the base path off."""
    whole, cut = under.get(f"{BASE}/datasets", accept="text/html"), under.get("/datasets", accept="text/html")
    assert whole.status_code == cut.status_code == 200
    assert f'href="{BASE}/datasets' in whole.text
    assert whole.text == cut.text
    assert under.get(BASE).headers["location"] == f"{BASE}/"
    assert under.get(f"{BASE}x/datasets").status_code == 404


def test_json_says_where_it_is(under: Web) -> None:
    links = under.json(f"{BASE}/explore.json?q=girl")["links"]
    assert all(value is None or value.startswith((f"{BASE}/", "http")) for value in links.values()), links


def test_iris_do_not_move(under: Web) -> None:
    found = under.json(f"{BASE}/works/{key('film')}.json")["data"]
    assert found["iri"] == f"{POOL_BASE}id/work/{key('film')}"
    assert under.get(f"{BASE}/id/work/{key('film')}", accept="text/html").headers["location"].startswith(f"{BASE}/works/")


def test_an_address_of_a_file_is_not_taken_for_its_form(under: Web) -> None:
    assert under.get(f"{BASE}/api/v1/nothing-here", accept="text/html").headers["content-type"] == "application/problem+json"
