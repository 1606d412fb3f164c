"""Figures in a real browser: readable in both themes, one tab stop, the table without script."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

PAGES = ["/figures/works-per-year", "/figures/timeline", "/figures/map?area=europe", "/figures/map?area=world", "/figures/sectors", "/figures", "/figures/sectors?embed=1"]

#: for every text of a drawing: its colour, and that of the first opaque thing under its middle
CONTRASTS = """() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 && m[3] < 1 ? null : m.slice(0, 3); };
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
  const found = [];
  for (const text of document.querySelectorAll('.plot svg text')) {
    const box = text.getBoundingClientRect();
    if (!box.width) continue;
    text.scrollIntoView({block: 'center'});
    const at = text.getBoundingClientRect();
    let behind = null;
    for (const el of document.elementsFromPoint(at.x + at.width / 2, at.y + at.height / 2)) {
      if (el === text || el.tagName === 'title' || el.closest('text')) continue;
      const style = getComputedStyle(el);
      const paint = el instanceof SVGGeometryElement ? (style.fill === 'none' ? null : parse(style.fill)) : parse(style.backgroundColor);
      if (paint) { behind = paint; break; }
    }
    const one = parse(getComputedStyle(text).fill);
    if (!one || !behind) { found.push({text: text.textContent, ratio: 0}); continue; }
    const [a, b] = [light(one), light(behind)].sort((x, y) => y - x);
    found.push({text: text.textContent, ratio: (a + .05) / (b + .05)});
  }
  return found;
}"""


def opened(chromium: Browser, site: str, path: str, **options: object) -> Page:
    page = chromium.new_context(**options).new_page()  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto(site + path)
    assert said == []
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/figures/works-per-year", "/figures/timeline", "/figures/sectors"])
def test_every_text_of_a_drawing_reads_well(chromium: Browser, site: str, path: str, width: int, scheme: str) -> None:
    page = opened(chromium, site, path, viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = page.evaluate(CONTRASTS)
    assert len(found) >= 5
    assert [one for one in found if one["ratio"] < 4.5] == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_window(chromium: Browser, site: str, path: str, width: int) -> None:
    page = opened(chromium, site, path, viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate("""() => [...document.querySelectorAll('.plot svg text')].filter((t) => t.getBoundingClientRect().width)
        .map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)""")
    assert all(size >= 10.5 for size in sizes), sizes
    page.context.close()


@pytest.mark.parametrize("path", ["/figures/works-per-year", "/figures/map?area=europe"])
def test_a_chart_is_one_tab_stop(chromium: Browser, site: str, path: str) -> None:
    page = opened(chromium, site, path, viewport={"width": 1280, "height": 900}, java_script_enabled=True)
    stops = page.evaluate("""() => [...document.querySelectorAll('.plot a.mark')].filter((a) => a.tabIndex === 0 && a.closest('svg').getBoundingClientRect().width > 0).length""")
    assert stops == 1
    page.locator(".plot a.mark[tabindex='0']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/explore"))
    page.context.close()


def test_without_script_the_table_says_the_same(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, "/figures/works-per-year", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    table = page.locator("details.figure-table")
    assert not table.locator("table").is_visible()
    table.locator("summary").click()
    assert table.locator("tbody tr").count() > 3
    page.locator("summary", has_text="Embed").click()
    assert page.locator("pre", has_text="<iframe").is_visible()
    table.locator("tbody th a").first.click()
    assert "/explore" in page.url and page.locator("h1").inner_text() == "Explore works"
    page.context.close()


@pytest.fixture
def elsewhere(tmp_path: Path, site: str) -> Iterator[str]:
    """A page of another site that frames a figure as it may, and another page as it may not."""
    frames = "".join(f'<iframe src="{site}{path}" width="700" height="500"></iframe>' for path in ("/figures/sectors?embed=1", "/figures/sectors"))
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Elsewhere</title>{frames}", "utf-8")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *told: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_only_the_embedded_page_shows_in_a_frame_of_another_site(chromium: Browser, elsewhere: str) -> None:
    page = chromium.new_context().new_page()
    page.goto(elsewhere)
    shown = page.frame_locator("iframe").first
    shown.locator("figure").wait_for()
    assert shown.locator(".plot svg:visible").count() == 1
    assert page.frame_locator("iframe").nth(1).locator("figure").count() == 0
    page.context.close()


def test_forced_colours_and_print_keep_the_drawing(chromium: Browser, site: str) -> None:
    page = opened(chromium, site, "/figures/timeline", viewport={"width": 1280, "height": 900}, forced_colors="active")
    assert page.locator(".plot svg:visible").count() == 1
    page.emulate_media(media="print")
    assert page.locator(".plot svg:visible").count() == 1 and not page.locator(".figure-links").is_visible()
    page.context.close()
