"""Erasing: after three releases, a backup and a draft, not one byte of the value is left, and every release verifies."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from intarsia.backup import backup
from intarsia.erasing import erase, resume
from intarsia.erasing.left import places
from intarsia.errors import Conflict, Invalid, NotFound, Refused
from intarsia.judging import acts
from intarsia.pool import Pool
from intarsia.restore import restore
from intarsia.store import redactions
from tests.small import BOOKS, small_pool

TITLE, PERSON = "Onder de brug", "Bo Verzonnen"
WHO, WHY = "data steward", "asked for by the contributor"


@pytest.fixture(scope="module", autouse=True)
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A signing key of the test's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="module")
def made(key: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool with three releases, a judgement, a draft, rows in the vault and a backup, all with the value."""
    folder = small_pool(tmp_path_factory.mktemp("erase") / "pool")
    mapping = folder / "datasets" / "books" / "mapping.toml"
    given = f'id = "b2", title = "{TITLE}", year = "1950", author = "{PERSON}", genre = "novel", country = "NL"'
    example = f'\n[[example]]\ngiven = {{ {given} }}\n[example.expect]\nwork = [{{ title = "{TITLE}" }}]\n'
    mapping.write_text(mapping.read_text("utf-8") + example, "utf-8")
    pool = Pool(folder)
    pool.build()
    file = folder / "datasets" / "books" / "books.csv"
    for more in ("b4,A Fourth Book,1960,An Voorbeeld,novel,NL\n", "b5,A Fifth Book,1961,Bo Verzonnen,novel,NL\n"):
        file.write_text(file.read_text("utf-8") + more, "utf-8")
        pool.build()
    with closing(pool.ledger()) as ledger:
        acts.judge(ledger, None, "steward", "genre", "genre", TITLE, "no_match")
    draft = folder / "incoming" / "draft-1"
    draft.mkdir(parents=True)
    (draft / "mapping.toml").write_text(f'# {TITLE}\n', "utf-8")
    (draft / "dataset.toml").write_text('id = "books"\n', "utf-8")
    (folder / "vault" / "books").mkdir(parents=True)
    shutil.copy(folder / "releases" / str(pool.current()) / "tables" / "work" / "books.parquet", folder / "vault" / "books" / "rows.parquet")
    (folder / "asked").mkdir()
    (folder / "asked" / "somebody.jsonl").write_text(json.dumps({"value": TITLE, "state": "answered"}) + "\n" + json.dumps({"value": "novel", "state": "answered"}) + "\n", "utf-8")
    backup(folder, folder.parent / "copy.tar.zst", everything=True)
    assert len(pool.releases()) == 3
    return folder


@pytest.fixture
def pool(made: Path, tmp_path: Path) -> Pool:
    shutil.copytree(made, tmp_path / "pool")
    shutil.copy(made.parent / "copy.tar.zst", tmp_path / "copy.tar.zst")
    return Pool(tmp_path / "pool")


@pytest.fixture(scope="module")
def erased(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Pool:
    """The same without one record, for tests that only look."""
    folder = tmp_path_factory.mktemp("erased") / "pool"
    shutil.copytree(made, folder)
    erase(Pool(folder), "books:b2", WHO, WHY)
    return Pool(folder)


def restored(file: Path, folder: Path) -> Path:
    restore(file, folder)
    return folder


def test_a_record_leaves_no_byte(pool: Pool, tmp_path: Path) -> None:
    root, copy = pool.layout.root, tmp_path / "copy.tar.zst"
    before = [m["id"] for m in pool.releases()]
    assert len(places(root, [TITLE])) > 10  # the search sees it before
    done = erase(pool, "books:b2", WHO, WHY, backups=[copy])
    assert done.left == () and places(root, [TITLE]) == []
    assert len(done.releases) == 3 and done.backups == (str(copy),)
    assert places(restored(copy, tmp_path / "restored"), [TITLE]) == [] and places(copy, [TITLE]) == []
    assert [m["id"] for m in pool.releases()] == before
    for one in (Pool(root), Pool(tmp_path / "restored")):
        for identity in before:
            assert one.verify(identity) == []
    now = Pool(root)
    assert now.build() not in before[1:]
    assert now.verify() == [] and places(root, [TITLE]) == []
    titles = {row[0] for row in now.reader().rows("SELECT title FROM work")}
    assert {"The Lighthouse of Nowhere", "A Fifth Book"} <= titles and TITLE not in titles


def test_the_rest_of_each_release_stays(made: Path, erased: Pool) -> None:
    old = erased.releases()[-1]["id"]
    before = {name: Pool(made).reader(old).rows(f'SELECT * FROM "{name}"') for name in ("work", "title", "term", "contribution")}
    reader = erased.reader(old)
    for name in ("work", "title", "term", "contribution"):
        column = 3 if name == "work" else -1
        assert reader.rows(f'SELECT * FROM "{name}"') == [row for row in before[name] if row[column] != "b2"], name
    assert {row[0] for row in reader.rows("SELECT name FROM agent")} == {"An Voorbeeld", "Čeněk Vymyšlený", "Nonesuch Studio"}
    assert dict(reader.rows("SELECT value, uses FROM word WHERE facet = 'genre'")) == {"novel": 1, "crime": 1}
    assert reader.rows("SELECT rows_in, rows_out, rows_rejected FROM dataset WHERE id = 'books'") == [(2, 2, 0)]
    assert reader.rows("SELECT rule, count FROM finding WHERE rule = 'erased'") == [("erased", 1)]
    assert reader.search("lighthouse").total == 2 and reader.search("brug").total == 1  # the game of that name is another's
    assert reader.manifest["redactions"][0]["why"] == WHY


def test_an_agent_stays_while_another_record_credits_it(erased: Pool) -> None:
    assert erased.reader().rows("SELECT record FROM agent WHERE name = ?", [PERSON]) == [("b5",)]


def test_a_dataset_leaves_no_byte(pool: Pool) -> None:
    said = [TITLE, PERSON, "Čeněk Vymyšlený", "A Fourth Book"]
    done = erase(pool, "books", WHO, WHY)
    root = pool.layout.root
    assert places(root, said) == []
    assert done.records == 0 and not (root / "datasets" / "books").exists() and not (root / "vault" / "books").exists()
    now = Pool(root)
    assert all(now.verify(m["id"]) == [] for m in now.releases())
    assert now.reader().rows("SELECT id FROM dataset") == [("games",)]
    now.build()
    assert now.verify() == [] and places(root, said) == []


def test_what_verify_accepts_is_signed_and_of_this_release(erased: Pool, tmp_path: Path) -> None:
    pool = Pool(shutil.copytree(erased.layout.root, tmp_path / "pool"))
    path = pool.layout.releases / str(pool.current()) / "manifest.json"
    true = path.read_text("utf-8")
    for wrong, said in ((("asked for by the contributor", "no reason"), "signed"), (('"redactions": [', '"other": ['), "id is not the hash")):
        path.write_text(true.replace(*wrong), "utf-8")
        assert any(said in line for line in Pool(pool.layout.root).verify()), said
    path.write_text(true, "utf-8")
    act = redactions.acts(pool.layout)[0]
    assert (act.kind, act.dataset, act.records, len(act.releases)) == ("erased", "books", 1, 3) and act.ids and not act.whole
    kept = next((pool.layout.root / "redactions").glob("0001*"))
    kept.write_text(kept.read_text("utf-8").replace("books", "games"), "utf-8")
    with pytest.raises(Invalid):
        redactions.acts(pool.layout)


def test_the_ledger_stays_append_only(erased: Pool) -> None:
    with closing(sqlite3.connect(erased.layout.desk)) as desk:
        assert {row[0] for row in desk.execute("SELECT kind FROM judgement")} == {"term", "erase"}
        with pytest.raises(sqlite3.IntegrityError):
            desk.execute("DELETE FROM judgement")


def test_nothing_changes_when_it_is_refused(pool: Pool, tmp_path: Path) -> None:
    for subject, who, why, error in (
        ("nothing", WHO, WHY, NotFound), ("books:b99", WHO, WHY, NotFound), ("books:b2", "", WHY, Invalid), ("books:b2", WHO, f"{TITLE} must go", Invalid),
        ("", WHO, WHY, Invalid), ("books:b1", WHO, WHY, Conflict),
    ):  # fmt: skip
        if error is Conflict:
            redactions.journal(pool.layout).parent.mkdir(exist_ok=True)
            redactions.journal(pool.layout).write_text("{}", "utf-8")
        with pytest.raises(error):
            erase(pool, subject, who, why)
    with pytest.raises(Conflict):
        pool.build()
    assert len(places(pool.layout.root, [TITLE])) > 10
    redactions.journal(pool.layout).unlink()
    with pytest.raises(NotFound):
        resume(pool)
    with pytest.raises(NotFound):
        erase(pool, "books:b2", WHO, WHY, backups=[tmp_path / "none.tar.zst"])


def test_a_record_of_a_json_list_leaves_no_byte(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    games = folder / "datasets" / "games"
    lines = (games / "games.jsonl").read_text("utf-8").splitlines()
    (games / "games.json").write_text("[" + ",\n ".join(lines) + "]", "utf-8")
    (games / "games.jsonl").unlink()
    for name in ("dataset.toml", "mapping.toml"):
        path = games / name
        path.write_text(path.read_text("utf-8").replace("games.jsonl", "games.json").replace('"jsonl"', '"json"'), "utf-8")
    pool = Pool(folder)
    pool.build()
    (games / "games.json").write_text('{"about": "of Brug & Berg", "games": [' + ",\n ".join(lines) + "]}", "utf-8")
    with pytest.raises(Refused) as refused:  # it stands beside the records too
        erase(pool, "games:g2", WHO, WHY)
    assert places(folder, ["Brug & Berg"]) and "erase again" in refused.value.way_out
    (games / "games.json").write_text("[" + ",\n ".join(lines) + "]", "utf-8")
    assert erase(pool, "games:g2", WHO, WHY).left == () and places(folder, ["Brug & Berg"]) == []
    assert (games / "games.json").read_text("utf-8") == f"[{lines[0]}]" and Pool(folder).verify() == []


CHILD = """
import sys
from intarsia.erasing import erase
from intarsia.pool import Pool
erase(Pool(sys.argv[1]), "books:b2", "data steward", "asked for", report=lambda line: (print(line, flush=True), __import__("time").sleep(0.05)))
"""


def test_killed_within_a_release_it_is_resumed(pool: Pool) -> None:
    root = pool.layout.root
    process = subprocess.Popen([sys.executable, "-c", CHILD, str(root)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("release"):
            time.sleep(0.15)
            process.send_signal(signal.SIGKILL)
            break
    process.communicate()
    if redactions.journal(pool.layout).exists():
        with pytest.raises(Conflict):
            Pool(root).build()
        assert resume(Pool(root)).left == ()
    assert places(root, [TITLE]) == [] and not list((root / "releases").glob(".redacted-*")) and not list((root / "releases").glob(".erased-*"))
    assert all(Pool(root).verify(m["id"]) == [] for m in Pool(root).releases()) and len(Pool(root).releases()) == 3
    assert len(redactions.acts(pool.layout)) == 1


def test_boundaries_of_records_in_a_csv_file(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    file = folder / "datasets" / "books" / "books.csv"
    file.write_bytes(BOOKS.replace(TITLE, '"Onder\nde ""brug"""').replace("\n", "\r\n").encode("utf-8-sig"))
    erase(Pool(folder), "books:b2", WHO, WHY)
    assert file.read_bytes() == "".join(line + "\r\n" for line in BOOKS.splitlines() if not line.startswith("b2")).encode("utf-8-sig")


