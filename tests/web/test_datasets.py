"""A dataset's page: its tabs, a preview whose figures are those of the rows, its rows as files, and its way through the releases."""

from __future__ import annotations

import csv
import io

import pyarrow.parquet as pq
import pytest

from tests.web.conftest import Web


@pytest.mark.parametrize("name", ["museum", "films", "novels", "figures"])
def test_the_preview_counts_what_the_rows_hold(web: Web, name: str) -> None:
    told = web.json(f"/datasets/{name}.json")["data"]["preview"]
    rows = pq.read_table(io.BytesIO(web.get(f"/datasets/{name}.parquet").content)).to_pylist()
    assert told["rows"] == len(rows) == len(list(csv.DictReader(io.StringIO(web.get(f"/datasets/{name}.csv").text))))
    assert len(told["sample"]) == min(100, len(rows))
    shown = {one["column"]: one for one in told["columns"]}
    for column in rows[0]:
        values = [row[column] for row in rows if row[column] is not None]
        if column in ("iri", "dataset") or not values:
            assert column not in shown
            continue
        assert (shown[column]["filled"], shown[column]["different"]) == (len(values), len(set(values)))
        if shown[column]["kind"] == "numbers":
            assert sum(shown[column]["bars"]) == len(values)
        for entry in shown[column]["most"]:
            assert entry["rows"] == [str(value) for value in values].count(entry["value"])


def test_each_tab_is_an_address(web: Web) -> None:
    for tab, text in (("", "May I use it?"), ("preview", "year_start"), ("columns", "Different values"), ("quality", "2 dates could not be read"),
                      ("history", "This dataset over the releases"), ("use", "BibTeX")):
        page = web.get(f"/datasets/museum?tab={tab}").text
        assert text in page, tab
        assert page.count('aria-current="page"') == 1
    assert web.get("/datasets/museum?tab=nope", accept="text/html").status_code == 400
    assert web.get("/datasets/nowhere").status_code == 404
    assert web.get("/datasets/nowhere.csv").status_code == web.get("/datasets/nowhere.parquet").status_code == 404


def test_history_is_that_of_the_releases(web: Web) -> None:
    now, before = web.json("/datasets/novels.json")["data"]["history"]
    assert (now["works"] - before["works"], now["changed"], before["changed"]) == (1, ["work"], None)
    assert web.get(now["diff"].partition("#")[0]).status_code == 200
    assert web.json("/datasets/museum.json")["data"]["history"][0]["changed"] == []


def test_a_citation_names_the_release(web: Web) -> None:
    cite = web.json("/datasets/museum.json")["data"]["citation"]
    assert cite["text"] == ("A keeper of museum (2026): The museum, release bbbb222233334444, issued 22 November 2026. "
                            "http://localhost:8000/datasets/museum?release=bbbb222233334444")
    assert cite["csl"][0]["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert "version = {bbbb222233334444}" in cite["bibtex"]


def test_a_file_without_rows_says_so(web: Web) -> None:
    answer = web.get("/datasets/nowhere.csv", accept="text/csv")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_any_of_its_tables_can_be_had(web: Web) -> None:
    for table in ("title", "identifier"):
        rows = pq.read_table(io.BytesIO(web.get(f"/datasets/museum.parquet?table={table}").content)).to_pylist()
        told = web.json(f"/datasets/museum.json?table={table}")["data"]["preview"]
        assert (told["table"], told["rows"]) == (table, len(rows))
        assert len(list(csv.DictReader(io.StringIO(web.get(f"/datasets/museum.csv?table={table}").text)))) == len(rows)
    assert web.json("/datasets/figures.json")["data"]["preview"]["table"] == "observation"
    for table in ("intervention", "rejected", "../work", "zzz"):
        assert web.get(f"/datasets/museum.parquet?table={table}").status_code == 404
