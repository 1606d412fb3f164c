"""Judges of pages: Lighthouse (mobile), the Nu HTML checker, axe, our own checks, and the bytes of a visit, on the demo pool.

    python benchmarks/run.py judges

Needs Node, Java and Chromium; both judges are npm packages, installed into the folder of the bench.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))  # the pages to judge, and our own checks, are those of the tests
from tests.browser.fitness import Watch, unfit
from tests.browser.kinds import WRONG, found

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
GOALS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 95}
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"


def installed(folder: Path) -> Path:
    """Where the judges are, installed once."""
    for program in ("node", "npm", "java"):
        if not shutil.which(program):
            raise SystemExit(f"judges: {program} is missing")
    home = folder / "judges"
    if not (home / "node_modules" / "vnu-jar").is_dir():
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), "lighthouse", "vnu-jar"], check=True)
    return home / "node_modules"


def scores(modules: Path, address: str, folder: Path) -> dict[str, int]:
    """Lighthouse's four scores of one page, as on a telephone: the middle of three runs for performance."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    runs = []
    for n in range(3):
        out = folder / f"lighthouse-{n}.json"
        subprocess.run(["node", str(modules / "lighthouse" / "cli" / "index.js"), address, "--quiet", "--output=json", f"--output-path={out}",
                        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={FLAGS}"],
                       check=True, capture_output=True, env={**os.environ, "CHROME_PATH": chromium})
        report = json.loads(out.read_text("utf-8"))
        runs.append({name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES})
    return {name: sorted(run[name] for run in runs)[1] for name in CATEGORIES}


def complaints(modules: Path, addresses: list[str], folder: Path) -> list[str]:
    """What the Nu checker finds wrong: errors, not hints."""
    files: dict[str, str] = {}
    shutil.rmtree(folder / "html", ignore_errors=True)
    (folder / "html").mkdir(parents=True)
    for n, address in enumerate(addresses):
        answer = httpx.get(address, headers={"Accept": "text/html"}, timeout=60)
        file = folder / "html" / f"{n}.html"
        file.write_text(answer.text, "utf-8")
        files[file.as_uri()] = address
    told = subprocess.run(["java", "-jar", str(modules / "vnu-jar" / "build" / "dist" / "vnu.jar"), "--format", "json", "--exit-zero-always", *[str(folder / "html" / f"{n}.html")
                           for n in range(len(addresses))]], capture_output=True, text=True, check=True)
    messages: list[dict[str, Any]] = json.loads(told.stderr or told.stdout)["messages"]
    return [f"{files.get(one['url'].replace('file:/', 'file:///').replace('file://///', 'file:///'), one['url'])}: {one['message']} ({one.get('extract', '')[:80]!r})"
            for one in messages if one["type"] == "error"]


def fit(base: str, known: dict[str, str], chromium: str) -> list[str]:
    """What is wrong with the pages in both themes and at both widths: axe, what axe does not see, words on the console, outside requests."""
    from playwright.sync_api import sync_playwright

    wrong = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
        for theme in ("light", "dark"):
            for width in (1280, 390):
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale="en-GB", reduced_motion="reduce")
                tab = context.new_page()
                watch = Watch(tab, base)
                for kind, path in known.items():
                    answer = tab.goto(base + path)
                    status = [f"status {answer.status}"] if answer and answer.status != WRONG.get(kind, 200) else []
                    wrong += [f"{kind}, {theme}, {width} px: {one}" for one in (*status, *watch.taken(), *unfit(tab))]
                context.close()
        browser.close()
    return wrong


def weight(base: str, path: str, chromium: str) -> dict[str, int]:
    """Bytes over the wire as Chromium counts them, headers included: a first visit, the scripts of it, and a second visit in the same browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS.split())
        tab = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        session = tab.context.new_cdp_session(tab)
        session.send("Network.enable")
        kinds: dict[str, str] = {}
        spent: dict[str, float] = {}
        session.on("Network.requestWillBeSent", lambda event: kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", lambda event: spent.update({event["requestId"]: event["encodedDataLength"]}))
        tab.goto(base + path, wait_until="networkidle")
        first, scripts = sum(spent.values()), sum(size for one, size in spent.items() if kinds.get(one) == "Script")
        spent.clear()
        tab.goto("about:blank")
        tab.goto(base + path, wait_until="networkidle")
        second = sum(spent.values())
        browser.close()
    return {"first": round(first), "scripts": round(scripts), "second": round(second)}


def judge(base: str, folder: Path) -> list[tuple[str, str, str]]:
    """Rows for the bench: four pages by Lighthouse, every page by the Nu checker, by axe and by our own checks, and what visits weigh."""
    modules, known = installed(folder), found(base)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
    rows = []
    for name in ("home", "explore", "work", "dataset"):
        weighed = weight(base, known[name], chromium)
        rows.append((f"{name}, over the wire", f"first visit {weighed['first'] / 1000:.1f} kB, scripts {weighed['scripts'] / 1000:.1f} kB; second visit {weighed['second'] / 1000:.1f} kB",
                     "goal 150, 20, 15 kB"))
    for name in ("home", "explore", "work", "dataset"):
        given = scores(modules, base + known[name], folder)
        rows.append((f"Lighthouse (mobile), {name}", ", ".join(f"{key} {value}" for key, value in given.items()), f"goal {list(GOALS.values())}"))
    errors = complaints(modules, [base + path for path in known.values()], folder)
    rows += [("Nu HTML checker", one, "") for one in errors[:40]]
    rows.append((f"Nu HTML checker, {len(known)} pages", f"{len(errors)} errors", "goal 0"))
    wrong = fit(base, known, chromium)
    rows += [("fit for all", one[:300], "") for one in wrong[:40]]
    rows.append((f"axe and our own checks, {len(known)} pages in two themes and two widths", f"{len(wrong)} faults", "goal 0"))
    return rows


if __name__ == "__main__":  # judges a site that runs already: python benchmarks/judges.py http://127.0.0.1:8000
    for row in judge(sys.argv[1].rstrip("/"), Path(os.environ.get("INTARSIA_BENCH", "/tmp/intarsia-bench"))):
        print("  ".join(row), flush=True)
