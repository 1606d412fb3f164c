"""The back-tests of lists A and B on a made corpus, as `intarsia.proving` runs them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from intarsia.collaborating.gap import gap
from intarsia.collaborating.graph import Floats, seen
from intarsia.collaborating.made import corpus
from intarsia.collaborating.measures import SCORERS
from intarsia.collaborating.pairs import Pairs, came, candidates
from intarsia.collaborating.ranker import Lesson, fitted, lesson
from intarsia.collaborating.scoring import DEFAULT, FITTED, Model, scored
from intarsia.collaborating.track import shipped
from intarsia.proving import Trial, average_precision, chance

AHEAD, BUSIEST, REPEATS = 3, 80, 20
MEASURE = "average precision over origins, first works together within three years, made corpus"


def likely(run: str, seed: int) -> Trial:
    """List A."""
    return _run(run, seed, unexplored=False)


def unexplored(run: str, seed: int) -> Trial:
    """List B, which promises nothing: its score is told, not its worth."""
    return _run(run, seed, unexplored=True)


def _run(run: str, seed: int, unexplored: bool) -> Trial:
    """Score of each origin beside chance. A shuffled run learns from shuffled outcomes, and is measured on several others."""
    credits, rng = corpus(seed), np.random.default_rng(seed)
    gains, base = [], []
    kept: dict[str, list[float]] = {name: [] for name in (*SCORERS, FITTED)}
    past: list[Lesson] = []
    for origin in range(1985, 2017, AHEAD):
        at = seen(credits, origin)
        pairs = candidates(at, busiest=BUSIEST)
        hits = came(credits, pairs, origin, AHEAD)
        if not hits.any():
            continue
        judged = [rng.permutation(hits) for _ in range(REPEATS)] if run == "shuffled" else [hits]
        scores = np.zeros(len(pairs))
        if run != "constant":
            scores = gap(at, pairs)["score"] if unexplored else _likely(pairs, kept, past, judged[0], seed)
        gains.append(float(np.mean([average_precision(scores, one) for one in judged[-REPEATS + 1:]])))
        base.append(chance(hits.size, int(hits.sum())))
    found = np.array(gains) - np.array(base)
    return Trial(float(np.mean(gains)), float(np.mean(base)), float(found.std(ddof=1) / np.sqrt(found.size)) if found.size > 1 else 0.0, found.size, MEASURE)


def _likely(pairs: Pairs, kept: dict[str, list[float]], past: list[Lesson], hits: NDArray[np.bool_], seed: int) -> Floats:
    """Scores of what ships at this origin; then its outcomes are past, too."""
    ranker = fitted(past)
    name, _ = shipped(kept)
    model = Model(name if ranker or name != FITTED else DEFAULT, ranker if name == FITTED else None)
    for plain in SCORERS:
        kept[plain].append(average_precision(pairs.measures[plain], hits))
    kept[FITTED].append(average_precision(ranker(pairs.measures), hits) if ranker else float("nan"))
    past.append(lesson(pairs.measures, hits, seed))
    return scored(model, pairs.measures)
