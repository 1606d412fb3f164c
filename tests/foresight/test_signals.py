"""Signals: formulas by hand, nothing from the future, odds that come true as said, and none where there is nothing to find."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.foresight import ledger
from intarsia.foresight.bursts import burst
from intarsia.foresight.calibration import deciles, odds
from intarsia.foresight.counts import BACK, Counts, Windows, windows
from intarsia.foresight.emergence import eligible, emerged, tail
from intarsia.foresight.proof import corpus
from intarsia.foresight.replay import nearer, replay
from intarsia.foresight.scores import BANK, bank, within
from intarsia.proving import backtest, paired


def counts(rows: list[list[float]], documents: float = 1000.0) -> Counts:
    table = np.array(rows, dtype=float)
    whole = np.full(table.shape[1], documents)
    return Counts(tuple(f"w{at}" for at in range(len(rows))), 2000, table, whole, whole)


def test_small_and_doubled_by_hand() -> None:
    found = counts([[1, 1, 1, 1, 1, 4, 4, 4, 4, 4], [0, 0, 0, 0, 4, 9, 9, 9, 9, 9], [30] * 10, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]])
    known = eligible(found)
    assert known[:, 4].tolist() == [True, False, False, True]  # four in five years are too few, 150 in 5,000 documents too many
    came, told = emerged(found, 5)
    assert told.tolist() == [False] * 4 + [True] + [False] * 5, "only once five years before and after are there"
    assert came[:, 4].tolist() == [True, True, False, False]  # 10 after 5 is twice, and chance gives it too often
    assert not emerged(counts([[1, 1, 1]]), 5)[1].any()


def test_a_few_hundred_works_leave_room_for_what_is_small() -> None:
    found = counts([[1, 1, 1, 1, 1], [2, 2, 2, 2, 2], [5, 5, 5, 5, 5]], documents=40)
    assert eligible(found)[:, 4].tolist() == [False, False, False]
    assert eligible(found, 10)[:, 4].tolist() == [True, True, False]
    assert not eligible(counts([[2, 2, 2, 2, 2]], documents=10), 10).any(), "ten of fifty are not small"


def test_the_exact_test_is_the_binomial_tail() -> None:
    from scipy.stats import binom

    for later, before, share in ((10, 5, 0.5), (0, 5, 0.5), (3, 0, 0.2)):
        assert tail(np.array([later]), np.array([later + before]), np.array([share]))[0] == pytest.approx(binom.sf(later - 1, later + before, share))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=7, max_size=7), st.sampled_from([40.0, 200.0]))
def test_a_burst_is_the_cheapest_of_all_paths(past: list[int], documents: float) -> None:
    table, exposure = np.array([past], dtype=float), np.full((1, 7), documents)
    p0 = min(max(sum(past) / (7 * documents), 1e-12), 0.49)
    cost = [[-(k * np.log(p) + (documents - k) * np.log1p(-p)) for k in past] for p in (p0, min(2 * p0, 0.9999))]
    up = np.log(7)

    def total(path: tuple[int, ...]) -> float:
        return sum(cost[state][year] for year, state in enumerate(path)) + up * sum(b > a for a, b in zip((0, *path), path, strict=False))

    best = min(product((0, 1), repeat=7), key=total)
    weight = 0.0
    for year in range(6, -1, -1):
        if best[year] == 0:
            break
        weight += cost[0][year] - cost[1][year]
    assert burst(table, exposure)[0] == pytest.approx(max(weight, 0.0), abs=1e-6)


def test_every_score_reads_a_rise_and_stands_still_for_none() -> None:
    rising = np.concatenate([np.full(BACK - 5, 2.0), [4, 6, 8, 11, 15]])
    w = Windows(np.array([0, 1, 2]), np.full(3, 2020), np.stack([rising, np.full(BACK, 5.0), np.concatenate([np.full(BACK - 5, 15.0), [11, 8, 6, 4, 2]])]), np.full((3, BACK), 1000.0))
    found = bank(w)
    assert len(found) >= 12 and set(BANK) < set(found)
    for name in ("growth", "growth-five", "jump", "long-run", "slope", "trend", "empirical-bayes", "log-odds", "visibility", "burst"):
        up, flat, down = found[name]
        assert up > flat >= down, name
    for name in ("growth", "trend", "log-odds", "empirical-bayes", "slope"):
        assert found[name][1] == pytest.approx(0, abs=0.1), name
    assert found["trend"][1] == pytest.approx(0) and found["newness"][1] == -BACK
    assert all(np.isfinite(values).all() for values in bank(Windows(np.array([0]), np.array([2020]), np.zeros((1, BACK)), np.zeros((1, BACK)))).values())


def test_what_crosses_into_other_sectors_ranks_above_what_stays_in_its_own() -> None:
    steady, sectors = np.full((3, 30), 5.0), np.ones((3, 30))
    sectors[0, 20:] = 3  # crossed over
    sectors[1] = 3  # has long been everywhere
    counts = Counts(("crossed", "everywhere", "alone"), 1990, steady, np.full(30, 1000.0), np.full(30, 1000.0), sectors)
    at_2012 = bank(windows(counts.upto(2012), [2012], np.ones((3, 23), dtype=bool)))["cross-sector-spread"]
    assert at_2012[0] > at_2012[1] > at_2012[2]
    assert "cross-sector-spread" not in bank(windows(Counts(counts.terms, 1990, steady, counts.exposure, counts.documents), [2012], np.ones((3, 30), dtype=bool)))


def test_equal_scores_share_their_place() -> None:
    assert within(np.array([1.0, 1.0, 3.0, 7.0]), np.array([1, 1, 1, 2])).tolist() == pytest.approx([1 / 3, 1 / 3, 5 / 6, 0.5])


def test_nothing_of_the_future_is_known() -> None:
    """What is said of a year stays word for word when all that came after it is another story."""
    told, _ = corpus(4)
    year = told.first + 29
    other = told.counts.copy()
    other[:, 30:] = np.random.default_rng(9).permutation(other[:, 30:], axis=0) * 3
    changed = Counts(told.terms, told.first, other, np.concatenate([told.exposure[:30], other[:, 30:].sum(axis=0)]), told.documents)
    for one, two in ((replay(told), replay(changed)), (replay(told), replay(told.upto(year)))):
        rows, twin = one.origin <= year, two.origin <= year
        assert one.term[rows].tolist() == two.term[twin].tolist(), "a vocabulary of its own day"
        for name in ("place", "odds", "base", "signal"):
            assert np.array_equal(getattr(one, name)[rows], getattr(two, name)[twin], equal_nan=name != "signal"), name
        assert not np.isnan(one.odds[one.origin == year]).any(), "the test is about odds that were said"


def test_the_ranker_beats_naive_growth_and_finds_nothing_where_nothing_is() -> None:
    told, _ = corpus(2)
    done = replay(told)
    pair = paired(done.precision(done.place), done.precision(done.naive), block=5)
    assert pair.difference > 0 and pair.wins >= 0.6 and pair.holds
    blind = replay(told, shuffle=2)
    assert blind.signal[blind.told].sum() / max(1, len(np.unique(blind.origin[blind.told]))) < 1
    assert abs(backtest("signals", "shuffled").score) < 0.1 < backtest("signals").score


def test_odds_come_true_as_said_also_where_the_level_moves() -> None:
    """A base rate that doubles half way: the odds follow what comes true early."""
    rng = np.random.default_rng(11)
    origin = np.repeat(np.arange(1900, 1980), 200)
    place = within(rng.random(len(origin)), origin)
    level = np.where(origin < 1940, 0.02, 0.05)
    chance = level * 3 * place**2
    came = rng.random(len(origin)) < chance
    early = (came & (rng.random(len(origin)) < 0.5)).astype(float)
    said = odds(place, origin, came, np.ones(len(origin), dtype=bool), 5, early)
    found = deciles(said.odds, origin, came, np.ones(len(origin), dtype=bool))
    assert len(found) == 10 and sum(tenth.holds for tenth in found) >= 9
    late = origin > 1955
    assert np.average(said.odds[late]) == pytest.approx(chance[late].mean(), rel=0.15)
    one = said.odds[origin == 1970][np.argsort(place[origin == 1970])]
    assert (np.diff(one) >= 0).all(), "a higher place never has lower odds"
    assert np.isnan(said.odds[origin < 1912]).all() and not said.signal[origin < 1912].any(), "eight past origins first"
    assert deciles(np.array([]), np.array([]), np.array([]), np.array([], dtype=bool)) == ()
    wrong = replace(found[9], said=found[9].said * 4)
    assert not wrong.holds


def test_nearer_horizons_have_lower_odds() -> None:
    told, _ = corpus(3)
    five = replay(told)
    one = nearer(told, five, 1)
    both = ~np.isnan(five.odds) & ~np.isnan(one.odds)
    assert both.any() and one.odds[both].mean() < five.odds[both].mean()


def test_a_forecast_is_sealed() -> None:
    said = {"method": "m", "version": "1", "facet": "genre", "concept": "c", "sector": "all", "origin": 2020, "horizon": 5, "rank": 1, "odds": 0.06, "base": 0.01, "threshold": 0.03}
    assert len(ledger.seal(said)) == 24 and ledger.seal(said) != ledger.seal(said | {"odds": 0.07})
    assert ledger.subject(said) == ledger.subject(said | {"odds": 0.07})
    assert ledger.due(2020, 5) == "2026-01-01" and ledger.brier(0.06, False) == pytest.approx(0.0036) and ledger.brier(None, True) is None
    rows = [said | {"state": "missed"}, said | {"state": "came"}, said | {"state": "open"}]
    (record,) = ledger.recorded(rows, ["all"])
    assert (record.n, record.came) == (2, 1) and record.score == pytest.approx((0.0036 + 0.94**2) / 2) and record.simple == pytest.approx((0.0001 + 0.99**2) / 2)


def test_counts_that_do_not_fit_are_refused() -> None:
    with pytest.raises(Invalid):
        Counts(("a",), 2000, np.zeros((2, 3)), np.ones(3), np.ones(3))
    with pytest.raises(Invalid):
        Counts(("a",), 2000, -np.ones((1, 3)), np.ones(3), np.ones(3))
