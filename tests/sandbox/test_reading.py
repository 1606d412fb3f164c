"""Readers in a child, through the public doors: a pool's own formats that crash, hang, lie; the settings of pool.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import adding
from intarsia.errors import IntarsiaError, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.steps import profile
from tests.small import BOOK_MAPPING, BOOKS, dataset, small_pool

FORMAT = '''
import ctypes, os, pathlib, time
import pyarrow as pa
from intarsia.shelf.formats.base import Batch, Reject
NAME, EXTENSIONS, MEDIA_TYPE, OPTIONS = "cards", (".cards",), "text/x-cards", {}

def guess(path, options):
    return dict(options)

def read(path, options):
    what = path.read_text().strip()
    rows = pa.RecordBatch.from_pydict({"_row": [1], "_line": [1], "id": ["c1"], "title": ["Kaart"], "year": ["1990"], "author": ["X"], "genre": ["novel"], "country": ["NL"]})
    yield Batch("", rows)
    if what == "crash":
        ctypes.string_at(0)
    if what == "hang":
        time.sleep(600)
    if what == "fail":
        raise ZeroDivisionError("Kaart")
    if what == "forbidden":
        raise PermissionError(13, "no", "/etc/shadow")
'''


NONSENSE = ('reading = "much"', '[reading]\nmemory = "lots"', "[reading]\nseconds = 0", '[reading]\nseconds = "1"', "[reading]\nspeed = 1", '[reading]\nmemory = "1MB"')


def with_cards(folder: Path, what: str) -> Path:
    pool = small_pool(folder)
    (pool / "shelf" / "formats").mkdir(parents=True)
    (pool / "shelf" / "formats" / "cards.py").write_text(FORMAT, "utf-8")
    dataset(pool, "cards", "Cards", "publishing", "works.cards", "cards", what, BOOK_MAPPING.replace("books.csv", "works.cards"))
    return pool


def test_a_format_of_the_pool_is_read_in_the_child_and_released(tmp_path: Path) -> None:
    folder = with_cards(tmp_path / "pool", "fine")
    Pool(folder).build()
    assert Pool(folder).reader().rows("SELECT title FROM work WHERE dataset = 'cards'") == [("Kaart",)]
    assert Pool(folder).reader().rows("SELECT media_type FROM distribution WHERE dataset = 'cards'") == [("text/x-cards",)]
    looked = adding.profile_file(folder / "datasets" / "cards" / "works.cards", pool=Pool(folder))
    assert (looked["format"], looked["rows"]) == ("cards", 1)


def test_a_changed_format_of_the_pool_reads_its_files_again(tmp_path: Path) -> None:
    folder = with_cards(tmp_path / "pool", "fine")
    Pool(folder).build()
    path = folder / "shelf" / "formats" / "cards.py"
    path.write_text(path.read_text("utf-8").replace('["Kaart"]', '["Ansicht"]'), "utf-8")
    Pool(folder).build()
    assert Pool(folder).reader().rows("SELECT title FROM work WHERE dataset = 'cards'") == [("Ansicht",)]


@pytest.mark.parametrize(("what", "said"), [
    ("crash", "the reader of this file crashed (SIGSEGV)"),
    ("hang", "reading this takes more than 2 seconds"),
    ("fail", "the reader of this file failed on it (ZeroDivisionError)"),
])
def test_a_format_that_misbehaves_leaves_the_build_with_a_sentence(tmp_path: Path, what: str, said: str) -> None:
    folder = small_pool(tmp_path / "pool")
    served = Pool(folder).build()
    with_cards(folder, what)
    (folder / "pool.toml").write_text((folder / "pool.toml").read_text("utf-8") + "\n[reading]\nseconds = 1\n", "utf-8")
    with pytest.raises(Invalid) as caught:
        Pool(folder).build()
    assert caught.value.what == said
    assert caught.value.where == str(folder / "datasets" / "cards" / "works.cards")
    assert "Kaart" not in str(caught.value)
    assert Pool(folder).current() == served
    assert Pool(folder).verify() == []
    assert not list(folder.rglob(".part-*")) and not list(folder.rglob(".tmp-*")) and not (folder / ".scratch").exists()


def test_settings_of_the_pool_reach_the_reader(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    text = (folder / "pool.toml").read_text("utf-8")
    (folder / "pool.toml").write_text(text + '\n[reading]\nmemory = "1.5 GB"\nseconds = 600\noutput = 20000000000\n', "utf-8")
    reading = Pool(folder).config.reading
    assert (reading.memory, reading.seconds, reading.output) == (1_500_000_000, 600, 20_000_000_000)
    Pool(folder).build()


@pytest.mark.parametrize("lines", NONSENSE)
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, lines: str) -> None:
    folder = small_pool(tmp_path / "pool")
    (folder / "pool.toml").write_text((folder / "pool.toml").read_text("utf-8") + "\n" + lines + "\n", "utf-8")
    with pytest.raises(Invalid) as caught:
        Pool(folder)
    assert caught.value.where == str(folder / "pool.toml") and caught.value.way_out


def test_checking_a_file_writes_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "books.csv"
    file.write_text(BOOKS, "utf-8")
    looked = adding.profile_file(file)
    assert looked["rows"] == 3 and looked["columns"][1]["column"] == "title"
    assert [p.name for p in tmp_path.iterdir()] == ["books.csv"]


def test_an_unknown_format_and_a_file_that_is_not_there_are_told_by_the_child(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no format 'cuneiform'"):
        adding.profile_file(tmp_path, "cuneiform")
    with pytest.raises(NotFound) as caught:
        adding.profile_file(tmp_path / "absent.csv")
    assert str(tmp_path / "absent.csv") in caught.value.where


LIES = [
    {},
    {"raw": None},
    {"raw": {"parts": {"": ["../../etc/passwd"]}}},
    {"raw": {"parts": {"": ["raw0-0.parquet"]}}},
    {"raw": {"parts": {"": ["raw9-9.parquet"]}}},
    {"raw": {"rows": {"": -1}}},
    {"raw": {"rows": {"": "many"}}},
    {"raw": {"rejects": [["a", 1, "b"]]}},
    {"columns": [[1]]},
]


@pytest.mark.parametrize("lie", LIES[1:], ids=str)
def test_what_a_child_says_is_not_believed_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: dict[str, object]) -> None:
    """The answer of a reader that was taken over: paths out of its folder, links, numbers that are none."""
    file = tmp_path / "books.csv"
    file.write_text(BOOKS, "utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    seen = profile.apart(file, "csv", {}, folder)
    told = {"format": "csv", "media_type": "text/csv", "raw": seen.raw.note(), "columns": seen.columns}
    raw = lie.get("raw", {})
    told = {**told, **lie, "raw": {**told["raw"], **raw} if isinstance(raw, dict) else raw}  # type: ignore[dict-item]
    if lie == LIES[3]:
        (folder / "raw0-0.parquet").rename(tmp_path / "elsewhere.parquet")
        (folder / "raw0-0.parquet").symlink_to(tmp_path / "elsewhere.parquet")
    monkeypatch.setattr(profile.sandbox, "call", lambda *_, **__: told)
    with pytest.raises(IntarsiaError, match="cannot be understood"):
        profile.apart(file, "csv", {}, folder)
