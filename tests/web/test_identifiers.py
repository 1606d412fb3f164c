"""IRIs lead to pages and data by what the reader accepts; what was merged, withdrawn or never there says so."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.linkeddata import accept
from intarsia.pool import Pool
from intarsia.web import create_app
from intarsia.web.byaccept import OFFERED
from tests.web.conftest import Web
from tests.web.made import BASE, empty_pool, key, write_release

OX = {"text/turtle": ox.RdfFormat.TURTLE, "application/n-triples": ox.RdfFormat.N_TRIPLES, "application/rdf+xml": ox.RdfFormat.RDF_XML, "application/ld+json": ox.RdfFormat.JSON_LD}
THINGS = [f"work/{key('girl')}", f"agent/{key('vermeer')}", "place/NL", "dataset/museum", "dataset/_pool", "concept/genre/drama", "concept/genre", f"link/{key('evilsame_assum')}",
          f"link/{key('filmbased_onnovel')}", f"entity/{key('webber')}", "release/bbbb222233334444"]
CASES = [
    ("", "html"), ("*/*", "html"), ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"), ("text/turtle", "ttl"), ("application/ld+json", "jsonld"),
    ("application/rdf+xml;q=0.9, text/turtle;q=0.95", "ttl"), ("text/html;q=0.4, application/n-triples;q=0.5", "nt"), ("text/turtle;q=0, application/rdf+xml;q=0.1", "rdf"),
    ("application/json", "json"), ("application/*", "html"), ("image/png", None), ("text/html;q=0", None), ("*/*;q=0", None), ("TEXT/TURTLE", "ttl"), ("text/turtle;q=nonsense", None),
    ("text/*;q=0.3, text/turtle;q=0.1, application/rdf+xml;q=0.2", "html"),
]


@pytest.mark.parametrize(("header", "form"), CASES)
def test_the_form_that_suits_best(header: str, form: str | None) -> None:
    assert accept.choose(header, OFFERED) == form


@given(st.text(max_size=80) | st.lists(st.sampled_from(["text/turtle", "*/*", "text/*", ";q=0.5", ";q=", ",", "q=1", "application/json", ";;", " "]), max_size=12).map("".join))
def test_any_header_gives_a_form_or_none(header: str) -> None:
    assert accept.choose(header, OFFERED) in {None, *(name for name, _types in OFFERED)}


@pytest.mark.parametrize("thing", THINGS)
def test_every_kind_resolves_to_page_and_data(web: Web, thing: str) -> None:
    page = web.get(f"/id/{thing}", Accept="text/html")
    assert page.status_code == 303 and page.headers["vary"].startswith("Accept")
    assert web.get(page.headers["location"], Accept="text/html").headers["content-type"].startswith("text/html")
    said = set()
    for media, form in OX.items():
        answer = web.get(f"/id/{thing}", Accept=media)
        assert answer.status_code == 303
        document = web.get(answer.headers["location"])
        assert document.status_code == 200 and document.headers["content-type"].split(";")[0] == media
        said.add(frozenset(str(quad.triple) for quad in ox.parse(document.content, format=form)))
        if thing.startswith("entity/"):  # its page is that of one of its records
            continue
        bare = web.get(page.headers["location"], Accept=media)
        assert bare.headers["content-type"].split(";")[0] == media and {str(q.triple) for q in ox.parse(bare.content, format=form)} in said
    assert len(said) == 1 and said.pop()


def test_what_is_not_to_be_had_in_that_form(web: Web) -> None:
    answer = web.get(f"/id/work/{key('girl')}", Accept="image/png")
    assert answer.status_code == 406 and "text/turtle" in answer.text


def test_a_document_is_kept_until_the_next_release(web: Web) -> None:
    first = web.get(f"/works/{key('girl')}.ttl")
    assert web.get(f"/works/{key('girl')}.ttl", If_None_Match=first.headers["etag"]).status_code == 304
    assert "immutable" in web.get(f"/works/{key('girl')}.ttl?release=bbbb222233334444").headers["cache-control"]
    assert 'rel="alternate"; type="application/ld+json"' in first.headers["link"]


def test_a_page_says_how_to_cite_it_and_where_its_data_are(web: Web) -> None:
    link = web.get(f"/works/{key('girl')}").headers["link"]
    assert f'<{BASE}id/work/{key("girl")}>; rel="cite-as"' in link and 'rel="license"' in link and f'</works/{key("girl")}.jsonld>; rel="describedby"' in link


def test_what_was_never_there_and_what_is_no_kind(web: Web) -> None:
    for address in ("/id/work/0000000000000000", "/works/0000000000000000.ttl", "/id/nonsense/1", "/data/nonsense/1", "/terms/genre/nothing.nt"):
        answer = web.get(address, Accept="application/json")
        assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json" and answer.json()["way_out"]


def test_a_withdrawn_work_is_gone_in_every_form(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder, "aaaa222233334444", issued="2026-10-01T12:00:00Z")
    write_release(folder, "bbbb222233334444", previous="aaaa222233334444", leave_out="Volume 7")
    web = Web(create_app(Pool(folder)))
    for address in (f"/id/work/{key('n7')}", f"/works/{key('n7')}.ttl", f"/works/{key('n7')}.json"):
        answer = web.get(address, Accept="application/json")
        assert answer.status_code == 410 and "aaaa222233334444" in answer.text, address


def test_what_crawlers_read(web: Web) -> None:
    assert f"Sitemap: {BASE}sitemap.xml" in web.get("/robots.txt").text
    index = addresses(web.get("/sitemap.xml").text)
    assert {f"{BASE}sitemap-site.xml", f"{BASE}sitemap-works-1.xml", f"{BASE}sitemap-terms-1.xml"} <= index
    listed = {address for page in index for address in addresses(web.get(urlsplit(page).path).text)}
    assert f"{BASE}works/{key('girl')}" in listed and f"{BASE}places/NL" in listed
    wrong = [address for address in listed if web.get(urlsplit(address).path).status_code != 200]
    assert wrong == []
    assert web.get("/sitemap-works-9.xml").status_code == web.get("/sitemap-works-%D9%A1.xml").status_code == web.get("/sitemap-x.xml").status_code == 404
    text = web.get("/llms.txt").text
    assert text.startswith("# A made pool") and f"({BASE}datasets/museum.json)" in text


def addresses(text: str) -> set[str]:
    """The addresses of a sitemap."""
    from lxml import etree

    return {str(node.text) for node in etree.fromstring(text.encode()).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}


def test_small_answers_leave_at_once() -> None:
    """A socket that is not named as TCP makes asyncio hold back the body of each answer on a kept connection for some 40 ms."""
    import socket

    from intarsia.web.server import listening

    with listening("127.0.0.1", 0) as door:
        assert door.proto == socket.IPPROTO_TCP
