"""Every method has a back-test, and one that knows nothing lands at the base rate in it."""

from __future__ import annotations

from types import ModuleType

import pytest

from intarsia.errors import NotFound
from intarsia.proving import BACKTESTS, backtest
from intarsia.shelf import loader

SHELF = loader.insights()


@pytest.mark.parametrize("module", SHELF.values(), ids=SHELF)
def test_an_insight_names_its_back_test(module: ModuleType) -> None:
    assert module.BACKTEST == "" or module.BACKTEST in BACKTESTS
    assert module.BACKTEST or module.GROUP in ("context", "map", "benchmark") or module.METHOD, "only plain counts go without"


@pytest.mark.parametrize("name", sorted(BACKTESTS))
def test_a_scorer_that_knows_nothing_lands_at_the_base(name: str) -> None:
    for run in ("constant", "shuffled"):
        trial = backtest(name, run)
        assert trial.n > 0 and trial.se >= 0 and trial.measure
        assert trial.landed, f"{run}: {trial}"


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(NotFound):
        backtest("no such thing")
    with pytest.raises(NotFound):
        backtest("signals", "backwards")
