"""Real children that misbehave: each ends in a sentence, and the next call works."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from intarsia.errors import Conflict, IntarsiaError, Invalid, Unavailable
from intarsia.sandbox import Limits, Tick, call
from intarsia.sandbox.warm import warm

HERE = "tests.sandbox.misbehaving"
ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="this operating system does not keep that limit")


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    if str(ROOT) not in sys.path:
        warm.close()
        monkeypatch.syspath_prepend(str(ROOT))


def wrong(function: str, arguments: dict[str, Any] | None = None, limits: Limits = Limits(), **options: Any) -> IntarsiaError:  # noqa: B008
    with pytest.raises(IntarsiaError) as caught:
        call(f"{HERE}:{function}", arguments or {}, limits, where="works.csv", **options)
    assert caught.value.where == "works.csv" or function == "complain" or caught.value.where.startswith("/")
    assert caught.value.way_out
    assert call(f"{HERE}:add", {"a": 1, "b": 2}) == 3
    return caught.value


def test_a_reader_does_not_pay_for_a_library_that_it_does_not_use() -> None:
    assert call(f"{HERE}:imported", {"name": "pandas"}) == {"imported": False, "there": True}


def gone(pid: int, within: float = 5) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if sys.platform == "linux" and Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True  # dead; whoever adopted it has not looked yet
        time.sleep(0.02)
    return False


def test_a_call_answers_from_a_child_of_the_warm_server(tmp_path: Path) -> None:
    there = call(f"{HERE}:where", {}, folder=tmp_path)
    assert there["parent"] == warm.pid != os.getpid()
    assert there["cwd"] == os.getcwd()
    assert there["temp"].startswith(str(tmp_path))
    assert there["threads"] == 1
    assert there["main"] is None, "the caller's __main__ is not imported"
    if there["fds"]:
        assert set(there["fds"]) <= {0, 1, 2, 3, 4}, "nothing of the server's is open (4 is the listing itself)"
    assert list(tmp_path.iterdir()) == []


def test_errors_of_ours_come_back_as_they_are() -> None:
    error = wrong("complain")
    assert (type(error), error.what, error.where, error.way_out) == (Conflict, "two of them", "here", "take one")


def test_other_errors_come_back_in_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "intarsia.sandbox"):
        error = wrong("fail")
    assert type(error) is Invalid
    assert error.what == "the reader of this file failed on it (KeyError)"
    assert "a cell" not in str(error)
    assert "Traceback" in caplog.text


def test_sleeping_ends_by_the_clock() -> None:
    start = time.monotonic()
    error = wrong("sleep", {"seconds": 60}, Limits(seconds=1, wall=0.5))
    assert time.monotonic() - start < 20
    assert isinstance(error, Invalid) and "seconds = 2 under [reading]" in error.way_out


def test_spinning_ends_by_its_cpu_time() -> None:
    error = wrong("spin", limits=Limits(seconds=1, wall=60))
    assert error.what == "reading this takes more than 1 seconds of computing"


@LINUX
def test_eating_memory_ends_at_the_limit() -> None:
    error = wrong("eat", limits=Limits(memory=400_000_000, wall=60))
    assert error.what == "reading this needs more than 400 MB of memory"
    assert 'memory = "800MB" under [reading] in pool.toml' in error.way_out


@LINUX
@pytest.mark.parametrize("function", ["ask_for_all", "refuse_for_memory"])
def test_refused_memory_is_told_as_such(function: str) -> None:
    assert wrong(function).what == "reading this needs more than 2 GB of memory"


@pytest.mark.parametrize(("files", "size"), [(1, 30_000_000), (60, 500_000)], ids=["one large file", "many small ones"])
def test_writing_too_much_ends_at_the_limit(tmp_path: Path, files: int, size: int) -> None:
    error = wrong("write", {"folder": str(tmp_path), "files": files, "size": size}, Limits(output=10_000_000), folder=tmp_path)
    assert error.what == "reading this writes more than 10 MB"
    assert 'output = "20MB" under [reading]' in error.way_out


def test_opening_too_many_files_is_told(tmp_path: Path) -> None:
    assert wrong("open_many", {"folder": str(tmp_path)}).what == "reading this opens more than 256 files at once"


def test_a_crash_is_told_with_its_signal() -> None:
    assert wrong("crash").what == "the reader of this file crashed (SIGSEGV)"


def test_leaving_early_is_told() -> None:
    assert "exit code 7" in wrong("exit_early").what


@pytest.mark.parametrize("text", ["nonsense", "", "[1]", '{"result"', "[" * 200_000, '{"error": "SystemExit", "what": "x"}', '{"limit": "none"}', '{"disk": "x"}'])
def test_garbage_is_not_believed(text: str) -> None:
    assert isinstance(wrong("babble", {"text": text}), Invalid)


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from intarsia.sandbox import call as door

    monkeypatch.setattr(sys.modules[door.__module__], "LONGEST_ANSWER", 1_000_000)
    assert "more to report than can be kept" in wrong("babble", {"text": "{", "size": 50_000_000}).what


def test_an_answer_too_deep_for_json_is_told() -> None:
    assert isinstance(wrong("deep", {"levels": 100_000}), Invalid)


def test_temporary_files_of_a_killed_child_are_gone(tmp_path: Path) -> None:
    assert "ended by the operating system" in wrong("leave_a_temporary_file", folder=tmp_path).what
    assert list(tmp_path.iterdir()) == []


@LINUX
@pytest.mark.parametrize("how", ["group", "session"])
def test_what_a_child_started_ends_with_it(how: str) -> None:
    assert gone(call(f"{HERE}:leave_a_child_running", {"note": how}))


def test_ticks_tell_how_it_goes_and_may_end_it(tmp_path: Path) -> None:
    ticks: list[Tick] = []

    def watch(tick: Tick) -> None:
        ticks.append(tick)
        if len(ticks) >= 2 and (tmp_path / "pid").exists() and (tmp_path / "pid").read_text():
            raise Conflict("the visitor left")

    with pytest.raises(Conflict, match="the visitor left"):
        call(f"{HERE}:note_pid_and_sleep", {"note": str(tmp_path / "pid")}, on_tick=watch, folder=tmp_path)
    assert ticks[-1].seconds > ticks[0].seconds > 0
    assert gone(int((tmp_path / "pid").read_text()))


def test_twenty_calls_at_once_from_threads() -> None:
    with ThreadPoolExecutor(20) as threads:
        sums = list(threads.map(lambda n: call(f"{HERE}:add", {"a": n, "b": n}), range(20)))
    assert sums == [2 * n for n in range(20)]


def test_without_a_place_a_patient_caller_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from intarsia.sandbox import call as door

    monkeypatch.setattr(sys.modules[door.__module__], "_places", threading.BoundedSemaphore(1))
    busy = threading.Thread(target=lambda: call(f"{HERE}:sleep", {"seconds": 1.5}))
    busy.start()
    time.sleep(0.3)
    with pytest.raises(Unavailable, match="many files are being read"):
        call(f"{HERE}:add", {"a": 1, "b": 1}, patience=0.1)
    busy.join()


def test_a_killed_server_is_started_again(tmp_path: Path) -> None:
    call(f"{HERE}:add", {"a": 1, "b": 1})
    first = warm.pid
    assert first
    note = tmp_path / "pid"
    with ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(call, f"{HERE}:note_pid_and_sleep", {"note": str(note)})
        while not note.exists() or not note.read_text():
            time.sleep(0.02)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(Unavailable, match="ended from outside"):
            under_way.result(30)
    assert call(f"{HERE}:add", {"a": 2, "b": 2}) == 4
    assert warm.pid != first
    if sys.platform == "linux":
        assert gone(int(note.read_text())), "the child of the killed server"


PARENT = "import sys; from intarsia.sandbox import call; call('tests.sandbox.misbehaving:note_pid_and_sleep', {'note': sys.argv[1]})"


def test_a_killed_caller_takes_its_children_along(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    process = subprocess.Popen([sys.executable, "-c", PARENT, str(note)], cwd=ROOT)
    while not note.exists() or not note.read_text():
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert gone(int(note.read_text()))


FORKING = """
import os, sys
from intarsia.sandbox import call
from intarsia.sandbox.warm import warm
assert call('tests.sandbox.misbehaving:add', {'a': 1, 'b': 1}) == 2
server = warm.pid
pid = os.fork()
if not pid:
    assert call('tests.sandbox.misbehaving:add', {'a': 2, 'b': 1}) == 3 and warm.pid != server
    sys.exit(0)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert call('tests.sandbox.misbehaving:add', {'a': 2, 'b': 2}) == 4 and warm.pid == server
"""


def test_a_forked_worker_has_a_server_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", FORKING], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
