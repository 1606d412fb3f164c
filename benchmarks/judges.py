"""Judges of pages that others wrote: Lighthouse (mobile) and the Nu HTML checker, on the demo pool.

    python benchmarks/run.py judges

Needs Node, Java and Chromium; both judges are npm packages, installed into the folder of the bench.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx

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
    found: list[dict[str, Any]] = json.loads(told.stderr or told.stdout)["messages"]
    return [f"{files.get(one['url'].replace('file:/', 'file:///').replace('file://///', 'file:///'), one['url'])}: {one['message']} ({one.get('extract', '')[:80]!r})"
            for one in found if one["type"] == "error"]


def pages(base: str) -> dict[str, str]:
    """One address of each kind, found in the site itself."""
    get = lambda path: httpx.get(base + path, timeout=60).json()
    home = get("/index.json")["data"]
    work = home["story"][-1]["id"]
    maker = get(f"/works/{work}.json")["data"]["makers"][0]["id"]
    release = get("/releases.json")["meta"]["release"]
    scheme = get("/terms.json")["data"][0]["scheme"]
    return {
        "home": "/", "explore": "/explore?sector=publishing&from=1900", "work": f"/works/{work}", "dataset": f"/datasets/{home['datasets'][0]['id']}",
        "start": "/start", "agent": f"/agents/{maker}", "families": "/families", "place": "/places/NL", "datasets": "/datasets", "terms": "/terms", "scheme": f"/terms/{scheme}",
        "releases": "/releases", "release": f"/releases/{release}", "developers": "/developers", "about": "/about", "accessibility": "/accessibility", "check": "/check",
        "sparql": "/sparql", "sql": "/sql", "catalog": "/catalog", "api": "/api", "table": "/explore?view=table", "timeline": "/explore?view=timeline", "map": "/explore?view=map",
        "chart": "/explore?view=chart", "dutch": "/?lang=nl", "nothing": "/explore?q=zzzqqq", "missing": "/works/nope",
    }


def judge(base: str, folder: Path) -> list[tuple[str, str, str]]:
    """Rows for the bench: four pages by Lighthouse, every page by the Nu checker."""
    modules, known = installed(folder), pages(base)
    rows = []
    for name in ("home", "explore", "work", "dataset"):
        found = scores(modules, base + known[name], folder)
        rows.append((f"Lighthouse (mobile), {name}", ", ".join(f"{key} {value}" for key, value in found.items()), f"goal {list(GOALS.values())}"))
    wrong = complaints(modules, [base + path for path in known.values()], folder)
    rows += [("Nu HTML checker", one, "") for one in wrong[:40]]
    rows.append((f"Nu HTML checker, {len(known)} pages", f"{len(wrong)} errors", "goal 0"))
    return rows
