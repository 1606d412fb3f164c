"""The pages of trends: every one answers in both languages, with a form, and says the same in HTML, JSON and CSV."""

from __future__ import annotations

import csv
import io

import pytest

from tests.web.conftest import Web

NAMES = ("share-of-productions", "changes", "audience-trend", "announced", "lead-and-lag")


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_first_page_leads_to_every_trend(web: Web, language: str) -> None:
    page = web.get(f"/trends?lang={language}")
    assert page.status_code == 200 and "Traceback" not in page.text
    for name in NAMES:
        assert f"/trends/{name}" in page.text
    told = web.json("/trends.json")["data"]
    assert {one["id"] for one in told} == set(NAMES)
    assert all(one["evidence"]["state"] != "SOLID" or one["title"] for one in told)


@pytest.mark.parametrize("name", NAMES)
def test_a_trend_says_the_same_everywhere(web: Web, name: str) -> None:
    told = web.json(f"/trends/{name}.json")["data"]
    table = list(csv.DictReader(io.StringIO(web.get(f"/trends/{name}.csv").text)))
    figure = web.json(f"/figures/{name}.json")["data"]
    page = web.get(f"/trends/{name}")
    assert page.status_code == 200 and web.get(f"/trends/{name}?lang=nl").status_code == 200
    assert figure["evidence"] == told["evidence"] and figure["rows"] == told["rows"]
    assert len(table) == len(told["rows"])
    for row, same in zip(table, told["rows"], strict=True):
        assert all(row[key] == ("" if same[key] is None else str(same[key])) for key in row)
    assert told["headline"] in page.text.replace("&#39;", "'")
    if told["evidence"]["state"] in ("THIN", "REFUSED"):
        assert told["needs"]
    for heading in ("How sure is this?", "What it cannot tell you", "Who could work together"):
        assert heading in page.text


def test_what_is_chosen_is_kept_in_the_form(web: Web) -> None:
    page = web.get("/trends/changes?facet=country")
    assert '<option value="country" selected>' in page.text
    assert web.get("/trends/changes?facet=weather").status_code == 400
    assert web.get("/trends/likely-next").status_code == 404 and web.get("/trends/nothing").status_code == 404
