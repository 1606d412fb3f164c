"""The pictures of docs/guide, taken while somebody walks through it: a file is dropped, decided about, signed, published and delivered again.

    python tools/guide.py http://localhost:8000 [--lang nl] [--into docs/guide/pictures]

The pool behind the address is changed by it: use a copy.
"""

from __future__ import annotations

import argparse
import base64
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from screens import FLAGS

ROOT = Path(__file__).parents[1]
FILES = ROOT / "examples" / "guide"
TARGET = ROOT / "docs" / "guide" / "pictures"
WIDTH, HEIGHT = 1100, 760
MOST = 60_000  # bytes of a picture
PATIENCE = 240  # seconds for a release


class Walk:
    """One walk through the guide in a browser."""

    def __init__(self, page: Page, base: str, into: Path, language: str) -> None:
        self.page, self.base, self.into, self.language = page, base, into, language

    def go(self, path: str) -> None:
        """To a page of the site."""
        self.page.goto(self.base + path)

    def picture(self, name: str, at: str = "") -> None:
        """What a window shows now, from the element `at` on."""
        self.page.evaluate("scrollTo(0, 0)")
        if at:
            self.page.locator(at).first.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 16)")
        self.page.evaluate("document.fonts.ready.then(() => true)")
        taken = self.page.context.new_cdp_session(self.page).send("Page.captureScreenshot", {"format": "webp", "quality": 60})
        data = base64.b64decode(taken["data"])
        assert len(data) <= MOST, f"{name} has {len(data):,} bytes"
        (self.into / f"{name}.{self.language}.webp").write_bytes(data)

    def until(self, seen: str, what: str) -> None:
        """Wait for an element; pages that wait load themselves again."""
        end = time.monotonic() + PATIENCE
        while not self.page.locator(seen).count():
            assert time.monotonic() < end, f"{what} took more than {PATIENCE} seconds"
            time.sleep(1)
            self.page.reload()

    def drop(self, file: str, like: str = "") -> str:
        """Send a file and wait for its verdict; returns the address of the draft."""
        self.go("/contribute" + (f"?like={like}" if like else ""))
        self.page.set_input_files("#file", str(FILES / file))
        self.page.locator("form.upload button").click()
        self.page.wait_for_url("**/risk", timeout=PATIENCE * 1000)
        return self.page.url.removesuffix("/risk").removeprefix(self.base)

    def choose(self, draft: str) -> None:
        """The makers stay: once the addresses are left out, a name beside a title is a credit."""
        self.go(f"{draft}/risk")
        self.page.locator("select[name=c2]").select_option("as is")
        self.page.locator("button[name=act][value='go on']").click()

    def decide(self, draft: str) -> None:
        """The form of the fifth step, up to the memo."""
        self.go(f"{draft}/publish")
        self.until("input[name=title]", "the second look")
        for name, text in (("title", "Seasons of the invented theatre"), ("description", "All productions since 2024: title, maker, genre, premiere, performances and visitors."),
                           ("publisher", "The invented theatre"), ("who", "artistic director"), ("why", "It is in our brochure and our annual report.")):
            self.page.locator(f"main [name={name}]").fill(text)
        self.page.locator("select[name=sector]").select_option("performing-arts")
        for name, value in (("credit", "yes"), ("trade", "yes"), ("alike", "no"), ("mining", "allowed")):
            self.page.locator(f"input[name={name}][value={value}]").check()
        for one in self.page.locator("input[name=signed]").all():
            one.check()
        self.page.locator("button[name=act][value=sign]").click()
        self.page.wait_for_url("**/memo")

    def sign(self) -> None:
        """The link is made, and somebody signs with it who has no account."""
        self.page.locator("form:has(input[name=act][value=send]) button").click()
        self.page.wait_for_load_state()
        address = self.page.locator("input#link").input_value()
        self.go("/sign/" + address.rpartition("/")[2])
        self.picture("sign")
        for name, text in (("name", "Sofie Sluitpost"), ("role", "business director")):
            self.page.locator(f"#{name}").fill(text)
        self.page.locator("input[name=decision][value=agree]").check()
        self.page.locator("section.signing button").click()
        self.page.wait_for_load_state()

    def publish(self, draft: str) -> None:
        """Out, at once; then the page that says what it gave."""
        self.go(f"{draft}/publish")
        self.page.locator("button[name=act][value=now]").click()
        self.go(f"{draft}/done")
        self.until("#citation", "the release")
        self.picture("done")


def main() -> None:
    """Walks, and takes the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--lang", default="en")
    parser.add_argument("--into", type=Path, default=TARGET)
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None, args=FLAGS)
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale=asked.lang, reduced_motion="reduce")
        page = context.new_page()
        page.set_default_timeout(60_000)
        walk = Walk(page, asked.base.rstrip("/"), asked.into, asked.lang)
        draft = walk.drop("season-2025.xlsx")
        walk.picture("verdict")
        walk.go(f"{draft}/objections")
        walk.picture("objections")
        walk.choose(draft)
        walk.decide(draft)
        walk.sign()
        walk.publish(draft)
        walk.drop("season-2026.xlsx", like="season-2025")
        browser.close()


if __name__ == "__main__":
    main()
