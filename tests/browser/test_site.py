"""Every page as a reader gets it: accessible, without errors, overflow or outside requests; and usable by keyboard without JavaScript."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.fitness import Watch, unfit
from tests.browser.kinds import CHIEF, KINDS, OF_THE_COMMONS, WRONG, found

pytestmark = pytest.mark.browser

USUAL = ("light", 1280)
LOOKS = [(theme, width) for theme in ("light", "dark") for width in (1280, 390)]


@pytest.fixture(scope="session")
def pages(site: str) -> dict[str, str]:
    """One address of each kind, found in the data itself."""
    return found(site)


@pytest.fixture(scope="session")
def pages_of_the_commons(commons: str) -> dict[str, str]:
    """The same of the demo pool."""
    return found(commons)


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Iterator[dict[tuple[str, int], Page]]:
    """A tab per look."""
    contexts = {look: chromium.new_context(viewport={"width": look[1], "height": 900}, color_scheme=look[0], locale="en-GB", reduced_motion="reduce") for look in LOOKS}
    yield {look: context.new_page() for look, context in contexts.items()}
    for context in contexts.values():
        context.close()


# the bench looks at all of them in all looks: python benchmarks/run.py judges
@pytest.mark.parametrize(("kind", "look"), [*((kind, USUAL) for kind in KINDS), *((kind, look) for kind in CHIEF for look in LOOKS if look != USUAL)],
                         ids=lambda one: one if isinstance(one, str) else f"{one[0]}-{one[1]}")
def test_a_page_is_fit_for_all(request: pytest.FixtureRequest, tabs: dict[tuple[str, int], Page], kind: str, look: tuple[str, int]) -> None:
    served, shown = ("commons", "pages_of_the_commons") if kind in OF_THE_COMMONS else ("site", "pages")
    site, pages = request.getfixturevalue(served), request.getfixturevalue(shown)
    tab = tabs[look]
    watch = Watch(tab, site)
    answer = tab.goto(site + pages[kind])
    assert answer
    while "refresh" in answer.headers:  # it is being made; the page that says so is looked at as well
        assert unfit(tab) == []
        time.sleep(1)
        answer = tab.goto(site + pages[kind])
        assert answer
    assert answer.status == WRONG.get(kind, 200)
    assert watch.taken() + unfit(tab) == []


@pytest.mark.parametrize("kind", ["home", "explore", "work", "dataset", "release"])
def test_a_wide_window_is_no_problem(site: str, pages: dict[str, str], chromium: Browser, kind: str) -> None:
    for width in (320, 600, 901, 1600):
        tab = chromium.new_page(viewport={"width": width, "height": 900})
        tab.goto(site + pages[kind])
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
        tab.close()


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
    bare.wait_for_selector("#verdict, #refused")
    assert told in bare.locator("main").inner_text()
    assert "De Molen" not in bare.content()  # no cell is shown


@pytest.mark.parametrize("look", [("light", 1280), ("dark", 390)], ids=["light-1280", "dark-390"])
def test_what_a_check_tells_is_fit_for_all(site: str, tabs: dict[tuple[str, int], Page], look: tuple[str, int]) -> None:
    tab = tabs[look]
    for name, content in (("films.csv", FILE), ("folder.pdf", b"%PDF-1.7")):
        tab.goto(site + "/check")
        tab.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content})
        tab.click("form.upload button")
        tab.wait_for_selector("#verdict, #refused")
        assert unfit(tab) == []


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
