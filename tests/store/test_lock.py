"""One at a time: the lock goes back to the others when its holder ends, however that ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from intarsia.errors import Conflict
from intarsia.store.lock import only_one

HOLD = "import sys\nfrom pathlib import Path\nfrom intarsia.store.lock import only_one\nwith only_one(Path(sys.argv[1]), 'build'):\n    print('held', flush=True)\n    sys.stdin.read()\n"


def test_it_can_be_taken_again_and_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / ".lock"
    for _ in range(3):
        with only_one(path, "build"):
            assert path.read_text("utf-8").startswith("process ")
        assert path.read_text("utf-8") == ""


def test_it_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_one(tmp_path / ".lock", "build"):
        raise ZeroDivisionError
    with only_one(tmp_path / ".lock", "build"):
        pass


def test_the_second_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with only_one(path, "build"), pytest.raises(Conflict) as caught, only_one(path, "build"):
        raise AssertionError("two hold the lock")
    assert "another build is running" in caught.value.what
    assert (caught.value.where, bool(caught.value.way_out)) == (str(path), True)
    with only_one(tmp_path / ".other", "build"):
        pass


def test_it_does_not_outlive_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(Conflict) as caught, only_one(path, "build"):
            pass
        assert f"(process {process.pid})" in caught.value.what
        process.kill()
    with only_one(path, "build"):
        pass
