"""What a decision waits for: others, pledges, a day, an embargo; seven days to undo; and what a release and `status` say of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intarsia.deciding import due, pledges
from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from tests.build.made import pool, visits

MONTH = ("2026-01", "NL")
TWO = 'condition = { share = "visits", others = 2 }\n'


def rows(made: Pool, name: str) -> int:
    return int(made.reader().rows("SELECT count(*) FROM observation WHERE dataset = ?", [name])[0][0])


def said(made: Pool, name: str) -> dict[str, Any]:
    found = made.reader().records("SELECT * FROM decision WHERE dataset = $id", {"id": name})
    return found[0] if found else {}


def test_three_that_wait_for_two_others_are_met_together_and_leave_seven_days_later(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    for number, name in enumerate("abc"):
        visits(made, name, {MONTH: 876_000 + number}, "OPEN", TWO if name != "c" else 'condition = { share = "visits", others = 2 }\nuntil = "2027-11-20"\n')
        if name == "b":
            made.build(as_of="2026-12-01")
            assert {n: said(made, n)["held"] for n in "ab"} == {"a": "condition", "b": "condition"}
            assert (said(made, "a")["pledged"], said(made, "a")["needed"], rows(made, "a")) == (2, 3, 0)
            assert made.reader().rows("SELECT rows_in FROM dataset") == [(None,), (None,)]
            assert made.reader().manifest["inputs"] == {"a": {}, "b": {}}
    made.build(as_of="2026-12-02")
    assert [(said(made, n)["held"], said(made, n)["met_on"], said(made, n)["leaves_on"]) for n in "abc"] == [("undo", "2026-12-02", "2026-12-09")] * 3
    assert "observation" not in made.reader().manifest["tables"]
    made.build(as_of="2026-12-08")
    assert rows(made, "a") == 0
    made.build(as_of="2026-12-09")
    assert [rows(made, n) for n in "abc"] == [1, 1, 1]
    assert said(made, "a")["held"] is None
    text = (made.layout.dataset("c") / "dataset.toml").read_text("utf-8")
    (made.layout.dataset("c") / "dataset.toml").write_text(text.replace('"OPEN"', '"DESCRIBE ONLY"').replace(TWO, ""), "utf-8")  # one takes its word back
    made.build(as_of="2026-12-10")
    assert [(rows(made, n), said(made, n)["held"]) for n in "ab"] == [(0, "condition")] * 2
    (made.layout.dataset("c") / "dataset.toml").write_text(text, "utf-8")
    made.build(as_of="2026-12-11")
    assert said(made, "a")["leaves_on"] == "2026-12-18"  # it begins anew
    told = due.decisions(made, "2027-11-20")
    assert (told["c"]["due"], told["a"]["due"]) == (True, False)
    assert told["a"]["condition"] == "2 others share visits"
    assert told["a"]["pledged"] == "3 of 3 pledged; met on 2026-12-11, leaves on 2026-12-18"
    assert any("ask again about c" in line for line in due.lines(told))


def test_pledges_count_once_an_organisation_and_are_named_by_consent_alone(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    visits(made, "a", {MONTH: 5}, "OPEN", "condition = { pledge = true, others = 2 }\n")
    visits(made, "b", {MONTH: 5}, "OPEN")
    with pytest.raises(Invalid, match="waits for nobody"):
        pledges.pledge(made, "b", "Theatre", named=True, by="desk")
    with pytest.raises(Invalid, match="no other organisation"):
        pledges.pledge(made, "a", "museum  A", named=True, by="desk")
    assert pledges.pledge(made, "a", "Quiet House", named=False, by="desk") == 1
    assert pledges.pledge(made, "a", "quiet house", named=False, by="desk") == 1
    made.build(as_of="2026-12-01")
    assert (said(made, "a")["pledged"], said(made, "a")["pledgers"], said(made, "a")["held"]) == (2, None, "condition")
    assert pledges.pledge(made, "a", "Loud Theatre", named=True, by="desk") == 2
    made.build(as_of="2026-12-02")
    assert (said(made, "a")["pledgers"], said(made, "a")["held"], rows(made, "a")) == ("Loud Theatre", "undo", 0)
    assert b"Quiet" not in b"".join(path.read_bytes() for path in made.reader().path.rglob("*.json"))
    assert pledges.take_back(made, "a", "Loud theatre", by="desk") == 1
    with pytest.raises(NotFound):
        pledges.take_back(made, "a", "Loud theatre", by="desk")
    made.build(as_of="2026-12-20")
    assert (said(made, "a")["held"], rows(made, "a")) == ("condition", 0)


def test_an_embargo_and_a_day_hold_rows_back(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    visits(made, "a", {MONTH: 5}, "OPEN", 'embargo = "2027-01-01"\n')
    visits(made, "b", {MONTH: 5}, "OPEN", 'condition = { after = "2027-01-01" }\n')
    visits(made, "c", {MONTH: 5}, "OPEN")
    made.build(as_of="2026-12-31")
    assert [(rows(made, n), said(made, n).get("held")) for n in "abc"] == [(0, "embargo"), (0, "condition"), (1, None)]
    made.build(as_of="2027-01-01")
    assert [(rows(made, n), said(made, n).get("held")) for n in "abc"] == [(1, None), (0, "undo"), (1, None)]
    assert said(made, "c") == {}
