"""The back-test of "these two go together": pairs of figures made with and without a tie between them, told apart by their rank correlation."""

from __future__ import annotations

import numpy as np

from intarsia.placed.overlay import laid
from intarsia.proving import Trial, average_precision, chance

#: pairs of figures in a trial, how many of them have a tie, places in each, trials; and how strong the tie is
PAIRS, TIED, PLACES, TRIALS, STRENGTH = 40, 12, 20, 12, 0.6


def together(run: str, seed: int) -> Trial:
    """Average precision of ranking pairs by the size of their correlation. "constant" scores all alike; "shuffled" ranks against mixed-up ties."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(TRIALS):
        tied = np.arange(PAIRS) < TIED
        scores = np.array([_score(rng, bool(one)) for one in tied]) if run != "constant" else np.zeros(PAIRS)
        found.append(average_precision(scores, rng.permutation(tied) if run == "shuffled" else tied))
    return Trial(float(np.mean(found)), chance(PAIRS, TIED), float(np.std(found, ddof=1) / np.sqrt(TRIALS)), TRIALS, "average precision of pairs of figures that go together")


def _score(rng: np.random.Generator, tied: bool) -> float:
    first = rng.standard_normal(PLACES)
    second = STRENGTH * first * tied + np.sqrt(1 - (STRENGTH * tied) ** 2) * rng.standard_normal(PLACES)
    names = [str(n) for n in range(PLACES)]
    return abs(laid(dict(zip(names, first.tolist(), strict=True)), dict(zip(names, second.tolist(), strict=True))).rho or 0.0)
