"""Counts with noise in a build: what was answered is remembered in the vault, the same rows get the same table, and the budget ends."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from intarsia.pool import Pool
from tests.build.made import DESCRIBED, pool

GUESTS = """mapping = 1

[[source]]
name = "visits.csv"
record = "month"

[[observation]]
measure = "'visits'"
value = "number(rows, 'en')"
unit = "'visits'"
period = "month"
about = "'heritage'"
about_kind = "'sector'"
place = "'NL'"
"""
RECIPE = """version = 1

[[remedy]]
remedy = "counts-with-noise"
columns = []
because = "person-keys"
[remedy.options]
by = ["month"]
epsilon = 2.0
budget = 4.0
"""


def guests(made: Pool, months: dict[str, int]) -> Path:
    folder = made.layout.dataset("guests")
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{month},guest {n}" for month, count in months.items() for n in range(count)]
    (folder / "visits.csv").write_text("\n".join(["month,guest", *lines]) + "\n", "utf-8")
    (folder / "mapping.toml").write_text(GUESTS, "utf-8")
    (folder / "recipe.toml").write_text(RECIPE, "utf-8")
    (folder / "dataset.toml").write_text(DESCRIBED.format(id="guests", publisher="Museum", verdict="OPEN AFTER", more=""), "utf-8")
    return folder


def told(made: Pool) -> dict[str, float]:
    return dict(made.reader().rows("SELECT left(CAST(period_start AS VARCHAR), 7), value FROM observation ORDER BY 1"))


def answers(ledger: Path) -> int:
    with closing(sqlite3.connect(ledger)) as database:
        return int(database.execute("SELECT count(*) FROM answer").fetchone()[0])


def test_a_build_gives_noise_once_and_remembers_it(tmp_path: Path) -> None:
    pytest.importorskip("opendp")
    made = pool(tmp_path / "pool")
    months = {"2026-01": 400, "2026-02": 500, "2026-03": 600}
    guests(made, months)
    made.build()
    first = told(made)
    assert set(first) == set(months) and all(abs(first[month] - count) < 60 for month, count in months.items())
    ledger = made.layout.noise
    assert ledger.is_file() and ledger.is_relative_to(made.layout.vault) and ledger.stat().st_mode & 0o077 == 0

    shutil.rmtree(made.layout.outcomes)  # what was computed is gone, so it is computed again: the answer is the same
    made.build()
    assert told(made) == first and answers(ledger) == 1

    guests(made, months | {"2026-03": 601})  # another table: a second answer, and the budget is spent
    made.build()
    second = told(made)
    assert answers(ledger) == 2
    guests(made, months | {"2026-03": 602})
    events: list[dict[str, Any]] = []
    made.build(report=events.append)
    assert [event["stopped"] for event in events if "stopped" in event] == ["the budget of noise is spent: 4 of 4, and this table asks for 2"]
    assert told(made) == second and answers(ledger) == 2  # the delivery stays out, the last one that went through in use
    assert "guest 1" not in "".join(path.read_bytes().decode("latin-1") for path in made.reader().path.rglob("*") if path.is_file())
