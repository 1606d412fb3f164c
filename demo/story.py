"""Ten organisations. Ten files. One story none of them could tell: the steps that pass today, as plain addresses.

    0:00 the lanes of one story, together and from one file alone      0:45 why linked, and one link that was refused or waits
    1:15 a museum's ticket file is looked at                           2:15 what a rival would learn, before and after
    3:00 the receipt: what linking gave back to a file                 3:45 a small thing that moved, its odds and the misses
    4:20 a question it refuses, and what would settle it               4:45 cite, export, start your own
Each step fetches pages without script, in English and in Dutch, checks that what they claim is so, and that each answers within 300 ms.
"""

from __future__ import annotations

import json
import re
import sys
import time
import urllib.request
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

MOST = 0.3  # seconds an address may take, warm
NUMBERS = {"en": ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
           "nl": ("Geen", "Eén", "Twee", "Drie", "Vier", "Vijf", "Zes", "Zeven", "Acht", "Negen", "Tien", "Elf", "Twaalf")}
took: dict[str, float] = {}


def fetch(address: str, accept: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=30) as response:
        assert response.status == 200, address
        body: bytes = response.read()
    return body


def get(base: str, path: str, language: str = "en") -> str:
    """A page; fetched until one answer came within the time, three times at most: the machine may be busy with others."""
    path, _hash, _anchor = path.partition("#")
    address = f"{base}{path}" + ("" if "lang=" in path else f"{'&' if '?' in path else '?'}lang={language}")
    body = fetch(address, "text/html")
    for _try in range(3):
        begun = time.perf_counter()
        body = fetch(address, "text/html")
        took[address] = min(took.get(address, 9.0), time.perf_counter() - begun)
        if took[address] < MOST:
            break
    assert took[address] < MOST, f"{address} took {took[address] * 1000:.0f} ms"
    return body.decode()


def data(base: str, path: str) -> Any:
    return json.loads(fetch(f"{base}{path}", "application/json"))


def text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))).strip()


def h1(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert found, "a page without h1"
    return text(found[1])


def say(at: str, what: str) -> None:
    print(f"{at}  {what}")


def main(base: str) -> None:
    base = base.rstrip("/")
    home = data(base, "/index.json")["data"]
    for language in ("en", "nl"):
        lanes(base, language, home)
        linked(base, language, home["story"])
        checked(base, language)
        returned(base, language)
        moved(base, language)
        refused(base, language)
        taken(base, language)
    found = data(base, "/explore.json?q=dracula")["data"]["works"]
    sectors = {work["sector"] for work in found}
    assert len(sectors) >= 3, sectors
    say("0:00", f"one name, {len(found)} works in {len(sectors)} sectors: {', '.join(sorted(sectors))}")
    say("done", f"{len(took)} addresses, the slowest in {max(took.values()) * 1000:.0f} ms: {urlsplit(max(took, key=lambda one: took[one])).path}")


def lanes(base: str, language: str, home: dict[str, Any]) -> None:
    """The story together, and from each contributor's file alone: the headline counts what is there."""
    page, story = get(base, "/", language), home["story"]
    said, words = h1(page), NUMBERS[language]
    files, publishers = len(home["datasets"]), len({one["publisher"] for one in home["datasets"]})
    for count in (files, publishers):
        assert (words[count] if count < len(words) else str(count)) in said, said
    sectors, holders = {work["sector"] for work in story}, {work["dataset"] for work in story}
    assert len(sectors) >= 4 and len(holders) >= 4, "no story across sectors"
    assert page.count('class="lane"') == len(sectors)
    say("0:00", f"{said} ({len(story)} works, {len(sectors)} sectors)")
    for dataset in sorted(holders, key=lambda one: (sum(work["dataset"] == one for work in story), one)):
        alone = data(base, f"/index.json?with=one:{dataset}")["data"]
        own = [work for work in story if work["dataset"] == dataset]
        assert [work["id"] for work in alone["story"]] == [work["id"] for work in own]
        assert len(own) < len(story), "one file tells the whole story"
        shown = get(base, f"/?with=one:{dataset}", language)
        assert str(len(own)) in h1(shown) and str(len(story)) in h1(shown), h1(shown)
        assert all(f"/works/{work['id']}" not in shown for work in story if work["dataset"] != dataset), "alone shows what others brought"
    say("0:00", f"alone: {h1(shown)}")


def linked(base: str, language: str, story: list[dict[str, Any]]) -> None:
    """Why two works are linked, field by field; and a link that was refused, or that waits for a person."""
    ids = {work["id"] for work in story}
    family = data(base, f"/families/{story[0]['id']}.json")["data"]
    assert {work["id"] for work in family["works"]} == ids
    for link in family["links"]:
        assert link["state"] == "accepted" and link["evidence"], link["id"]
        assert {link["subject"], link["object"]} <= ids
    get(base, f"/families/{family['origin']}", language)
    get(base, "/families", language)
    page = get(base, f"/works/{family['origin']}", language)
    work = data(base, f"/works/{family['origin']}.json")["data"]
    assert page.count('<details class="why">') == len(work["links"]) > 0
    assert all(f'id="link-{link["id"]}"' in page for link in work["links"])
    say("0:45", f"why linked: {len(work['links'])} links of {work['title']}, each with its evidence")
    steps = data(base, f"/start.json?lang={language}")["data"]
    get(base, "/start", language)
    for link in [link for step in steps if step["at"] == "0:45" for link in step["links"] if "/explain?" in link["href"]]:
        weighed(base, language, link["href"], "accepted")
    found = [step for step in steps if step["at"] == "1:00"]
    assert found, "no look-alike that was refused, or waits"
    link = found[0]["links"][0]
    weighed(base, language, link["href"], "rejected", "proposed")
    say("0:45", f"{found[0]['title']}: {link['text']}")
    records(base, language)


def weighed(base: str, language: str, href: str, *states: str) -> None:
    """Why two works are linked, or are not: each weight of a model, and their sum, as a picture and in numbers that add up."""
    query = re.sub(r"[?&]lang=\w+", "", urlsplit(href).query)
    told = data(base, f"/explain.json?{query}")["data"]
    page = get(base, f"/explain?{query}", language)
    link = told["links"][0]
    assert link["state"] in states, link["state"]
    assert all(one["name"] in unescape(page) for one in (told["a"], told["b"]))
    if link["steps"]:
        total = sum(step["weight"] for step in link["steps"])
        assert abs(1 / (1 + 2**-total) - link["probability"]) < 0.01, (total, link["probability"])
        assert page.count("<rect") == len(link["steps"]) + 1, "not every weight is drawn"
        say("0:45", f"{link['state']}, {link['probability']:.3f}: " + ", ".join(f"{step['field']} {step['level']} {step['weight']:+.1f}".replace("  ", " ") for step in link["steps"]))


def records(base: str, language: str) -> None:
    """One entity: its address leads to a page, and says of each record what ties it."""
    rows = data(base, "/sql.json?query=" + quote("SELECT cluster, count(*) AS n FROM entity GROUP BY cluster ORDER BY n DESC, cluster LIMIT 1"))["data"]
    if rows:
        found = data(base, f"/entities/{rows[0]['cluster']}.json")["data"]
        assert len(found["members"]) == rows[0]["n"] > 1 and all(one["method"] for one in found["members"])
        assert found["name"] in unescape(get(base, f"/entities/{rows[0]['cluster']}", language))
        assert h1(fetch(f"{base}/id/entity/{rows[0]['cluster']}", "text/html").decode())
        say("0:45", f"{found['name']}: {len(found['members'])} records held to be one, each with what ties it")


def checked(base: str, language: str) -> None:
    """The ticket file that comes with the program: the verdict, column by column, without a cell of it; and what a rival would learn."""
    page, report = unescape(get(base, "/check?try=tickets.xlsx", language)), data(base, f"/check.json?try=tickets.xlsx&lang={language}")["data"]
    assert report["verdict"] == "OPEN AFTER" and report["after"] == "OPEN"
    assert report["words"] in page and report["sentence"] in page
    assert all(column["column"] in page for column in report["columns"])
    acts = [column for column in report["columns"] if column["finding"] != "none"]
    assert {"email", "postcode", "remark"} <= {column["column"] for column in acts} and all(column["reason"] in page for column in acts)
    assert "@example.org" not in page, "a cell of the file is shown"
    for column in acts:
        get(base, f"/rules/{column['rule']}", language)
    say("1:15", f"{report['file']}: {report['words']}; {len(acts)} of {len(report['columns'])} columns need somebody")
    before, after = (report["rival"]["measures"][0][when] for when in ("before", "after"))
    assert before["low"] == before["high"] and (after["high"] is None or after["high"] > before["high"] * 1.1), "the changes do not protect the figure"
    assert all(text in page for text in report["rival"]["sentences"])
    say("2:15", report["rival"]["sentences"][0])


def returned(base: str, language: str) -> None:
    """The receipt of the file that got most back: each figure of its page is in the data, and what was gained names its source and licence."""
    receipts = {one["id"]: data(base, f"/datasets/{one['id']}/return.json")["data"] for one in data(base, "/datasets.json")["data"]}
    best = max(receipts, key=lambda one: (receipts[one]["gained"]["values"]["0.5"], one))
    told, page = receipts[best], text(get(base, f"/datasets/{best}/return", language))
    linked_, gained = told["links"]["either"]["records"]["0.5"], told["gained"]["values"]["0.5"]
    assert 0 < linked_ <= told["records"]["total"] and gained > 0
    assert all(re.sub(r"[.,]", "", str(count)) in re.sub(r"(?<=\d)[.,](?=\d{3})", "", page) for count in (linked_, gained, told["questions"]["with"]["0.5"]))
    assert not told["example"] or all(one["dataset"] and one["licence"] for one in told["example"]["after"])
    rows = fetch(f"{base}/datasets/{best}/return.csv", "text/csv").decode().splitlines()
    assert len(rows) > gained, (len(rows), gained)  # of several sources of one value each has its row
    more = told["questions"]["with"]["0.5"] - told["questions"]["alone"]
    say("3:00", f"{best}: {linked_} of {told['records']['total']} records linked, {gained} values gained, {more} more questions answered")


def moved(base: str, language: str) -> None:
    """What left the range that its season leads to expect, with what chance alone gives; and the track record, which lists misses."""
    found = data(base, f"/figures/departures.json?lang={language}")["data"]
    evidence = found["evidence"]
    assert evidence["state"] == "SOLID" and evidence["coverage"] >= 0.9 and found["headline"] != found["title"], "the headline has not passed its test"
    page = unescape(get(base, "/figures/departures", language))
    assert found["headline"] in page and evidence["sentence"] in page and found["reproduce"]["command"] in page
    assert found["headline"] in unescape(get(base, "/", language)), "the first page tells another finding"
    get(base, "/signals", language)
    assert h1(get(base, "/signals/track-record", language))
    say("3:45", found["headline"])


def refused(base: str, language: str) -> None:
    """A question that is not answered: it says why, what would settle it, and the list of wanted data has it."""
    studies = data(base, "/api/v1/tables/study")["data"]
    answers = [data(base, f"/figures/impact.json?study={one['id']}&lang={language}")["data"] for one in studies]
    answer = next(one for one in answers if one["evidence"]["state"] == "REFUSED")
    page = unescape(get(base, f"/figures/impact?study={answer['chosen']['study']}", language))
    assert answer["evidence"]["estimate"] is None and answer["headline"] == answer["title"] and answer["evidence"]["sentence"] in page
    assert answer["needs"] and all(need["about"] in page for need in answer["needs"])
    for _try in range(40):  # the list is made when it is first asked for
        if "http-equiv" not in fetch(f"{base}/wanted?lang={language}", "text/html").decode():
            break
        time.sleep(3)
    wanted = data(base, f"/wanted.json?lang={language}")["data"]
    assert any(need["about"] in row["says"] for need in answer["needs"] for row in wanted), "nobody is asked for it"
    assert wanted[0]["about"] in unescape(get(base, "/wanted", language))
    say("4:20", f"{answer['title']}: {answer['needs'][0]['about']}")


def taken(base: str, language: str) -> None:
    """Cite, export, start your own."""
    identity = data(base, "/releases.json")["meta"]["release"]
    assert identity in get(base, f"/releases/{identity}", language)
    get(base, "/releases", language)
    get(base, "/explore?q=dracula", language)
    rows = fetch(f"{base}/families.csv", "text/csv").decode().splitlines()
    total = data(base, "/families.json")["meta"]["total"]
    assert len(rows) == total + 1
    contributors = data(base, "/datasets.json")["data"]
    get(base, "/datasets", language)
    for dataset in contributors:
        get(base, f"/datasets/{dataset['id']}", language)
    assert "intarsia new" in get(base, "/start", language)
    say("4:45", f"cite release {identity}; {total} stories as CSV; {len(contributors)} contributors, each with its card")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
