"""Searching: filters in the address, chips, years, pages, nothing found, questions that cannot be read."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.datastructures import QueryParams

from intarsia.errors import Invalid
from intarsia.web.histogram import histogram
from intarsia.web.query import Query, read
from tests.web.conftest import Web


def test_filters_narrow_and_chips_take_away(web: Web) -> None:
    body = web.json("/explore.json?sector=publishing&from=1900&to=1909")
    assert body["meta"]["total"] == 10
    page = unescape(web.get("/explore?sector=publishing&from=1900&to=1909").text)
    assert "10 works" in page
    assert 'href="/explore?from=1900&to=1909"' in page  # the chip of the sector
    assert 'href="/explore?sector=publishing"' in page  # the chip of the years
    assert re.search(r'name="sector" value="publishing" checked', page)


def test_two_values_of_a_facet_are_either_and_two_facets_both(web: Web) -> None:
    assert web.json("/explore.json?sector=heritage&sector=film-tv")["meta"]["total"] == 6
    assert web.json("/explore.json?sector=heritage&form=film")["meta"]["total"] == 0


def test_pages_lead_on(web: Web) -> None:
    first = web.json("/explore.json")
    assert (first["meta"]["pages"], first["links"]["prev"], len(first["data"]["works"])) == (2, None, 20)
    second = web.json(first["links"]["next"])
    assert len(second["data"]["works"]) == 18
    assert not {w["id"] for w in first["data"]["works"]} & {w["id"] for w in second["data"]["works"]}


def test_nothing_found_says_what_to_drop(web: Web) -> None:
    page = unescape(web.get("/explore?q=girl&sector=heritage&genre=drama").text)
    assert "Nothing in this release fits all of that." in page
    assert "without genre “Drama”" in page
    assert "without sector “Heritage”" in page
    assert 'href="/explore?q=girl&sector=heritage"' in page


@pytest.mark.parametrize(("address", "field"), [('/explore?q="girl', "q"), ("/explore?from=soon", "from"), ("/explore?q=girl&to=x", "to")])
def test_a_question_that_cannot_be_read(web: Web, address: str, field: str) -> None:
    answer = web.get(address, accept="text/html")
    assert answer.status_code == 400
    assert re.search(rf'id="{field}" name="{field}"[^>]* aria-invalid="true" aria-describedby="wrong"', answer.text)
    assert 'role="alert"' in answer.text
    problem = web.get(address, accept="application/json")
    assert (problem.status_code, problem.headers["content-type"]) == (400, "application/problem+json")
    assert problem.json()["way_out"]


def test_language_and_release_stay_in_addresses(web: Web) -> None:
    page = unescape(web.get("/explore?lang=nl&release=aaaa222233334444&sector=publishing").text)
    assert "lang=nl&release=aaaa222233334444" in page
    assert '<input type="hidden" name="lang" value="nl">' in page
    assert web.json("/explore.json?release=aaaa222233334444")["meta"]["total"] == 37
    assert "immutable" in web.get("/explore.json?release=aaaa222233334444").headers["cache-control"]


def test_an_address_is_read_and_written_alike() -> None:
    query = read(QueryParams("q=red&sector=games&sector=music&from=2000&to=1990&sort=newest&page=3&lang=nl"))
    assert (query.year_from, query.year_to, query.count) == (1990, 2000, 3)
    assert query.address() == "/explore?q=red&sector=games&sector=music&from=1990&to=2000&sort=newest&page=3&lang=nl"
    assert query.without("sector", "games").address() == "/explore?q=red&sector=music&from=1990&to=2000&sort=newest&lang=nl"


@pytest.mark.parametrize("given", ["page=0", "page=x", "page=99999999999999999999", "sort=odd", "from=1e3", "page=²"])
def test_an_address_that_is_not_right(given: str) -> None:
    with pytest.raises(Invalid):
        read(QueryParams(given))


def test_years_become_bars() -> None:
    chart = histogram({-43: 1, 1665: 2, 1999: 5, 2003: 1}, Query(year_from=1990))
    assert chart
    assert chart.width == 50
    assert sum(bar.count for bar in chart.bars) == 9
    assert [bar.on for bar in chart.bars if bar.count] == [False, False, True, True]
    assert chart.ticks[0] == -50
    assert chart.ticks[-1] == 2003
    filled = [bar for bar in chart.bars if bar.count]
    assert filled[chart.stop].count == 5
    assert histogram({1999: 5}, Query()) is None


def test_left_out_values_do_not_narrow_their_own_counts(web: Web) -> None:
    whole, less = web.json("/explore.json"), web.json("/explore.json?not=sector:publishing")
    assert less["meta"]["total"] == whole["meta"]["total"] - whole["data"]["facets"]["sector"]["publishing"]
    assert less["data"]["facets"]["sector"] == whole["data"]["facets"]["sector"]
    assert all(work["sector"] != "publishing" for work in less["data"]["works"])
    page = unescape(web.get("/explore?not=sector:publishing&genre=drama").text)
    assert 'href="/explore?genre=drama&sector=publishing"' in page or 'href="/explore?sector=publishing&genre=drama"' in page  # only this instead
    assert 'href="/explore?not=genre%3Adrama&not=sector%3Apublishing"' in page or 'href="/explore?not=sector%3Apublishing&not=genre%3Adrama"' in page  # not instead
    assert '<input type="hidden" name="not" value="sector:publishing">' in page


@pytest.mark.parametrize("address", ["/explore?not=drama", "/explore?not=colour:red", "/explore?not=genre:", "/explore?view=cube"])
def test_what_cannot_be_left_out_or_shown(web: Web, address: str) -> None:
    assert web.get(address, accept="application/json").status_code == 400
    assert 'role="alert"' in web.get(address, accept="text/html").text


def test_own_selection_is_not_in_own_counts(web: Web) -> None:
    whole, chosen = web.json("/explore.json"), web.json("/explore.json?form=film&sector=film-tv")
    assert chosen["data"]["facets"]["form"] == web.json("/explore.json?sector=film-tv")["data"]["facets"]["form"]
    assert chosen["data"]["facets"]["sector"] == web.json("/explore.json?form=film")["data"]["facets"]["sector"]
    ranged = web.json("/explore.json?from=1900&to=1905")
    assert ranged["data"]["years"] == whole["data"]["years"]


def test_views_show_the_same_search(web: Web) -> None:
    total = web.json("/explore.json?sector=publishing")["meta"]["total"]
    for view in ("list", "table", "timeline", "map", "chart"):
        page = web.get(f"/explore?sector=publishing&view={view}").text
        assert f"<h2>{total} works" in page, view
        assert f'{view.title()}</a>' in page
        assert re.search(rf'aria-current="page">{view.title()}</a>', page)


def test_all_values_of_a_facet(web: Web) -> None:
    counts = web.json("/explore.json?sector=publishing")["data"]["facets"]["form"]
    body = web.json("/explore/form.json?sector=publishing")
    assert {one["value"]: one["works"] for one in body["data"]} == counts
    for one in body["data"]:
        assert web.json(one["url"].replace("/explore?", "/explore.json?"))["meta"]["total"] == one["works"]
    assert [one["value"] for one in web.json("/explore/form.json?find=NOV")["data"]] == ["novel"]
    assert "No value fits" in web.get("/explore/form?find=zzz").text
    assert web.get("/explore/form.csv").text.startswith("value,name,works")
    assert web.get("/explore/colour").status_code == 404
