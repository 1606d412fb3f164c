"""The frame as readers use it: choices, keys, searching without loading anew, copying, and all of it without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=WIDE, locale="en-GB", color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def tab(context: BrowserContext, site: str) -> Iterator[Page]:
    """A tab in which any word on the console and any request to another host fails the test."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if urlsplit(request.url).netloc not in (urlsplit(site).netloc, "") else None)
    yield page
    assert [text for text in said if "status of 50" not in text and "ERR_FAILED" not in text] == []


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def choose(page: Page, name: str) -> None:
    page.locator(".chooser summary").click()
    page.get_by_role("button", name=name, exact=True).click()


def test_a_theme_is_kept_once_it_is_chosen_and_not_before(site: str, bare: Page) -> None:
    for path in ("/", "/explore", "/datasets"):
        bare.goto(site + path)
    assert bare.context.cookies() == []
    light = paper(bare)
    choose(bare, "Dark")
    assert urlsplit(bare.url).path == "/datasets", "the choice leads back to the page it was made on"
    assert bare.locator("html").get_attribute("data-theme") == "dark"
    assert paper(bare) != light
    (cookie,) = bare.context.cookies()
    assert (cookie["name"], cookie["value"], cookie["sameSite"], cookie["httpOnly"]) == ("theme", "dark", "Lax", True)
    bare.goto(site + "/about")
    assert bare.locator("html").get_attribute("data-theme") == "dark"
    choose(bare, "As this device")
    assert bare.context.cookies() == []
    assert paper(bare) == light


def test_a_device_in_the_dark_can_be_told_to_be_light(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE, color_scheme="dark")
    page = context.new_page()
    page.goto(site + "/about")
    dark = paper(page)
    choose(page, "Light")
    assert paper(page) != dark
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "light"
    context.close()


def test_a_language_is_kept_and_an_address_still_wins(site: str, bare: Page) -> None:
    bare.goto(site + "/explore?q=the&lang=en")
    choose(bare, "Nederlands")
    assert urlsplit(bare.url).query == "q=the", "what the choice replaces is gone from the address"
    assert bare.locator("html").get_attribute("lang") == "nl"
    bare.goto(site + "/about")
    assert bare.locator("html").get_attribute("lang") == "nl"
    bare.goto(site + "/about?lang=en")
    assert bare.locator("html").get_attribute("lang") == "en"
    assert [cookie["name"] for cookie in bare.context.cookies()] == ["lang"]


def test_keys(site: str, tab: Page) -> None:
    tab.goto(site + "/explore")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "q"
    tab.keyboard.type("g d?/")
    assert tab.locator("input[name=q]").input_value() == "g d?/", "in a box, keys write"
    tab.locator("h1").click()
    tab.keyboard.press("?")
    expect(tab.locator("dialog#keys")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.locator("dialog#keys")).to_be_hidden()
    tab.get_by_role("button", name="Keys").click()
    expect(tab.locator("dialog#keys")).to_be_visible()
    tab.get_by_role("button", name="Close").click()
    expect(tab.locator("dialog#keys")).to_be_hidden()
    for key, path in (("d", "/datasets"), ("e", "/explore"), ("h", "/")):
        tab.keyboard.press("g")
        tab.keyboard.press(key)
        tab.wait_for_url(site + path)
    tab.locator(".chooser summary").click()
    tab.keyboard.press("Escape")
    assert not tab.locator(".chooser").evaluate("e => e.open")
    assert tab.locator(".chooser summary:focus").count() == 1


def ticked(tab: Page) -> str:
    """Tick the second value of a facet by keyboard; returns its value."""
    box = tab.locator("input[name=sector]").nth(1)
    box.focus()
    value = str(box.get_attribute("value"))
    tab.keyboard.press("Space")
    return value


def test_ticking_a_box_keeps_the_focus_and_the_page(site: str, tab: Page) -> None:
    tab.goto(site + "/explore")
    tab.evaluate("window.same = 'same page'")
    before = tab.get_by_role("status").first.inner_text()
    value = ticked(tab)
    tab.wait_for_url(f"**/explore?*sector={value}*")
    expect(tab.locator(".chips .chip")).to_have_count(1)
    assert tab.evaluate("[document.activeElement.name, document.activeElement.value, document.activeElement.checked]") == ["sector", value, True]
    assert tab.get_by_role("status").first.inner_text() != before
    assert tab.evaluate("window.same") == "same page"
    tab.keyboard.press("Space")  # and off again, from the same place
    expect(tab.locator(".chips .chip")).to_have_count(0)
    assert tab.evaluate("document.activeElement.value") == value
    assert not tab.locator(f"input[name=sector][value={value}]").is_checked()


def test_what_is_swapped_in_is_what_the_server_sends(site: str, tab: Page) -> None:
    tab.goto(site + "/explore")
    value = ticked(tab)
    tab.wait_for_url(f"**sector={value}*")
    expect(tab.locator(".chips .chip")).to_have_count(1)
    swapped = tab.locator("main").inner_text()
    tab.reload()
    assert tab.locator("main").inner_text() == swapped
    assert tab.title() in tab.content()


def test_back_and_forth(site: str, tab: Page) -> None:
    tab.goto(site + "/explore")
    everything = tab.locator("#results").inner_text()
    value = ticked(tab)
    tab.wait_for_url(f"**sector={value}*")
    expect(tab.locator(".chips .chip")).to_have_count(1)
    narrowed = tab.locator("#results").inner_text()
    tab.go_back()
    expect(tab.locator(".chips .chip")).to_have_count(0)
    assert tab.url == site + "/explore"
    assert tab.locator("#results").inner_text() == everything
    assert tab.locator("input[name=sector]:checked").count() == 0
    tab.go_forward()
    expect(tab.locator(".chips .chip")).to_have_count(1)
    assert tab.locator("#results").inner_text() == narrowed
    assert tab.locator("input[name=sector]:checked").count() == 1
    tab.locator(".chips a", has_text="Clear all").click()
    expect(tab.locator(".chips .chip")).to_have_count(0)
    assert tab.locator("input[name=sector]:checked").count() == 0


def test_a_slow_answer_shows_and_a_missing_one_is_told(site: str, tab: Page) -> None:
    tab.goto(site + "/explore")
    before = tab.locator("#results").inner_text()

    def slow(route: Route) -> None:
        tab.wait_for_timeout(900)
        route.continue_()

    tab.route("**/explore?*", slow)
    value = ticked(tab)
    tab.wait_for_selector("html.waiting", state="attached", timeout=3000)
    tab.wait_for_url(f"**sector={value}*")
    expect(tab.locator("html.waiting")).to_have_count(0)
    tab.unroute("**/explore?*")
    tab.goto(site + "/explore")
    for answer in ("fail", "503"):
        tab.route("**/explore?*", lambda route, answer=answer: route.abort() if answer == "fail" else route.fulfill(status=503, body="<main id=main>no</main>", content_type="text/html"))
        ticked(tab)
        expect(tab.locator("#unanswered")).to_be_visible()
        assert tab.locator("#results").inner_text() == before, "what was there stays"
        assert tab.locator("input[name=sector]:checked").count() == 0, "the box says what the results are of"
        assert "sector=" in str(tab.locator("#unanswered a").get_attribute("href"))
        tab.unroute("**/explore?*")
    ticked(tab)
    expect(tab.locator(".chips .chip")).to_have_count(1)
    expect(tab.locator("#unanswered")).to_be_hidden()


def test_a_year_that_is_none_is_told_beside_the_box(site: str, context: BrowserContext) -> None:
    tab = context.new_page()
    tab.goto(site + "/explore")
    tab.fill("#from", "soon")
    tab.keyboard.press("Enter")
    expect(tab.locator("#wrong")).to_be_visible()
    assert tab.locator("#from").input_value() == "soon"


def test_the_menu_of_a_small_screen_is_one_row_that_the_keyboard_reaches(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/explore")
    row = page.locator(".sections")
    assert row.evaluate("e => e.scrollWidth > e.clientWidth && new Set([...e.children].map(a => a.offsetTop)).size === 1")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.locator(".sections a:last-child:focus").count():
            break
    box = page.locator(".sections a:last-child").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 391, "the focused link is in view"
    context.close()


def test_the_focus_is_seen(site: str, bare: Page) -> None:
    bare.goto(site + "/explore")
    for _ in range(12):
        bare.keyboard.press("Tab")
        width, style = bare.evaluate("(() => { const s = getComputedStyle(document.activeElement); return [s.outlineWidth, s.outlineStyle]; })()")
        assert (width, style) == ("3px", "solid"), bare.evaluate("document.activeElement.outerHTML.slice(0, 90)")


def test_little_motion_for_those_who_ask(site: str, chromium: Browser) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(site + "/explore")
    page.evaluate("document.documentElement.classList.add('waiting')")
    assert page.evaluate("getComputedStyle(document.documentElement, '::before').animationName") == "none"
    context.close()


def test_paper(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport=WIDE, color_scheme="dark")
    page = context.new_page()
    page.goto(site + "/explore?sector=publishing")
    page.emulate_media(media="print", color_scheme="dark")
    for away in (".sections", ".chooser", ".filters", ".bottom button"):
        assert not page.locator(away).first.is_visible(), away
    assert page.locator(".works").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(26, 33, 41)", "dark ink, also of a dark screen"
    context.close()


def test_a_chart_tells_its_numbers_under_the_pointer_and_under_the_arrows(site: str, tab: Page) -> None:
    tab.goto(site + "/explore?view=chart")
    plot = tab.locator("[data-figure] [data-plot]:has(.tip)").first
    told = tab.evaluate("JSON.parse(document.querySelector('[data-figure-data]').textContent).marks")
    first = plot.locator("[data-mark]:visible").first
    at = int(str(first.get_attribute("data-mark")))
    tip = plot.locator(".tip")
    expect(tip).to_be_hidden()
    first.focus()
    expect(tip).to_be_visible()
    assert tip.locator("strong").inner_text() == told[at]["head"]
    assert all(line[1] in tip.inner_text() for line in told[at]["lines"])
    tab.keyboard.press("ArrowRight")
    second = int(str(tab.evaluate("document.activeElement.dataset.mark")))
    assert second != at
    assert tip.locator("strong").inner_text() == told[second]["head"]
    assert plot.locator("[data-mark]:visible").evaluate_all("all => all.filter(one => one.tabIndex === 0).length") == 1, "one stop of the Tab key"
    tab.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    tab.keyboard.press("Home")
    first.hover(force=True)
    expect(tip).to_be_visible()
    box, frame = tip.bounding_box(), plot.bounding_box()
    assert box is not None and frame is not None
    assert frame["x"] - 1 <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
    tab.locator("h1").hover()
    expect(tip).to_be_hidden()


def test_of_several_choices_at_once_the_last_one_counts(site: str, tab: Page) -> None:
    tab.goto(site + "/explore")
    boxes = tab.locator("input[name=sector]")
    chosen = []
    for n in (0, 1):
        boxes.nth(n).focus()
        chosen.append(boxes.nth(n).get_attribute("value"))
        tab.keyboard.press("Space")
    expect(tab.locator(".chips .chip")).to_have_count(2)
    assert sorted(tab.evaluate("[...document.querySelectorAll('input[name=sector]:checked')].map(e => e.value)")) == sorted(str(one) for one in chosen)
    expect(tab.locator("#unanswered")).to_be_hidden()


def test_copying(site: str, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    tab = context.new_page()
    tab.goto(site + "/explore")
    button = tab.locator("button[data-copy]").first
    if not button.is_visible():
        tab.locator("details:has(button[data-copy]) > summary").first.click()
    button.click()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.strip()
    assert copied.strip() in tab.locator("main").evaluate("e => e.textContent")
    expect(tab.locator(".copied").first).to_be_visible()


@pytest.mark.parametrize(("path", "kind"), [("/sparql", "sparql"), ("/sql", "sql")])
def test_an_editor_stands_over_its_box_and_sends_what_is_written(site: str, tab: Page, path: str, kind: str) -> None:
    tab.goto(site + path)
    editor = tab.locator("main .cm-content").first
    expect(editor).to_be_visible()
    assert tab.locator(f"textarea[data-editor={kind}]").first.is_hidden()
    assert editor.get_attribute("aria-label")
    editor.click()
    tab.keyboard.press("Control+a")
    tab.keyboard.insert_text("SELECT 1 AS one" if kind == "sql" else "ASK { ?s ?p ?o }")
    assert "cm-line" in tab.locator(".cm-editor").first.inner_html()
    assert tab.evaluate("document.querySelector('textarea[data-editor]').value") in ("SELECT 1 AS one", "ASK { ?s ?p ?o }")
    tab.keyboard.press("Tab")
    assert not tab.evaluate("document.querySelector('textarea[data-editor]').nextElementSibling.matches(':focus-within')"), "Tab leads out of the editor"
    editor.click()
    with tab.expect_navigation():
        tab.keyboard.press("Control+Enter")
    assert "ASK" in tab.url or "SELECT" in tab.url


def test_what_opens_is_fit_for_all(site: str, chromium: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for scheme, width in (("light", 1280), ("dark", 390)):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="light" if scheme == "light" else "dark")
        page = context.new_page()
        page.goto(site + "/about")
        page.locator(".chooser summary").click()
        found = Axe().run(page).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found]
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        found = Axe().run(page).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found]
        box = page.locator("dialog#keys").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
        context.close()


def test_a_chart_that_is_morphed_tells_its_new_numbers(site: str, tab: Page) -> None:
    tab.goto(site + "/explore?view=chart")
    tab.locator("[data-mark]:visible").first.focus()
    expect(tab.locator(".tip")).to_be_visible()
    value = ticked(tab)
    tab.wait_for_url(f"**sector={value}*")
    expect(tab.locator(".chips .chip")).to_have_count(1)
    expect(tab.locator("[data-plot] .tip")).to_have_count(1)
    mark = tab.locator("[data-mark]:visible").first
    mark.focus()
    told = tab.evaluate("JSON.parse(document.querySelector('[data-figure-data]').textContent).marks")[int(str(mark.get_attribute("data-mark")))]
    expect(tab.locator(".tip")).to_be_visible()
    assert tab.locator(".tip strong").inner_text() == told["head"]
    assert all(line[1] in tab.locator(".tip").inner_text() for line in told["lines"])


def test_the_focus_is_never_lost(site: str, tab: Page) -> None:
    tab.goto(site + "/explore?sector=publishing")
    tab.locator(".chips .chip a, .chips a.chip").last.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".chips .chip")).to_have_count(0)
    tab.wait_for_function("document.activeElement !== document.body")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_what_is_unfolded_stays_so(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(site + "/explore")
    page.locator("summary", has_text="Filters").click()
    page.locator("input[name=sector]").first.check()
    page.wait_for_url("**sector=*")
    expect(page.locator(".chips .chip")).to_have_count(1)
    assert page.locator("input[name=sector]").first.is_visible(), "the filters are still open for the next one"
    context.close()
