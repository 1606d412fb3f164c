"""Pages in a language whose texts are 40 % longer than English: nothing is cut off, nothing runs out of the window or its box."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from intarsia.web.words import Words
from tests.browser.conftest import serve
from tests.web.made import empty_pool, write_release

pytestmark = pytest.mark.browser
FIELD = re.compile(r"(%\(\w+\)s|&\w+;)")
WORD = re.compile(r"[^\W\d_]+")
#: text that runs out of the window or of a box that does not scroll; what is put out of sight for screen readers is meant to be there
OUT = """() => {
  const wide = document.documentElement.clientWidth, found = [];
  const scrolls = (e) => {
    for (let at = e; at && at !== document.body; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg, dialog, [hidden], .away, .skip, script, style')) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const range = document.createRange(); range.selectNodeContents(e);
    const box = range.getBoundingClientRect();
    if (!box.width || !e.checkVisibility({ visibilityProperty: true }) || box.right < 0 || scrolls(e)) continue;
    const own = e.getBoundingClientRect();
    if (box.right > wide + 1) found.push(['window', e.outerHTML.slice(0, 100)]);
    else if (getComputedStyle(e).display !== 'inline' && box.right > own.right + 1.5) found.push(['box', e.outerHTML.slice(0, 100)]);
  }
  return found;
}"""
LAPS = """() => {
  const all = document.querySelectorAll('main button, main .button, main input:not([type=hidden]), main select, .top a, .top summary');
  const boxes = [...all].filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.sections, svg'));
  const rects = boxes.map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.left >= 0);
  const found = [];
  for (const [n, [e, one]] of rects.entries()) for (const [f, other] of rects.slice(n + 1)) {
    if (e.contains(f) || f.contains(e) || e.closest('.apply') || f.closest('.apply')) continue;
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left), down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (across > 1 && down > 1) found.push([e.outerHTML.slice(0, 80), f.outerHTML.slice(0, 80)]);
  }
  return found;
}"""


def longer(text: str) -> str:
    """Each word 40 % longer, by its own letters; fields stay as they are."""
    def grown(match: re.Match[str]) -> str:
        word = match[0]
        return word + (word.lower() * 2)[:math.ceil(len(word) * 0.4)]

    return "".join(part if FIELD.fullmatch(part) else WORD.sub(grown, part) for part in FIELD.split(text))


def test_how_much_longer() -> None:
    assert longer("Explore %(n)s works") == "Exploreexp %(n)s workswo"
    text = "The server gave no answer. What you see is what was there before."
    assert 1.4 <= len(longer(text)) / len(text) <= 1.6


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = empty_pool(tmp_path_factory.mktemp("long") / "made")
    write_release(folder, "aaaa222233334444", issued="2026-10-01T12:00:00Z", leave_out="Volume 3")
    write_release(folder, "bbbb222233334444", previous="aaaa222233334444")
    said, counted = Words.__call__, Words.many

    def call(self: Words, message: str, /, **values: Any) -> str:
        text = longer(said(self, message)) if message else ""
        return text % values if values else text

    def many(self: Words, one: str, more: str, count: int, /, **values: Any) -> str:
        return longer(self._catalogue.ngettext(one, more, count)) % {"n": self.number(count), **values}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Words, "__call__", call)
        patch.setattr(Words, "many", many)
        yield from serve(Path(folder))
    assert (Words.__call__, Words.many) == (said, counted)


PAGES = ["/", "/start", "/explore", "/explore?sector=publishing&from=1900", "/explore?view=table", "/explore?view=timeline", "/explore?view=map", "/explore?view=chart", "/explore?q=zzzz",
         "/families", "/datasets", "/terms", "/terms/genre", "/releases", "/developers", "/check", "/about", "/accessibility", "/works/nope", "/sparql", "/sql", "/catalog", "/api"]


@pytest.mark.parametrize("width", [390, 1280])
def test_longer_texts_fit(long_site: str, chromium: Browser, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(long_site + "/explore")
    assert "Exploreexp" in page.locator(".sections").inner_text()
    links = page.locator(".works h3 a").first.get_attribute("href"), page.locator(".works .side a").first.get_attribute("href")
    wrong = []
    for path in [*PAGES, *filter(None, links)]:
        page.goto(long_site + path)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append((path, "the page is wider than the window", ""))
        wrong += [(path, *one) for one in page.evaluate(OUT) + page.evaluate(LAPS)]
    context.close()
    assert wrong == [], "\n".join(map(str, wrong))
