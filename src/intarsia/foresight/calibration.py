"""From a place in a ranking to odds: how many of those that stood there came true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intarsia.foresight.counts import Bools, Floats, Ints
from intarsia.foresight.ranker import ORIGINS
from intarsia.proving.libraries import learning

#: years after which an origin counts half: what moves a culture changes
HALF_LIFE = 10.0
#: hits that the prior is worth: so that no place is said to have no chance, nor a certain one, after a few rows
PRIOR_HITS = 2.0
#: the last origins from which the level of today is taken, and hits that it takes to move it half way
FRESH, FRESH_HITS = 6, 10.0
#: below this share of the base rate, places are not told apart
FLOOR = 0.25
#: a signal is printed from this many times the base rate on, and only where those ranked as high before came true more often than chance
#: explains: by this many standard deviations of a count whose futures overlap
LIFT, SURE = 3.0, 2.326
BLOCK, DRAWS = 5, 400
#: places are told apart in so many steps
STEPS = 2000


@dataclass(frozen=True)
class Decile:
    """A tenth of all forecasts, by their odds: what was said on average, what came, and the standard error of the difference, over blocks of origins."""

    n: int
    said: float
    came: float
    error: float

    @property
    def holds(self) -> bool:
        """Did as many come as was said, within 30 % or two standard errors?"""
        return abs(self.came - self.said) <= max(0.3 * self.said, 2 * self.error)


@dataclass(frozen=True)
class Odds:
    """By row: the chance that it comes true, that of a random pick at its origin, and whether it is a signal: LIFT times the base rate, and more than luck."""

    odds: Floats
    base: Floats
    signal: Bools


def odds(place: Floats, origin: Ints, came: Bools, known: Bools, ahead: int, early: Floats) -> Odds:
    """The odds of each row from the past of its origin alone; NaN, and no signal, with fewer than ORIGINS origins to learn from.

    Isotonic regression of what came true on the place in the ranking (the pool-adjacent-violators fit; R. Barlow and others, Statistical inference
    under order restrictions, 1972), over rows that were ranked out of sample: at an origin t, those of the origins up to t - ahead, an origin
    of ten years before that counting half. PRIOR_HITS at the base rate are spread over all places.

    The shape so found is ahead + 1 years old; its level is set to today's by what is known sooner. early: by row, whether it came true within the first
    year (1, 0; NaN where that is not known). The share of early hits of the last FRESH origins over that of the origins learnt from, drawn
    towards 1 by FRESH_HITS, multiplies odds and base. Without it the middle deciles promised up to twice what came, or half.
    """
    said, base, signal = np.full(len(place), np.nan), np.full(len(place), np.nan), np.zeros(len(place), dtype=bool)
    usable = known & ~np.isnan(place)
    for year in np.unique(origin):
        rows = (origin == year) & ~np.isnan(place)
        past = usable & (origin <= year - ahead)
        if not rows.any() or len(np.unique(origin[past])) < ORIGINS or not 0 < came[past].sum() < past.sum():
            continue
        weight = 0.5 ** ((year - ahead - origin[past]) / HALF_LIFE)
        usual = float(np.average(came[past], weights=weight))
        level = _level(origin, early, year, past, weight)
        said[rows] = np.clip(np.maximum(_isotonic(place[past], came[past], weight, usual, place[rows]), FLOOR * usual) * level, 0.0, 0.95)
        base[rows] = min(usual * level, 0.95)
        signal[rows] = (said[rows] >= LIFT * base[rows]) & _beyond_luck(place[past], came[past], ahead, place[rows])
    return Odds(said, base, signal)


def _beyond_luck(place: Floats, came: Bools, ahead: int, asked: Floats) -> Bools:
    """Did those that stood at least as high come true more often than all did? A Poisson count with the variance of `ahead` overlapping futures."""
    order = np.argsort(-place, kind="stable")
    hits, above = np.cumsum(came[order]), np.searchsorted(-place[order], -asked, side="right")
    got = np.where(above > 0, hits[np.maximum(above - 1, 0)], 0)
    expected = above * came.mean()
    found: Bools = got - expected > SURE * np.sqrt(ahead * expected)
    return found


def _isotonic(place: Floats, came: Bools, weight: Floats, usual: float, asked: Floats) -> Floats:
    """The weighted isotonic fit, with the prior spread over twenty places, at the places asked for."""
    learning()
    from sklearn.isotonic import IsotonicRegression

    steps = np.minimum((place * STEPS).astype(np.int64), STEPS - 1)
    total = np.bincount(steps, weights=weight, minlength=STEPS)
    filled = np.flatnonzero(total)
    spread = (np.arange(20) + 0.5) / 20
    x = np.concatenate([(filled + 0.5) / STEPS, spread])
    y = np.concatenate([np.bincount(steps, weights=weight * came, minlength=STEPS)[filled] / total[filled], np.full(20, usual)])
    w = np.concatenate([total[filled], np.full(20, PRIOR_HITS / usual / 20)])
    fit = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(x, y, sample_weight=w)
    found: Floats = fit.predict(asked)
    return found


def _level(origin: Ints, early: Floats, year: int, past: Bools, weight: Floats) -> float:
    """How much more, or less, comes true early at the last origins than at those learnt from."""
    told = ~np.isnan(early[past])
    fresh = ~np.isnan(early) & (origin < year) & (origin >= year - FRESH)
    if not told.any() or not fresh.any():
        return 1.0
    usual = float(np.average(early[past][told], weights=weight[told]))
    return float((early[fresh].sum() + FRESH_HITS) / (usual * fresh.sum() + FRESH_HITS))


def deciles(said: Floats, origin: Ints, came: Bools, known: Bools, *, seed: int = 1) -> tuple[Decile, ...]:
    """What was said and what came, by tenths of what was said; equal odds are never put into two tenths.

    error: of came less said, by a moving block bootstrap of five neighbouring origins, whose futures overlap; never below the binomial error of
    the two shares, which few hits make the bootstrap miss.
    """
    rows = known & ~np.isnan(said)
    q, y, o = said[rows], came[rows].astype(float), origin[rows]
    if not len(q):
        return ()
    part = np.searchsorted(np.quantile(q, np.arange(1, 10) / 10), q, side="left")
    years, place = np.unique(o, return_inverse=True)
    n, s, c = (np.zeros((len(years), 10)) for _ in range(3))
    for table, values in ((n, np.ones(len(q))), (s, q), (c, y)):
        np.add.at(table, (place, part), values)
    block = min(BLOCK, len(years))
    starts = np.random.default_rng(seed).integers(0, len(years) - block + 1, size=(DRAWS, -(-len(years) // block)))
    drawn = (starts[:, :, None] + np.arange(block)).reshape(DRAWS, -1)[:, : len(years)]
    spread = ((c - s)[drawn].sum(axis=1) / np.maximum(n[drawn].sum(axis=1), 1)).std(axis=0)
    found = []
    for tenth in np.flatnonzero(n.sum(axis=0)):
        size = float(n[:, tenth].sum())
        told, came_true = float(s[:, tenth].sum() / size), float(c[:, tenth].sum() / size)
        binomial = np.sqrt(max(told * (1 - told), came_true * (1 - came_true)) / size)
        found.append(Decile(int(size), told, came_true, float(max(spread[tenth], binomial))))
    return tuple(found)
