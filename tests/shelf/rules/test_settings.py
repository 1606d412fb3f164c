"""Parameters that a steward sets in place of a rule's own: read strictly, and told with the finding."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.rules import settings


def test_what_is_written_becomes_parameters() -> None:
    found = settings.parsed(["p-percent.p=7.5", "microdata.columns=age, town", "microdata.k=3", "fresh.months=12"])
    assert found == {"p-percent": {"p": 7.5}, "microdata": {"columns": ["age", "town"], "k": 3}, "fresh": {"months": 12}}


@pytest.mark.parametrize("written", ["p-percent", "p-percent.q=1", "nobody.p=1", "p-percent.p=much", "p-percent.p=-1", "microdata.k=2.5", "microdata.columns=",
                                     "dominance.k=101", "few-contributors.minimum=0"])  # fmt: skip
def test_what_has_no_meaning_is_refused_with_the_way_out(written: str) -> None:
    with pytest.raises(Invalid) as error:
        settings.parsed([written])
    assert error.value.way_out


def test_a_check_takes_them(tmp_path: Path) -> None:
    file = tmp_path / "cells.csv"
    file.write_text("month,shop,copies_sold\n" + "".join(f"2026-10,{shop},{copies}\n" for shop, copies in (("N", 100), ("S", 50), ("W", 11))), "utf-8")
    command = [sys.executable, "-m", "intarsia.cli", "check", str(file), "--json", "--as-of", "2026-11-23", "--set", "p-percent.p=20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    (found,) = [one for one in json.loads(done.stdout)["findings"] if one["rule"] == "p-percent"]
    assert found["columns"] == ["copies_sold"] and found["parameters"] == {"p": 20}
