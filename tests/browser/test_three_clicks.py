"""From the first page to a chart that can be shared, for each founding question: three clicks at most, in both languages, with and without scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Locator, Page

SMALL = 60_000  # bytes of a page to embed, without its fonts
QUESTIONS = 3
PATIENCE = 60


@pytest.fixture(params=[("en", True), ("nl", False)], ids=["en", "nl without scripts"])
def reader(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[tuple[Page, str]]:
    """Somebody with a browser in that language."""
    language, scripts = request.param
    context = chromium.new_context(locale=language, java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    yield context.new_page(), language
    context.close()


def home(page: Page, site: str) -> None:
    """The first page; the first reader of a release waits until its questions were asked."""
    until = time.monotonic() + PATIENCE
    page.goto(site + "/")
    while not page.locator(".founding-card").count() and time.monotonic() < until:
        time.sleep(0.5)
        page.reload()
    assert page.locator(".founding-card").count() == QUESTIONS


def test_each_founding_question_is_three_clicks_from_a_chart_to_share(reader: tuple[Page, str], commons: str) -> None:
    page, language = reader
    home(page, commons)
    for number in range(QUESTIONS):
        page.goto(commons + "/")
        link = page.locator(".founding-card").nth(number).locator(".founding-foot a").first
        link.click()  # one
        assert page.locator("html").get_attribute("lang") == language
        one = page.locator("figure[data-figure]").first
        assert one.locator(".figure-title").inner_text().strip() and one.locator(".figure-state").inner_text().strip()
        assert_chart(page)
        cite = one.locator("details", has=page.locator("p.cite"))
        cite.locator("summary").click()  # two
        told = cite.locator("p.cite").inner_text()
        assert page_release(page) in told
        assert_embed(one, language)  # three


def assert_chart(page: Page) -> None:
    """A drawing that can be seen, and its numbers as a table."""
    box = page.locator("figure[data-figure] .plot svg").first.bounding_box()
    assert box is not None and box["width"] > 200
    assert page.locator("figure[data-figure] .figure-table tbody tr").count() > 0


def page_release(page: Page) -> str:
    address = page.locator("figure[data-figure] figcaption a code").first
    return address.inner_text()


def assert_embed(one: Locator, language: str) -> None:
    """The frame that another site pastes shows the chart, small, in the same language."""
    details = one.locator("details", has_text="iframe")
    details.locator("summary").click()
    code = details.locator("code").inner_text()
    address = code.split('src="')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(urlsplit(address).query)["lang"] == [language]
    with urlopen(address, timeout=60) as answer:
        body = answer.read()
    assert len(body) < SMALL and b"<svg" in body and b"frame-ancestors *" in answer.headers["Content-Security-Policy"].encode()


def test_a_question_with_slots_is_two_clicks_away(reader: tuple[Page, str], commons: str) -> None:
    page, language = reader
    home(page, commons)
    page.locator("nav.sections a[href*='/ask']").click()  # one
    page.locator("a[href*='/ask/theme-by-sector']").first.click()  # two
    assert page.locator("html").get_attribute("lang") == language
    page.locator("#slot-genre").select_option("fantasy")
    page.locator(".ask-form button").click()  # three
    assert "genre=fantasy" in page.url and page.locator("figure[data-figure] svg").count()
    share = page.locator(".ask-take pre").first.inner_text().strip()
    page.goto(share)
    assert page.locator("#slot-genre").input_value() == "fantasy"
