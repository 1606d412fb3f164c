"""Questions to a real server: what they may use, who waits, and what becomes of those nobody waits for."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest

from intarsia.errors import Invalid
from intarsia.model import Asking
from intarsia.questions import Busy, Desk, Question, TooMuch
from intarsia.questions.turns import Turns
from tests.web.deaths import SPARQL, SQL
from tests.web.made import BASE, POOL, empty_pool, write_release
from tests.web.running import Running, running

pytestmark = pytest.mark.alone

SECONDS = 2
LIMITS = f'\n[questions]\nseconds = {SECONDS}\nmemory = "256MB"\nrows = 1000\nsize = "1MB"\nwaiting = 8\n'
ENDLESS = {"sparql": SPARQL["values without end"], "sql": SQL["count a long range"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool with a release that has a graph, and another that has none yet."""
    pool = empty_pool(tmp_path_factory.mktemp("questions") / "pool")
    (pool / "pool.toml").write_text(POOL + LIMITS, "utf-8")
    write_release(pool, "aaaa222233334444", issued="2026-10-01T12:00:00Z")
    release = write_release(pool, "bbbb222233334444", previous="aaaa222233334444")
    store = ox.Store(str(release / "graph"))
    store.bulk_extend(ox.Quad(ox.NamedNode(f"{BASE}id/work/{n}"), ox.NamedNode("https://schema.org/name"), ox.Literal(f"Work {n}", language="en"), ox.NamedNode(f"{BASE}id/dataset/{n % 3}"))
                      for n in range(3000))
    store.flush()
    return pool


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Running]:
    with running(folder) as served:
        assert served.get(address("sql", "SELECT 1")).status_code == 200  # the first question waits until the engines are loaded
        yield served


def address(language: str, query: str) -> str:
    return ("/sparql" if language == "sparql" else "/api/v1/sql") + "?" + urlencode({"query": query})


def children(server: Running) -> set[int]:
    """The processes that answer questions: forks of a process that the server started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    forkers = {pid for pid, parent in parents.items() if parent == server.process.pid}
    return {pid for pid, parent in parents.items() if parent in forkers}


def busy(pid: int) -> float:
    """Seconds of computing it has used; -1 when it is gone."""
    try:
        used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return -1
    return -1 if used[0] == "Z" else (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("language", ["sparql", "sql"])
def test_a_question_without_end_is_ended(server: Running, language: str) -> None:
    start = time.monotonic()
    answer = server.get(address(language, ENDLESS[language]))
    assert time.monotonic() - start < SECONDS + 1.5
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["detail"] == f"this question takes more than {SECONDS} seconds"
    assert server.get(address("sql", "SELECT 1")).json()["data"] == [{"1": 1}]


@pytest.mark.parametrize(("language", "name"), [("sparql", "values, sorted"), ("sparql", "bind a doubling text"),
                                                ("sql", "one long list"), ("sql", "recursion that doubles"), ("sql", "sort of everything")])
def test_a_question_that_eats_memory_is_ended(server: Running, language: str, name: str) -> None:
    answer = server.get(address(language, {"sparql": SPARQL, "sql": SQL}[language][name]))
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"] in ("this question needs more than 256 MB of memory", f"this question takes more than {SECONDS} seconds")


@pytest.mark.parametrize("language", ["sparql", "sql"])
def test_who_hangs_up_ends_the_question(server: Running, language: str) -> None:
    server.get(address(language, "ASK {}" if language == "sparql" else "SELECT 1"))
    with socket.create_connection(("127.0.0.1", server.port)) as link:
        link.sendall(f"GET {address(language, ENDLESS[language])} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        until = time.monotonic() + 5
        before = {pid: busy(pid) for pid in children(server)}
        working: list[int] = []
        while not working and time.monotonic() < until:
            time.sleep(0.1)
            working = [pid for pid in children(server) if busy(pid) - before.get(pid, 0) > 0.2]
        assert working
    time.sleep(1)
    assert all(busy(pid) < 0 for pid in working)


def test_many_rows_are_cut_and_that_is_said(server: Running) -> None:
    answer = server.get(address("sql", "SELECT * FROM range(100000000)"))
    assert (answer.status_code, answer.headers["intarsia-truncated"], answer.headers["intarsia-rows"]) == (200, "rows", "1000")
    assert (len(answer.json()["data"]), answer.json()["meta"]["truncated"]) == (1000, "rows")
    answer = server.get(address("sparql", "SELECT * { ?s ?p ?o }"))
    assert (answer.headers["intarsia-truncated"], len(answer.json()["results"]["bindings"])) == ("rows", 1000)
    answer = server.get(address("sql", "SELECT repeat('x', 10000) AS x FROM range(900)"))
    assert (answer.status_code, answer.headers["intarsia-truncated"]) == (200, "size")
    assert 500_000 < len(answer.content) < 1_100_000
    answer = server.get(address("sparql", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"), accept="application/n-triples")
    assert (answer.headers["intarsia-truncated"], len(answer.text.splitlines())) == ("rows", 1000)
    assert "intarsia-truncated" not in server.get(address("sql", "SELECT 1")).headers


def test_others_are_served_meanwhile(server: Running) -> None:
    """Ten clients of one address ask without end: pages answer, and questions of others get their turn."""
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        asked = [threads.submit(server.get, address("sql", ENDLESS["sql"])) for _ in range(10)]
        time.sleep(0.5)
        spent = []
        for _ in range(5):
            start = time.monotonic()
            assert server.get("/datasets", accept="application/json").status_code == 200
            spent.append(time.monotonic() - start)
        answers = [one.result() for one in asked]
    assert max(spent) < 2
    assert {one.status_code for one in answers} == {422, 429}
    refused = [one for one in answers if one.status_code == 429]
    assert all(1 <= int(one.headers["retry-after"]) <= 60 and one.headers["content-type"] == "application/problem+json" for one in refused)


def test_children_end_with_the_server(folder: Path) -> None:
    with running(folder) as served:
        assert served.get(address("sql", "SELECT 1")).status_code == 200
        pids = children(served)
        assert pids
        served.stop(signal.SIGKILL)
    until = time.monotonic() + 5
    while any(busy(pid) >= 0 for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    assert all(busy(pid) < 0 for pid in pids)


def test_a_graph_that_is_not_ready_is_begun(folder: Path, server: Running) -> None:
    answer = server.get(address("sparql", "ASK {}") + "&release=aaaa222233334444")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "being made" in answer.json()["detail"]
    page = server.get(address("sparql", "ASK {}") + "&release=aaaa222233334444", accept="text/html")
    assert page.status_code == 503
    assert "being made" in page.text


def test_the_forms_of_sql(server: Running, tmp_path: Path) -> None:
    path = "/api/v1/sql"
    query = quote("SELECT id, year_start FROM work ORDER BY id LIMIT 5")
    rows = server.get(f"{path}?query={query}").json()["data"]
    assert len(rows) == 5
    (tmp_path / "x.parquet").write_bytes(server.get(f"{path}.parquet?query={query}").content)
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == rows
    assert pa.ipc.open_stream(server.get(f"{path}?query={query}", accept="application/vnd.apache.arrow.stream").content).read_all().to_pylist() == rows
    assert [line.split(",")[0] for line in server.get(f"{path}.csv?query={query}").text.splitlines()] == ["id", *(row["id"] for row in rows)]
    assert len(server.get(f"{path}.ndjson?query={query}").text.splitlines()) == 5
    first = server.get(f"{path}?query={query}")
    assert server.get(f"{path}?query={query}", if_none_match=first.headers["etag"]).status_code == 304
    for body, kind in ((b'{"query": "SELECT 7 AS x"}', "application/json"), (b"query=SELECT+7+AS+x", "application/x-www-form-urlencoded"), (b"SELECT 7 AS x", "application/sql")):
        posted = httpx.post(server.url + path, content=body, headers={"Content-Type": kind}, trust_env=False)
        assert posted.json()["data"] == [{"x": 7}]
    for body, kind, status in ((b"[1]", "application/json", 400), (b"{", "application/json", 400), (b"x", "image/png", 415), (b"\xff", "application/sql", 400),
                               (b"x" * 1_100_000, "application/sql", 413)):
        posted = httpx.post(server.url + path, content=body, headers={"Content-Type": kind}, trust_env=False)
        assert (posted.status_code, posted.headers["content-type"]) == (status, "application/problem+json"), posted.text
    assert server.get(path).status_code == 400
    assert server.get(f"{path}?query={query}&limit=2").json()["meta"]["truncated"] == "rows"
    assert server.get(f"{path}?query={query}&limit=x").status_code == 400
    assert server.get(f"{path}?query={query}", accept="image/png").status_code == 406


def test_clients_take_turns() -> None:
    """Of two places, one client holds one; who came later from elsewhere is not kept waiting by a long queue of the first."""
    order: list[str] = []

    async def one(turns: Turns, client: str, name: str) -> None:
        async with turns.turn(client):
            order.append(name)
            await asyncio.sleep(0.02)

    async def all_of_them() -> None:
        turns = Turns(2, 16)
        await asyncio.gather(*(one(turns, "a", f"a{n}") for n in range(4)), *(one(turns, "b", f"b{n}") for n in range(2)), one(turns, "c", "c0"))
        assert (turns.running, turns.queued) == (0, 0)
        full = Turns(1, 4)
        first = [asyncio.ensure_future(one(full, "a", "x")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Busy) as error:
            async with full.turn("a"):
                pass
        assert error.value.retry_after >= 1
        waiting = asyncio.ensure_future(one(full, "b", "gone"))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(*first)
        assert (full.running, full.queued) == (0, 0)

    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(all_of_them())).result(30)
    assert order.index("b0") < order.index("a1")
    assert order.index("c0") < order.index("a2")
    assert order.index("a3") > order.index("b1")
    assert "gone" not in order


def test_a_child_is_reused_and_replaced(folder: Path) -> None:
    release = (folder / "releases" / "bbbb222233334444").resolve()

    async def asked() -> None:
        desk = Desk(Asking(seconds=1, memory=256_000_000))
        first = await desk.ask(Question("sql", "SELECT 1", release))
        assert first is not None
        kept = desk.pids()
        for _ in range(3):
            assert await desk.ask(Question("sparql", "ASK {}", release))
        assert desk.pids() == kept
        with pytest.raises(TooMuch):
            await desk.ask(Question("sql", ENDLESS["sql"], release))
        until = time.monotonic() + 10
        while not desk.pids() and time.monotonic() < until:
            await asyncio.sleep(0.05)
        assert desk.pids()
        assert desk.pids() != kept
        other = await desk.ask(Question("sql", "SELECT count(*) AS n FROM work", (folder / "releases" / "aaaa222233334444").resolve()))
        assert other is not None
        assert other.whole() == b'[{"n": 38}]'
        desk.close()

    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(asked())).result(60)


@pytest.mark.parametrize(("lines", "said"), [
    ("questions = 1\n", "questions is a table"), ("[questions]\nat_once = 0\n", "at_once"), ("[questions]\nseconds = true\n", "seconds"), ('[questions]\nmemory = "1MB"\n', "memory"),
    ("[questions]\nodd = 1\n", "odd"),
])
def test_settings_that_are_not_right_are_told(tmp_path: Path, lines: str, said: str) -> None:
    from intarsia.steps.register import pool_config

    (tmp_path / "pool.toml").write_text(POOL + lines, "utf-8")
    with pytest.raises(Invalid, match=said):
        pool_config(tmp_path / "pool.toml")


def test_settings_are_read(folder: Path) -> None:
    from intarsia.steps.register import pool_config

    assert pool_config(folder / "pool.toml").questions == Asking(2, 8, SECONDS, 256_000_000, 1000, 1_000_000)
