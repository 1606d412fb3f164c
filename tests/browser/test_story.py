"""The story as a visitor meets it, with the keyboard and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.web.made import key

pytestmark = pytest.mark.browser
FILE = b"titel;jaar;regie\nDe Molen;1931;An Voorbeeld\nHet Water;ca. 1950;Bo Verzonnen\n"


def tab_to(page: Page, text: str, most: int = 80) -> None:
    """Press Tab until the link with this text has the focus."""
    for _ in range(most):
        if page.locator("a:focus").count() and page.locator("a:focus").inner_text().strip() == text:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {text}")


def test_alone_and_together_by_keyboard(site: str, bare: Page) -> None:
    bare.goto(site + "/")
    works = bare.locator(".lane li").count()
    assert bare.locator(".switch a[aria-current]").inner_text() == "Together"
    tab_to(bare, "Alone")
    bare.keyboard.press("Enter")
    bare.wait_for_url("**with=one*")
    assert bare.locator(".switch a[aria-current]").inner_text() == "Alone"
    shown = bare.locator(".lane li").count()
    assert 0 < shown < works
    assert f"{shown} of the {works} works of this story" in bare.locator("h1").inner_text()
    bare.locator(".lane.none a").first.click()  # an empty lane leads to who has it
    assert bare.locator(".switch a[aria-current]").inner_text() == "Alone"
    tab_to(bare, "Together")
    bare.keyboard.press("Enter")
    bare.wait_for_url(site + "/")
    assert bare.locator(".lane li").count() == works


def test_the_switch_goes_along_from_story_to_links(site: str, bare: Page) -> None:
    bare.goto(site + "/families")
    bare.locator(".stories h3 a").first.click()
    bare.wait_for_url("**/families/*")
    bare.locator(".why summary").first.click()
    assert bare.locator(".why[open]").count() == 1
    assert "A contributor states this relation." in bare.locator("main").inner_text() or "A person looked at both" in bare.locator("main").inner_text()


def test_a_file_is_sent_from_the_first_page(site: str, bare: Page) -> None:
    bare.goto(site + "/")
    bare.get_by_role("link", name="Try a museum's ticket file").click()
    bare.wait_for_selector("#verdict")
    assert "400 records, 13 columns" in bare.locator("main").inner_text()
    bare.goto(site + "/")
    bare.set_input_files("#own", {"name": "films.csv", "mimeType": "text/csv", "buffer": FILE})
    bare.get_by_role("button", name="Look at it").click()
    bare.wait_for_selector("#verdict")
    assert "2 records, 3 columns" in bare.locator("main").inner_text()
    assert "De Molen" not in bare.content()


def test_what_is_pasted_stands_on_another_site_without_script(site: str, chromium: Browser) -> None:
    context = chromium.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}/works/{key('girl')}")
    for block in page.locator(".paste").all():
        block.locator("summary").click()
    pasted = [block.inner_text() for block in page.locator(".paste pre").all()]
    assert len(pasted) == 2
    other = context.new_page()
    other.set_content("<!doctype html><title>Our own page</title>" + "".join(pasted))
    assert other.locator(".intarsia-elsewhere li").count() == 2
    assert other.locator("script").count() == 1
    assert other.locator("script").get_attribute("type") == "application/ld+json"
    context.close()
