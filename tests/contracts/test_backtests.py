"""Every method has a back-test, and one that knows nothing lands at the base rate in it."""

from __future__ import annotations

from types import ModuleType

import pytest

from intarsia.errors import NotFound
from intarsia.proving import BACKTESTS, backtest
from intarsia.shelf import loader

SHELF = loader.insights()


#: questions that count what there is, or lay figures beside each other as they are; tests/contracts/test_insights.py sees to it that none of them shows an interval
COUNTING = {
    "adapted-abroad", "announced-on", "audience-per-inhabitant", "audiences-of", "coverage-known", "impact-before-after", "impact-overlay", "interventions-in", "languages-of",
    "makers-in-both", "most-adapted", "not-yet-adapted", "roles-across-sectors", "shared-themes", "stories-in-forms", "story-flows", "theme-by-sector", "upcoming-elsewhere", "where",
    "who-together", "worked-on-upcoming"}


@pytest.mark.parametrize("module", SHELF.values(), ids=SHELF)
def test_an_insight_counts_or_names_its_back_test(module: ModuleType) -> None:
    assert (module.NAME in COUNTING) == (module.BACKTEST == ""), "a question that does more than count has a back-test; one that counts has none"
    assert not module.BACKTEST or module.BACKTEST in BACKTESTS


def test_nothing_is_back_tested_that_nobody_asks() -> None:
    assert set(BACKTESTS) == {module.BACKTEST for module in SHELF.values() if module.BACKTEST} and set(SHELF) >= COUNTING


@pytest.mark.parametrize("name", sorted(BACKTESTS))
def test_a_scorer_that_knows_nothing_lands_at_the_base(name: str) -> None:
    for run in ("constant", "shuffled"):
        trial = backtest(name, run)
        assert trial.n > 0 and trial.se >= 0 and trial.measure
        assert trial.landed, f"{run}: {trial}"


@pytest.mark.parametrize("name", ["announced", "median-lag", "peers"])
def test_a_method_finds_what_was_planted(name: str) -> None:
    trial = backtest(name)
    assert trial.score > trial.base + 4 * trial.se


def test_what_there_is_not_is_said() -> None:
    with pytest.raises(NotFound):
        backtest("no such thing")
    with pytest.raises(NotFound):
        backtest("signals", "backwards")
