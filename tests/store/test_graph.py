"""The graph of a release: whole or not there, made once, by a child process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard

from intarsia.errors import Broken, NotFound, Unavailable
from intarsia.store import graph

LINE = '<http://e.org/{n}> <http://e.org/p> "é {n}" <http://e.org/g> .\n'


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return written(tmp_path / "r", 100)


def written(folder: Path, lines: int) -> Path:
    (folder / "dumps").mkdir(parents=True)
    for name in ("films", "_pool"):
        text = "".join(LINE.format(n=f"{name}{n}") for n in range(lines))
        (folder / "dumps" / f"{name}.nq.zst").write_bytes(zstandard.compress(text.encode()))
    return folder


def size(folder: Path) -> int:
    return len(graph.open(folder))


def test_all_dumps_are_loaded(release: Path) -> None:
    assert not graph.ready(release)
    assert graph.load(release)
    assert graph.ready(release)
    assert size(release) == 200
    assert {g.value for g in graph.open(release).named_graphs()} == {"http://e.org/g"}
    assert not (release / "graph.part").exists()


def test_it_is_read_only_and_open_to_many(release: Path) -> None:
    graph.load(release)
    one, two = graph.open(release), graph.open(release)
    assert len(one) == len(two) == 200
    with pytest.raises(RuntimeError, match="read-write"):
        one.add(ox.Quad(ox.NamedNode("http://a"), ox.NamedNode("http://a"), ox.NamedNode("http://a")))


def test_not_ready_says_so(release: Path) -> None:
    with pytest.raises(Unavailable, match="not ready"):
        graph.open(release)


def test_no_dumps(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        graph.load(tmp_path)
    with pytest.raises(NotFound):
        graph.start(tmp_path)


@pytest.mark.parametrize("bytes_", [b"not zstandard", zstandard.compress(b"no quads at all\n"), zstandard.compress(LINE.encode() * 50)[:30]])
def test_a_broken_dump_leaves_nothing_that_counts(release: Path, bytes_: bytes) -> None:
    (release / "dumps" / "films.nq.zst").write_bytes(bytes_)
    with pytest.raises(Broken, match="cannot be loaded"):
        graph.load(release)
    assert not graph.ready(release)


def test_what_a_killed_process_left_is_built_anew(release: Path) -> None:
    (release / "graph.part").mkdir()
    (release / "graph.part" / "CURRENT").write_text("rubbish")
    assert graph.load(release)
    assert size(release) == 200


def test_killed_halfway_it_is_not_ready_and_the_next_one_succeeds(tmp_path: Path) -> None:
    folder = written(tmp_path / "big", 150_000)
    child = graph.start(folder)
    until(lambda: (folder / "graph.part").exists() or child.poll() is not None)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert not graph.ready(folder)
    again = graph.start(folder)
    assert again.wait(120) == 0
    assert size(folder) == 300_000


def test_two_at_once_give_one_graph(tmp_path: Path) -> None:
    folder = written(tmp_path / "two", 20_000)
    children = [graph.start(folder) for _ in range(3)]
    assert [child.wait(120) for child in children] == [0, 0, 0]
    assert size(folder) == 40_000
    assert not graph.load(folder)


def test_the_child_has_low_priority(tmp_path: Path) -> None:
    folder = written(tmp_path / "nice", 150_000)
    child = graph.start(folder)
    until(lambda: (folder / "graph.part").exists() or child.poll() is not None)
    assert child.poll() is not None or os.getpriority(os.PRIO_PROCESS, child.pid) >= 10
    child.kill()
    child.wait()


def test_a_child_that_fails_says_so(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "intarsia.store.graph", str(tmp_path)], capture_output=True, check=False)
    assert done.returncode != 0
    assert b"no N-Quads" in done.stderr


def until(true: object) -> None:
    for _ in range(3000):
        if true():  # type: ignore[operator]
            return
        time.sleep(0.01)
