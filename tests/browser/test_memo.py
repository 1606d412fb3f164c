"""The memo on paper: one sheet of A4 in both languages, whatever the file, in letters that can be read; and its pages fit for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from intarsia import papers
from intarsia.contributing import Draft
from intarsia.objections import effort, signing
from intarsia.objections.memo import memo
from intarsia.objections.sheet import page as alone
from intarsia.objections.subject import Subject
from intarsia.pool import Pool
from intarsia.shelf import loader
from tests.browser.conftest import serve
from tests.browser.fitness import unfit
from tests.objections.made import act, drafted, empty, finding, report

TRYOUT = Path(__file__).parents[2] / "examples" / "tryout"
SMALLEST = 8.5 * 96 / 72  # points of paper in pixels of a screen
#: letters of the memo on paper: the smallest, and what stands outside it
LETTERS = """() => {
  const told = [...document.querySelectorAll('.memo *')].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const sizes = told.map((e) => parseFloat(getComputedStyle(e).fontSize));
  return [Math.min(...sizes), document.querySelector('.memo').scrollWidth - document.querySelector('.memo').clientWidth];
}"""


def sheets(tab: Page) -> int:
    """How many sheets the page takes, as its own style asks for them."""
    return len(re.findall(rb"/Type\s*/Page[^s]", tab.pdf(prefer_css_page_size=True, print_background=True)))


def legible(tab: Page) -> bool:
    tab.emulate_media(media="print")
    smallest, beyond = tab.evaluate(LETTERS)
    tab.emulate_media(media="null")
    return bool(smallest >= SMALLEST - 0.01 and beyond <= 0)


def widest(lang: str) -> Subject:
    """A file with 60 columns of long names, something found by twenty rules, every text as long as it may be, and two signatures."""
    names = [f"kolom_met_een_heel_lange_naam_die_nergens_past_{n:02}" for n in range(60)]
    rules = sorted(loader.rules(None))[:24]
    acts = tuple(act(rule, *names[n * 5 : n * 5 + 5], words="Generalise a date to the first day of its quarter and say so") for n, rule in enumerate(rules[:12]))
    found = report(*(finding(rule, *names[n : n + 9], count=1_234_567) for n, rule in enumerate(rules)), acts=acts, verdict="OPEN AFTER", columns=60, rejected=1_234,
                   sentence="What stands in the way can be taken out: " + ", ".join(names),
                   not_checked=[f"{'A question with a long name ' * 2}{n}: and why." for n in range(9)] + ["W" * 300] * 4,
                   words="Share it after 60 changes")
    back = {"records": 1_234_567, "links": {"expected": 1e6, "low": 9e5, "high": 1.1e6}, "datasets": [{}] * 9,
            "gained": [{"group": group, "expected": 9e5, "low": 8e5, "high": 1e6} for group in ("title", "maker", "identifier", "born", "died")]}
    text = "Een beschrijving die zo lang is als zij maar worden kan, en dan nog wat verder gaat. " * 40
    about = {"title": text, "description": text, "publisher": text, "goal": "commercial", "licence": "https://creativecommons.org/licenses/by-nc-sa/4.0/" + "x" * 200}
    plan = {"verdict": "OPEN AFTER", "who": text, "why": text, "until": "2027-11-23", "embargo": "2027-01-01", "signed": rules, "on": "2026-11-23"}
    return Subject("een-bestand-met-een-lange-naam-" * 5 + ".csv", found, "ab" * 32, "781da766f99270c7", "2026-11-23", about, plan, acts, back=back, effort=effort.of(found, lang, spent=300),
                   signatures=[{"name": text, "role": text, "at": "2026-11-23T10:00:00+00:00", "word": "agree", "to": f"{'a' * 60}@example.org"}] * 2)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_fullest_memo_fits_one_sheet(chromium: Browser, lang: str, tmp_path: Path) -> None:
    tab = chromium.new_page()
    file = tmp_path / "memo.html"
    file.write_text(alone(memo(widest(lang), lang)), "utf-8")
    tab.goto(file.as_uri())
    assert sheets(tab) == 1 and legible(tab)
    tab.close()


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return empty(tmp_path_factory.mktemp("print") / "pool")


@pytest.fixture(scope="module")
def drafts(pool: Pool) -> list[Draft]:
    return [drafted(pool, TRYOUT / name, name, plan=None) for name in ("tickets.xlsx", "sales.csv", "plan.csv")]


@pytest.fixture(scope="module")
def desk(pool: Pool) -> Iterator[str]:
    yield from serve(pool.layout.root, here=True)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_agreement_prints_on_one_sheet_from_the_site_and_from_its_file(desk: str, pool: Pool, chromium: Browser, tmp_path: Path, lang: str) -> None:
    tab = chromium.new_page()
    tab.goto(f"{desk}/agreement?lang={lang}")
    assert sheets(tab) == 1
    file = tmp_path / f"agreement.{lang}.html"
    file.write_text(papers.paper(pool, "agreement", lang).page(), "utf-8")
    tab.goto(file.as_uri())
    assert sheets(tab) == 1
    tab.close()


def test_the_files_to_try_print_on_one_sheet_from_the_site(desk: str, drafts: list[Draft], chromium: Browser) -> None:
    tab = chromium.new_page()
    for draft in drafts:
        for lang in ("en", "nl"):
            tab.goto(f"{desk}/contribute/{draft.id}/memo?lang={lang}")
            assert sheets(tab) == 1 and legible(tab), (draft.name, lang)
    tab.close()


@pytest.mark.parametrize(("theme", "width", "lang"), [("light", 1280, "en"), ("dark", 390, "nl")])
def test_the_pages_are_fit_for_all_and_signing_works_by_keyboard(desk: str, pool: Pool, chromium: Browser, theme: Any, width: int, lang: str) -> None:
    draft = drafted(pool)
    path = f"/sign/{signing.ask(pool, draft, 'steward')}"
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=theme == "light")
    tab = context.new_page()
    if theme == "light":
        for address in (f"/contribute/{draft.id}/objections", f"/contribute/{draft.id}/memo", "/objections", path):
            tab.goto(f"{desk}{address}?lang={lang}")
            tab.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
            assert unfit(tab) == [], address
    tab.goto(f"{desk}{path}?lang={lang}")
    tab.focus("#name")
    for key in ("A. Jansen", "Tab", "directeur", "Tab", " ", "Tab", "Tab", "Tab"):
        tab.keyboard.press(key) if key in ("Tab", " ") else tab.keyboard.type(key)
    tab.focus("form[action*='/sign/'] button")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("dl.facts")
    assert "directeur" in tab.inner_text("main") and draft.again().state == "leaves at"
    context.close()

