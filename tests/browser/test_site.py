"""Every page as a reader gets it: accessible, without errors, overflow or outside requests; and usable by keyboard without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

LOOKS = [("light", 1280), ("dark", 390)]
SIZES = """() => [...document.querySelectorAll('a, button, input, summary')].filter(e => {
  const box = e.getBoundingClientRect(), style = getComputedStyle(e), words = e.closest('p, li, td, dd, th, h1, h2, h3, figcaption');
  const inline = style.display === 'inline' && words && words.textContent.trim() !== e.textContent.trim();
  return box.width && box.left >= 0 && !e.closest('svg') && !inline && e.type !== 'checkbox' && (box.height < 23.5 || box.width < 23.5);
}).map(e => e.outerHTML.slice(0, 120))"""


def body(site: str, address: str) -> Any:
    with urlopen(site + address, timeout=30) as answer:
        return json.load(answer)


@pytest.fixture(scope="session")
def pages(site: str) -> dict[str, str]:
    """One address of each kind, found in the data itself."""
    home, works = body(site, "/index.json")["data"], body(site, "/explore.json")["data"]["works"]
    told = home["story"][-1]["id"] if home["story"] else works[0]["id"]
    maker = next(m for work in [*body(site, f"/works/{told}.json")["data"]["makers"], *[m for w in works for m in w["makers"]]] for m in [work])
    release, releases = body(site, "/healthz")["release"], body(site, "/releases.json")["data"]
    return {
        "home": "/", "explore": "/explore", "searched": "/explore?q=the&sort=newest", "filtered": "/explore?sector=publishing&from=1900&to=2020",
            "nothing": "/explore?q=zzzqqq&sector=heritage",
        "unreadable": "/explore?q=%22", "odd year": "/explore?from=soon", "work": f"/works/{told}", "agent": f"/agents/{maker['id']}", "datasets": "/datasets",
        "dataset": f"/datasets/{home['datasets'][0]['id']}", "last dataset": f"/datasets/{home['datasets'][-1]['id']}", "releases": "/releases",
            "release": f"/releases/{release}", "about": "/about",
        "check": "/check", "terms": "/terms", "scheme": "/terms/genre", "found terms": "/terms/genre?q=dra", "term": "/terms/genre/drama",
        "left out": "/explore?not=sector:publishing", "table": "/explore?view=table", "timeline": "/explore?view=timeline", "map": "/explore?view=map", "chart": "/explore?view=chart",
        "facet": "/explore/form", "developers": "/developers", "accessibility": "/accessibility", "diff": f"/releases/{releases[-1]['id']}/diff/{releases[0]['id']}",
        **{f"dataset {tab}": f"/datasets/{home['datasets'][0]['id']}?tab={tab}" for tab in ("preview", "columns", "quality", "history", "use")},
        "dutch developers": "/developers?lang=nl",
        "alone": f"/?with=one:{home['datasets'][0]['id']}", "families": "/families", "family": f"/families/{told}", "tour": "/start", "tried": "/check?try=tickets.xlsx",
        "place": "/places/NL", "work alone": f"/works/{told}?with=one:{home['datasets'][0]['id']}", "dutch tour": "/start?lang=nl",
        "missing": "/works/nope", "dutch": "/explore?lang=nl", "dutch home": "/?lang=nl", "dutch work": f"/works/{told}?lang=nl",
    }


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}", scope="module")
def tab(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    scheme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB", reduced_motion="reduce")
    yield context.new_page()
    context.close()


KINDS = ["home", "explore", "searched", "filtered", "nothing", "unreadable", "odd year", "work", "agent", "datasets", "dataset", "last dataset", "releases",
    "release", "about", "check", "terms", "scheme", "found terms", "term", "missing", "dutch",
         "dutch home", "dutch work", "alone", "families", "family", "tour", "tried", "place", "work alone", "dutch tour",
         "left out", "table", "timeline", "map", "chart", "facet", "developers", "accessibility", "diff", "dataset preview", "dataset columns", "dataset quality", "dataset history",
         "dataset use", "dutch developers"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_fit_for_all(site: str, pages: dict[str, str], tab: Page, kind: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    answer = tab.goto(site + pages[kind])
    assert answer
    assert answer.status == {"unreadable": 400, "odd year": 400, "missing": 404}.get(kind, 200)
    assert not [text for text in said if "the server responded with a status of 40" not in text]
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(site).netloc}
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page is wider than the window"
    assert not tab.evaluate(SIZES), "targets under 24 px"
    found = Axe().run(tab).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"]) for one in found]


@pytest.mark.parametrize("kind", ["home", "explore", "work", "dataset", "release"])
def test_a_wide_window_is_no_problem(site: str, pages: dict[str, str], chromium: Browser, kind: str) -> None:
    for width in (320, 600, 901, 1600):
        tab = chromium.new_page(viewport={"width": width, "height": 900})
        tab.goto(site + pages[kind])
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
        tab.close()


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900}, locale="en-GB")
    yield context.new_page()
    context.close()


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until `selector` has the focus."""
    for _ in range(most):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_searching_by_keyboard_without_javascript(site: str, bare: Page) -> None:
    bare.goto(site + "/")
    bare.keyboard.press("Tab")
    assert bare.locator("a.skip:focus").count() == 1
    bare.keyboard.press("Enter")
    tab_to(bare, "input[name=q]", 3)
    bare.keyboard.type("girl pearl")
    bare.keyboard.press("Enter")
    bare.wait_for_url("**/explore?q=girl+pearl*")
    assert bare.get_by_role("status").inner_text().strip()[0].isdigit()
    tab_to(bare, "input[name=sector]")
    bare.keyboard.press("Space")
    bare.keyboard.press("Enter")  # a form is sent from any of its fields
    bare.wait_for_url("**sector=*")
    assert bare.locator(".chips .chip").count() == 1
    tab_to(bare, ".works h3 a")
    title = bare.locator(".works h3 a:focus").inner_text()
    bare.keyboard.press("Enter")
    bare.wait_for_url("**/works/*")
    assert bare.locator("h1").inner_text() == title


FILE = b"titel;jaar;regie\nDe Molen;1931;An Voorbeeld\nHet Water;ca. 1950;Bo Verzonnen\nkapot\n"


@pytest.mark.parametrize(("name", "content", "told"), [("onze films.csv", FILE, "3 records, 3 columns"), ("folder.pdf", b"%PDF-1.7", "This file cannot be read as it is")])
def test_a_file_is_checked_by_keyboard_without_javascript(site: str, bare: Page, name: str, content: bytes, told: str) -> None:
    bare.goto(site + "/check")
    bare.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
    tab_to(bare, "form.upload button")
    bare.keyboard.press("Enter")
    bare.wait_for_selector("#seen, #refused")
    assert told in bare.locator("main").inner_text()
    assert "De Molen" not in bare.content()  # no cell is shown


def test_what_a_check_tells_is_fit_for_all(site: str, tab: Page) -> None:
    for name, content in (("films.csv", FILE), ("folder.pdf", b"%PDF-1.7")):
        tab.goto(site + "/check")
        tab.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
        tab.click("form.upload button")
        tab.wait_for_selector("#seen, #refused")
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        found = Axe().run(tab).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_the_bars_are_one_stop(site: str, bare: Page) -> None:
    bare.goto(site + "/explore")
    assert bare.locator(".years svg a").count() > 1
    assert bare.locator(".years svg a:not([tabindex='-1'])").count() == 1
    tab_to(bare, ".years svg a", 120)
    bare.keyboard.press("Enter")
    bare.wait_for_url("**from=*to=*")
    assert "Years" in bare.locator(".chips").inner_text()


def test_filters_on_a_small_screen_without_javascript(site: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(site + "/explore")
    assert not page.locator("#filters").is_visible()
    page.locator("summary", has_text="Filters").click()
    page.locator("input[name=sector]").first.check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**sector=*")
    assert not page.locator("#filters").is_visible()
    assert page.locator("summary", has_text="Filters (1)").is_visible()
    context.close()


def test_the_language_goes_along(site: str, bare: Page) -> None:
    bare.goto(site + "/")
    bare.locator(".chooser summary").click()
    bare.get_by_role("button", name="Nederlands").click()
    bare.get_by_role("link", name="Verkennen").click()
    assert bare.locator("h1").inner_text() == "Werken verkennen"
    assert bare.locator("html").get_attribute("lang") == "nl"
