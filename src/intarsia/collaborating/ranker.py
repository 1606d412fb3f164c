"""A ranker fitted to what came of pairs in the past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intarsia.collaborating.graph import Floats
from intarsia.collaborating.measures import NAMES
from intarsia.proving.libraries import learning

#: of each origin, so many pairs that stayed apart are learned from, drawn with a seed
APART = 5_000
#: fewer ties than this teach nothing
FEWEST = 30


@dataclass(frozen=True)
class Ranker:
    """Weights of the measures (scaled within their origin) and a constant: a logistic model."""

    weights: tuple[float, ...]
    constant: float

    def __call__(self, measures: Mapping[str, Floats], like: Mapping[str, Floats] | None = None) -> Floats:
        """Scores in log odds. like: the measures they are scaled by, where those of few pairs are looked at."""
        return np.asarray(scaled(measures, like) @ np.array(self.weights) + self.constant, dtype=float)


def scaled(measures: Mapping[str, Floats], like: Mapping[str, Floats] | None = None) -> Floats:
    """Pairs by measures, as logarithms, with mean 0 and deviation 1 within their origin."""
    columns = []
    for name in NAMES:
        values, base = (np.asarray(given[name], float) for given in (measures, like or measures))
        if name not in ("gravity", "theme"):
            values, base = np.log1p(values), np.log1p(base)
        spread = base.std() if base.size else 0.0
        columns.append((values - base.mean()) / spread if spread > 1e-12 else np.zeros(values.shape))
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class Lesson:
    """What one past origin teaches: scaled measures, which pairs came together, and how many pairs each row stands for."""

    inputs: Floats
    together: NDArray[np.bool_]
    weights: Floats


def lesson(measures: Mapping[str, Floats], together: NDArray[np.bool_], seed: int = 1) -> Lesson:
    """All pairs that came together, and a seeded sample of the others, weighted up to as many as they were."""
    hits, apart = np.flatnonzero(together), np.flatnonzero(~together)
    drawn = np.random.default_rng(seed).choice(apart, APART, replace=False) if apart.size > APART else apart
    rows = np.concatenate([hits, drawn])
    return Lesson(scaled(measures)[rows], together[rows], np.concatenate([np.ones(hits.size), np.full(drawn.size, apart.size / max(drawn.size, 1))]))


def fitted(past: Sequence[Lesson]) -> Ranker | None:
    """The ranker learned from past origins; None where too few pairs came together. L2-penalised logistic regression (scikit-learn, C = 1)."""
    if sum(int(one.together.sum()) for one in past) < FEWEST:
        return None
    learning()
    from sklearn.linear_model import LogisticRegression

    labels = np.concatenate([one.together for one in past])
    if labels.all():
        return None
    model = LogisticRegression(C=1.0, max_iter=500)
    model.fit(np.concatenate([one.inputs for one in past]), labels, sample_weight=np.concatenate([one.weights for one in past]))
    return Ranker(tuple(float(w) for w in model.coef_[0]), float(model.intercept_[0]))
