"""Ten organisations. Ten files. One story none of them could tell: the steps that pass today, as plain addresses.

    0:00 the lanes of one story, over sectors          0:45 why linked, with its evidence
    4:45 cite, export, start your own
Each step fetches a page without script, in English and in Dutch, and checks that what it claims is so.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from typing import Any


def get(base: str, path: str, language: str = "en") -> str:
    separator = "&" if "?" in path else "?"
    request = urllib.request.Request(f"{base}{path}{separator}lang={language}", headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=30) as response:
        assert response.status == 200, path
        body: bytes = response.read()
    return body.decode()


def data(base: str, path: str) -> Any:
    with urllib.request.urlopen(f"{base}{path}", timeout=30) as response:
        return json.loads(response.read())


def h1(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert found, "a page without h1"
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip()


def say(at: str, text: str) -> None:
    print(f"{at}  {text}")


def main(base: str) -> None:
    base = base.rstrip("/")
    for language in ("en", "nl"):
        say("0:00", h1(get(base, "/", language)))
        get(base, "/explore?q=dracula", language)
        get(base, "/datasets", language)
        get(base, "/releases", language)
    found = data(base, "/explore.json?q=dracula")
    works = found["data"]["works"]
    sectors = {work["sector"] for work in works}
    assert len(sectors) >= 3, sectors
    say("0:00", f"one name, {len(works)} works in {len(sectors)} sectors: {', '.join(sorted(sectors))}")
    adapted = next(work for work in works if _links(base, work["id"]))
    page = get(base, f"/works/{adapted['id']}")
    link = _links(base, adapted["id"])[0]
    assert adapted["title"].split()[0] in page
    say("0:45", f"why linked: {adapted['title']} {link['predicate']}: {link['state']} ({link['method']})")
    release = data(base, "/releases.json")
    identity = release["meta"]["release"]
    assert identity in get(base, f"/releases/{identity}")
    say("4:45", f"cite release {identity}")
    for language in ("en", "nl"):
        for dataset in _datasets(base):
            get(base, f"/datasets/{dataset['id']}", language)
    say("4:45", f"{len(data(base, '/datasets.json')['data'])} contributors, each with its card")


def _datasets(base: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data(base, "/datasets.json")["data"]
    return found


def _links(base: str, work: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data(base, f"/works/{work}.json")["data"]["links"]
    return found


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
