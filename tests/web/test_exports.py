"""The works of a search as files: the rows of the list and no others, in every form; and lines of code that fetch exactly them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from intarsia.pool import Pool
from intarsia.web import tablefile
from intarsia.web.query import Query, read
from intarsia.web.snippets import statement
from tests.browser.conftest import serve
from tests.web.conftest import Web

SEARCHES = ["", "?sector=publishing&from=1900&to=1909", "?q=girl", "?not=sector:publishing", "?not=genre:drama&not=country:NL&sort=oldest", "?form=film&form=novel&not=dataset:films",
            "?q=girl&not=form:film&to=2000", "?country=NL", "?sector=heritage&genre=drama"]


@pytest.fixture(scope="module")
def live(pool_folder: Path) -> Iterator[str]:
    yield from serve(pool_folder)


def listed(web: Web, search: str) -> list[str]:
    """The ids of all pages of the list."""
    found, address = [], f"/explore.json{search}"
    while address:
        body = web.json(address)
        found += [work["id"] for work in body["data"]["works"]]
        address = body["links"]["next"]
    assert len(found) == body["meta"]["total"]
    return found


@pytest.mark.parametrize("search", SEARCHES)
def test_files_hold_the_rows_of_the_list(web: Web, search: str) -> None:
    wanted = listed(web, search)
    assert [row["id"] for row in csv.DictReader(io.StringIO(web.get(f"/explore.csv{search}").text))] == wanted
    table = pq.read_table(io.BytesIO(web.get(f"/explore.parquet{search}").content))
    assert table.column("id").to_pylist() == wanted
    graph = web.get(f"/explore.jsonld{search}").json()["@graph"]
    assert [one["id"].rpartition("/")[2] for one in graph] == wanted


def test_files_keep_types_and_rights(web: Web) -> None:
    answer = web.get("/explore.parquet?form=film")
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    row = pq.read_table(io.BytesIO(answer.content)).to_pylist()[0]
    assert (type(row["year"]), row["synthetic"], row["licence"]) == (int, True, "https://creativecommons.org/licenses/by/4.0/")
    head = web.get("/explore.parquet?form=film", "HEAD")
    assert (head.status_code, head.content) == (200, b"")
    assert web.get('/explore.csv?q="girl').status_code == 400
    assert web.get("/explore.parquet?from=soon").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("search", [one for one in SEARCHES if "q=" not in one])
def test_the_filters_as_sql_find_the_same(web: Web, pool_folder: Path, search: str) -> None:
    rows = Pool(pool_folder).reader().rows(statement(read(QueryParams(search[1:]))))
    assert {row[0] for row in rows} == set(listed(web, search))


def snippets(site: str, search: str) -> dict[str, str]:
    """The lines of the page, by language."""
    import httpx

    page = httpx.get(f"{site}/explore{search}").text
    return {part.split('"', 1)[0]: unescape(part.split(">", 1)[1].split("</code>", 1)[0]) for part in page.split('<code class="language-')[1:]}


@pytest.mark.parametrize("search", SEARCHES[:-1])
def test_snippets_run_as_they_stand(live: str, web: Web, search: str, tmp_path: Path) -> None:
    code, wanted = snippets(live, search), listed(web, search)
    assert live in code["python"]
    found: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(code["python"], found)
    assert list(found["works"]["id"]) == wanted
    done = subprocess.run(["bash", "-c", code["curl"]], cwd=tmp_path, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    with open(tmp_path / "works.csv", newline="", encoding="utf-8") as lines:
        assert [row["id"] for row in csv.DictReader(lines)] == wanted
    import duckdb
    import httpx

    if code["sql"].startswith("--"):
        fetched = code["sql"].splitlines()[1].removeprefix("-- ")
        assert subprocess.run(["bash", "-c", fetched], cwd=tmp_path, capture_output=True, timeout=60).returncode == 0
        with duckdb.connect() as own:  # not the connection that all tests of this process share
            rows = own.execute(code["sql"].replace("'works.parquet'", f"'{tmp_path}/works.parquet'").strip().rstrip(";")).fetchall()
    else:
        rows = [tuple(row.values()) for row in httpx.get(f"{live}/api/v1/sql", params={"query": code["sql"]}).json()["data"]]
    assert {row[0] for row in rows} == set(wanted)
    asked = code["js"].split('"')[1]
    body = httpx.get(asked).json()
    assert body["meta"]["release"] == "bbbb222233334444"


def test_snippets_of_a_dataset_run_as_they_stand(live: str, tmp_path: Path) -> None:
    import httpx

    page = httpx.get(f"{live}/datasets/museum?tab=use").text
    code = {part.split('"', 1)[0]: unescape(part.split(">", 1)[1].split("</code>", 1)[0]) for part in page.split('<code class="language-')[1:]}
    found: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        exec(code["python"], found)
    rows = list(csv.DictReader(io.StringIO(httpx.get(f"{live}/datasets/museum.csv").text)))
    assert sorted(found["rows"]["id"]) == sorted(row["id"] for row in rows)
    assert len(httpx.get(f"{live}/api/v1/sql", params={"query": code["sql"]}).json()["data"]) == len(rows)
    assert json.loads(code["json"])[0]["version"] == "bbbb222233334444"


def test_the_lines_for_developers_run_as_they_stand(live: str) -> None:
    import httpx

    page = httpx.get(f"{live}/developers").text
    python = unescape(page.split('<code class="language-python">', 1)[1].split("</code>", 1)[0])
    done = subprocess.run([sys.executable, "-c", python], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "bbbb222233334444" in done.stdout
    lines = [unescape(part.split("</code>", 1)[0]) for part in page.split('<code class="language-sh">')[1:]]
    for one in lines:
        if "/sparql'" in one or "/dumps/" in one or "/id/" in one:  # the graph is another process's; dumps and IRIs have tests of their own
            continue
        done = subprocess.run(["bash", "-c", one.replace("curl ", "curl -sSf ")], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (one, done.stderr)
        assert json.loads(done.stdout)["data"]


NAMES = st.sampled_from(["sector", "genre", "country", "form", "dataset"])
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=4), st.lists(st.tuples(NAMES, VALUES), max_size=4), st.none() | st.integers(-9999, 9999), st.text(max_size=12))
@settings(max_examples=150, deadline=None)
def test_an_address_says_the_query_and_nothing_else(wanted: list[tuple[str, str]], barred: list[tuple[str, str]], year: int | None, text: str) -> None:
    query = Query(text.strip(), (), year, None)
    for facet, value in wanted:
        query = query.wanting(facet, value)
    for facet, value in barred:
        query = query.barring(facet, value)
    again = read(QueryParams(query.address().partition("?")[2]))
    assert again == query
    assert not set(query.facets) & set(query.excluded)
    assert read(QueryParams(query.bare().partition("?")[2])) == query


@given(st.lists(st.fixed_dictionaries({"a": st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), "n": st.none() | st.integers(-2**31, 2**31 - 1),
                                       "l": st.none() | st.lists(st.text("abc=", max_size=4), max_size=3)}), max_size=20))
@settings(max_examples=60, deadline=None)
def test_csv_keeps_every_cell_and_holds_no_formula(rows: list[dict[str, Any]]) -> None:
    schema = pa.schema([("a", pa.string()), ("n", pa.int64()), ("l", pa.list_(pa.string()))])
    batch = pa.RecordBatch.from_pylist(rows, schema)
    text = b"".join(tablefile.as_csv(schema, [batch])).decode()
    got = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(got) == len(rows)
    for one, row in zip(got, rows, strict=True):
        said = row["a"] or ""
        assert one["a"] == ("'" + said if said[:1] in tuple("=+-@\t\r") and said else said)
        assert one["n"] == ("" if row["n"] is None else str(row["n"]))
    assert pq.read_table(io.BytesIO(b"".join(tablefile.as_parquet(schema, [batch])))).to_pylist() == rows
