"""From a file to the undo window by keyboard alone, with and without script, in both themes; every step is free of barriers that axe knows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from intarsia.pool import Pool
from tests.browser.conftest import serve
from tests.browser.fitness import unfit
from tests.web.made import empty_pool, write_release

FILMS = "film_id,title,year,director,genre,contact_email\n" + "".join(f"f{n},The Film of Number {n},{1950 + n},Maker {n % 7},drama,visitor{n}@example.org\n" for n in range(30))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Pool]]:
    folder = empty_pool(tmp_path_factory.mktemp("flow") / "made")
    write_release(folder, "bbbb222233334444")
    for site in serve(folder, here=True):
        yield site, Pool(folder)


def barriers(page: Page) -> list[str]:
    """What stands in somebody's way, in both themes."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found += [f"{page.url} {theme}: {one}" for one in unfit(page)]
    return found


def reach(page: Page, selector: str, most: int = 120) -> None:
    """The Tab key until the focus is on that element; nothing else moves it there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


@pytest.mark.parametrize(("scripts", "theme", "width"), [(True, "light", 1280), (False, "dark", 390)])
def test_from_a_file_to_the_undo_window_by_keyboard(chromium: Browser, served: tuple[str, Pool], scripts: bool, theme: str, width: int) -> None:
    site, pool = served
    context = chromium.new_context(java_script_enabled=scripts, color_scheme=theme, viewport={"width": width, "height": 900}, locale="en")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site + "/contribute")
    reach(page, "#text")
    page.keyboard.insert_text(FILMS)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/risk", timeout=60_000)
    assert "Share it after" in page.inner_text("#verdict") and page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "visitor3@" not in page.content()
    seen = barriers(page) if scripts else []
    go_on = ".acts a[href*='/publish']"
    reach(page, go_on)
    page.keyboard.press("Enter")
    page.wait_for_selector("#title", timeout=60_000)
    seen += barriers(page) if scripts else []
    for field, text in (("title", "Films of nowhere"), ("description", "Invented films."), ("who", "head of collections"), ("why", "facts about films")):
        page.focus(f"#{field}")
        page.keyboard.insert_text(text)
    page.focus("#publisher")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("A test house")
    page.focus("#sector")
    page.keyboard.type("Film")
    for name in ("credit", "trade", "alike"):
        page.focus(f"input[name={name}][value=no]" if name == "alike" else f"input[name={name}][value=yes]")
        page.keyboard.press("Space")
    page.focus("#dataset")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("films" if scripts else "more-films")
    page.focus("button[value=decide]")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[value=undo]", timeout=60_000)
    assert "leaves soon" in page.inner_text("h2") and not list(pool.layout.datasets.glob("*films*"))
    seen += barriers(page) if scripts else []
    page.focus("button[value=undo]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#title", timeout=60_000)
    assert page.input_value("#title") == "Films of nowhere"
    context.close()
    assert seen == []
