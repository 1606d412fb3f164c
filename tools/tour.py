"""Walks each file through /contribute as somebody would who never saw it: dropped, verdict, every step, decided, undone, and out again.

    python tools/tour.py http://localhost:8000 FILE... [--lang nl] [--publish | --decide] [--into FOLDER [--text]]

One line a file: what the page says, seconds until it said so, the verdict that was decided under, how it ended, pages looked at, clicks and
fields filled in on the way to publication, and dead ends: pages that answer with an error, hold no way on, or show a placeholder. --publish goes
on after the undo, until the dataset is released: the pool behind the address is changed by it. --decide goes on after the undo too, and leaves
each draft decided: they leave together when their hour has come, or with the next `intarsia build` after it. --into keeps what each page says as
text, to be read aloud, and unless --text a picture of it, light and dark, wide and narrow.
"""

from __future__ import annotations

import argparse
import re
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from screens import FLAGS

STEPS = ("profile", "map", "risk", "objections", "memo", "publish")
#: what no page should say: gaps of a template, and words of programs
GAPS = re.compile(r"^None$|: None$|undefined|%\(\w+\)s|\{\{|Traceback|\bnan\b|\bTrue\b|\bFalse\b", re.MULTILINE)
FORM = {"title": "A tour of {}", "description": "Tried as a new user would.", "who": "head of collections", "why": "facts about published works", "publisher": "A house on tour"}
PATIENCE = 300  # seconds for a verdict or a release


class Tour:
    """One file on its way."""

    def __init__(self, page: Page, base: str, file: Path, into: Path | None, pictures: bool = True) -> None:
        self.page, self.base, self.file, self.into, self.pictures = page, base, file, into, pictures
        self.dead: list[str] = []
        self.draft = ""
        self.pages = self.clicks = self.fields = 0

    def walk(self, publish: bool, decide: bool = False) -> str:
        """All of it; the line that is printed."""
        start = time.monotonic()
        self.go("/contribute")
        self.page.set_input_files("#file", str(self.file))
        self.fields += 1
        self.click("form.upload button")
        said = self.verdict(start)
        if not self.draft:
            return f"{self.file.name}: {said} ({time.monotonic() - start:.1f} s)"
        seconds = time.monotonic() - start
        for step in STEPS:
            self.step(step)
        ended = self.decided(publish, decide)
        if not decide:
            self.forget()
        far = f"{self.pages} pages, {self.clicks} clicks, {self.fields} fields, {time.monotonic() - start:.0f} s"
        return f"{self.file.name}: {said} ({seconds:.1f} s to verdict) -> {ended}; {far}; dead ends: {'; '.join(self.dead) or 'none'}"

    def click(self, button: str) -> None:
        """One click of who walks."""
        self.clicks += 1
        self.page.locator(button).first.click()

    def go(self, path: str) -> None:
        """To a page of the site; an error is a dead end."""
        self.pages += 1
        answer = self.page.goto(self.base + path)
        if answer is None or answer.status >= 400:
            self.dead.append(f"{path.rpartition('/')[2]} answers {answer.status if answer else 'nothing'}")

    def verdict(self, start: float) -> str:
        """Wait until the page says what it found; help on the form or the page is said too."""
        while time.monotonic() - start < PATIENCE:
            self.page.wait_for_timeout(200)
            if self.page.url.endswith(("/risk", "/parcel")):
                self.draft = self.page.url.removeprefix(self.base).rpartition("/")[0]
                return self.page.locator("h2#verdict, h1").last.inner_text().strip().replace("\n", " ")
            if (told := self.page.locator("section.help")).count():
                self.keep("help")
                return "not read: " + " ".join(told.first.inner_text().split())
        return "no verdict in time"

    def step(self, name: str) -> None:
        """One page of the draft: it answers, shows no gap, and leads on."""
        self.go(f"{self.draft}/{name}")
        until = time.monotonic() + PATIENCE
        while name == "publish" and not self.page.locator("#title, #cannot").count() and time.monotonic() < until:
            self.page.wait_for_timeout(500)  # the rules look again at what would leave; the page goes on by itself
        self.look(name)

    def look(self, name: str) -> None:
        """What a page says, and what is wrong with it."""
        text = self.page.locator("main").inner_text()
        self.dead += [f"{name} says {found!r}" for found in dict.fromkeys(GAPS.findall(text))]
        if not self.page.locator("main a[href], main button").count():
            self.dead.append(f"{name} leads nowhere")
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            self.dead.append(f"{name} is wider than the window")
        self.keep(name)

    def keep(self, name: str) -> None:
        """The text and the pictures of a page."""
        if self.into is None:
            return
        stem = self.into / f"{self.file.stem}-{name}"
        stem.with_suffix(".txt").write_text(self.page.locator("main").inner_text(), "utf-8")
        for theme, width in (("light", 1280), ("dark", 390)) if self.pictures else ():
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=f"{stem}-{theme}-{width}.png", full_page=True)
            if self.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
                self.dead.append(f"{name} is wider than {width}")
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def decided(self, publish: bool, decide: bool) -> str:
        """Decide as proposed, undo, and decide again; where something is left to answer for, describe only."""
        self.step("publish")
        if not self.fill():
            return "the form is not there"
        proposed = self.page.locator("input[name=verdict]:checked")
        if not proposed.count() or self.page.locator("input[name=signed]").count():
            self.page.locator("input[name=verdict][value='DESCRIBE ONLY']").check()
            self.fields += 1
        verdict = self.page.locator("input[name=verdict]:checked").get_attribute("value")
        self.click("button[value=decide]")
        self.page.wait_for_load_state()
        until = time.monotonic() + PATIENCE
        while not self.page.locator("button[value=undo], section.help").count() and time.monotonic() < until:
            self.page.wait_for_timeout(500)  # the decision is carried out; the page goes on by itself
        if (told := self.page.locator("section.help")).count():
            self.keep("refused")
            return f"{verdict}, not decided: {' '.join(told.first.inner_text().split())}"
        self.look("leaving")
        self.click("button[value=undo]")
        self.page.wait_for_selector("#title")
        if not (publish or decide):
            return f"{verdict}, decided and undone"
        self.click("button[value=decide]")
        self.page.wait_for_selector("button[value=undo]")
        if decide:
            return f"{verdict}, decided"
        self.click("button[value=now]")
        until = time.monotonic() + PATIENCE
        while not self.page.url.endswith("/done") and time.monotonic() < until:
            self.page.wait_for_timeout(1_000)
            if self.page.locator("#title, section.help").count():
                self.look("put-back")
                return f"{verdict}, put back"
        self.look("done")
        return f"{verdict}, published"

    def fill(self) -> bool:
        """What the form asks for."""
        if not self.page.locator("#title").count():
            return False
        for name, text in FORM.items():
            self.page.locator(f"main [name={name}]").fill(text.format(self.file.stem))
        self.page.locator("select[name=sector]").select_option("heritage")
        for name, value in (("credit", "yes"), ("trade", "yes"), ("alike", "no")):
            self.page.locator(f"input[name={name}][value={value}]").check()
        self.fields += len(FORM) + 4
        return True

    def forget(self) -> None:
        """The draft goes, where it has not left."""
        self.go(self.draft)
        button = self.page.locator("form[action$='/delete'] button")
        if button.count():
            button.first.evaluate("one => { one.closest('details')?.setAttribute('open', ''); }")
            button.first.click()
            self.page.wait_for_load_state()


def main() -> None:
    """Walks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--publish", action="store_true")
    parser.add_argument("--decide", action="store_true")
    parser.add_argument("--text", action="store_true")
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args()
    if asked.into:
        asked.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None, args=FLAGS)
        for file in asked.files:
            context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=asked.lang, reduced_motion="reduce")
            context.set_default_timeout(120_000)
            tour = Tour(context.new_page(), asked.base.rstrip("/"), file, asked.into, not asked.text)
            try:
                print(tour.walk(asked.publish, asked.decide), flush=True)
            except Exception as error:  # noqa: BLE001 (a tour goes on with the next file)
                print(f"{file.name}: stopped at {tour.page.url.rpartition('/')[2]}: {str(error).splitlines()[0]}; dead ends: {'; '.join(tour.dead) or 'none'}", flush=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
