"""The proofs of linkage that are quick, as benchmarks/linkage_truths.py measures them: on other people's data, through the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import linkage_truths
from intarsia.cli import main


@pytest.mark.parametrize(("name", "f1", "ece"), [("songs", 0.83, 0.07), ("dirty", 0.79, 0.15), ("artists", 0.945, 0.07)])
def test_goals_are_met(name: str, f1: float, ece: float, real_data: Path, tmp_path: Path) -> None:
    _, files = linkage_truths.written(name, tmp_path)
    result = CliRunner().invoke(main, ["link", str(files[0]), str(files[1]), "--evaluate", str(files[2]), "--json"], catch_exceptions=False)
    found = json.loads(result.stdout)[0]["evaluation"]
    assert found["f1"]["value"] >= f1 and found["ece"] <= ece
