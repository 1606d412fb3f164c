"""The bank of scores: what each formula says of a term, from its years up to the origin alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from intarsia.errors import Broken
from intarsia.foresight.bursts import burst
from intarsia.foresight.counts import BACK, RECENT, Floats, Ints, Windows

#: half a count, so that a rate of none is not minus infinity as a logarithm
HALF = 0.5
#: counts that the empirical-Bayes ratio adds before it believes
PRIOR = 8.0
#: what a year ago counts less in Yoon's maps
FADE = 0.05


def _rate(w: Windows, first: int, last: int) -> Floats:
    """The rate from `first` years before the origin to `last` before it (0 is the origin's year), half a count added; years of which nothing is known count as one usual year."""
    span = slice(BACK - 1 - first, BACK - last)
    count, exposure = w.past[:, span].sum(axis=1), w.exposure[:, span].sum(axis=1)
    usual = np.maximum(w.exposure[:, -RECENT:].mean(axis=1), 1.0)
    found: Floats = (count + HALF) / np.maximum(exposure, usual)
    return found


def _grown(w: Windows, recent: int, before: int) -> Floats:
    found: Floats = np.log(_rate(w, recent - 1, 0)) - np.log(_rate(w, recent + before - 1, recent))
    return found


def growth(w: Windows) -> Floats:
    """Naive growth: the rate of the last two years over that of the three before (log). What everything else has to beat."""
    return _grown(w, 2, 3)


def growth_five(w: Windows) -> Floats:
    """The rate of the last five years over that of the five before (log)."""
    return _grown(w, 5, 5)


def jump(w: Windows) -> Floats:
    """The rate of the last year over that of the four before (log)."""
    return _grown(w, 1, 4)


def long_run(w: Windows) -> Floats:
    """The rate of the last five years over that of all the years before in the window (log)."""
    return _grown(w, RECENT, BACK - RECENT)


def acceleration(w: Windows) -> Floats:
    """Growth now less growth before: two years against two, and those against the two before them (logs)."""
    found: Floats = np.log(_rate(w, 1, 0)) - 2 * np.log(_rate(w, 3, 2)) + np.log(_rate(w, 5, 4))
    return found


def slope(w: Windows) -> Floats:
    """The least-squares slope of the rate over the last eight years, over its mean."""
    years = 8
    rate = w.past[:, -years:] / np.maximum(w.exposure[:, -years:], 1e-9)
    time = np.arange(years) - (years - 1) / 2
    found: Floats = (rate @ time) / (time @ time) / np.maximum(rate.mean(axis=1), 1e-12)
    return found


def trend(w: Windows) -> Floats:
    """The score test of a Poisson trend over ten years: z = sum m_t (t - tbar) / sqrt(mu sum p_t (t - tbar)^2), where p_t is the share of the
    exposure in year t, tbar its mean time, m_t the counts and mu their sum (P. Armitage, Biometrics 11, 1955, for counts)."""
    years = 10
    count, exposure = w.past[:, -years:], w.exposure[:, -years:]
    share = exposure / np.maximum(exposure.sum(axis=1, keepdims=True), 1e-12)
    time = np.arange(years, dtype=float)
    away = time - (share @ time)[:, None]
    found: Floats = (count * away).sum(axis=1) / np.sqrt(np.maximum(count.sum(axis=1) * (share * away**2).sum(axis=1), 1e-12))
    return found


def shrunk(w: Windows) -> Floats:
    """The empirical-Bayes ratio of the last five years to the five before: (y1 + k e/(1+e)) / (y0 + k/(1+e)), e the ratio of exposures, k = 8 (log)."""
    y1, y0 = w.past[:, -RECENT:].sum(axis=1), w.past[:, -2 * RECENT : -RECENT].sum(axis=1)
    e = w.exposure[:, -RECENT:].sum(axis=1) / np.maximum(w.exposure[:, -2 * RECENT : -RECENT].sum(axis=1), 1e-9)
    e = np.clip(e, 1e-3, 1e3)
    found: Floats = np.log((y1 + PRIOR * e / (1 + e)) / (y0 + PRIOR / (1 + e)) / e)
    return found


def log_odds(w: Windows) -> Floats:
    """The z of the log odds of the last three years against the seven before, with the window's own rate as informative prior
    (B. Monroe, M. Colaresi and K. Quinn, Fightin' words, Political Analysis 16, 2008)."""
    y1, y0 = w.past[:, -3:].sum(axis=1), w.past[:, -10:-3].sum(axis=1)
    n1, n0 = w.exposure[:, -3:].sum(axis=1), w.exposure[:, -10:-3].sum(axis=1)
    prior = (w.past.sum(axis=1) + HALF) / np.maximum(w.exposure.sum(axis=1), 1e-9)
    a = PRIOR * prior / np.maximum(prior, 1e-12)  # a prior worth PRIOR counts of this term
    whole = a / np.maximum(prior, 1e-12)
    odds1 = np.log((y1 + a) / np.maximum(n1 + whole - y1 - a, 1e-9))
    odds0 = np.log((y0 + a) / np.maximum(n0 + whole - y0 - a, 1e-9))
    found: Floats = (odds1 - odds0) / np.sqrt(1 / (y1 + a) + 1 / (y0 + a))
    return found


def visibility(w: Windows) -> Floats:
    """Growth of Yoon's degree of visibility, DoV_it = (TF_it / N_t)(1 - .05 (n - t)): the geometric mean of its yearly changes over ten years
    (J. Yoon, Detecting weak signals for long-term business opportunities using text mining of Web news, Expert Systems with Applications 39, 2012)."""
    years = 10
    dov = (w.past[:, -years:] + HALF) / np.maximum(w.exposure[:, -years:], 1.0) * (1 - FADE * np.arange(years - 1, -1, -1))
    known = w.exposure[:, -years:] > 0
    start = np.argmax(known, axis=1)
    rows = np.arange(len(dov))
    found: Floats = (np.log(dov[:, -1]) - np.log(dov[rows, start])) / np.maximum(years - 1 - start, 1)
    return found


def bursting(w: Windows) -> Floats:
    """The weight of a burst that still runs (Kleinberg, `bursts.burst`)."""
    return burst(w.past, w.exposure)


def level(w: Windows) -> Floats:
    """The rate of the last five years (log)."""
    return np.log(_rate(w, RECENT - 1, 0))


def last_year(w: Windows) -> Floats:
    """The rate of the last year (log)."""
    return np.log(_rate(w, 0, 0))


def below_peak(w: Windows) -> Floats:
    """The rate of the last five years over the highest of any five years in the window (log): how much it had been, and may be again."""
    count = np.cumsum(np.pad(w.past, ((0, 0), (1, 0))), axis=1)
    exposure = np.cumsum(np.pad(w.exposure, ((0, 0), (1, 0))), axis=1)
    usual = np.maximum(w.exposure[:, -RECENT:].mean(axis=1, keepdims=True), 1.0)
    fives = (count[:, RECENT:] - count[:, :-RECENT] + HALF) / np.maximum(exposure[:, RECENT:] - exposure[:, :-RECENT], usual)
    found: Floats = np.log(fives[:, -1]) - np.log(fives.max(axis=1))
    return found


def newness(w: Windows) -> Floats:
    """Minus the years since it was first seen in the window: a new word, or a new version of a vocabulary, is told by this."""
    seen = w.past > 0
    found: Floats = -(BACK - np.argmax(seen, axis=1)).astype(float)
    return found


def unevenness(w: Windows) -> Floats:
    """The variance of the last ten yearly counts over what their rate makes one expect (index of dispersion, log)."""
    years = 10
    count, exposure = w.past[:, -years:], w.exposure[:, -years:]
    expected = exposure * (count.sum(axis=1) / np.maximum(exposure.sum(axis=1), 1e-12))[:, None]
    found: Floats = np.log(((count - expected) ** 2 / np.maximum(expected, 0.05)).mean(axis=1) + HALF)
    return found


def spread(w: Windows) -> Floats:
    """In how many sectors it was in the last five years, and how many more than in the five before (logs, half a sector added): what crosses over counts twice."""
    if w.sectors is None:
        raise Broken("the spread over sectors was asked of one sector")
    now, before = np.log(w.sectors.T + HALF)
    found: Floats = 2 * now - before
    return found


#: name -> formula; the order is part of the method's version
BANK: Mapping[str, Callable[[Windows], Floats]] = {
    "growth": growth, "growth-five": growth_five, "jump": jump, "long-run": long_run, "acceleration": acceleration, "slope": slope, "trend": trend,
    "empirical-bayes": shrunk, "log-odds": log_odds, "visibility": visibility, "burst": bursting, "level": level, "last-year": last_year,
    "below-peak": below_peak, "newness": newness, "unevenness": unevenness,
}
#: the simple one that a ranker has to beat
NAIVE = "growth"
WEAK = "weak-quadrant"
#: said only where there are several sectors: elsewhere it tells terms apart by nothing
SPREAD = "cross-sector-spread"


def bank(w: Windows) -> dict[str, Floats]:
    """Every score of every row; the weak quadrant of Yoon's map too, which compares rows of one origin, and the spread over sectors where there are several."""
    found = {name: score(w) for name, score in BANK.items()}
    low = 1 - within(found["level"], w.origin)
    found[WEAK] = within(found["visibility"], w.origin) * (low > 0.5) + low * 1e-3
    if w.sectors is not None:
        found[SPREAD] = spread(w)
    return found


def within(values: Floats, origin: Ints) -> Floats:
    """The place of each value among those of its origin, 0 to 1; equal values share the middle of their places."""
    found = np.full(len(values), 0.5)
    order = np.argsort(origin, kind="stable")
    cuts = np.flatnonzero(np.diff(origin[order])) + 1
    for rows in np.split(order, cuts):
        found[rows] = _places(values[rows])
    return found


def _places(values: Floats) -> NDArray[np.float64]:
    """Mid-ranks over the number of values."""
    _, inverse, size = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(size) - (size - 1) / 2 - 0.5
    found: NDArray[np.float64] = middle[inverse] / max(len(values), 1)
    return found
