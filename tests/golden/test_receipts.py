"""Every contributor of the demo pool has a receipt, and all of them add up."""

from __future__ import annotations

from contextlib import closing

import pytest

from intarsia.pool import Pool
from intarsia.receipt import Basis, receipt
from intarsia.receipt.credit import credit


def test_every_contributor_has_a_receipt_that_adds_up(demo: Pool) -> None:
    with closing(Basis(demo.reader())) as basis:
        shares = credit(basis)
        datasets = [one["id"] for one in basis.rows("SELECT id FROM dataset ORDER BY id")]
        found = {name: receipt(basis, name) for name in datasets}
        assert not basis.noise  # no two contributors are linked by chance alone
    assert sum(one["credit"] for one in shares["datasets"].values()) == pytest.approx(shares["total"], rel=0.01)
    assert sum(one["gained"]["values"]["0.5"] for one in found.values()) == shares["total"] > 500
    for name, one in found.items():
        assert one["gained"]["values"]["0.5"] == sum(column["gained"]["0.5"] for column in one["attributes"]) == shares["datasets"][name]["taken"]
        assert one["links"]["either"]["records"]["0.5"] <= one["records"]["total"]
        assert one["questions"]["with"]["0.99"] >= one["questions"]["alone"]
        assert one["rights"]["because"] and (one["example"] is None) == (one["gained"]["values"]["0.5"] == 0)
        for partner in one["links"]["partners"]:
            back = next(other for other in found[partner["dataset"]]["links"]["partners"] if other["dataset"] == name)
            assert (partner["same"] > 0) == (back["same"] > 0)
    assert sum(one["links"]["either"]["records"]["0.5"] > 0 for one in found.values()) >= 9
