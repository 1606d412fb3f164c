"""Lists: pages, filters, forms, pins and what is refused."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intarsia.lists import NOUNS
from intarsia.pool import Pool
from intarsia.tables import TABLES
from tests.api.conftest import FIRST, SECOND
from tests.web.conftest import Web
from tests.web.made import FORMULA, HOSTILE, key


def pages(web: Web, address: str) -> list[list[dict[str, Any]]]:
    """All pages of a list, by its next links."""
    found: list[list[dict[str, Any]]] = []
    following: str | None = address
    while following:
        answer = web.get(following)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found.append(body["data"])
        following = body["links"]["next"]
        assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
    return found


@pytest.mark.parametrize("limit", [1, 7, 100, 1000])
@pytest.mark.parametrize("noun", NOUNS)
def test_pages_hold_every_row_once(web: Web, folder: Any, noun: str, limit: int) -> None:
    if limit == 1 and noun not in ("works", "links"):
        return
    rows = Pool(folder).reader().arrow(f'SELECT * FROM "{NOUNS[noun].table}"').num_rows
    found = pages(web, f"/api/v1/{noun}?limit={limit}")
    assert sum(map(len, found)) == rows
    assert all(len(page) == limit for page in found[:-1])
    whole = [row for page in found for row in page]
    assert len({json.dumps(row, sort_keys=True) for row in whole}) == rows
    assert all(row["iri"].startswith("http://localhost:8000/id/") for row in whole)
    assert len({row["iri"] for row in whole}) == rows


@pytest.mark.parametrize("table", TABLES)
def test_every_table(web: Web, folder: Any, table: str) -> None:
    wanted = Pool(folder).reader().rows(f'SELECT count(*) FROM "{table}"')[0][0]
    assert sum(map(len, pages(web, f"/api/v1/tables/{table}?limit=13"))) == wanted
    assert web.json(f"/api/v1/tables/{table}?total=true")["meta"]["total"] == wanted


def test_filters(web: Web) -> None:
    def ids(query: str) -> set[str]:
        return {row["record"] for row in web.json(f"/api/v1/works?limit=1000&{query}")["data"]}

    assert ids("sector=film-tv&sector=heritage&to=2003") == {"girl", "film", "vase"}
    assert ids("title=PEARL") == {"girl", "novel", "film"}
    assert ids("title=%25") == ids("title=_") == ids("title=%27%20OR%201=1") == set()
    assert ids("from=-50&to=-1") == {"vase"}
    assert ids("dataset=museum&dataset=nosuch") == {"girl", "vase"}
    assert web.json("/api/v1/works?form=novel&total=true&limit=3")["meta"] | {"issued": ""} == {"release": SECOND, "issued": "", "count": 3, "total": 31}
    assert {row["name"] for row in web.json("/api/v1/agents?name=a")["data"]} <= {row["name"] for row in web.json("/api/v1/agents")["data"]}
    assert web.json("/api/v1/links?state=accepted&total=true")["meta"]["total"] < web.json("/api/v1/links?total=true")["meta"]["total"]


def test_fields(web: Web) -> None:
    assert set(web.json("/api/v1/works?fields=title,year_start")["data"][0]) == {"id", "iri", "title", "year_start"}
    assert web.json("/api/v1/works?fields=title&fields=date")["data"][0].keys() == web.json("/api/v1/works?fields=title,date")["data"][0].keys()
    figures = web.json("/api/v1/observations")["data"]
    assert [row["iri"] for row in web.json("/api/v1/observations?fields=value")["data"]] == [row["iri"] for row in figures]
    assert web.get("/api/v1/works.csv?fields=title&limit=1").text.splitlines()[0] == '"id","iri","title"'


def test_names_in_a_language(web: Web) -> None:
    labels = {lang: {row["id"]: row["label"] for row in web.json(f"/api/v1/datasets?lang={lang}")["data"]} for lang in ("en", "nl", "fi")}
    assert labels["nl"]["museum"] == "De museum" and labels["en"]["museum"] == labels["fi"]["museum"] == "The museum"


def test_forms_hold_the_same_rows(web: Web) -> None:
    plain = [row for page in pages(web, "/api/v1/works?limit=1000") for row in page]
    arrow = pa.ipc.open_stream(web.get("/api/v1/works.arrow").content).read_all()
    assert arrow.to_pylist() == plain
    assert pq.read_table(io.BytesIO(web.get("/api/v1/works.parquet").content)).equals(arrow)
    assert [json.loads(line) for line in web.get("/api/v1/works.ndjson").text.splitlines()] == plain
    cells = list(csv.DictReader(io.StringIO(web.get("/api/v1/works.csv").text)))
    assert [row["id"] for row in cells] == [row["id"] for row in plain]
    assert {row["title"] for row in cells} >= {HOSTILE, "'" + FORMULA}
    for accept, kind in (("text/csv", "text/csv"), ("application/json;q=0.5, application/vnd.apache.parquet", "application/vnd.apache.parquet"), ("", "application/json"),
                         ("text/html,*/*;q=0.8", "application/json"), ("application/json;q=0, text/*", "text/csv")):
        assert web.get("/api/v1/works?limit=2", Accept=accept).headers["content-type"].startswith(kind), accept
    short = web.get("/api/v1/works.csv?limit=5")
    assert len(short.text.splitlines()) == 6 and 'rel="next"' in short.headers["link"]


def test_a_list_without_rows_has_every_form(web: Web) -> None:
    for form in ("json", "csv", "ndjson", "arrow", "parquet"):
        answer = web.get(f"/api/v1/works.{form}?country=XX")
        assert answer.status_code == 200, form
    assert pa.ipc.open_stream(web.get("/api/v1/works.arrow?country=XX").content).read_all().num_rows == 0
    assert pq.read_table(io.BytesIO(web.get("/api/v1/works.parquet?country=XX").content)).schema.names == list(TABLES["work"].names)


def test_pins_and_tags(web: Web) -> None:
    now, then = web.get("/api/v1/works?limit=1000"), web.get(f"/api/v1/works?limit=1000&release={FIRST}")
    assert len(now.json()["data"]) == len(then.json()["data"]) + len([n for n in range(30) if f"Volume {n}".startswith("Volume 3")])
    assert now.headers["cache-control"] == "no-cache" and then.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert web.get(f"/api/v1/works?release={FIRST[:6]}").headers["cache-control"] == "no-cache"
    assert now.headers["etag"] != then.headers["etag"] and SECOND in now.headers["etag"] and FIRST in then.headers["etag"]
    again = web.get("/api/v1/works?limit=1000", If_None_Match=now.headers["etag"])
    assert again.status_code == 304 and not again.content and again.headers["etag"] == now.headers["etag"]
    assert web.get("/api/v1/works?limit=999", If_None_Match=now.headers["etag"]).status_code == 200


def test_a_cursor_stays_in_its_release(web: Web) -> None:
    first = web.json(f"/api/v1/works?limit=30&release={FIRST}")
    mark = first["links"]["next"].split("cursor=")[1].split("&")[0]
    rest = web.json(f"/api/v1/works?limit=1000&cursor={mark}")  # the release comes with the cursor
    assert rest["meta"]["release"] == FIRST
    titles = {row["id"] for row in (*first["data"], *rest["data"])}
    assert key("n3") not in titles and len(titles) == web.json(f"/api/v1/works?release={FIRST}&total=true")["meta"]["total"]


def test_heads(web: Web) -> None:
    for address in ("/api/v1/works", "/api/v1/works.parquet", "/api/v1/search?q=girl", "/openapi.json", f"/api/v1/works/{key('girl')}"):
        answer, whole = web.get(address, method="HEAD"), web.get(address)
        assert answer.status_code == 200 and not answer.content
        assert answer.headers["etag"] == whole.headers["etag"] and answer.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize(("address", "status", "said"), [
    ("/api/v1/works?limti=3", 400, "limit"), ("/api/v1/works?limit=0", 400, "1,000"), ("/api/v1/works?limit=1001", 400, "1,000"), ("/api/v1/works?limit=2&limit=3", 400, "once"),
    ("/api/v1/works?limit=٣", 400, "whole number"), ("/api/v1/works?from=soon", 400, "whole number"), ("/api/v1/works?fields=nope", 400, "title"),
    ("/api/v1/works?total=1", 400, "true or false"), ("/api/v1/works?cursor=abcdefghijklmnopqrst", 400, "links.next"), ("/api/v1/works?release=ffff", 404, "releases"),
    ("/api/v1/works?release=../..", 400, "release"), ("/api/v1/tables/nosuch", 404, ""), ("/api/v1/nosuch", 404, ""), ("/api/v1/works/0000000000000000", 404, ""),
    ("/api/v1/search?q=OR", 400, ""), ("/api/v1/search?not=drama", 400, ""), ("/api/v1/search?page=2", 400, "limit"), ("/api/v1/terms/sector/nosuch", 404, ""),
    ("/api/v1/releases/nosuch", 404, ""), ("/api/v1/families/nosuch", 404, ""), ("/api/v1/works?title=" + "a" * 101, 400, "100"),
])
def test_what_is_refused(web: Web, address: str, status: int, said: str) -> None:
    answer = web.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["title"] and said in problem["detail"] + problem.get("way_out", "")
    assert "Traceback" not in answer.text


def test_what_cannot_be_had(web: Web) -> None:
    answer = web.get("/api/v1/works", Accept="image/png")
    assert answer.status_code == 406 and "text/csv" in answer.json()["way_out"]
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        refused = web.get("/api/v1/works", method=method)
        assert refused.status_code == 405 and "GET" in refused.headers["allow"] and refused.headers["content-type"] == "application/problem+json"


def test_other_sites_may_read(web: Web) -> None:
    answer = web.get("/api/v1/works", Origin="https://elsewhere.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"ETag", "Link", "RateLimit"} <= {name.strip() for name in answer.headers["access-control-expose-headers"].split(",")}
    asked = web.get("/api/v1/works", method="OPTIONS", Origin="https://elsewhere.example", Access_Control_Request_Method="GET")
    assert asked.status_code == 204 and "GET" in asked.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in asked.headers
