"""Counts with noise: how much they tell of one person, and that no question is ever answered twice with fresh noise."""

from __future__ import annotations

import math
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from intarsia.errors import Refused, Unavailable
from intarsia.shelf.remedies import counts_with_noise
from intarsia.shelf.remedies.budget import answered
from tests.shelf.remedies.tables import engine, read, safer

TABLE = {"kind": ["novel"] * 120 + ["film"] * 60 + ["game"]}


def test_neighbouring_tables_look_alike() -> None:
    """The likelihood ratio of any answer is at most e^epsilon: measured over 30,000 draws each, with a bound of 99.9 % a cell for chance."""
    runs, epsilon = 30_000, 1.0
    one, other = (Counter(counts_with_noise.with_noise([count] * runs, 1 / epsilon)) for count in (20, 21))
    for answer in set(one) | set(other):
        for a, b in ((one[answer], other[answer]), (other[answer], one[answer])):
            least = a - 3.3 * math.sqrt(a) - 5  # what a may have been by chance
            most = b + 3.3 * math.sqrt(b) + 5
            assert least <= math.exp(epsilon) * most, f"{answer}: {a} and {b}"
    mean = sum(answer * count for answer, count in one.items()) / runs
    spread = math.sqrt(sum((answer - mean) ** 2 * count for answer, count in one.items()) / runs)
    q = math.exp(-epsilon)
    assert abs(mean - 20) < 0.06 and abs(spread - math.sqrt(2 * q) / (1 - q)) < 0.06, "the discrete Laplace distribution"


def test_the_same_question_has_the_same_answer_and_costs_once(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    options = {"by": ["kind"], "subject": "made", "ledger": str(ledger), "budget": 2.0}
    with engine(TABLE) as made:
        first = read(made, safer(made, "counts-with-noise", **options))
        assert all(read(made, safer(made, "counts-with-noise", **options)) == first for _ in range(5))
        assert {row["kind"] for row in first} <= {"novel", "film"}, "a cell of one person does not show"
        assert all(abs(int(row["rows"]) - {"novel": 120, "film": 60}[row["kind"]]) < 40 for row in first)
        safer(made, "counts-with-noise", **{**options, "epsilon": 0.5})
        with pytest.raises(Refused, match=r"1\.5 of 2"):
            safer(made, "counts-with-noise", **{**options, "epsilon": 0.75})
        assert read(made, safer(made, "counts-with-noise", **options)) == first, "what was answered stays"
    assert ledger.stat().st_mode & 0o077 == 0, "nobody else reads it"


def test_without_a_ledger_or_a_disk_there_is_no_answer(tmp_path: Path) -> None:
    with engine(TABLE) as made:
        with pytest.raises(Refused, match="ledger remembers"):
            safer(made, "counts-with-noise", by=["kind"], subject="made")
        with pytest.raises(Unavailable, match="nothing is answered"):
            safer(made, "counts-with-noise", by=["kind"], subject="made", ledger=str(tmp_path / "no" / "folder"))


CHILD = """
import sys, time
from pathlib import Path
from intarsia.shelf.remedies.budget import answered
def draw():
    print("drawing", flush=True)
    time.sleep(float(sys.argv[2]))
    return [int(sys.argv[3])]
print(answered(Path(sys.argv[1]), "made", "question", 1.0, 1.0, draw), flush=True)
time.sleep(60)
"""


def killed(ledger: Path, pause: str, answer: str, after: str) -> list[str]:
    """What a child said before it was killed with -9, once it said a line that begins with `after`."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(ledger), pause, answer], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = []
    try:
        for line in child.stdout:
            said.append(line.strip())
            if said[-1].startswith(after):
                break
        time.sleep(0.05)
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.wait()
        child.stdout.close()
    return said


def test_a_kill_spends_nothing_or_keeps_the_answer(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.sqlite"
    assert killed(ledger, "30", "111", "drawing") == ["drawing"], "killed before it was written down: nothing was given"
    assert killed(ledger, "0", "222", "[") == ["drawing", "[222]"], "killed right after it was given"
    assert answered(ledger, "made", "question", 1.0, 1.0, lambda: [333]) == [222]
    with pytest.raises(Refused, match="budget of noise is spent"):
        answered(ledger, "made", "another question", 0.1, 1.0, lambda: [444])
    with sqlite3.connect(ledger) as database:
        assert database.execute("SELECT count(*), sum(epsilon) FROM answer").fetchone() == (1, 1.0)
    database.close()


def test_without_opendp_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opendp", None)
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(Unavailable) as error:
        counts_with_noise.with_noise([1], 1.0)
    assert error.value.way_out == "pip install 'intarsia[privacy]'"
