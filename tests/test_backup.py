"""Backup and restore: a copy of a pool that is in use, and a pool that is made of it whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia.backup import MANIFEST, NOTE, backup
from intarsia.errors import Broken, Conflict, IntarsiaError, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.restore import restore
from tests.small import small_pool

INTARSIA = [sys.executable, "-m", "intarsia.cli"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases, a release for this machine, a judgement, drafts and rows that are pooled only."""
    made = small_pool(tmp_path_factory.mktemp("kept") / "pool", "ASK")
    described = made / "datasets" / "games" / "dataset.toml"
    described.write_text(described.read_text("utf-8").replace('why = "invented records"', 'why = "no licence"\nuse = "this machine"'), "utf-8")
    Pool(made).build()
    books = made / "datasets" / "books" / "books.csv"
    books.write_text(books.read_text("utf-8") + "b9,One more,2001,Bo Verzonnen,novel,NL\n", "utf-8")
    pool = Pool(made)
    pool.build()
    ledger = pool.ledger()
    ledger.record("steward", "note", "books", {"text": "a judgement"})
    ledger.close()
    for name in ("vault", "incoming"):
        (made / name).mkdir()
        (made / name / "rows.csv").write_text("pooled only, canary\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def copy(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("copies") / "pool.tar.zst"
    backup(folder, target)
    return target


def tree(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_what_comes_back_is_what_was_there(folder: Path, copy: Path, tmp_path: Path) -> None:
    found = restore(copy, tmp_path / "new" / "pool")
    again = Pool(tmp_path / "new" / "pool")
    assert found["release"] == Pool(folder).public().current() == again.public().current()
    assert again.current() == Pool(folder).current() != again.public().current()
    assert again.verify() == [] and again.public().verify() == []
    before, after = tree(folder), tree(tmp_path / "new" / "pool")
    left = {name.split("/")[0] for name in set(before) - set(after)}
    assert left == {"outcomes", "vault", "incoming", ".lock"}
    assert {name: after[name] for name in after if name != "desk.sqlite"} == {name: before[name] for name in after if name != "desk.sqlite"}
    assert [one["body"] for one in again.ledger().judgements()] == [{"text": "a judgement"}]
    assert again.build() == Pool(folder).current()
    assert sorted(one["id"] for one in again.releases()) == sorted(one["id"] for one in Pool(folder).releases())


def test_only_its_owner_may_read_it(copy: Path) -> None:
    assert copy.stat().st_mode & 0o777 == 0o600


def test_private_rows_are_not_in_it(copy: Path) -> None:
    content = zstandard.ZstdDecompressor().stream_reader(copy.read_bytes()).read()
    assert b"canary" not in content
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        assert not [name for name in tar.getnames() if name.startswith(("vault", "incoming"))]


def test_one_file_under_two_names_stands_in_it_once(folder: Path, copy: Path, tmp_path: Path) -> None:
    content = zstandard.ZstdDecompressor().stream_reader(copy.read_bytes()).read()
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        member = tar.extractfile(MANIFEST)
        assert member is not None
        files = json.load(member)["files"]
        assert all(one.isreg() for one in tar.getmembers())
    twice = [name for name, entry in files.items() if "same_as" in entry]
    linked = [p for p in (folder / "releases").rglob("*.parquet") if p.stat().st_nlink > 1]
    assert bool(twice) == bool(linked)


def test_everything_can_be_asked_for(folder: Path, tmp_path: Path) -> None:
    found = backup(folder, tmp_path / "all.tar.zst", everything=True)
    assert not [one for one in found.left_out if one.startswith("outcomes")]
    restore(tmp_path / "all.tar.zst", tmp_path / "pool")
    assert {name for name in tree(folder) if name.startswith("outcomes/")} == {name for name in tree(tmp_path / "pool") if name.startswith("outcomes/")}
    assert hashlib.sha256((tmp_path / "all.tar.zst").read_bytes()).hexdigest() == found.sha256


def test_while_builds_run(tmp_path: Path) -> None:
    """Each copy is of one moment: what it serves verifies."""
    made = small_pool(tmp_path / "pool")
    Pool(made).build()
    books, stop = made / "datasets" / "books" / "books.csv", threading.Event()

    def builds() -> None:
        number = 0
        while not stop.is_set():
            aside = books.with_suffix(".aside")
            aside.write_text(books.read_text("utf-8") + f"n{number},New {number},2001,Bo Verzonnen,novel,NL\n", "utf-8")
            os.replace(aside, books)
            subprocess.run([*INTARSIA, "build", str(made), "--no-graph"], check=True, capture_output=True)
            number += 1

    builder = threading.Thread(target=builds)
    builder.start()
    try:
        seen: set[str | None] = set()
        number, until = 0, time.monotonic() + 120
        while number < 6 or (len(seen) < 2 and time.monotonic() < until):  # a busy machine builds slowly
            number += 1
            backup(made, tmp_path / f"{number}.tar.zst")
            restore(tmp_path / f"{number}.tar.zst", tmp_path / f"again-{number}")
            again = Pool(tmp_path / f"again-{number}")
            assert again.verify() == []
            seen.add(again.current())
            time.sleep(0.5)
    finally:
        stop.set()
        builder.join()
    assert len(seen) > 1


def test_a_damaged_release_is_not_copied(tmp_path: Path) -> None:
    made = small_pool(tmp_path / "pool")
    Pool(made).build()
    table = next((made / "releases").rglob("work/books.parquet"))
    table.chmod(0o644)
    content = bytearray(table.read_bytes())
    content[len(content) // 2] ^= 1
    table.write_bytes(content)
    with pytest.raises(Broken, match="not as its checksum says"):
        backup(made, tmp_path / "copy.tar.zst")
    assert [p.name for p in tmp_path.iterdir()] == ["pool"]


def test_where_it_may_not_go(folder: Path, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="there already"):
        backup(folder, copy)
    with pytest.raises(Invalid, match="inside the pool"):
        backup(folder, folder / "releases" / "copy.tar.zst")
    with pytest.raises(Conflict, match="already"):
        restore(copy, folder)
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(Conflict, match="already"):
        restore(copy, tmp_path / "link")
    with pytest.raises(NotFound):
        restore(tmp_path / "none.tar.zst", tmp_path / "pool")
    (tmp_path / "empty").mkdir()
    restore(copy, tmp_path / "empty")
    assert Pool(tmp_path / "empty").verify() == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_cut_off_or_changed_leaves_nothing(copy: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(copy.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:place]
    else:
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    there = tmp_path_factory.mktemp("damaged")
    (there / "copy.tar.zst").write_bytes(content)
    try:
        restore(there / "copy.tar.zst", there / "pool")
    except IntarsiaError:
        assert [p.name for p in there.iterdir()] == ["copy.tar.zst"]
    else:  # a bit that says how much memory to take, or one that means nothing: what comes is the same to the last byte
        restore(copy, there / "right")
        assert place < 20 and tree(there / "pool") == tree(there / "right")
        return
    assert [p.name for p in there.iterdir()] == ["copy.tar.zst"]


def made_up(*members: tuple[str | tarfile.TarInfo, bytes], files: dict[str, Any] | None = None, note: bool = True) -> bytes:
    """A backup that somebody wrote by hand."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        head = {"format": 1, "created": "2026-11-22T00:00:00+00:00", "release": None, "bytes": 0}
        entries = [(NOTE, json.dumps(head).encode()), *members] if note else list(members)
        known = {str(name): {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members if isinstance(name, str)}
        for name, content in [*entries, (MANIFEST, json.dumps({**head, "files": known if files is None else files}).encode())]:
            member = tarfile.TarInfo(name) if isinstance(name, str) else name
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return zstandard.ZstdCompressor().compress(out.getvalue())


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


POOL = ("pool.toml", b'name = "x"\nbase = "http://localhost:8000/"\npublisher = "y"\n')


@pytest.mark.parametrize("content", [
    made_up(POOL, ("../escaped", b"x")), made_up(POOL, ("/tmp/escaped", b"x")), made_up(POOL, ("a/../../escaped", b"x")),
    made_up(POOL, ("a\\..\\escaped", b"x")), made_up(POOL, ("./pool", b"x")),
    made_up(POOL, ("a\nb", b"x")), made_up(POOL, ("vault/rows.csv", b"x")), made_up(POOL, (".lock", b"x")), made_up(POOL, ("d" * 2000, b"x")), made_up(POOL, POOL),
    made_up(POOL, (special("link", tarfile.SYMTYPE, "/etc/passwd"), b"")),
    made_up(POOL, (special("link", tarfile.LNKTYPE, "pool.toml"), b"")), made_up(POOL, (special("f", tarfile.FIFOTYPE), b"")),
    made_up(POOL, (special("d", tarfile.DIRTYPE), b"")), made_up(POOL, ("extra", b"x"), files={}), made_up(POOL, files={"pool.toml": {"bytes": 3, "sha256": "00"}}),
    made_up(POOL, files={"missing": {"bytes": 1, "sha256": "00"}}), made_up(POOL, files={"pool.toml": {"bytes": 1, "sha256": "00", "same_as": "../../etc/passwd"}}),
    made_up(("readme", b"no pool")), made_up(POOL, note=False), b"", b"no archive", zstandard.ZstdCompressor().compress(b"no tar"),
])
def test_made_up_backups_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "copy.tar.zst").write_bytes(content)
    with pytest.raises((Invalid, NotFound)):
        restore(tmp_path / "copy.tar.zst", tmp_path / "pool")
    assert [p.name for p in tmp_path.iterdir()] == ["copy.tar.zst"]


def test_a_restore_that_is_killed_leaves_nothing_half(copy: Path, tmp_path: Path) -> None:
    slow = "import os, sys, time\nimport intarsia.restore as r\nos_open = os.open\ncount = 0\ndef slower(*a, **k):\n global count\n count += 1\n" \
           " if count == 30:\n  print('now', flush=True); time.sleep(60)\n" \
           " return os_open(*a, **k)\nos.open = slower\nfrom pathlib import Path\nr.restore(Path(sys.argv[1]), Path(sys.argv[2]))\n"
    process = subprocess.Popen([sys.executable, "-c", slow, str(copy), str(tmp_path / "pool")], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"now\n"
    process.kill()
    process.communicate()
    assert not (tmp_path / "pool").exists()
    restore(copy, tmp_path / "pool")
    assert Pool(tmp_path / "pool").verify() == []
    assert [p.name for p in tmp_path.iterdir()] == ["pool"]


def test_on_the_command_line(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run([*INTARSIA, "backup", str(folder), "-o", str(tmp_path / "copy.tar.zst"), "--json"], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["sha256"] == hashlib.sha256((tmp_path / "copy.tar.zst").read_bytes()).hexdigest()
    assert {"vault/", "incoming/"} <= set(told["left_out"])
    subprocess.run([*INTARSIA, "restore", str(tmp_path / "copy.tar.zst"), str(tmp_path / "pool")], capture_output=True, text=True, check=True)
    done = subprocess.run([*INTARSIA, "verify", "--pool", str(tmp_path / "pool")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    again = subprocess.run([*INTARSIA, "restore", str(tmp_path / "copy.tar.zst"), str(tmp_path / "pool")], capture_output=True, text=True, check=False)
    assert again.returncode == 3 and "nothing is overwritten" in again.stderr
