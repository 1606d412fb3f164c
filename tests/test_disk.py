"""Full and read-only disks, for real: a clear error, the old release still served, and the next build heals."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import resource
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from intarsia import disk
from intarsia.errors import Broken, Invalid
from intarsia.pool import Pool
from tests.small import BOOKS, small_pool
from tests.torture.pools import larger

COMMAND = [sys.executable, "-c", "from intarsia.cli import main; main()"]
ROOM = 48_000_000
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # linux/prctl.h, linux/capability.h


def intarsia(*arguments: object, most: int = 0, as_anyone: bool = False) -> subprocess.CompletedProcess[str]:
    """The command line in a process; `most`: the largest file it may write. `as_anyone`: permissions hold for root too."""
    libc = ctypes.CDLL(None)

    def bind() -> None:
        if most:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        if as_anyone and os.geteuid() == 0:
            libc.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)

    return subprocess.run([*COMMAND, *(str(a) for a in arguments)], capture_output=True, text=True, check=False, timeout=300, preexec_fn=bind)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 48 MB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0 or subprocess.run([mount, "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def grow(pool: Path, rows: int = 4000) -> None:
    """The books get more records, so that every step runs again."""
    (pool / "datasets" / "books" / "books.csv").write_text(BOOKS + "".join(f"n{n},Volume {n} of many,{1900 + n % 120},Writer {n},novel,NL\n" for n in range(rows)), "utf-8")


def fill(folder: Path, leave: int) -> Path:
    """A file that takes all room but some."""
    filler = folder / "filler"
    with open(filler, "wb") as out:
        while shutil.disk_usage(folder).free > leave:
            out.write(b"\0" * min(65_536, shutil.disk_usage(folder).free - leave))
            out.flush()
    return filler


@pytest.mark.parametrize("leave", [0, 300_000, 1_300_000])
def test_a_full_disk_leaves_the_old_release_and_the_next_build_heals(small_disk: Path, leave: int) -> None:
    pool = small_pool(small_disk / "pool")
    served = Pool(pool).build()
    grow(pool)
    filler = fill(small_disk, leave)
    done = intarsia("build", pool, "--no-graph")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "the disk is full" in done.stderr and str(pool) in done.stderr and "way out" in done.stderr and " are free" in done.stderr
    assert "Traceback" not in done.stderr
    assert Pool(pool).current() == served
    assert Pool(pool).verify() == []
    asked = intarsia("sql", "SELECT count(*) AS works FROM work", "--pool", pool, "--json")
    assert (asked.returncode, asked.stdout.replace(" ", "").strip()) == (0, '[{"works":5}]')
    assert not list(pool.rglob(".part-*"))
    filler.unlink()
    assert intarsia("build", pool, "--no-graph").returncode == 0
    assert Pool(pool).current() != served
    assert Pool(pool).verify() == []


def test_a_limit_on_file_size_is_told_like_a_full_disk(tmp_path: Path) -> None:
    pool = larger(tmp_path / "pool", 3000)
    done = intarsia("build", pool, "--no-graph", most=60_000)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "larger than this process may write" in done.stderr and "Traceback" not in done.stderr
    assert intarsia("build", pool, "--no-graph").returncode == 0


def test_a_read_only_disk_serves_and_answers_and_refuses_to_build(small_disk: Path, tmp_path: Path) -> None:
    pool = small_pool(small_disk / "pool")
    served = Pool(pool).build()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    done = intarsia("build", pool)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "this folder is read-only" in done.stderr and str(pool) in done.stderr and "Traceback" not in done.stderr
    assert intarsia("sql", "SELECT count(*) FROM work", "--pool", pool).returncode == 0
    assert "Lighthouse" in intarsia("search", "lighthouse", "--pool", pool).stdout
    assert intarsia("releases", "--pool", pool).returncode == 0
    assert intarsia("verify", "--pool", pool).returncode == 0
    file = tmp_path / "more.csv"
    file.write_text(BOOKS, "utf-8")
    for refused in (("add", file, "--pool", pool), ("new", small_disk / "other"), ("export", "work", "-o", pool / "work.csv", "--pool", pool)):
        said = intarsia(*refused)
        assert said.returncode == 3 and "read-only" in said.stderr and "Traceback" not in said.stderr, said
    assert intarsia("check", file).returncode == 0
    _serves(pool)
    assert Pool(pool).current() == served


def _serves(pool: Path) -> None:
    process = subprocess.Popen([*COMMAND, "serve", str(pool), "--port", "18743"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        address = re.search(r"http://\S+", process.stdout.readline())
        assert address, process.stderr and process.stderr.read()
        for path in ("", "explore?q=lighthouse", "releases.json"):
            with urllib.request.urlopen(address[0] + path, timeout=30) as answer:
                assert answer.status == 200
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_a_folder_of_somebody_else_is_told(tmp_path: Path) -> None:
    pool = small_pool(tmp_path / "pool")
    pool.chmod(0o555)
    try:
        done = intarsia("build", pool, as_anyone=True)
    finally:
        pool.chmod(0o755)
    assert done.returncode == 3 and "may not write here" in done.stderr


@pytest.mark.parametrize(("error", "number"), [
    (OSError(errno.ENOSPC, "x"), errno.ENOSPC),
    (OSError(errno.EDQUOT, "x"), errno.EDQUOT),
    (OSError(errno.EROFS, "x"), errno.EROFS),
    (PermissionError(errno.EACCES, "x"), errno.EACCES),
    (ValueError("Error writing: No space left on device (os error 28)"), errno.ENOSPC),
    (OSError(errno.ENOENT, "x"), None),
    (ValueError("the title: the os error 2"), None),
    (KeyError("No space left on device"), None),
])
def test_what_a_disk_says_is_recognised(error: Exception, number: int | None) -> None:
    assert disk.number_of(error) == number
    wrapped = Invalid("something")
    wrapped.__cause__ = error
    assert disk.number_of(wrapped) == (None if number == errno.EACCES else number)


def test_other_errors_go_through() -> None:
    with pytest.raises(Broken, match=r"^ours$"), disk.in_words("."):
        raise Broken("ours")
    with pytest.raises(disk.DiskTrouble, match="quota") as caught, disk.in_words("/", needed=2_500_000):
        raise OSError(errno.EDQUOT, "x")
    assert "about 2.5 MB are needed" in caught.value.what
