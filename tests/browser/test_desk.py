"""The queue of words in a browser: a steward clears it by keyboard, and the next build uses what was said."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from intarsia.pool import Pool
from tests.browser.conftest import serve
from tests.browser.fitness import Watch, unfit
from tests.web.dirty import ODD, dirty_pool

MANY = int(os.environ.get("INTARSIA_QUEUE", "10"))  # words; the bench of acceptance takes 50
WORDS = (*ODD, *(f"{ODD[n % len(ODD)]} {n}" for n in range(len(ODD), MANY)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dirty_pool(tmp_path_factory.mktemp("queue") / "pool", WORDS)


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[str]:
    yield from serve(folder, here=True)


def word(page: Page) -> str:
    return page.locator("#word").inner_text()


def press(page: Page, key: str) -> None:
    """One key, and what comes of it."""
    page.evaluate("document.getElementById('queue').dataset.before = 'yes'")
    page.keyboard.press(key)
    page.wait_for_selector("#queue:not([data-before], [aria-busy])")


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_the_desk_is_fit_for_all(desk: str, chromium: Browser, theme: str, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    watch = Watch(page, desk)
    for path in ("/desk", "/desk/reconcile", "/desk/reconcile?find=drama&lang=nl", "/desk/reconcile?new=1"):
        page.goto(desk + path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert unfit(page) == [], path
        assert watch.taken() == [], path
    context.close()


def test_a_steward_clears_the_queue_by_keyboard_and_the_next_build_uses_it(desk: str, folder: Path, chromium: Browser) -> None:
    page = chromium.new_page()
    loads: list[str] = []
    page.on("load", lambda: loads.append(page.url))
    page.goto(desk + "/desk/reconcile")
    first = word(page)
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    press(page, "s")
    assert word(page) != first and f"0 of {MANY} judged" in page.locator("#queue").inner_text()
    said: dict[str, str] = {}
    while page.locator("#queue .judging").count():
        now = word(page)
        offered = page.locator('[data-act="1"]')
        if offered.count():
            said[now] = offered.get_attribute("value") or ""
            press(page, "1")
        else:
            said[now] = ""
            press(page, "r")
        assert page.evaluate("document.activeElement.id") == "word"
    assert set(said) == set(WORDS) and f"{MANY} of {MANY} judged" in page.locator("#queue").inner_text()
    press(page, "u")
    back = word(page)
    assert back in said and "Taken back" in page.locator("#queue [role=status]").inner_text()
    page.keyboard.press("n")
    page.wait_for_selector("#label")
    page.keyboard.type(" or so")  # typing is no key
    page.keyboard.press("Enter")
    page.wait_for_selector("#queue .help")
    assert f"{MANY} judgements wait for the next build" in page.locator("#pending").inner_text()
    assert len(loads) == 1, "the page was loaded anew"
    page.close()
    pool = Pool(folder)
    pool.build()
    said[back] = ""
    found = dict(pool.reader().rows("SELECT DISTINCT value, coalesce(concept, '') FROM word WHERE method = 'person'"))
    assert found == said
    assert pool.reader().rows("SELECT count(*) FROM term WHERE state = 'matched' AND value IN (SELECT value FROM word WHERE method = 'person' AND concept IS NOT NULL)")[0][0] > 0


def test_without_a_script_the_same_forms_do_it(desk: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk + "/desk/reconcile?at=genre%7Cgenre%7Czzyzx")
    if page.locator("#queue .judging").count():
        page.get_by_role("button", name="None of these").click()
        assert page.url.startswith(desk + "/desk/reconcile?") and "means none of the concepts" in page.locator("[role=status]").first.inner_text()
    page.goto(desk + "/desk")
    assert page.get_by_role("heading", level=1).inner_text() == "The desk"
    context.close()
