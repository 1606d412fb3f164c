"""The files that come along to try: each ends exactly as its key says, column by column, nothing more and nothing less."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from intarsia.checking import report

TRYOUT = Path(__file__).parents[2] / "examples" / "tryout"
FILES = ("tickets.xlsx", "sales.csv", "plan.csv")
AS_OF = "2026-11-23"


@cache
def seen(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    key = tomllib.loads((TRYOUT / f"{name.partition('.')[0]}.key.toml").read_text("utf-8"))
    return report.report(TRYOUT / name, as_of=AS_OF), key


@pytest.mark.parametrize("name", FILES)
def test_a_file_ends_as_its_key_says(name: str) -> None:
    found, key = seen(name)
    assert found["verdict"] == key["verdict"]
    assert {c["column"]: c["finding"] for c in found["columns"]} == {c["column"]: c["finding"] for c in key["column"]}
    for column in found["columns"]:
        assert (column["finding"] == "none") or (column["reason"] and column["way_out"] and column["rule"])


def test_the_lines_of_remarks_are_those_of_the_file() -> None:
    found, key = seen("tickets.xlsx")
    remark = next(c for c in key["column"] if c["column"] == "remark")
    told = {tuple(one["lines"]) for one in found["findings"] if "remark" in one["columns"] and one["acts"]}
    assert tuple(remark["health_lines"]) in told
    assert tuple(remark["phone_lines"]) in told


@pytest.mark.parametrize("name", FILES)
def test_the_suggested_remedies_reach_open(name: str) -> None:
    found, _ = seen(name)
    assert found["after"] == "OPEN", found["sentence"]
    assert found["suggested"]
