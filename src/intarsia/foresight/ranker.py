"""The ranker: which combination of scores found what came true at earlier origins."""

from __future__ import annotations

from typing import Any

import numpy as np

from intarsia.foresight.counts import Bools, Floats, Ints
from intarsia.foresight.scores import within
from intarsia.proving.libraries import learning

#: past origins, and things that came true at them, that a ranker needs before it is fitted
ORIGINS, POSITIVES = 8, 10
#: refitted every so many origins; between them the last one is used, which knows only an earlier past
REFIT = 3
#: rows that came to nothing, for each that came true, that a fit looks at: more tell little and cost much; at least so many
CONTRAST, AT_LEAST = 15, 2000
#: those that came true that a fit looks at, at most
HITS = 1000


class Ranker:
    """Two models over places within an origin, and the mean of the places they give: boosted trees (depth 3, 80 of them) find what scores mean
    together, the L2 logistic regression keeps them from chasing accidents. Fitted on origins whose future had passed."""

    def __init__(self, seed: int) -> None:
        learning()
        from sklearn.ensemble import HistGradientBoostingClassifier
        from sklearn.linear_model import LogisticRegression

        self.trees: Any = HistGradientBoostingClassifier(max_depth=3, max_iter=80, learning_rate=0.08, min_samples_leaf=40, l2_regularization=5.0, early_stopping=False, random_state=seed)
        self.line: Any = LogisticRegression(C=0.1, max_iter=200, tol=1e-3)
        self.seed = seed

    def fit(self, places: Floats, came: Bools) -> Ranker:
        """Fit on rows x scores, each a place within its origin, and whether each row came true."""
        hits, rest = np.flatnonzero(came), np.flatnonzero(~came)
        rng = np.random.default_rng(self.seed)
        if len(hits) > HITS:
            hits = rng.choice(hits, HITS, replace=False)
        if len(rest) > (most := max(CONTRAST * len(hits), AT_LEAST)):
            rest = rng.choice(rest, most, replace=False)
        rows = np.sort(np.concatenate([hits, rest]))
        self.trees.fit(places[rows], came[rows])
        self.line.fit(places[rows] - 0.5, came[rows])
        return self

    def place(self, places: Floats) -> Floats:
        """The place, 0 to 1, of each row among these: those of one origin."""
        one = np.zeros(len(places), dtype=np.int64)
        return within(within(self.trees.predict_proba(places)[:, 1], one) + within(self.line.predict_proba(places - 0.5)[:, 1], one), one)


def ranked(places: Floats, origin: Ints, came: Bools, known: Bools, ahead: int, seed: int = 1) -> Floats:
    """The place that the ranker gives each row, at each origin from the past of that origin alone; NaN where there was too little of it.

    places: rows x scores. known: whether what came of a row is known. ahead: years that have to pass before it is. At an origin t a fit sees the origins up to
    t - ahead: what would have been known on that day, no more.
    """
    found = np.full(len(origin), np.nan)
    if not _enough(origin, came, known):
        return found
    from threadpoolctl import threadpool_limits

    fitted: tuple[int, Ranker] | None = None
    with threadpool_limits(1):  # fits are small: more threads wait for each other, and add up in another order on another machine
        for year in np.unique(origin):
            past = known & (origin <= year - ahead)
            if (fitted is None or year - fitted[0] >= REFIT) and _enough(origin, came, past):
                fitted = (int(year), Ranker(seed).fit(places[past], came[past]))
            if fitted is not None:
                rows = origin == year
                found[rows] = fitted[1].place(places[rows])
    return found


def _enough(origin: Ints, came: Bools, rows: Bools) -> bool:
    """Are there enough origins, and enough that came true and did not, to fit on?"""
    hits = int(came[rows].sum())
    return len(np.unique(origin[rows])) >= ORIGINS and POSITIVES <= hits < rows.sum()
