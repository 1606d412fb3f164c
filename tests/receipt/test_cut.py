"""A real catalogue cut in two and linked back: the receipt says what was cut, shuffled links say nothing, and the forecast was right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intarsia.pool import Pool
from intarsia.receipt import Basis, receipt
from intarsia.receipt.dryrun import forecast
from intarsia.receipt.noise import LEAST_LINKS
from intarsia.receipt.titleindex import Index, of_pool
from intarsia.receipt.whole import gained
from tests.receipt import cut

SIZE, SEED = 250, 11


@pytest.fixture(scope="module", params=list(cut.SECTORS))
def made(request: pytest.FixtureRequest, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Pool, dict[str, int]]:
    read, form, role = cut.SECTORS[request.param]
    one, other, known = cut.halves(read(real_data), SIZE, SEED)
    return request.param, cut.pool(tmp_path_factory.mktemp("cut") / "pool", (one, other), request.param, form, role), known


def test_the_gain_is_the_cut_and_shuffled_links_gain_nothing(made: tuple[str, Pool, dict[str, int]], tmp_path: Path) -> None:
    sector, pool, known = made
    found = Basis(pool.reader())
    for half, cells in known.items():
        assert gained(found, half)["values"]["0.5"] == pytest.approx(cells, rel=0.05), (sector, half)
    control = Basis(cut.shuffled(pool, tmp_path / "shuffled"))
    assert all(gained(control, half)["values"]["0.5"] <= LEAST_LINKS for half in known)
    assert control.noise


def test_the_forecast_was_right(made: tuple[str, Pool, dict[str, int]]) -> None:
    sector, pool, _known = made
    whole = of_pool(pool)
    before = Index(whole.release, whole.base, [part for part in whole.parts if part.dataset == "other"])  # as the pool was before `one` came
    said: dict[str, Any] = forecast(pool.layout.dataset("one") / "rows.csv", before, sector=sector)
    real = receipt(Basis(pool.reader()), "one")
    works = Basis(pool.reader()).rows("SELECT count(DISTINCT p.own) AS n FROM pair AS p JOIN work AS w ON w.id = p.own WHERE p.own_dataset = 'one' AND p.dataset = 'other' AND p.p >= "
                                      "0.5")[0]["n"]
    assert said["links"]["expected"] == pytest.approx(works, rel=0.1)
    told = {one["group"]: one["expected"] for one in said["gained"]}
    for one in real["attributes"]:
        if one["group"] in ("identifier", "page") and one["gained"]["0.5"] > 20:
            assert told[one["group"]] == pytest.approx(one["gained"]["0.5"], rel=0.15)
