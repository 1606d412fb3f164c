"""The commands of those who decide: what they print, what they refuse, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intarsia.cli import main
from intarsia.shelf import loader
from tests.build.made import pool, visits


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = pool(tmp_path / "pool")
    visits(made, "a", {("2026-01", "NL"): 5, ("2026-02", "NL"): 7}, "OPEN")
    return made.layout.root


def test_deciding_and_what_status_says_of_it(folder: Path) -> None:
    decided = ("decide", "a", "--again", "--who", "head", "--why", "together", "--pool", folder, "--as-of", "2026-11-23", "--unseen")
    wrong = run(*decided, "--verdict", "OPEN", "--when", "four friends share visits")
    assert (wrong.exit_code, "'friends' is not known here" in wrong.stderr, "'others'" in wrong.stderr) == (2, True, True)
    assert run(*decided, "--verdict", "ASK", "--when", "four others share visits").exit_code == 2
    assert run(*decided, "--verdict", "DESCRIBE ONLY", "--until", "2020-01-01").exit_code == 2
    done = run(*decided, "--verdict", "OPEN", "--when", "four others share this measure", "--by", "clerk")
    assert done.exit_code == 0, done.output
    text = (folder / "datasets" / "a" / "dataset.toml").read_text("utf-8")
    assert 'condition = { share = "visits", others = 4 }' in text and 'by = "clerk"' in text and 'verdict = "not looked at"' in text
    assert json.loads(run("pledge", "a", "--organisation", "A theatre", "--pool", folder, "--json").stdout) == {"dataset": "a", "pledged": True, "others": 1}
    built = run("build", folder, "--no-graph", "--as-of", "2026-12-01")
    assert built.exit_code == 0, built.output
    told = run("status", folder, "--as-of", "2026-12-01")
    assert "a waits: 4 others share visits (2 of 5 pledged)" in told.stdout
    row = json.loads(run("status", folder, "--json").stdout)[0]
    assert (row["dataset"], row["rows_in"], row["due"], row["note"], row["held"]) == ("a", None, False, None, "its rows stay here until the condition is met")


def test_a_decision_that_is_due(folder: Path) -> None:
    done = run("decide", "a", "--again", "--verdict", "DESCRIBE ONLY", "--who", "head", "--why", "no time", "--rests-on", "choice", "--pool", folder, "--as-of", "2024-02-29", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)[0]["check"] in ("OPEN", "OPEN AFTER", "POOLED ONLY", "DESCRIBE ONLY", "ASK")
    assert 'until = "2025-02-28"' in (folder / "datasets" / "a" / "dataset.toml").read_text("utf-8")
    assert run("build", folder, "--no-graph").exit_code == 0
    assert "due: ask again about a (since 2025-02-28)" in run("status", folder, "--as-of", "2025-02-28").stdout
    assert "due:" not in run("status", folder, "--as-of", "2025-02-27").stdout


def test_a_stopped_delivery_ends_in_exit_code_1(folder: Path) -> None:
    data = folder / "datasets" / "a"
    (data / "recipe.toml").write_text('version = 1\n\n[[expects.column]]\ncolumn = "id"\nkind = "code"\n[[expects.column]]\ncolumn = "month"\nkind = "code"\n'
                                      '[[expects.column]]\ncolumn = "country"\nkind = "code"\n[[expects.column]]\ncolumn = "visits"\nkind = "integer"\n', "utf-8")
    signed = json.dumps(sorted(loader.rules()))
    (data / "dataset.toml").write_text((data / "dataset.toml").read_text("utf-8") + f"signed = {signed}\n", "utf-8")
    assert run("build", folder, "--no-graph").exit_code == 0
    (data / "visits.csv").write_text("id,month,country,visits,price\nx,2026-01,NL,9,3\n", "utf-8")
    stopped = run("build", folder, "--no-graph", "--json")
    assert stopped.exit_code == 1, stopped.output
    told = json.loads(stopped.stdout)[0]
    assert told["stopped"][0]["dataset"] == "a" and "'price' is new" in told["stopped"][0]["why"]
    assert told["datasets"][0]["rows_in"] == 2
