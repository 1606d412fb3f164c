"""Every link of every page of the site, followed from the first page on: all lead somewhere, with and without a base path."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from lxml import html

from tests.web.conftest import Web

MOST = 260  # pages read; links of pages that differ by a filter alone are followed for a few only
PER_PLACE = 6
ASSETS = ("//link[@rel='stylesheet' or @rel='icon' or @rel='alternate' or @rel='preload']/@href", "//script/@src", "//img/@src")


def links(page: str, text: str) -> set[str]:
    """The addresses of this host that a page names."""
    tree = html.fromstring(text)
    found = [address for path in ("//a/@href", "//form[not(@method) or @method='get']/@action", *ASSETS) for address in tree.xpath(path)]
    joined = {urldefrag(urljoin(f"http://test{page}", address))[0] for address in found}
    return {address.removeprefix("http://test") or "/" for address in joined if urlsplit(address).netloc in ("test", "localhost:8000") and urlsplit(address).scheme == "http"}


def place(address: str) -> str:
    """The kind of page an address is: its steps without what varies, and its parameters' names."""
    parts = urlsplit(address)
    steps = parts.path.strip("/").split("/")
    return "/".join(steps[:1]) + f"/{len(steps)}" + parts.path.rpartition(".")[2][-8:] * ("." in steps[-1]) + "?" + ",".join(sorted(p.split("=")[0] for p in parts.query.split("&")))


@pytest.mark.parametrize("first", ["/", "/catalog", "/developers"])
def test_every_link_leads_somewhere(web: Web, first: str) -> None:
    todo, seen, wrong, counted = [first], {first}, [], 0
    known: dict[str, int] = {}
    while todo and counted < MOST:
        address = todo.pop(0)
        counted += 1
        answer = web.get(address, Accept="text/html")
        for _ in range(2):
            if answer.is_redirect:
                answer = web.get(urljoin(address, answer.headers["location"]).replace("http://test", ""), Accept="text/html")
        if answer.status_code != 200:
            wrong.append((address, answer.status_code))
        elif answer.headers["content-type"].startswith("text/html"):
            for one in sorted(links(urlsplit(address).path, answer.text) - seen):
                kind = place(one)
                if known.get(kind, 0) < PER_PLACE and not one.startswith(("/sparql?", "/sql?")):  # the release made by hand has no graph; queries have tests of their own
                    known[kind] = known.get(kind, 0) + 1
                    seen.add(one)
                    todo.append(one)
    assert counted > 60
    assert wrong == []
