"""Checking a file in the browser's way and the machine's way: understood or refused with a way out, and nothing kept."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from intarsia.pool import Pool
from intarsia.web import create_app, upload

FILMS = b"titel;jaar;regie\nDe Molen;1931;An Voorbeeld\nHet Water;;Bo Verzonnen\nx\n"


def sent(pool_folder: Path, *requests: tuple[str, dict[str, Any]]) -> list[httpx.Response]:
    """The answers to POSTs that are sent at once."""

    async def all_of_them() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app(Pool(pool_folder)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=120) as client:
            return list(await asyncio.gather(*(client.post(path, **given) for path, given in requests)))

    with ThreadPoolExecutor(1) as thread:  # its own thread: Playwright keeps a loop running in ours
        return thread.submit(lambda: asyncio.run(all_of_them())).result(300)


def test_a_file_sent_by_form_is_understood(pool_folder: Path) -> None:
    (answer,) = sent(pool_folder, ("/check", {"files": {"file": ("Onze films.csv", FILMS)}}))
    assert answer.status_code == 200
    for told in ("Onze films.csv", "titel", "regie", "delimiter <code>;</code>", "line 4", "nothing is kept"):
        assert told in answer.text, told
    for told in ("title", "date", "sure"):
        assert told in answer.text, told  # what each column could become
    assert "De Molen" not in answer.text  # no cell is shown
    assert answer.headers["cache-control"] == "no-store"


def test_a_file_sent_as_body_gives_json(pool_folder: Path) -> None:
    (answer,) = sent(pool_folder, ("/api/v1/check?name=films.csv", {"content": FILMS}))
    data = answer.json()["data"]
    assert (data["format"], data["rows"], len(data["columns"]), data["rejected_in_all"]) == ("csv", 3, 3, 1)
    assert data["rejected"][0]["line"] == 4


@pytest.mark.parametrize(("name", "content", "said"), [
    ("films.pdf", b"%PDF-1.7 ...", "PDF"),
    ("films.xlsx", b"PK\x03\x04 not really", "xlsx"),
    ("films.json", b'[{"a": 1}, {"a"', "JSON"),
    ("../../etc/passwd", b"", "empty"),
])
def test_a_refusal_is_help_on_the_same_page(pool_folder: Path, name: str, content: bytes, said: str) -> None:
    page, machine = sent(pool_folder, ("/check", {"files": {"file": (name, content)}}), (f"/api/v1/check?name={name}", {"content": content}))
    assert page.status_code == machine.status_code == 400
    assert "This file cannot be read as it is" in page.text
    assert "Way out" in page.text
    problem = machine.json()
    assert machine.headers["content-type"] == "application/problem+json"
    assert said.lower() in (problem["detail"] + problem["where"]).lower()
    assert tempfile.gettempdir() not in page.text + machine.text
    assert "Traceback" not in page.text + machine.text


def test_without_a_file_it_says_so(pool_folder: Path) -> None:
    (answer,) = sent(pool_folder, ("/check", {"data": {"other": "x"}, "files": {"another": ("a.csv", b"a\n1\n")}}))
    assert answer.status_code == 400
    assert "no file was sent" in answer.text.lower()


def test_too_large_is_refused_before_it_is_taken(pool_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST", 1000)
    monkeypatch.setattr(upload, "PIECE", 100)
    for given in ({"content": b"a\n" * 5000}, {"files": {"file": ("a.csv", b"a\n" * 5000)}}):
        (answer,) = sent(pool_folder, ("/api/v1/check?name=a.csv", given))
        assert answer.status_code == 400
        assert "larger than 1,000 bytes" in answer.json()["detail"]


def test_many_at_once_wait_or_are_asked_to_come_back(pool_folder: Path) -> None:
    answers = sent(pool_folder, *[("/api/v1/check?name=films.csv", {"content": FILMS})] * 12)
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert [answer.status_code for answer in answers].count(200) >= 3
    assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 503)


def test_nothing_is_left_behind(pool_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(str(path) for path in pool_folder.rglob("*"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sent(pool_folder, ("/check", {"files": {"file": ("films.csv", FILMS)}}), ("/check", {"files": {"file": ("films.json", b"[")}}))
    assert list(tmp_path.iterdir()) == []
    assert sorted(str(path) for path in pool_folder.rglob("*")) == before


@pytest.mark.parametrize(("given", "name"), [("C:\\Users\\x\\films.csv", "films.csv"), ("../../a.csv", "a.csv"), (".hidden.csv", "hidden.csv"), ("", "file"),
                                             ("a\x00b<>.csv", "a_b_.csv"), ("x" * 300 + ".csv", "x" * 96 + ".csv")])
def test_names_are_made_plain(given: str, name: str) -> None:
    assert upload.plain_name(given) == name
