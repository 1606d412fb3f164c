"""What is not there: never was (404), was withdrawn (410), or is not there yet in the release of the address."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from starlette.requests import Request

from intarsia.errors import Gone, NotFound
from intarsia.pool import Pool
from intarsia.web import create_app
from intarsia.web.gone import KEYS, missing
from intarsia.web.visit import Visit
from tests.web.made import empty_pool, key, write_release

OLD, MIDDLE, NEW = "aaaa222233334444", "bbbb222233334444", "cccc222233334444"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> object:
    """Three releases; the newest lost one work, and everything that stands in the tables made empty."""
    folder = empty_pool(tmp_path_factory.mktemp("gone") / "pool")
    write_release(folder, OLD, issued="2026-10-01T12:00:00Z", leave_out="Volume 3")
    write_release(folder, MIDDLE, issued="2026-11-01T12:00:00Z", previous=OLD)
    write_release(folder, NEW, issued="2026-11-21T12:00:00Z", previous=MIDDLE, leave_out="Volume 7")
    return create_app(Pool(folder))


def visit(app: object, query: str = "", language: str = "en") -> Visit:
    return Visit(Request({"type": "http", "method": "GET", "path": "/works/x", "query_string": query.encode(), "headers": [(b"accept-language", language.encode())], "app": app}))


def test_what_was_withdrawn_says_when_it_was_last_there(app: object) -> None:
    error = missing(visit(app), "work", key("n7"))
    assert isinstance(error, Gone) and error.status == 410
    assert MIDDLE in error.what and "1 November 2026" in error.what and f"/releases/{MIDDLE}" in error.way_out
    assert "ingetrokken" in missing(visit(app, language="nl"), "work", key("n7")).what


def test_what_never_was_is_not_found(app: object) -> None:
    for kind in (*KEYS, "release", "nonsense"):
        error = missing(visit(app), kind, "0000000000000000'\"")
        assert isinstance(error, NotFound) and not isinstance(error, Gone) and error.status == 404
    assert len(missing(visit(app), "work", "x" * 5000).what) < 400


def test_what_came_later_is_not_in_the_release_of_the_address(app: object) -> None:
    error = missing(visit(app, f"release={OLD}"), "work", key("n3"))
    assert error.status == 404 and NEW in error.what and "?release=" in error.way_out


def test_a_release_that_was_removed_is_gone(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder, NEW, previous=OLD)
    assert missing(visit(create_app(Pool(folder))), "release", OLD).status == 410


def test_a_release_that_disappears_meanwhile_is_no_failure(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "pool")
    write_release(folder, OLD, issued="2026-10-01T12:00:00Z")
    write_release(folder, NEW, previous=OLD, leave_out="Volume 7")
    app = create_app(Pool(folder))
    assert missing(visit(app), "work", key("n7")).status == 410
    for path in (folder / "releases" / OLD / "tables" / "work").glob("*.parquet"):
        assert pq.read_metadata(path).num_rows
        path.unlink()
    assert missing(visit(app), "work", key("n7")).status == 404
