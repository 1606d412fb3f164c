"""Bad input never wins: each malformed file has its expected outcome, and gets it, through the doors that contributors use."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from intarsia import adding
from intarsia.errors import IntarsiaError, Invalid
from intarsia.pool import Pool
from intarsia.steps import profile
from intarsia.web import create_app, upload
from tests.hostile import others, packed, tables, trees
from tests.hostile.case import Case
from tests.web.made import empty_pool, write_release

CASES = (*tables.CASES, *trees.XML, *trees.JSON, *trees.RDF, *packed.ZIP, *packed.SHEETS, *others.CASES)
QUICK = tuple(case for case in CASES if not case.heavy)
LONGEST = 60.0  # seconds a file may take on a busy machine: nothing hangs
TEMPORARY = re.compile(r"intarsia-|\.tmp-|read-")


def test_there_are_enough_of_them_each_with_its_outcome() -> None:
    assert len(CASES) >= 125
    assert len({case.name for case in CASES}) == len(CASES)
    for case in CASES:
        assert case.heavy or case.rows is not None or (case.says and case.at), case.name
        assert case.rows is None or case.rows[0] == case.rows[1] + case.rows[2], case.name
        assert case.rows is None or not case.rows[2] or (case.says and case.at), case.name


@pytest.fixture(scope="module")
def outcomes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Any]]]:
    """What becomes of each file, two at a time: the parsers are processes of their own."""
    named = [item.callspec.params.get("case") for item in request.session.items if hasattr(item, "callspec")]
    wanted = [case for case in named if isinstance(case, Case)]  # another file's tests may have cases of their own
    folder = tmp_path_factory.mktemp("hostile")
    with ThreadPoolExecutor(2) as workers:
        yield {case.name: workers.submit(_outcome, case, folder) for case in wanted}


def _outcome(case: Case, folder: Path) -> Any:
    """The report or the refusal, the seconds it took, and the cells that must have come through."""
    with tempfile.TemporaryDirectory(dir=folder) as own:
        file = case.make(Path(own))
        start = time.monotonic()
        try:
            found: Any = adding.profile_file(file, options=dict(case.options))
        except IntarsiaError as error:
            found = error
        spent = time.monotonic() - start
        return found, spent, _cells(case, file, Path(own)) if case.holds else {}


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_the_outcome_is_the_expected_one(case: Case, outcomes: dict[str, Future[Any]]) -> None:
    found, spent, cells = outcomes[case.name].result()
    if isinstance(found, IntarsiaError):
        _refused(case, f"{found.what} {found.way_out}", found.where)
        assert found.way_out, str(found)
        assert len(str(found)) < 2000
    else:
        _understood(case, found)
    assert spent < LONGEST
    assert cells == case.holds


def _refused(case: Case, text: str, where: str) -> None:
    assert case.rows is None, f"refused: {text}"
    assert re.search(case.says, text, re.IGNORECASE), text
    assert re.search(str(case.at), where), where
    assert not TEMPORARY.search(where.rpartition("/")[2] + text), f"names a temporary file: {where}: {text}"
    assert "Traceback" not in text


def _understood(case: Case, report: dict[str, Any]) -> None:
    rejected = report["rejected"]
    counts = (report["rows"], report["rows"] - report["rejected_in_all"], report["rejected_in_all"])
    assert counts == case.rows, f"{counts}, {rejected[:3]}"
    if case.rows is not None and case.rows[2]:
        first = rejected[0]
        assert re.search(case.says, first["reason"], re.IGNORECASE), first
        assert (first["record"], first["line"]) == case.at, first
    assert case.reads_as in ("", report["format"])
    if case.columns is not None:
        assert tuple(c["column"] for c in report["columns"] if not c["list"]) == case.columns or not report["rows"]


def _cells(case: Case, file: Path, folder: Path) -> dict[tuple[str, int], str | None]:
    """The cells that must have come through, in the tables that a build would use."""
    out = folder / "read"
    out.mkdir()
    seen = profile.apart(file, "", dict(case.options), out)
    cells: dict[str, list[str | None]] = {}
    for part in seen.raw.parts[""]:
        for name, values in pq.read_table(out / part).to_pydict().items():
            cells.setdefault(name, []).extend(values)
    return {(column, row): cells[column][row] for column, row in case.holds}


def test_the_web_says_the_same_and_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Every file through the door for strangers: 200 or 400 with the same words, nothing left behind, nothing in the log."""
    scratch, files = tmp_path / "temporary", tmp_path / "files"
    scratch.mkdir()
    files.mkdir()
    pool = empty_pool(tmp_path / "pool")
    write_release(pool, "aaaa222233334444")
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    caplog.set_level(logging.INFO)
    with ThreadPoolExecutor(1) as thread:  # its own thread: Playwright keeps a loop running in ours
        wrong = thread.submit(lambda: asyncio.run(_all_of_them(pool, files))).result(600)
    assert not wrong
    assert not list(scratch.iterdir())
    assert not [record for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR]


def test_no_request_leaves(tmp_path: Path) -> None:
    """DTDs and entities that point at a server here: nobody calls it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = b"http://127.0.0.1:%d/x.dtd" % server.getsockname()[1]
        outside = b'<!DOCTYPE x SYSTEM "%s">' % address
        inside = b'<!DOCTYPE x [<!ENTITY %% p SYSTEM "%s"> %%p; <!ENTITY e SYSTEM "%s">]>' % (address, address)
        rdf = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
        for number, doctype in enumerate((outside, inside)):
            for name, content in (("a.xml", doctype + trees.TWO), ("a.rdf", doctype + rdf), ("a.marcxml", doctype + others.MARC % others.RECORD),
                                  ("a.ods", packed.ods(packed.ODS_ROWS % b"x", doctype)), ("a.xlsx", packed.with_doctype(doctype))):
                file = tmp_path / f"{number}{name}"
                file.write_bytes(content)
                with pytest.raises(Invalid, match="DTD"):
                    adding.profile_file(file)
        (tmp_path / "a.jsonld").write_bytes(b'{"@context": "%s", "@graph": [{"name": "De Molen"}]}' % address)
        assert adding.profile_file(tmp_path / "a.jsonld")["rows"] == 1
        server.settimeout(0.5)
        with pytest.raises(TimeoutError):
            server.accept()


async def _all_of_them(pool: Path, files: Path) -> list[str]:
    """What went wrong, two files at once, while the home page goes on being served."""
    wrong: list[str] = []
    waiting = iter([case for case in QUICK if not case.options])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(Pool(pool))), base_url="http://test", timeout=120) as client:

        async def worker() -> None:
            for case in waiting:
                try:
                    await _sent(client, case, files)
                except AssertionError as error:
                    wrong.append(f"{case.name}: {error}"[:500])
                if (await client.get("/healthz")).status_code != 200:
                    wrong.append(f"{case.name}: the server does not answer after it")

        await asyncio.gather(worker(), worker())
    return wrong


async def _sent(client: httpx.AsyncClient, case: Case, files: Path) -> None:
    file = await asyncio.to_thread(case.make, files)
    content = file.read_bytes()
    file.unlink()
    if len(content) > upload.MOST:
        return
    answer = await client.post("/api/v1/check", params={"name": case.name}, content=content)
    for _ in range(60):
        if answer.status_code != 503:
            break
        await asyncio.sleep(0.5)
        answer = await client.post("/api/v1/check", params={"name": case.name}, content=content)
    if answer.status_code == 200:
        _understood(case, answer.json()["data"])
        return
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    _refused(case, f"{problem['detail']} {problem['way_out']}", problem["where"])
    assert problem["where"].startswith(case.name), problem["where"]
