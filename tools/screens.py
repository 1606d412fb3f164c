"""Screenshots of the pages of a served pool, at addresses found in its own data.

    python tools/screens.py http://localhost:8000                        the committed few, into docs/screens
    python tools/screens.py http://localhost:8000 --into all             every page, light and dark, at 1280 and at 390 px
    python tools/screens.py http://localhost:8000 --into all home sql    some of them, by name; --lang nl: in Dutch
"""

from __future__ import annotations

import argparse
import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

TARGET = Path(__file__).parents[1] / "docs" / "screens"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
LOOKS = [("light", 1280), ("light", 390), ("dark", 1280), ("dark", 390)]
HEIGHTS = {1280: 900, 390: 844}
TALLEST = 6000
"""A page is taken whole up to here; what comes below repeats."""
COMMITTED = {
    "home": [LOOKS[0], LOOKS[3]], "explore": [LOOKS[0], LOOKS[3]], "explore-timeline": [LOOKS[0]], "explore-map": [LOOKS[0], LOOKS[2]], "work": [LOOKS[0], LOOKS[3]],
    "family": [LOOKS[0]], "place": [LOOKS[0]], "start": [LOOKS[1]], "datasets": [LOOKS[0]], "dataset-preview": [LOOKS[0]], "figure": [LOOKS[0], LOOKS[2]], "releases": [LOOKS[0]],
    "check-file": [LOOKS[0], LOOKS[3]], "sparql": [LOOKS[0]], "sql": [LOOKS[2]],
}
"""What docs/screens keeps, as much of it as a window shows."""


def body(base: str, path: str) -> Any:
    """The data of a page's JSON twin."""
    with urllib.request.urlopen(base + path) as answer:
        return json.load(answer)["data"]


def addresses(base: str) -> dict[str, str]:
    """Name -> path, each kind of page once; `diff` and `gone` only where the pool has a release, or a work, to show for it."""
    home, works, releases = body(base, "/index.json"), body(base, "/explore.json")["works"], body(base, "/releases.json")
    story = home["story"][-1]["id"] if home["story"] else works[0]["id"]
    dataset = home["datasets"][0]["id"]
    makers = [maker for work in [body(base, f"/works/{story}.json"), *works] for maker in work["makers"]]
    found = {
        "home": "/", "home-alone": f"/?with=one:{dataset}", "explore-all": "/explore", "explore": "/explore?sector=games&sector=film-tv&country=FR&from=1980",
        **{f"explore-{view}": f"/explore?view={view}" for view in ("table", "timeline", "map", "chart")},
        "facet": "/explore/form", "nothing": "/explore?q=zzzqqq&sector=heritage", "work": f"/works/{story}", "work-alone": f"/works/{story}?with=one:{dataset}",
        "agent": f"/agents/{makers[0]['id']}", "family": f"/families/{story}", "families": "/families", "explain": f"/explain?a={story}&b=dracula", "place": "/places/NL", "start": "/start",
        "datasets": "/datasets", "dataset": f"/datasets/{dataset}", **{f"dataset-{tab}": f"/datasets/{dataset}?tab={tab}" for tab in ("preview", "columns", "quality", "history", "use")},
        "terms": "/terms", "scheme": "/terms/genre", "term": "/terms/genre/drama", "crosswalks": "/crosswalks", "crosswalk": "/crosswalks/sector-nace",
        "proposals": "/proposals", "objections": "/objections", "agreement": "/agreement", "law": "/law", "wrong": f"/wrong?about=/works/{story}",
        "ask": "/ask", "asked": "/ask/theme-by-sector?genre=fantasy", "asked-wrongly": "/ask/theme-by-sector?genre=zzz",
        "partners": "/partners", "partners-film": "/partners?form=film", "partners-work": f"/partners?work={story}",
        "rules": "/rules", "rule": "/rules/postcode", "sales": "/check?try=sales.csv", "plan": "/check?try=plan.csv",
        "trends": "/trends", "trend": "/trends/audience-trend",
        "signals": "/signals", "signals-narrowed": f"/signals?list=dataset:{dataset}",
        "follow": f"/datasets/{dataset}/follow", "desk-terms": "/desk/terms", "desk": "/desk", "desk-requests": "/desk/requests",
        "desk-withdrawals": "/desk/withdrawals", "desk-receipts": "/desk/receipts", "desk-mail": "/desk/mail", "desk-people": "/desk/people", "desk-account": "/desk/account",
        "desk-audit": "/desk/audit",
        "desk-words": "/desk/reconcile", "desk-wrong": "/desk/wrong", "desk-notices": "/desk/notices", "desk-papers": "/desk/papers",
        "releases": "/releases", "release": f"/releases/{releases[0]['id']}",
        "developers": "/developers", "about": "/about", "accessibility": "/accessibility", "check": "/check", "check-file": "/check?try=tickets.xlsx",
        "sparql": f"/sparql?query={quote(body(base, '/sparql.json')['examples'][0]['query'])}", "sql": f"/sql?query={quote(body(base, '/sql.json')['examples'][0]['query'])}",
        "sql-refused": "/sql?query=SELECT%20nothing", "reconcile": "/reconcile", "reconcile-preview": "/reconcile/genre/preview?id=drama",
        "catalog": "/catalog", "api": "/api/v1", "figures": "/figures", "figure": f"/figures/{body(base, '/figures.json')[0]['id']}",
        "impact": "/impact", "study": "/impact/tate-modern-new-building", "study-refused": "/impact/museum-closure-march-2020", "dossier": "/impact/tate-modern-new-building/dossier",
        "answer": "/figures/audience-trend", "wanted": "/wanted",
        "places": "/map?measure=population", "places-two": "/map?measure=gdp&against=population", "benchmark": "/benchmark",
        "missing": "/works/nope", "no-page": "/no-such-page", "refused": "/explore?from=soon", "unreadable": "/explore?q=%22",
    }
    if len(releases) > 1:
        found["diff"] = f"/releases/{releases[1]['id']}/diff/{releases[0]['id']}"
        while (parts := body(base, found["diff"] + ".json")["parts"]) is None:
            time.sleep(2)
        left = [row["key"][0] for part in parts if part["table"] == "work" for row in part["examples"]["withdrawn"]]
        found |= {"gone": f"/works/{left[0]}"} if left else {}
    return found


def take(browser: Browser, address: str, target: Path, look: tuple[str, int], whole: bool, language: str) -> str | None:
    """One picture; what is wrong with the page at this width, if it is wider than the window."""
    scheme, width = look
    context = browser.new_context(viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=scheme, locale=language, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")
    high, wide = page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    if whole:
        page.set_viewport_size({"width": width, "height": max(HEIGHTS[width], min(high, TALLEST))})
    page.screenshot(path=str(target))
    context.close()
    return f"{target.name} is {wide} px wide" if wide > width else None


def wanted(names: list[str], found: dict[str, str], whole: bool) -> Iterator[tuple[str, tuple[str, int]]]:
    """The pictures to take: page and look."""
    unknown = sorted(set(names) - set(found))
    if unknown:
        raise SystemExit(f"There is no page called {', '.join(unknown)}; there are: {', '.join(found)}")
    for name in names or (found if whole else COMMITTED):
        for look in LOOKS if whole else COMMITTED.get(name, LOOKS[:1]):
            yield name, look


def main() -> None:
    """Takes the pictures asked for; says which pages are wider than their window."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", help="where the pool is served")
    parser.add_argument("pages", nargs="*", help="names of pages; none: all")
    parser.add_argument("--into", type=Path, help="a folder for whole pages in every look; without it docs/screens gets the committed few")
    parser.add_argument("--lang", default="en", help="the language asked for")
    asked = parser.parse_intermixed_args()
    base, folder = asked.base.rstrip("/"), asked.into or TARGET
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None, args=FLAGS)
        found = addresses(base)
        for name, look in wanted(asked.pages, found, asked.into is not None):
            scheme, width = look
            target = folder / f"{name}{'' if width == 1280 else '-390'}{'' if scheme == 'light' else '-dark'}.png"
            wrong = take(browser, base + found[name], target, look, asked.into is not None, asked.lang)
            if wrong:
                print(wrong)
        browser.close()


if __name__ == "__main__":
    main()
