"""Answers on pages: a figure of its own for each question, in every form; small where it is embedded; and what questions wait for."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

from intarsia.answering import Release, wanted
from intarsia.shelf import loader
from tests.web.conftest import Web


def test_each_question_is_a_figure_in_every_form(web: Web) -> None:
    for name in ("theme-by-sector", "share-of-productions", "where"):
        told = web.json(f"/figures/{name}.json")["data"]
        page, rows = web.get(f"/figures/{name}?lang=nl"), web.get(f"/figures/{name}.csv").text.splitlines()
        assert page.status_code == 200 and len(rows) == len(told["rows"]) + 1
        assert rows[0].split(",") == [field["name"] for field in told["fields"]]
        assert "Hoe zeker is dit?" in page.text and "Zelf narekenen" in page.text and told["reproduce"]["command"] in page.text


def test_slots_come_from_the_address_and_wrong_ones_are_told(web: Web) -> None:
    chosen = web.json("/figures/theme-by-sector.json?country=NL&utm_source=x")["data"]["chosen"]
    assert chosen["country"] == "NL"
    assert web.get("/figures/theme-by-sector?country=XX").status_code == 400 and web.get("/figures/nothing-of-the-kind").status_code == 404


def test_an_embedded_answer_is_small_and_may_be_framed(web: Web) -> None:
    for name in loader.insights():
        if loader.insights()[name].GROUP not in ("trends", "map", "ask", "partners"):
            continue
        sent = web.get(f"/figures/{name}?embed=1")
        assert sent.status_code == 200 and len(sent.content) < 60_000, (name, len(sent.content))
        assert "frame-ancestors *" in sent.headers["content-security-policy"] and "<script" not in sent.text
        assert len(gzip.compress(sent.content)) < 20_000


def test_wanted_data_are_ranked_by_the_questions_that_wait(web: Web) -> None:
    for _try in range(60):
        if "refresh" not in web.get("/wanted").headers:
            break
        time.sleep(1)
    rows = web.json("/wanted.json")["data"]
    assert rows and [row["questions"] for row in rows] == sorted((row["questions"] for row in rows), reverse=True)
    page = web.get("/wanted").text
    assert rows[0]["about"].split("'")[0] in page and all(row["rank"] == place for place, row in enumerate(rows, 1))
    assert web.get("/wanted.csv").text.count("\n") == len(rows) + 1
    release = web.app.state.serving.reader()
    assert [row["about"] for row in wanted.kept(release.path)] == [row["about"] for row in rows]
    fresh = Release(release, web.app.state.serving.pool.layout.shelf)
    listed = wanted.read(fresh, "en")
    assert listed is not None and wanted.rows(fresh, listed) == [{**row, "years": tuple(row["years"]) if row["years"] else None, "tables": tuple(row["tables"])} for row in rows]
    assert wanted.read(Release(release, Path(__file__).parent), "en") is None  # made for other questions
    wanted.keep(fresh, listed[:1], "xx")
    assert wanted.read(fresh, "en") == listed and wanted.read(fresh, "xx") == listed[:1]  # a language more leaves the others


def test_a_file_is_told_which_questions_wait_for_it() -> None:
    needs = [{"about": "Visits", "tables": ["observation"], "measure": "visits", "insights": ["a", "b"]}, {"about": "Games", "tables": ["work"], "sector": "games", "insights": ["c"]},
             {"about": "Anything", "tables": [], "insights": ["d"]}, {"about": "Fantasy", "tables": ["work"], "facet": "genre:fantasy", "insights": ["e"]}]
    assert set(wanted.waiting(needs, frozenset({"table:observation", "measure:visits"}))) == {"a", "b"}
    assert set(wanted.waiting(needs, frozenset({"table:work", "facet:genre"}))) == {"e"} and not wanted.waiting(needs, frozenset({"table:observation", "measure:jobs"}))
    assert set(wanted.waiting(needs, frozenset({"table:work", "sector:games", "facet:genre"}))) == {"c", "e"}
