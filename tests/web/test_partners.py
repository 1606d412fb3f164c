"""The page of opportunities: two lists that never mix, each row with its reason and an act, the same in HTML, JSON and CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.conftest import Web


@pytest.fixture(scope="module")
def commons(demo: Pool) -> Web:
    return Web(create_app(demo))


def test_a_solid_list_and_its_twins(commons: Web) -> None:
    """Pairs of one series of festival editions that is known as a whole."""
    address = "/partners{}?form=festival-edition"
    page, told = commons.get(address.format(""), accept="text/html"), commons.json(address.format(".json"))["data"]["lists"]
    assert page.status_code == 200 and [one["list"] for one in told] == ["likely-next", "unexplored", "upcoming-elsewhere", "not-yet-adapted"]
    likely = told[0]
    assert likely["forecast"] and likely["evidence"]["state"] == "SOLID" and not any(one["forecast"] for one in told[1:])
    assert likely["title"] in page.text and all(one["evidence"]["state"] != "SOLID" for one in told[1:])
    rows = list(csv.DictReader(io.StringIO(commons.get(address.format(".csv")).text)))
    assert [(row["list"], row["first_iri"], row["because"]) for row in rows] == [(one["list"], row["sides"][0]["iri"], row["because"]) for one in told for row in one["opportunities"]]
    assert all(row["first_iri"].startswith("http") and row["because"] and row["but"] and row["state"] for row in rows)
    first = likely["opportunities"][0]
    assert "data@example.org" in first["letter"] or first["contacts"][0][2] == "data@example.org"
    assert all(side["iri"] in first["letter"] and side["works"] for side in first["sides"])
    a, b = ({frozenset(side["id"] for side in row["sides"]) for row in one["opportunities"]} for one in told[:2])
    assert not a & b, "the two lists mix"


def test_the_page_opens_on_the_strongest_list_and_links_a_refused_one(commons: Web) -> None:
    """Nothing chosen: the list with the strongest evidence of this release, and a sentence that says so; a choice is never changed."""
    opened, page = commons.json("/partners.json")["data"], commons.get("/partners?lang=en", accept="text/html").text
    assert opened["lists"][0]["evidence"]["state"] == "SOLID" and list(opened["opened_with"]) == ["form"]
    assert opened["lists"] == commons.json(f"/partners.json?form={opened['opened_with']['form']}")["data"]["lists"]
    assert "opens where this release knows most" in page and f'<option value="{opened["opened_with"]["form"]}" selected>' in page
    examples = page[page.index('class="partner-examples"'):page.index("</ul>", page.index('class="partner-examples"'))]
    assert "Solid" in examples and "Refused" in examples and 'href="/partners?between=makers' in page
    every = commons.json("/partners.json?between=makers")["data"]
    assert every["opened_with"] is None and every["lists"][0]["evidence"]["state"] == "REFUSED"


def test_a_refusal_says_what_would_settle_it(commons: Web) -> None:
    page = commons.get("/partners", accept="text/html").text
    fewest = re.search(r'href="(/partners\?country=[A-Z]+)"', page)
    assert fewest and 'href="/partners?form=festival-edition"' in page
    told = commons.json(fewest[1].replace("/partners", "/partners.json"))["data"]["lists"][0]
    assert told["evidence"]["state"] == "REFUSED" and told["needs"] and not told["opportunities"]


def test_works_and_makers_lead_to_who_could_work_together(commons: Web) -> None:
    work = commons.json("/explore.json?q=frankenstein")["data"]["works"][0]["id"]
    assert f'href="/partners?work={work}"' in commons.get(f"/works/{work}", accept="text/html").text
    for language, words in (("en", "In the way"), ("nl", "In de weg")):
        page = commons.get(f"/partners?work={work}&lang={language}", accept="text/html")
        assert page.status_code == 200 and words in page.text and 'id="likely"' not in page.text
    maker = commons.json(f"/works/{work}.json")["data"]["makers"][0]["id"]
    assert f'href="/partners?who={maker}"' in commons.get(f"/agents/{maker}", accept="text/html").text
    assert commons.get(f"/partners?who={maker}", accept="text/html").status_code == 200


@pytest.mark.parametrize(("address", "status"), [("/partners?work=nope", 404), ("/partners?who=nope", 404), ("/partners?between=cats", 400), ("/partners?genre=<script>", 400)])
def test_what_is_not_there_is_told(web: Web, address: str, status: int) -> None:
    answer = web.get(address, accept="text/html")
    assert answer.status_code == status and "<script>" not in answer.text.split("</head>")[1].replace('<script type="module"', "")


def test_a_pool_with_little_says_so(web: Web) -> None:
    told = web.json("/partners.json")["data"]["lists"]
    assert told[0]["evidence"]["state"] == "REFUSED"
    page = web.get("/partners", accept="text/html")
    assert page.status_code == 200 and "opens where" not in page.text
