"""A made corpus with known habits: the busy work on, circles keep together, and a few meet anew."""

from __future__ import annotations

import numpy as np

from intarsia.collaborating.credits import Credits

YEARS = (1970, 2019)


def corpus(seed: int, *, works: int = 600, makers: int = 150, circles: int = 10, habit: bool = True) -> Credits:
    """Works of two to five makers over fifty years. habit: makers differ in how busy they are and stay mostly in their circle; else everybody is equal."""
    rng = np.random.default_rng(seed)
    circle = np.arange(makers) % circles
    busy = rng.pareto(1.5, makers) + 0.2 if habit else np.ones(makers)
    year = np.sort(rng.integers(YEARS[0], YEARS[1] + 1, works))
    work, node = [], []
    for number in range(works):
        here = int(rng.integers(circles))
        weight = busy * np.where(circle == here, 6.0, 1.0) if habit else busy
        chosen = rng.choice(makers, int(rng.integers(2, 6)), replace=False, p=weight / weight.sum())
        work += [number] * chosen.size
        node += chosen.tolist()
    at = np.array(work, np.int64)
    theme = (np.arange(works, dtype=np.int64), rng.integers(0, 8, works))
    return Credits(at, np.array(node, np.int64), year.astype(np.int64), makers, theme, rng.integers(0, 5, at.size))
