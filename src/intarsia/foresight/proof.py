"""The back-tests of signals on corpora that are made, with a seed, so that what is there to find is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from intarsia.foresight.counts import Counts, Floats
from intarsia.foresight.gains import gain_of
from intarsia.foresight.replay import replay
from intarsia.proving.precision import average_precision, chance
from intarsia.proving.trial import Trial

TERMS, YEARS, YEARLY = 180, 38, 640
#: random orders of an origin from which the spread of chance is taken: a few lucky places make it skewed
LUCK = 60


def corpus(seed: int, *, lead: int = 0) -> tuple[Counts, Counts]:
    """Two sectors with the same words: most words come at a steady rate, with noise; some start to rise in a random year, in the second sector `lead`
    years before the first (0: each sector by itself)."""
    rng = np.random.default_rng(seed)
    steady = rng.gamma(2.0, 2.2, size=(TERMS, 1)) + 0.6
    year = np.arange(YEARS)
    rising = rng.random(TERMS) < 0.45

    def rates(start: Floats) -> Floats:
        ramp = 1 + rng.uniform(3, 9, size=(TERMS, 1)) / (1 + np.exp(-(year - start[:, None]) / 1.6))
        noise = np.exp(rng.normal(0, 0.18, size=(TERMS, YEARS)))
        rate: Floats = steady * np.where(rising[:, None], ramp, 1.0) * noise
        return rate

    here = rng.uniform(4, YEARS + 12, TERMS)
    there = here - lead if lead else rng.uniform(4, YEARS + 12, TERMS)
    terms = tuple(f"w{at:03}" for at in range(TERMS))
    documents = np.full(YEARS, float(YEARLY))
    made = []
    for start in (here, there):
        counts = rng.poisson(rates(start)).astype(float)
        made.append(Counts(terms, 1980, counts, counts.sum(axis=0), documents))
    return made[0], made[1]


def signals(run: str, seed: int) -> Trial:
    """Average precision of the ranker by origin, less what a random order gets: 0 where there is nothing to find."""
    counts, _ = corpus(seed)
    done = replay(counts, shuffle=seed if run == "shuffled" else None)
    values = np.zeros(len(done.place)) if run == "constant" else done.place
    gains, luck = [], []
    rng = np.random.default_rng(seed)
    for year in done.origins:
        rows = done.origin == year
        if done.came[rows].any():
            gains.append(average_precision(values[rows], done.came[rows]) - chance(int(rows.sum()), int(done.came[rows].sum())))
            luck.append(np.var([average_precision(rng.random(int(rows.sum())), done.came[rows]) for _ in range(LUCK)]))
    found = _trial(np.array(gains), "average precision above chance")
    return replace(found, se=max(found.se, float(np.sqrt(np.mean(luck) / len(luck)))) if run != "constant" else found.se)


def gain(run: str, seed: int) -> Trial:
    """How much the words of the other sector add to the average precision in this one: "method" where the other one rises three years before; "constant" where the
    other one's scores are all equal; "shuffled" where its words were shuffled."""
    here, there = corpus(seed, lead=3)
    if run == "constant":
        there = Counts(there.terms, there.first, np.ones_like(there.counts), there.exposure, there.documents)
    if run == "shuffled":
        order = np.random.default_rng(seed).permutation(TERMS)
        there = Counts(there.terms, there.first, there.counts[order], there.exposure, there.documents)
    found = gain_of(here, (there,), seed=seed)
    return _trial(found.differences, "gain in average precision")


def _trial(values: Floats, measure: str) -> Trial:
    """The mean with its standard error; neighbouring origins share their futures, so five of them count as one."""
    n = len(values)
    return Trial(float(values.mean()), 0.0, float(values.std(ddof=1) / np.sqrt(max(n / 5, 1))), n, measure)
