"""Every origin again, as it would have been said on its day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from intarsia.foresight.calibration import Decile, deciles, odds
from intarsia.foresight.counts import AHEAD, Bools, Counts, Floats, Ints, windows
from intarsia.foresight.emergence import eligible, emerged
from intarsia.foresight.ranker import ranked
from intarsia.foresight.scores import NAIVE, bank, within
from intarsia.proving import average_precision, precision_at

#: what the method is called in the ledger; the version changes with any formula, threshold or order of scores
METHOD, VERSION = "signals", "2"


@dataclass(frozen=True)
class Replay:
    """One row a term and origin, past origins and the last ones whose future is still open.

    term: place in the terms. origin: the year. scores: each of the bank. place: the ranker's, 0 to 1 within the origin, NaN where too little was past. odds,
    base: chance to emerge within `ahead` years, and that of a random pick; NaN with too few past origins. signal: is it printed as one? came, known: what became of it.
    """

    ahead: int
    term: Ints
    origin: Ints
    scores: dict[str, Floats]
    place: Floats
    odds: Floats
    base: Floats
    signal: Bools
    came: Bools
    known: Bools

    @property
    def origins(self) -> Ints:
        """The origins at which the ranker spoke and of which the outcome is known."""
        found: Ints = np.unique(self.origin[self.known & ~np.isnan(self.place)])
        return found

    def precision(self, values: Floats) -> Floats:
        """Average precision at each of `origins`; NaN where nothing came true."""
        return np.array([average_precision(values[rows], self.came[rows]) for rows in self._rows()])

    def first(self, values: Floats, k: int) -> Floats:
        """Precision of the first k at each of `origins`."""
        return np.array([precision_at(values[rows], self.came[rows], k) for rows in self._rows()])

    def _rows(self) -> list[Bools]:
        return [self.origin == year for year in self.origins]

    @property
    def naive(self) -> Floats:
        """What has to be beaten."""
        return self.scores[NAIVE]

    def deciles(self) -> tuple[Decile, ...]:
        """What was said and what came, by tenths."""
        return deciles(self.odds, self.origin, self.came, self.known)

    @property
    def told(self) -> Bools:
        """The rows that were given odds and whose outcome is known."""
        found: Bools = self.known & ~np.isnan(self.odds)
        return found


def replay(counts: Counts, *, others: tuple[Counts, ...] = (), ahead: int = AHEAD, room: float = 0.0, seed: int = 1, shuffle: int | None = None, scorer: Floats | None = None) -> Replay:
    """Rank and give odds at every origin from the years up to it alone.

    others: the same terms and years counted elsewhere, such as in other sectors; their scores are given to the ranker too. room: as `eligible` takes it. shuffle: a seed with which
    what came true is shuffled within each origin: then there is nothing to find. scorer: by row, taken instead of the ranker (for the same tests).
    """
    fit = eligible(counts, room)
    outcome, passed = emerged(counts, ahead)
    soon, soon_passed = emerged(counts, 1)
    origins = [counts.first + int(at) for at in np.flatnonzero(fit.any(axis=0))]
    w = windows(counts, origins, fit)
    at = w.origin - counts.first
    came, known = outcome[w.term, at], passed[at]
    early = np.where(soon_passed[at], soon[w.term, at], np.nan)
    if shuffle is not None:
        order = _shuffled(w.origin, shuffle)
        came, early = came[order], early[order]
    scores = bank(w)
    columns = [within(values, w.origin) for values in scores.values()]
    for other in others:
        columns += [within(values, w.origin) for values in bank(windows(other, origins, fit)).values()]
    place = ranked(np.column_stack(columns), w.origin, came, known, ahead, seed) if scorer is None else within(scorer, w.origin)
    given = odds(place, w.origin, came, known, ahead, early)
    return Replay(ahead, w.term, w.origin, scores, place, given.odds, given.base, given.signal, came, known)


def nearer(counts: Counts, done: Replay, ahead: int) -> Replay:
    """The same ranking, with the odds that it comes true within fewer years."""
    outcome, passed = emerged(counts, ahead)
    soon, soon_passed = emerged(counts, 1)
    at = done.origin - counts.first
    came, known = outcome[done.term, at], passed[at]
    given = odds(done.place, done.origin, came, known, ahead, np.where(soon_passed[at], soon[done.term, at], np.nan))
    return Replay(ahead, done.term, done.origin, done.scores, done.place, given.odds, given.base, given.signal, came, known)


def _shuffled(origin: Ints, seed: int) -> Ints:
    """A random order of rows that stays within each origin; rows stand by origin."""
    found: Ints = np.lexsort((np.random.default_rng(seed).random(len(origin)), origin))
    return found


#: scores whose mean place ranks rows as long as there is no past to fit a ranker on
SIMPLE = ("growth", "trend", "log-odds", "burst", "last-year")


def consensus(done: Replay) -> Floats:
    """The mean place by five simple scores: what ranks where nothing can be learnt yet."""
    found: Floats = np.mean([within(done.scores[name], done.origin) for name in SIMPLE], axis=0)
    return found
