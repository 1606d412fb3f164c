"""The pages of rules and remedies, and the verdict of a file on a page: true to the report, in both languages, and without a cell."""

from __future__ import annotations

from html import unescape

import pytest

from intarsia.shelf import loader
from tests.web.conftest import Web


def test_every_rule_and_remedy_is_listed(web: Web) -> None:
    data = web.json("/rules.json")["data"]
    assert {one["id"] for one in data["rules"]} == set(loader.rules())
    assert {one["id"] for one in data["remedies"]} == set(loader.remedies())


@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_rule_has_a_page(web: Web, language: str) -> None:
    for name, rule in loader.rules().items():
        answer = web.get(f"/rules/{name}?lang={language}", accept="text/html")
        assert answer.status_code == 200, name
        page = unescape(answer.text)
        assert rule.TITLE[language] in page and rule.SOURCE in page
        assert "{" not in "".join(web.json(f"/rules/{name}.json?lang={language}")["data"]["why"]), name


def test_a_rule_that_is_not_there(web: Web) -> None:
    assert web.get("/rules/nothing", accept="text/html").status_code == 404


@pytest.mark.parametrize(("name", "verdict", "words"), [
    ("tickets.xlsx", "OPEN AFTER", "Share it after"), ("sales.csv", "POOLED ONLY", "Only together with others"), ("plan.csv", "ASK", "Ask us"),
])
def test_the_page_says_what_the_report_says(web: Web, name: str, verdict: str, words: str) -> None:
    report = web.json(f"/check.json?try={name}")["data"]
    page = unescape(web.get(f"/check?try={name}", accept="text/html").text)
    assert report["verdict"] == verdict and report["words"].startswith(words) and report["words"] in page
    places = [page.index(one["title"][:1].upper() + one["title"][1:]) for one in report["tests"]]
    assert places == sorted(places) and len(places) == 5, "the five tests, in the mission's order"
    for column in report["columns"]:
        assert f"<code>{column['column']}</code>" in page or f'<th scope="row">{column["column"]}</th>' in page
        if column["finding"] != "none":
            assert column["reason"] in page and f'href="/rules/{column["rule"]}"' in page
    for text in (*report["not_checked"], *report["rival"]["sentences"]):
        assert text in page
    assert "example.org" not in page
