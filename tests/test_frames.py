"""The Python API: the same questions to a pool folder and to a real server over it."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas
import polars
import pyarrow as pa
import pytest
import uvicorn

import intarsia
from intarsia.errors import IntarsiaError, Invalid, NotFound, Unavailable
from intarsia.fetched import Fetched
from intarsia.frames import Commons, Frame
from intarsia.pool import Pool
from intarsia.site import Site
from intarsia.tables import TABLES
from intarsia.web import create_app
from tests.small import dataset, small_pool

HOSTILE = '<img src=x onerror=alert(1)> & "co"'
FIGURES = f"year,country,visits\n2001,NL,10\n2002,NL,\n2003,België,30.5\n{'2004,PL,7'}\n"
FIGURE_MAPPING = """mapping = 1

[[source]]
name = "visits.csv"

[[observation]]
measure = "'visits'"
value = "visits"
unit = "'visits'"
period = "year"
place = "country"
about = "country"
flag = "CASE WHEN visits IS NULL THEN 'closed' END"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = small_pool(tmp_path_factory.mktemp("frames") / "small")
    books = made / "datasets" / "books" / "books.csv"
    books.write_text(books.read_text("utf-8") + 'b4,"<img src=x onerror=alert(1)> & ""co""",1999,An Voorbeeld,novel,NL\n', "utf-8")
    dataset(made, "visits", "Visits", "context", "visits.csv", "csv", FIGURES, FIGURE_MAPPING)
    Pool(made).build()
    return made


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A real server over a pool; its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(Pool(folder)), host="127.0.0.1", port=port, log_level="error", access_log=False, ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 30
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as place:
        yield place


@pytest.fixture(scope="module")
def local(folder: Path) -> Commons:
    return intarsia.open(folder)


@pytest.fixture(scope="module")
def remote(address: str) -> Commons:
    return intarsia.open(address)


@pytest.fixture(scope="module")
def fetched(address: str) -> Commons:
    return intarsia.open(address, fetch=True)


@pytest.fixture(params=["local", "remote", "fetched"])
def pool(request: pytest.FixtureRequest) -> Commons:
    """One release: in a folder, asked of a server, and fetched from one."""
    found: Commons = request.getfixturevalue(request.param)
    return found


def records(frame: Frame) -> list[str]:
    return sorted(frame.to_arrow()["record"].to_pylist())


@pytest.mark.parametrize(("asked", "wanted"), [
    ({}, ["b1", "b2", "b3", "b4", "g1", "g2"]),
    ({"sector": "games"}, ["g1", "g2"]),
    ({"sector": ["games", "publishing"], "country": "BE"}, ["b2"]),
    ({"country": ["NL", "BE"], "form": "book"}, ["b1", "b2", "b4"]),
    ({"year": 1950}, ["b2"]),
    ({"year": (1930, 1999)}, ["b1", "b2", "b4"]),
    ({"year": (None, 1931)}, ["b1"]),
    ({"year": (2027, None)}, ["b3", "g2"]),
    ({"title": "LIGHTHOUSE"}, ["b1", "g1"]),
    ({"title": "' OR 1=1 --"}, []),
    ({"dataset": "games", "title": "brug"}, ["g2"]),
    ({"genre": "poetry"}, ["b2"]),
    ({"genre": []}, []),
    ({"sector": "'; DROP TABLE work; --"}, []),
])
def test_works(pool: Commons, asked: dict[str, Any], wanted: list[str]) -> None:
    frame = pool.works(**asked)
    assert records(frame) == wanted
    assert frame.count() == len(wanted)


def test_agents(pool: Commons) -> None:
    assert pool.agents(name="voorbeeld").to_arrow()["name"].to_pylist() == ["An Voorbeeld"]
    assert set(pool.agents(dataset="books", role="author").to_arrow()["name"].to_pylist()) == {"An Voorbeeld", "Bo Verzonnen", "Čeněk Vymyšlený"}
    assert pool.agents(role=("developer", "author")).count() == 4


def test_observations(pool: Commons) -> None:
    rows = pool.observations(measure="visits", place=["NL", "BE"]).to_arrow().to_pylist()
    assert [(r["place"], r["period_start"], r["value"], r["flag"]) for r in rows] == [
        ("BE", "2003-01-01", 30.5, None), ("NL", "2001-01-01", 10.0, None), ("NL", "2002-01-01", None, "closed")]
    assert pool.observations(year=(2002, 2003)).count() == 2
    assert pool.observations(year=2004, dataset="visits").to_arrow()["place"].to_pylist() == ["PL"]
    assert pool.observations(measure="ranks").count() == 0


def test_every_tool_reads_the_same_rows(pool: Commons) -> None:
    frame = pool.works(sector="publishing")
    wanted = frame.to_arrow().to_pylist()
    assert len(wanted) == 4
    assert frame.to_polars().to_dicts() == wanted
    assert polars.DataFrame(frame).to_dicts() == wanted
    assert pa.table(frame).to_pylist() == wanted
    assert frame.to_pandas()["title"].tolist() == [r["title"] for r in wanted]
    assert isinstance(frame.to_pandas(), pandas.DataFrame)
    relation = frame.to_duckdb()
    assert relation.aggregate("count(*), max(title)").fetchall() == [(4, max(r["title"] for r in wanted))]
    assert frame.head(2).to_arrow().to_pylist() == wanted[:2]


def test_two_streams_at_once(pool: Commons) -> None:
    """A stream that is not read to its end is in nobody's way."""
    works, agents = pool.works().to_reader(), pool.agents().to_reader()
    assert pool.works().count() == 6
    assert agents.read_all().num_rows == 4
    assert works.read_all().num_rows == 6


SCRIPT = """
pool = intarsia.open(place)
works = pool.works(sector=["games", "publishing"], country=["NL", "BE"], year=(1900, 2030))
count = works.count()
frame = works.to_polars()
found = pool.search("brug", sector="games")
answers = (count, frame, works.to_pandas(), works.to_arrow(), works.head(2).to_arrow(), found.total, found.facets, found.years, found.to_arrow(),
           pool.sql("SELECT sector, count(*) AS n, sum(year_start) AS years, avg(year_start) AS year FROM work GROUP BY ALL ORDER BY ALL").to_arrow(), repr(works), pool.cite())
"""


def test_the_same_lines_on_a_folder_and_on_a_server(folder: Path, address: str) -> None:
    answers = []
    for place in (str(folder), address):
        names: dict[str, Any] = {"intarsia": intarsia, "place": place}
        exec(SCRIPT, names)
        answers.append(names["answers"])
    for one, other in zip(*answers, strict=True):
        assert type(one) is type(other)
        assert one.equals(other) if hasattr(one, "equals") else one == other
        assert not hasattr(one, "schema") or one.schema == other.schema
    assert answers[0][0] == answers[0][3].num_rows == 5
    assert answers[0][5] == answers[0][8].num_rows == 1


def test_folder_and_server_give_equal_rows(local: Commons, remote: Commons, fetched: Commons) -> None:
    query = "SELECT w.title, a.name FROM work AS w JOIN contribution AS c ON c.work = w.id JOIN agent AS a ON a.id = c.agent ORDER BY ALL"
    for other in (remote, fetched):
        for name in TABLES:
            assert other.table(name).to_arrow().equals(local.table(name).to_arrow()), name
            assert other.table(name).count() == local.table(name).count()
        assert other.sql(query).to_arrow().equals(local.sql(query).to_arrow())
        assert other.cite() == local.cite()
        assert repr(other) == repr(local)
    assert local.sql(query).count() > 0


def test_search(pool: Commons) -> None:
    found = pool.search("lighthouse")
    assert found.total == found.count() == found.to_arrow().num_rows == 2
    assert found.facets["sector"] == {"games": 1, "publishing": 1}
    assert sum(found.years.values()) == 2
    assert pool.search("lighthouse", without={"sector": "games"}).to_arrow()["sector"].to_pylist() == ["publishing"]
    assert pool.search(year=(1930, 1999), sort="oldest").to_arrow()["year"].to_pylist() == sorted(pool.search(year=(1930, 1999)).to_arrow()["year"].to_pylist())
    assert found.head(1).to_polars().height == 1
    with pytest.raises(Invalid):
        pool.search("lighthouse", without={"maker": "x"}).to_arrow()


def test_more_than_a_page(pool: Commons) -> None:
    """Labels are more than the longest page of the API; the first of them come without the rest."""
    labels = pool.table("label")
    assert labels.count() > 1500
    assert labels.head(1200).to_arrow().equals(labels.to_arrow().slice(0, 1200))


def test_what_is_shown(pool: Commons, folder: Path) -> None:
    identity = str(Pool(folder).current())
    assert repr(pool) == f"<Intarsia pool 'A small pool', release {identity}: 6 works, 4 agents, 4 observations>"
    assert pool.cite().startswith(f"Test desk: A small pool, release {identity} (2")
    assert pool.cite().endswith(f"http://localhost:8000/releases/{identity}")
    shown = repr(pool.works(title="lighthouse"))
    assert shown.startswith(f"<work: 2 rows, release {identity}>")
    assert len(shown.splitlines()) == 3
    hostile = pool.works(title="onerror")
    assert hostile.to_arrow()["title"].to_pylist() == [HOSTILE]
    html = hostile._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt; &amp;" in html
    assert "<img" not in html
    assert "1 rows" in html


def test_unknown_things(pool: Commons, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        pool.table("wrok")
    assert "work" in caught.value.way_out
    with pytest.raises(Invalid):
        pool.sql("SELECT nothing FROM work").to_arrow()
    with pytest.raises(NotFound):
        intarsia.open(tmp_path)


@pytest.mark.parametrize("extra", ["polars", "pandas"])
def test_a_missing_extra_says_how_to_get_it(local: Commons, monkeypatch: pytest.MonkeyPatch, extra: str) -> None:
    monkeypatch.setitem(sys.modules, extra, None)
    with pytest.raises(Unavailable) as caught:
        getattr(local.works(), f"to_{extra}")()
    assert caught.value.way_out == f"pip install 'intarsia[{extra}]'"


def test_a_server_that_is_no_pool(address: str) -> None:
    for wrong in ("http://127.0.0.1:9", f"{address}/static", f"{address}/about", "http://[broken"):
        with pytest.raises(Unavailable) as caught:
            intarsia.open(wrong)
        assert caught.value.where.startswith(wrong)
        assert caught.value.way_out


def test_what_was_fetched_is_dropped(address: str) -> None:
    source = Fetched(Site(address + "/"))
    assert source.rows("SELECT count(*) AS n FROM work") == [(6,)]
    kept = source._folder
    assert list(kept.glob("work-*.parquet"))
    source.close()
    assert not kept.exists()


def test_a_server_says_what_it_does_not_do(remote: Commons, address: str) -> None:
    with pytest.raises(IntarsiaError) as caught:
        remote.sql("COPY work TO 'out.csv'").to_arrow()
    assert caught.value.way_out
    with pytest.raises(NotFound) as gone:
        Site(address).json("api/v1/works", [("release", "0123456789abcdef")])
    assert gone.value.way_out


def test_a_server_that_goes_away(folder: Path) -> None:
    with served(folder) as place:
        pool = intarsia.open(place)
    with pytest.raises(Unavailable) as caught:
        pool.works().to_arrow()
    assert caught.value.way_out


def test_an_answer_beyond_the_limit_is_no_part_of_it(remote: Commons, fetched: Commons) -> None:
    long = "SELECT a.value FROM label AS a, label AS b LIMIT 100001"
    with pytest.raises(Unavailable) as caught:
        remote.sql(long).to_arrow()
    assert "fetch=True" in caught.value.way_out
    assert fetched.sql(long).to_arrow().num_rows == 100_001


def test_one_release_while_open(tmp_path: Path) -> None:
    """A new release does not change what an opened one answers."""
    made = small_pool(tmp_path / "small")
    Pool(made).build()
    with served(made) as place:
        pool = intarsia.open(place)
        assert pool.works().count() == 5
        books = made / "datasets" / "books" / "books.csv"
        books.write_text(books.read_text("utf-8") + 'b9,"A late one",2001,An Voorbeeld,novel,NL\n', "utf-8")
        Pool(made).build()
        assert pool.works().count() == pool.works().to_arrow().num_rows == 5
        assert pool.sql("SELECT count(*) AS n FROM work").to_arrow()["n"].to_pylist() == [5]
        assert intarsia.open(place).works().count() == 6
