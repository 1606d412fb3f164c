"""Screenshots of every page for docs/screens: python tools/screens.py http://localhost:8000 [page ...]"""

from __future__ import annotations

import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).parents[1] / "docs" / "screens"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
PAGES = {"home": "/", "explore": "/explore?sector=games&sector=film-tv&from=1990", "datasets": "/datasets", "releases": "/releases", "check": "/check"}


def main(base: str, wanted: list[str]) -> None:
    """Each page, light at 1280 px; `home` and `explore` dark at 390 px too."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with urllib.request.urlopen(base + "/healthz") as answer:
        assert answer.status == 200
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None, args=FLAGS)
        for name, path in PAGES.items():
            if wanted and name not in wanted:
                continue
            for scheme, width, height in (("light", 1280, 900), ("dark", 390, 844)):
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
                page = context.new_page()
                page.goto(base + path)
                page.screenshot(path=str(TARGET / (f"{name}.png" if scheme == "light" else f"{name}-390-dark.png")))
                context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2:])
